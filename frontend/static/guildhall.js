// Keeps the composer's sentence fresh: who will see this, who will not and why, and what the button does.
// Everything works without this file; it only saves a press of "Show who will see this".
(() => {
  "use strict";
  const pause = 450; // milliseconds of quiet before the gate is asked

  for (const form of document.querySelectorAll("form[data-preview]")) {
    const gate = form.querySelector("[data-gate]");
    if (!gate) continue;
    const words = gate.querySelector("[data-gate-words]");
    const act = gate.querySelector("[data-gate-do]");
    const show = gate.querySelector("[data-gate-show]");
    let timer = 0, asking = null, last = "";

    const draft = () => {
      const body = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string"));
      body.delete("back");
      return body.toString();
    };

    const put = (html) => {
      const fresh = new DOMParser().parseFromString(html, "text/html");
      const newWords = fresh.querySelector("[data-gate-words]");
      const newAct = fresh.querySelector("[data-gate-do]");
      if (!newWords || !newAct) return false;
      if (words.textContent !== newWords.textContent) words.replaceChildren(...newWords.childNodes);
      act.textContent = newAct.textContent;
      act.disabled = newAct.disabled;
      return true;
    };

    const ask = async () => {
      const body = draft();
      if (body === last) return;
      if (asking) asking.abort();
      asking = new AbortController();
      gate.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.dataset.preview, {
          method: "POST",
          body,
          credentials: "same-origin",
          headers: { "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded" },
          signal: asking.signal,
        });
        if (answer.ok && put(await answer.text())) {
          last = body;
          show.hidden = true;
        } else {
          show.hidden = false; // too fast, or signed out: the button still works
        }
      } catch (err) {
        if (err.name === "AbortError") return;
        show.hidden = false;
      }
      gate.removeAttribute("aria-busy");
    };

    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, pause);
    };

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    // Ctrl or Command with Enter posts, as people are used to.
    form.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.name === "text" && !act.disabled) form.requestSubmit(act);
    });
    // One press is one post.
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      setTimeout(() => { act.disabled = true; }, 0);
    });
    window.addEventListener("pageshow", (e) => { if (e.persisted) act.disabled = false; });
  }

  // Files are chosen, pasted or dropped; each gets a field for its description.
  for (const part of document.querySelectorAll("[data-files]")) {
    const input = part.querySelector("input[type=file]");
    const form = part.closest("form");
    if (!input || !form || typeof DataTransfer === "undefined") continue;
    const list = document.createElement("ul");
    part.append(list);
    const draw = () => {
      const before = [...list.querySelectorAll("input")].map((i) => i.value);
      list.replaceChildren(...[...input.files].map((file, n) => {
        const line = document.createElement("li"), field = document.createElement("div");
        const label = document.createElement("label"), alt = document.createElement("input");
        field.className = "field";
        alt.name = "newalt"; alt.id = "newalt-" + n; alt.maxLength = 1500; alt.value = before[n] || "";
        label.htmlFor = alt.id;
        label.textContent = part.dataset.alt.replace("%s", file.name);
        field.append(label, alt);
        line.append(field);
        return line;
      }));
    };
    const add = (files) => {
      const all = new DataTransfer();
      for (const f of [...input.files, ...files].slice(0, 8)) all.items.add(f);
      input.files = all.files;
      draw();
    };
    input.addEventListener("change", draw);
    form.addEventListener("paste", (e) => {
      if (e.clipboardData.files.length) { e.preventDefault(); add(e.clipboardData.files); }
    });
    form.addEventListener("dragover", (e) => { if (e.dataTransfer.types.includes("Files")) e.preventDefault(); });
    form.addEventListener("drop", (e) => {
      if (e.dataTransfer.files.length) { e.preventDefault(); add(e.dataTransfer.files); }
    });
  }

  // An open menu closes with Escape or a press elsewhere.
  const menu = document.querySelector("details.me");
  if (menu) {
    document.addEventListener("click", (e) => { if (!menu.contains(e.target)) menu.open = false; });
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }
})();
