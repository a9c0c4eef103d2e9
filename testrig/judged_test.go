package testrig_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// allowed counts what the gate let pass at some doors so far.
func allowed(s *testrig.Server, doors ...models.Door) (n int64) {
	for _, d := range doors {
		n += s.Gate.Answers()[gate.Answer{Door: d, Verdict: models.Allow}]
	}
	return n
}

// judged watches what an organisation lets out: each delivery has its recorded decision, each question to another server one
// that was counted, each answer with something in it one that was given while the request lasted.
type judged struct {
	t     *testing.T
	w     *testrig.World
	s     *testrig.Server
	kinds map[string]int // of what left
	asked int64
}

// answers asks the organisation as somebody outside, and fails where something was given that nobody judged.
func (j *judged) answers(who, address string, ask func() (int, string)) {
	j.t.Helper()
	before := allowed(j.s, models.Pull, models.Page)
	status, body := ask()
	if status != http.StatusOK {
		return
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(address, "https://acme.example"), "?")
	for _, row := range j.s.Table.Rows {
		if reason, none := strings.CutPrefix(row.Judge, "none: "); none && row.Method == http.MethodGet && row.Path == path && reason != "" {
			return // the table says why
		}
	}
	if strings.HasPrefix(path, "/nodeinfo/") || strings.HasPrefix(path, "/static/") {
		return // rows with a name in them, judged by none
	}
	j.kinds["answered to "+who]++
	if allowed(j.s, models.Pull, models.Page) == before {
		j.t.Errorf("%s was given %s without anybody being asked: %s", who, address, cutAt(body, 300))
	}
}

func cutAt(s string, n int) string { return s[:min(n, len(s))] }

// left goes through all that went over the network since the last time.
func (j *judged) left() {
	j.t.Helper()
	for _, x := range j.w.Net.Take() {
		if x.From != j.s.Host {
			continue
		}
		if x.Method == http.MethodGet {
			j.asked++
			j.kinds["asked"]++
			continue
		}
		var a struct{ ID, Type string }
		if json.Unmarshal(x.Sent, &a) != nil {
			j.t.Errorf("what left is no activity: %s", x.Sent)
			continue
		}
		j.kinds[a.Type]++
		recorded := false
		j.s.Read(func(tx *store.Tx) error {
			for before := models.ID(0); !recorded; {
				rows, err := tx.Decisions(store.DecisionFilter{Peer: x.To, Door: models.Out, Verdict: models.Allow, Before: before, Limit: 200})
				if err != nil || len(rows) == 0 {
					return err
				}
				recorded = slices.ContainsFunc(rows, func(d models.Decision) bool { return string(d.Activity) == a.ID })
				before = rows[len(rows)-1].ID
			}
			return nil
		})
		if !recorded {
			j.t.Errorf("a %s left to %s, and no decision says that it may: %s", a.Type, x.To, x.Sent)
		}
	}
	if passes := allowed(j.s, models.Fetch); passes < j.asked {
		j.t.Errorf("other servers were asked %d times, and that was allowed %d times", j.asked, passes)
	}
}

