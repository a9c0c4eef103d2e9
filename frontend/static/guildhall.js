// Keeps the composer's sentence fresh: who will see this, who will not and why, and what the button does; and checks a policy while it is
// written. Everything works without this file; it only saves presses of "Show who will see this" and "Check it".
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

  // A policy is checked while it is written; what was rehearsed before counts for the text of then, and the server knows that.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const text = form.querySelector("textarea"), found = form.querySelector("[data-found]");
    if (!text || !found) continue;
    let timer = 0, asking = null, last = text.value;

    const check = async () => {
      if (text.value === last) return;
      const sent = text.value;
      if (asking) asking.abort();
      asking = new AbortController();
      found.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          body: new URLSearchParams({ text: sent, do: "check" }),
          credentials: "same-origin",
          headers: { "Accept": "text/html" },
          signal: asking.signal,
        });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-found]");
        if (fresh) {
          found.replaceChildren(...fresh.childNodes);
          last = sent;
        }
      } catch (err) {
        if (err.name === "AbortError") return;
      }
      found.removeAttribute("aria-busy");
    };
    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(check, 2 * pause);
    });
  }

  // Files are chosen, pasted or dropped; each gets a field for its description, and a picture shows what stays in sight of it.
  for (const part of document.querySelectorAll("[data-files]")) {
    const input = part.querySelector("input[type=file]");
    const blank = part.querySelector("[data-new-file]");
    const form = part.closest("form");
    if (!input || !blank || !form || typeof DataTransfer === "undefined") continue;
    const list = document.createElement("ul");
    const most = 8 - part.querySelectorAll("li").length;
    const lines = new Map(); // of each file, so that what was written stays when another comes or goes
    let counted = 0;
    part.append(list);
    part.querySelector("[data-drop-hint]").hidden = !matchMedia("(pointer: fine)").matches;

    const show = async (file, canvas, choice) => {
      let picture;
      try { picture = await createImageBitmap(file); } catch { return; } // no picture
      const scale = Math.min(1, 240 / picture.width, 160 / picture.height);
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const pen = canvas.getContext("2d");
      const draw = () => {
        const [x, y] = choice.value.split(",").map(Number);
        const at = [(x + 1) / 2 * canvas.width, (1 - y) / 2 * canvas.height];
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        for (const [colour, wide] of [["#000", 5], ["#fff", 2]]) {
          pen.beginPath();
          pen.arc(at[0], at[1], 9, 0, 2 * Math.PI);
          pen.strokeStyle = colour;
          pen.lineWidth = wide;
          pen.stroke();
        }
      };
      canvas.addEventListener("click", (e) => {
        const box = canvas.getBoundingClientRect();
        const x = (e.clientX - box.left) / box.width * 2 - 1, y = 1 - (e.clientY - box.top) / box.height * 2;
        const value = x.toFixed(2) + "," + y.toFixed(2);
        let exact = choice.querySelector("[data-pressed]");
        if (!exact) {
          exact = new Option(choice.dataset.exact, value);
          exact.dataset.pressed = "";
          choice.add(exact);
        }
        exact.value = value;
        choice.value = value;
        draw();
      });
      choice.addEventListener("change", draw);
      canvas.hidden = false;
      choice.closest(".focus").hidden = false;
      draw();
    };

    const line = (file) => {
      if (lines.has(file)) return lines.get(file);
      const li = blank.content.firstElementChild.cloneNode(true);
      const label = li.querySelector("label"), alt = li.querySelector("input"), choice = li.querySelector("select");
      label.textContent = label.dataset.alt.replace("%s", () => file.name);
      label.htmlFor = alt.id = "newalt-" + ++counted;
      alt.required = "needed" in alt.dataset && /^(image|video|audio)\//.test(file.type);
      choice.id = "newfocus-" + counted;
      choice.closest(".focus").hidden = true; // until it turns out to be a picture
      li.querySelector("[data-out]").addEventListener("click", () => put([...input.files].filter((f) => f !== file)));
      show(file, li.querySelector("canvas"), choice);
      lines.set(file, li);
      return li;
    };
    const put = (files) => {
      const all = new DataTransfer();
      for (const f of files.slice(0, most)) all.items.add(f);
      input.files = all.files;
      list.replaceChildren(...[...input.files].map(line));
    };
    const add = (files) => put([...input.files, ...files]);
    input.addEventListener("change", () => put([...input.files]));
    form.addEventListener("paste", (e) => {
      if (e.clipboardData.files.length) { e.preventDefault(); add(e.clipboardData.files); }
    });
    form.addEventListener("dragover", (e) => {
      if (!e.dataTransfer.types.includes("Files")) return;
      e.preventDefault();
      part.classList.add("over");
    });
    for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => part.classList.remove("over"));
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
