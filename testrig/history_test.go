package testrig_test

import (
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/prose"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// historyOf is what somebody can read of a post, the oldest version first.
func historyOf(t *testing.T, p *testrig.Person, iri models.IRI) (out []string) {
	t.Helper()
	p.Home.Read(func(tx *store.Tx) error {
		post, err := tx.PostByIRI(iri)
		if err != nil {
			return err
		}
		all, err := tx.Versions(p.ID, post)
		for _, v := range all {
			out = append(out, prose.Plain(v.Content))
		}
		out = append(out, prose.Plain(post.Content))
		return err
	})
	return out
}

func editOf(peer *testrig.Peer, n, act int, text, updated string) string {
	id := fmt.Sprintf("https://%s/notes/%d", peer.Host, n)
	if updated != "" {
		updated = `,"updated":"` + updated + `"`
	}
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/updates/%d","type":"Update","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],
	"object":{"id":"%s","type":"Note","attributedTo":"%s","content":"<p>%s</p>","published":"2026-11-01T00:00:00Z"%s,"to":["https://www.w3.org/ns/activitystreams#Public"]}}`, id, act, peer.Nell, id, peer.Nell, text, updated)
}

func TestStoryEditsFromElsewhereAreKeptOnceEach(t *testing.T) {
	w, ada, peer := outside(t)
	peer.Sends(ada.Inbox, note(peer, 1, "one", `,"published":"2026-11-01T00:00:00Z"`))
	w.Settle()
	iri := models.IRI("https://peer.example/notes/1")
	for n, c := range []struct{ text, updated, want string }{
		{"two", "2026-11-02T08:00:00Z", "[one two]"},
		{"two, told again", "2026-11-02T08:00:00Z", "[one two]"}, // the same edit
		{"from the past", "2026-11-02T07:00:00Z", "[one two]"},   // overtaken
		{"three", "", "[one two three]"},                         // says no time, and another thing
		{"three", "", "[one two three]"},                         // says the same
		{"four", "2031-01-01T00:00:00Z", "[one two three four]"}, // a clock that is wrong
		{"four", "2031-01-01T00:00:00Z", "[one two three four]"}, // told again
	} {
		peer.Sends(ada.Inbox, editOf(peer, 1, n, c.text, c.updated))
		w.Settle()
		if got := fmt.Sprint(historyOf(t, ada, iri)); got != c.want {
			t.Errorf("after %q of %q: %s", c.text, c.updated, got)
		}
	}
}

func TestStoryAnEditHereIsSeenInTheHistoryThere(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	post := ada.Posts("Lactate at six.", conversations.World)
	w.Later(1e9)
	text := "Lactate at five."
	ada.Edits(post, conversations.Change{Text: &text})
	for _, p := range []*testrig.Person{ada, tom} {
		if got := fmt.Sprint(historyOf(t, p, post.IRI)); got != "[Lactate at six. Lactate at five.]" {
			t.Errorf("%s reads %s", p.Address(), got)
		}
	}
}
