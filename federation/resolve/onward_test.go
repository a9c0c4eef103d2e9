package resolve

import (
	"net/url"
	"strings"
	"testing"
)

func TestATemplateOfAnotherServerIsFilledOrNotUsed(t *testing.T) {
	const usual = "https://home.example/authorize_interaction?uri={uri}"
	id := "https://acme.example/actors/x?a=1&b"
	for template, want := range map[string]string{
		"https://lemmy.example/activitypub/externalInteraction?uri={uri}": "https://lemmy.example/activitypub/externalInteraction?uri=" + url.QueryEscape(id),
		"https://lemmy.example/":            strings.ReplaceAll(usual, "{uri}", url.QueryEscape(id)),
		"javascript:alert({uri})":           strings.ReplaceAll(usual, "{uri}", url.QueryEscape(id)),
		"https://me:secret@x.example/{uri}": strings.ReplaceAll(usual, "{uri}", url.QueryEscape(id)),
	} {
		if got := fillTemplate(template, usual, id); got != want {
			t.Errorf("%s becomes %s", template, got)
		}
	}
}

func FuzzATemplateLeadsToTheWeb(f *testing.F) {
	f.Add("https://a.example/{uri}", "https://acme.example/x")
	f.Add("https://{uri}/", "@b.example")
	f.Fuzz(func(t *testing.T, template, id string) {
		got := fillTemplate(template, "https://home.example/?uri={uri}", id)
		u, err := url.Parse(got)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
			t.Errorf("%q with %q leads to %q", template, id, got)
		}
	})
}