// A day of an organisation with all that it says and is asked for: nothing leaves that was not judged, by whatever way it goes.
func TestNothingLeavesUnjudged(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	w.Told = func(string) {}
	j := &judged{t: t, w: w, s: acme, kinds: map[string]int{}}
	w.Net.Take()
	acme.Partners("peer.example")
	w.Later(time.Minute)
	bob := w.As("bob@acme.example")
	m := fileOf(t, ada, "a bench")
	open := ada.Writes(conversations.Ask{Text: "For everybody #benches @nell@peer.example", Where: conversations.World, Audience: models.Everyone, Files: []models.ID{m.ID}})
	n := fileOf(t, ada, "another bench")
	near := ada.Writes(conversations.Ask{Text: "For partners.", Where: conversations.Partners, Audience: models.Everyone, Files: []models.ID{n.ID}})
	poll := ada.Writes(conversations.Ask{Text: "Tea?", Where: conversations.World, Audience: models.Everyone, Poll: &conversations.PollAsk{Options: []string{"Yes", "No"}, Open: time.Hour}})
	ada.Writes(conversations.Ask{Text: "A letter to @nell@peer.example", Where: conversations.World, Audience: models.Named})
	ada.Replies("For everybody", "And more.")
	ada.Writes(conversations.Ask{Text: "As I said.", Quote: open.ID, Where: conversations.World, Audience: models.Everyone})
	peer.Serves("/notes/1", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/notes/1","type":"Note","attributedTo":"`+string(peer.Nell)+`","content":"<p>from nell</p>","to":["https://www.w3.org/ns/activitystreams#Public"]}`)
	peer.Sends(ada.Inbox, note(peer, 1, "from nell", ""))
	peer.Sends(ada.Inbox, note(peer, 2, "an answer from nell", `,"inReplyTo":"`+string(open.IRI)+`"`))
	w.Settle()
	ada.Follows("nell@peer.example")
	ada.Thanks("from nell").Shares("from nell")
	bob.Shares("For everybody")
	does := func(verb func(tx *store.Tx, a models.Actor) error) {
		t.Helper()
		acme.Write(func(tx *store.Tx) error {
			a, err := tx.ActorByID(ada.ID)
			if err == nil {
				err = verb(tx, a)
			}
			return err
		})
		w.Settle()
	}
	does(func(tx *store.Tx, a models.Actor) error { return conversations.Pin(tx, acme.Site, a, open.ID) })
	does(func(tx *store.Tx, a models.Actor) error {
		_, err := people.Update(tx, acme.Site, a, people.Profile{Name: new("Ada of Acme")})
		return err
	})
	does(func(tx *store.Tx, a models.Actor) error { return conversations.Unpin(tx, acme.Site, a, open.ID) })
	ada.Edits(open, conversations.Change{Text: new("For everybody, again.")})
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/votes/1","type":"Create","actor":"%s","to":["%s"],"object":{"id":"https://peer.example/votes/1/note","type":"Note","attributedTo":"%s","name":"Yes","inReplyTo":"%s","to":["%s"]}}`, peer.Nell, ada.IRI, peer.Nell, poll.IRI, ada.IRI))
	w.Later(2 * time.Hour)
	j.left()

	lent, _ := fileAddress(t, peer.Got())
	iri := func(more string) []string {
		return []string{string(open.IRI) + more, string(near.IRI) + more, string(poll.IRI) + more}
	}
	addresses := slices.Concat(iri(""), iri("/activity"), iri("/replies"), iri("/replies?page=1"), []string{string(open.Context), string(open.Context) + "?page=1", open.URL, poll.URL, lent,
		acme.Site.Media(m.Slug), acme.Site.Media(n.Slug), string(ada.IRI), string(bob.IRI), string(ada.IRI) + "/key", string(ada.OutboxIRI), string(ada.OutboxIRI) + "?page=1", string(ada.FollowersIRI),
		string(ada.IRI) + "/following", string(ada.IRI) + "/featured", string(ada.IRI) + "/followers_synchronization", "https://acme.example/@ada", "https://acme.example/", "https://acme.example/about", "https://acme.example/tags/benches",
		"https://acme.example/.well-known/webfinger?resource=acct:ada@acme.example", "https://acme.example/.well-known/nodeinfo", "https://acme.example/.well-known/host-meta", "https://acme.example/nodeinfo/2.1", "https://acme.example/partners"})
	for _, at := range addresses {
		j.answers("a peer", at, func() (int, string) { return peer.Reads(models.IRI(at)) })
		for _, accept := range []string{"text/html", "application/activity+json"} {
			j.answers("a visitor", at, func() (int, string) {
				r := w.Stranger("acme.example", strings.TrimPrefix(at, "https://acme.example"), accept)
				return r.StatusCode, ""
			})
		}
	}
	does(func(tx *store.Tx, a models.Actor) error {
		return people.Unfollow(tx, acme.Site, a, nellAt(t, tx, peer))
	})
	ada.Deletes(open)
	does(func(tx *store.Tx, a models.Actor) error {
		_, err := people.Block(tx, acme.Site, a, nellAt(t, tx, peer), "")
		return err
	})
	acme.Write(func(tx *store.Tx) error {
		_, err := boundary.SetStanding(tx, models.Actor{}, acme.Site.Host, "peer.example", models.Blocked, "")
		return err
	})
	ada.Deletes(near)
	j.left()
	for _, kind := range []string{"Create", "Update", "Delete", "Announce", "Like", "Follow", "Add", "Remove", "Undo", "Block", "asked", "answered to a peer", "answered to a visitor"} {
		if j.kinds[kind] == 0 {
			t.Errorf("this day had nothing of the kind %q: %v", kind, slices.Sorted(maps.Keys(j.kinds)))
		}
	}
}

func nellAt(t *testing.T, tx *store.Tx, peer *testrig.Peer) models.Actor {
	t.Helper()
	a, err := tx.ActorByIRI(peer.Nell)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
