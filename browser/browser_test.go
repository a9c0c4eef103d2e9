package browser_test

import (
	"strings"
	"testing"
)

func TestAdaWritesForPartnersAndTomReadsIt(t *testing.T) {
	ada := member(t, "acme", "ada")
	ada.chooses("#c-distance", "Inside and partners")
	ada.types("#c-text", "Tape on the floor beats a sign on the wall.")
	ada.sees("1 partner organisation will see this.")
	if words := ask[string](ada, `document.querySelector("[data-gate-words]").textContent`); !strings.Contains(words, "Guild of Nurse Educators") {
		t.Errorf("the gate does not name the partner: %q", words)
	}
	if button := ask[string](ada, `document.querySelector("[data-gate-do]").textContent`); button != "Send to 1 partner" {
		t.Errorf("the button says %q", button)
	}
	ada.presses("Send to 1 partner")
	ada.goes("/")
	ada.sees("Tape on the floor beats a sign on the wall.")

	tom := member(t, "guild", "tom")
	tom.finds("/", "Tape on the floor beats a sign on the wall.")

	stranger := visitor(t, "acme")
	stranger.goes("/@ada")
	stranger.seesNot("Tape on the floor")
}

func TestTheBoundarySaysNoUntilRuthAllows(t *testing.T) {
	ada := member(t, "acme", "ada")
	noorsAddress := "@noor@" + ada.town.host("northwind")
	ada.goes("/find")
	ada.types("#f-q", noorsAddress)
	ada.presses("Find")
	ada.sees("The boundary says no")
	ada.sees("northwind.localhost")
	ada.seesNot("Noor Haddad")

	allows := func(org, who, peer string) *person {
		admin := member(t, org, who)
		admin.goes("/admin/peers")
		admin.types("#f-domain", admin.town.host(peer))
		admin.chooses("#f-standing", "Allowed")
		admin.presses("Add this server")
		admin.goes("/admin/peers")
		admin.sees(admin.town.host(peer))
		return admin
	}
	allows("acme", "ruth", "northwind")
	noor := allows("northwind", "noor", "acme")

	ada.goes("/find")
	ada.types("#f-q", noorsAddress)
	ada.presses("Find")
	ada.sees("Noor Haddad")
	ada.presses("Noor Haddad")
	ada.presses("Follow")
	ada.finds("/"+noorsAddress, "Stop following")

	noor.goes("/")
	noor.chooses("#c-distance", "The world")
	noor.types("#c-text", "The cold box now has two loggers, and they agree.")
	noor.sees("Anyone on the web may read this")
	noor.presses("Post to the world")
	ada.finds("/", "The cold box now has two loggers, and they agree.")
}

func TestEverythingGoesWithoutScript(t *testing.T) {
	ada := visitor(t, "acme")
	ada.withoutScript()
	ada.signsIn("ada")
	ada.chooses("#c-distance", "Inside and partners")
	ada.types("#c-text", "Written with scripts switched off.")
	ada.presses("Show who will see this")
	ada.sees("1 partner organisation will see this.")
	ada.presses("Send to 1 partner")
	ada.goes("/")
	ada.sees("Written with scripts switched off.")

	ada.goes("/@ruth")
	ada.presses("Follow")
	ada.finds("/@ruth", "Stop following")
}

// The watch and the judge are tried first on what they must find.
func TestTheWatchHearsAndTheJudgeSees(t *testing.T) {
	p := quietVisitor(t, "acme")
	p.does("opens nothing")
	ask[bool](p, `(async () => {
		console.error("something broke");
		try { await fetch("http://elsewhere.localhost:9/pixel") } catch {}
		document.body.innerHTML = '<p style="color:#ccc;background:#fff">pale</p><button></button><div style="width:3000px">wide</div>';
		return true;
	})()`)
	heard := strings.Join(p.complaints(), "\n")
	for _, want := range []string{"something broke", "a request left for http://elsewhere.localhost:9/pixel"} {
		if !strings.Contains(heard, want) {
			t.Errorf("the watch did not hear %q, but:\n%s", want, heard)
		}
	}
	seen := strings.Join(p.judged(), "\n")
	for _, want := range []string{"color-contrast", "button-name"} {
		if !strings.Contains(seen, want) {
			t.Errorf("axe did not see %q, but:\n%s", want, seen)
		}
	}
	if !p.tooWide() {
		t.Error("a layout of 3000 pixels passed")
	}
}
