package ap

import "testing"

func TestAcceptDecidesBetweenPageAndDocument(t *testing.T) {
	for accept, want := range map[string]bool{
		"application/activity+json": true,
		`application/ld+json; profile="https://www.w3.org/ns/activitystreams"`: true,
		"application/ld+json": true,
		`application/ld+json; profile="https://example.org/other"`: false,
		"text/html":                      false,
		"*/*":                            false,
		"":                               false,
		"application/activity+json, */*": true,
		"text/html,application/activity+json;q=0.9,*/*;q=0.1": false,
		"text/html;q=0.5, application/activity+json":          true,
		"application/activity+json;q=0":                       false,
		"application/activity+json;q=nonsense":                false,
		"text/html, application/activity+json":                true,
		";;;,,=":                                              false,
	} {
		if got := WantsActivity([]string{accept}); got != want {
			t.Errorf("Accept %q: document %v, want %v", accept, got, want)
		}
	}
	if !WantsActivity([]string{"text/html;q=0.1", "application/activity+json"}) {
		t.Error("several Accept lines are one list")
	}
}

func FuzzAccept(f *testing.F) {
	f.Add("text/html;q=0.5, application/activity+json")
	f.Fuzz(func(t *testing.T, s string) {
		if WantsActivity([]string{s}) && !WantsActivity([]string{"application/activity+json"}) {
			t.Fatal("unreachable")
		}
	})
}
