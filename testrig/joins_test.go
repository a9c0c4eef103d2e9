package testrig_test

import (
	"encoding/json"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// answersTo are the kinds of answer that a server got to an activity of its own, with the kind of what was asked.
func answersTo(peer *testrig.Peer, id string) (all []string) {
	for _, raw := range peer.Got() {
		var a struct {
			Type   string
			Object struct{ ID, Type string }
		}
		if json.Unmarshal([]byte(raw), &a) == nil && a.Object.ID == id && (a.Type == "Accept" || a.Type == "Reject") {
			all = append(all, a.Type+" "+a.Object.Type)
		}
	}
	return all
}

// Some programs come into a group by a Join and go by a Leave. It is what a Follow and its Undo are, and is answered in their words.
func TestStoryAProgramJoinsAndLeavesACommunityInItsOwnWords(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("peer.example")
	ada, peer := w.As("ada@acme.example").GoesOutward(), w.Peer("peer.example")
	c := founded(t, w, ada)
	says := func(kind string, n int, object string) {
		t.Helper()
		peer.Sends(c.Inbox, did(kind, peer, n, peer.Nell, object, ""))
		w.Settle()
	}
	id := func(n string) string { return "https://peer.example/activities/" + n }
	is := func(n string, member bool, answers ...string) {
		t.Helper()
		acme.Read(func(tx *store.Tx) error {
			a, err := tx.ActorByIRI(peer.Nell)
			if err != nil {
				return err
			}
			in, err := tx.Follows(a.ID, c.ID)
			if in != member {
				t.Errorf("after %s nell is in it: %v", n, in)
			}
			return err
		})
		got := answersTo(peer, id(n))
		if len(got) != len(answers) || len(got) == 1 && got[0] != answers[0] {
			t.Errorf("%s was answered %v, not %v", n, got, answers)
		}
	}
	ways := func(world models.JoinMode) {
		acme.Write(func(tx *store.Tx) error {
			_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinWorld: &world})
			return err
		})
	}
	says("Join", 1, string(c.IRI))
	is("1", true, "Accept Join")
	says("Leave", 2, string(c.IRI))
	is("2", false)
	says("Leave", 3, string(c.IRI))
	is("3", false)
	says("Join", 4, string(c.IRI))
	says("Undo", 5, id("4"))
	is("4", false, "Accept Join")
	says("Join", 6, string(c.IRI))
	says("Undo", 7, `{"type":"Join","actor":"`+string(peer.Nell)+`","object":"`+string(c.IRI)+`"}`)
	is("6", false, "Accept Join")
	ways(models.JoinAsk)
	says("Join", 8, string(c.IRI))
	is("8", false)
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(peer.Nell)
		if err == nil {
			_, err = people.Admit(tx, acme.Site, ada.Actor, c, nell)
		}
		return err
	})
	w.Settle()
	is("8", true, "Accept Join")
	says("Leave", 9, string(c.IRI))
	ways(models.JoinInvite)
	says("Join", 10, string(c.IRI))
	is("10", false, "Reject Join")
	ways(models.JoinHidden)
	says("Join", 11, string(c.IRI))
	is("11", false)
	says("Join", 12, string(ada.IRI)) // nobody is joined but a community
	is("12", false)
	if ada.IsFollowedBy("nell@peer.example") {
		t.Error("a Join of a person became a follow")
	}
}
