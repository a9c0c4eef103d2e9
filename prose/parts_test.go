package prose

import (
	"maps"
	"strings"
	"testing"

	"guildhall/models"
)

var problemParts = func() []models.Part { f, _ := models.FormOf(models.ProblemPost); return f.Parts }()

func TestPartsOfATextComeApartAsTheyWerePutTogether(t *testing.T) {
	for name, texts := range map[string]map[string]string{
		"all five":              {"symptom": "Pump 3 stops.", "tried": "- a new relay\n- waiting", "cause": "Wet cable", "fix": "Dry it", "effect": "No stop since May"},
		"some":                  {"symptom": "Pump 3 stops.", "effect": "None"},
		"a heading of ones own": {"symptom": "## At night\n\nIt stops.", "tried": "### Fix\n\nNo"},
		"code with headings":    {"symptom": "```\n## Fix\n```\nthat was printed", "fix": "Turn it off"},
	} {
		t.Run(name, func(t *testing.T) {
			source := Join(problemParts, texts)
			if got := Split(problemParts, source); !maps.Equal(got, texts) {
				t.Errorf("%q comes apart as %q", source, got)
			}
		})
	}
}

func TestAFenceThatIsLeftOpenSwallowsNoHeading(t *testing.T) {
	source := Join(problemParts, map[string]string{"symptom": "```\npanic", "fix": "Turn it off"})
	if got := Split(problemParts, source); got["fix"] != "Turn it off" {
		t.Errorf("%q comes apart as %q", source, got)
	}
	if got := Sections(problemParts, Render(source, Linker{})); len(got) != 2 || got[1].Text != "<p>Turn it off</p>" {
		t.Errorf("it is shown as %+v", got)
	}
}

func TestSectionsOfAShownTextAreThoseOfItsHeadings(t *testing.T) {
	html := Render(Join(problemParts, map[string]string{"symptom": "Pump 3 _stops_ & hums.", "fix": "> ## Fix\n\nDry it"}), Linker{})
	got := Sections(problemParts, html)
	if len(got) != 2 || got[0].Part.Name != "symptom" || got[0].Text != "<p>Pump 3 <em>stops</em> &amp; hums.</p>" || got[1].Part.Name != "fix" || !strings.Contains(got[1].Text, "Dry it") {
		t.Fatalf("%q is read as %+v", html, got)
	}
	if !strings.Contains(got[1].Text, "<blockquote>") {
		t.Errorf("a heading inside a quotation began a section: %+v", got)
	}
	if got := Sections(problemParts, "<p>No headings</p>"); got != nil {
		t.Errorf("a text without headings has sections: %+v", got)
	}
	if got := Sections(problemParts, "<p>First.</p><h2>Fix</h2><p>Then</p>"); len(got) != 2 || got[0].Part.Name != "" || got[0].Text != "<p>First.</p>" {
		t.Errorf("what stands first is read as %+v", got)
	}
}

func FuzzSections(f *testing.F) {
	for _, s := range []string{"<h2>Fix</h2><p>x</p>", "<h2>Fix", "</h2></p><h2><h2>Fix</h2>", "<blockquote><h2>Fix</h2>", "## Fix\n```\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := 0
		for _, one := range Sections(problemParts, s) {
			n += len(one.Text)
		}
		if n > len(s) {
			t.Errorf("%q has sections that are longer than itself", s)
		}
		for _, part := range Split(problemParts, s) {
			if len(part) > len(s)+2*strings.Count(s, "##") {
				t.Errorf("%q grew", s)
			}
		}
	})
}
