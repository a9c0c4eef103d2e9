package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// brings lets pictures come into the composer of the page, drawn there and then, by a paste or by a drop as the browser tells of them.
func (p *person) brings(how string, names ...string) {
	p.t.Helper()
	if !ask[bool](p, fmt.Sprintf(`(async () => {
		const all = new DataTransfer();
		for (const name of %q.split(" ")) {
			const sheet = new OffscreenCanvas(320, 200), pen = sheet.getContext("2d");
			pen.fillStyle = "#2b6c57"; pen.fillRect(0, 0, 320, 200);
			pen.fillStyle = "#e8c170"; pen.fillRect(20, 20, 90, 60);
			all.items.add(new File([await sheet.convertToBlob({type: "image/png"})], name, {type: "image/png"}));
		}
		const to = document.querySelector("#c-text");
		const event = %q === "paste" ? new ClipboardEvent("paste", {clipboardData: all, bubbles: true, cancelable: true})
			: new DragEvent("drop", {dataTransfer: all, bubbles: true, cancelable: true});
		return !to.dispatchEvent(event); // taken by the composer
	})()`, strings.Join(names, " "), how)) {
		p.t.Fatalf("a %s of pictures was not taken", how)
	}
}

// picks chooses files in the field, as the picker of a phone does.
func (p *person) picks(field string, files ...string) {
	p.t.Helper()
	p.does("chooses files", chromedp.SetUploadFiles(chromedp.CSS(field), files))
}

func TestPicturesArePastedDroppedChosenAndDescribed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "chosen.txt")
	if err := os.WriteFile(file, []byte("Notes of the shift."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
		for _, scheme := range []string{"light", "dark"} {
			name := fmt.Sprintf("%d %s", size[0], scheme)
			ada := member(t, "acme", "ada")
			ada.screen(size[0], size[1], scheme)
			ada.goes("/compose")
			ada.types("#c-text", "Two pictures and notes, "+name+".")
			ada.picks("#c-files", file)
			ada.sees("Describe chosen.txt")
			ada.types("#newalt-1", "the notes of the shift")
			ada.brings("paste", "pasted.png")
			ada.brings("drop", "dropped.png", "unwanted.png")
			ada.sees("Describe unwanted.png")
			if got := ask[string](ada, `[...document.querySelectorAll("[data-files] > ul > li input")].map(i => i.value).join("|")`); got != "the notes of the shift|||" {
				t.Errorf("%s: the words are %q", name, got)
			}
			ask[bool](ada, `(document.querySelectorAll("[data-out]")[3].click(), true)`)
			ada.seesNot("unwanted.png")
			ada.types("#newalt-2", "a valve, open")
			ada.chooses("#newfocus-2", "the top left")
			ada.types("#newalt-3", "a valve, shut")
			pressed := ask[string](ada, `(async () => {
				const canvas = document.querySelectorAll("[data-files] > ul > li canvas")[2];
				while (canvas.hidden) await new Promise(r => setTimeout(r, 30));
				const box = canvas.getBoundingClientRect();
				canvas.dispatchEvent(new MouseEvent("click", {clientX: box.left + box.width / 4, clientY: box.top + box.height / 4}));
				return document.querySelector("#newfocus-3").value;
			})()`)
			if !regexp.MustCompile(`^-0\.(49|5\d),0\.(49|5\d)$`).MatchString(pressed) {
				t.Errorf("%s: a press on the picture gives %q", name, pressed)
			}
			if folder := os.Getenv("GUILDHALL_TEST_SHOTS"); folder != "" {
				ada.takes(filepath.Join(folder, fmt.Sprintf("composer-files-%d-%s.png", size[0], scheme)))
				ask[bool](ada, `(document.querySelector("[data-files]").scrollIntoView(), true)`)
				ada.takes(filepath.Join(folder, fmt.Sprintf("composer-files-below-%d-%s.png", size[0], scheme)))
			}
			if !ada.within(patience, func() bool {
				return ask[bool](ada, `new Promise(r => setTimeout(() => r(!document.querySelector(".gate[aria-busy]")), 1000))`)
			}) {
				t.Errorf("%s: the sentence of the gate does not come", name)
			}
			if ada.tooWide() {
				t.Errorf("%s: the composer is wider than the screen", name)
			}
			for _, fault := range ada.judged() {
				t.Errorf("%s: %s", name, fault)
			}
			ask[bool](ada, `(document.querySelector("[data-gate-do]").scrollIntoView(), true)`)
			ada.loads("posts it", chromedp.Click(chromedp.CSS("[data-gate-do]")))
			ada.sees("Two pictures and notes, " + name + ".")
			seen := ask[string](ada, `(async () => {
				const all = [...document.querySelectorAll(".gallery img")];
				for (const i of all) { i.loading = "eager"; await i.decode().catch(() => 0); }
				return all.map(i => i.alt + " " + i.className + " " + (i.naturalWidth > 0)).join("|");
			})()`)
			if seen != "a valve, open fx0 fy0 true|a valve, shut fx1 fy1 true" {
				t.Errorf("%s: the post shows %q", name, seen)
			}
			ada.sees("the notes of the shift")
		}
	}
}
