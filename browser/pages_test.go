package browser_test

import (
	"os"
	"strings"
	"testing"
)

// sight is one page as one of the cast sees it.
type sight struct {
	name, who, path string // who is empty for a visitor
}

// sights are the pages that are judged and pictured; all of them at Acme.
func sights(w *town) []sight {
	guild := w.host("guild")
	return []sight{
		{"login", "", "/login"},
		{"about", "", "/about"},
		{"onward", "", "/@ada/onward"},
		{"home", "ruth", "/"},
		{"thread", "ruth", ""},
		{"profile", "ruth", "/@tom@" + guild},
		{"find", "ruth", "/find?q=tom"},
		{"settings", "ruth", "/settings/profile"},
		{"peers", "ruth", "/admin/peers"},
		{"peer", "ruth", "/admin/peers/" + guild},
		{"people", "ruth", "/admin/people"},
		{"policy", "ruth", "/admin/policy"},
		{"policy-draft", "ruth", "/admin/policy/draft"},
		{"policy-history", "ruth", "/admin/policy/history"},
		{"policy-version", "ruth", "/admin/policy/versions/1"},
		{"decisions", "ruth", "/admin/decisions?verdict=stopped"},
		{"acts", "ruth", "/admin/acts"},
		{"kept", "ruth", "/about/kept"},
		{"closed", "ruth", "/find?q=@noor@" + w.host("northwind")},
		{"held", "mira", "/admin/held"},
		{"kinds", "ruth", "/compose"},
		{"question", "ruth", "/compose?kind=question"},
		{"problem", "ruth", "/compose?kind=problem"},
		{"event", "ruth", "/compose?kind=event"},
		{"communities", "ruth", "/communities"},
		{"tend", "ada", "/@sepsis/tend"},
		{"community", "ada", "/@sepsis"},
		{"desk", "ada", "/@sepsis/desk"},
		{"week", "ada", "/@sepsis/week"},
		{"log", "ada", "/@sepsis/log"},
		{"bans", "ada", "/@sepsis/bans"},
		{"tag", "ada", "/tags/benches"},
		{"programme", "ruth", "/admin/programme"},
	}
}

// visits opens each sight in turn: first those of a visitor, then those of a member, in one tab.
func visits(t *testing.T, see func(p *person, s sight)) {
	t.Helper()
	p, who := visitor(t, "acme"), ""
	for _, s := range sights(p.town) {
		if s.who != who {
			if who != "" { // each has a browser of their own
				p = visitor(t, "acme")
			}
			p.signsIn(s.who)
			who = s.who
		}
		if s.path == "" { // the thread that has most to show
			p.goes("/@ada")
			s.path = ask[string](p, `document.querySelector(".post-title a").getAttribute("href")`)
		}
		p.goes(s.path)
		see(p, s)
	}
}

func TestEveryoneCanUseThePages(t *testing.T) {
	visits(t, func(p *person, s sight) {
		for _, scheme := range []string{"light", "dark"} {
			p.screen(1280, 900, scheme)
			for _, fault := range p.judged() {
				t.Errorf("%s, %s: %s", s.name, scheme, fault)
			}
		}
	})
}

func TestNothingIsWiderThanAPhone(t *testing.T) {
	visits(t, func(p *person, s sight) {
		p.screen(390, 844, "light")
		if p.tooWide() {
			t.Errorf("%s is wider than a phone: %s", s.name, ask[string](p, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.tagName + "." + e.className).slice(0, 8).join(", ")`))
		}
	})
}

func (p *person) tooWide() bool {
	p.t.Helper()
	return ask[bool](p, `document.documentElement.scrollWidth > innerWidth`)
}

// judged holds the page against the rules of accessibility, and gives a line for each that it breaks.
func (p *person) judged() []string {
	p.t.Helper()
	judge, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		p.t.Fatalf("axe-core is missing in browser/node_modules; scripts/setup installs it (npm ci in browser/): %v", err)
	}
	if !ask[bool](p, `typeof axe === "object"`) {
		ask[bool](p, string(judge)+";true")
	}
	lines := ask[string](p, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]}).then(r =>
		r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html.replaceAll("\n", " ")).join(" | ")).join("\n"))`)
	if lines == "" {
		return nil
	}
	return strings.Split(lines, "\n")
}
