package testrig_test

import (
	"net/http"
	"testing"

	"guildhall/access"
	"guildhall/models"
	"guildhall/store"
)

// A community elsewhere decides in itself alone: what it, its moderators or strangers tell about another changes nothing there.
func TestHostileACommunityDecidesInAnother(t *testing.T) {
	w, ada, peer, group, post := inWard(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	theirs, err := ada.Home.Resolve.Actor(t.Context(), groupAt(mallory, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://mallory.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://mallory.example/users/nell"]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	ban := `,"target":"` + string(group.IRI) + `"`
	for n, c := range []struct {
		story string
		by    string // key that signs; the community's where it passes on
		body  string
	}{
		{"a moderator of one takes a post out of another", "nell", modAct("Delete", 1, mallory.Nell, group.IRI, string(post.IRI), "")},
		{"a moderator of one locks in another", "nell", modAct("Lock", 2, mallory.Nell, group.IRI, string(post.IRI), "")},
		{"a moderator of one shuts somebody out of another", "nell", modAct("Block", 3, mallory.Nell, group.IRI, string(ada.IRI), ban)},
		{"a community passes on a ban from another", "group", modAct("Block", 4, mallory.Nell, group.IRI, string(ada.IRI), ban)},
		{"a community passes on a forged ban by a moderator of the other", "group", modAct("Block", 5, peer.Nell, group.IRI, string(ada.IRI), ban)},
		{"a community passes on a forged removal by a moderator of the other", "group", modAct("Delete", 6, peer.Nell, group.IRI, string(post.IRI), "")},
		{"a community passes on its own moderator's removal in the other", "group", modAct("Delete", 7, mallory.Nell, theirs.IRI, string(post.IRI), "")},
		{"a community passes on its own moderator's lock in the other", "group", modAct("Lock", 8, mallory.Nell, theirs.IRI, string(post.IRI), "")},
	} {
		t.Run(c.story, func(t *testing.T) {
			key, body := string(mallory.Nell)+"#main-key", c.body
			if c.by == "group" {
				key, body = string(theirs.IRI)+"#main-key", announcedBy(theirs.IRI, n, c.body)
			}
			if status, answer := mallory.SendsAs(key, ada.Inbox, body); status >= http.StatusInternalServerError {
				t.Fatalf("answered %d %s", status, answer)
			}
			w.Settle()
			ada.Home.Read(func(tx *store.Tx) error {
				p, err := tx.PostByID(post.ID)
				if err == nil && (p.CommunityID == nil || *p.CommunityID != group.ID || p.Locked != 0 || p.Deleted != 0) {
					t.Error("it was obeyed about the post")
				}
				if access.ShutOut(tx, ada.Actor, group) != nil {
					t.Error("it was obeyed about ada")
				}
				rulings, lost := tx.RulingsOn([]models.ID{post.ID})
				if len(rulings) > 0 || lost != nil {
					t.Errorf("it stands in the log: %v %v", rulings, lost)
				}
				return err
			})
			if heard(ada) != "" {
				t.Errorf("ada was told %q", heard(ada))
			}
		})
	}
	hostileStillAnswers(t, peer, ada.IRI)
}
