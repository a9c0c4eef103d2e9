package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig"
)

// downs are what somebody sees of disapproval under a post: nothing, or how many, and whether they are among them.
func downs(p *testrig.Person, post models.IRI) string {
	shown := seenAs(p, post)
	switch {
	case !shown.UsesDowns && shown.Downs == 0 && !shown.Downed:
		return "nothing"
	case shown.Downed:
		return fmt.Sprint(shown.Downs, " and mine")
	}
	return fmt.Sprint(shown.Downs)
}

func dislikes(w *testrig.World, p *testrig.Person, post models.ID) error {
	err := p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := reactions.Dislike(tx, p.Home.Site, p.Actor, post, "")
		return err
	})
	w.Settle()
	return err
}

// A community elsewhere that passes disapproval on uses it: its posts show how many disapprove, and our people vote there as its own do.
func TestStoryDisapprovalIsShownWhereACommunityElsewhereUsesIt(t *testing.T) {
	w, ada, peer, group, mine := inWard(t)
	says := func(n int, inner string) {
		t.Helper()
		peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, inner))
		w.Settle()
	}
	is := func(p models.Post, what string) {
		t.Helper()
		if got := downs(ada, p.IRI); got != what {
			t.Errorf("ada sees %s, not %s", got, what)
		}
	}
	answered(peer, "notes/301", "Weigh nothing.", "", fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, group.IRI, group.IRI))
	says(301, `"https://peer.example/notes/301"`)
	theirs := seenAs(ada, "https://peer.example/notes/301").Post
	is(theirs, "nothing")
	if err := dislikes(w, ada, theirs.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("where nobody counts it, ada's disapproval gives %v", err)
	}
	peer.Sends(ada.Inbox, did("Dislike", peer, 302, peer.Nell, string(mine.IRI), "")) // to her alone
	w.Settle()
	is(mine, "nothing")
	says(303, did("Dislike", peer, 303, "https://peer.example/users/nell", string(theirs.IRI), ""))
	is(theirs, "1")
	is(mine, "1")
	if elsewhere := ada.Posts("It stands in no community.", conversations.World); downs(ada, elsewhere.IRI) != "nothing" {
		t.Error("disapproval is shown outside the community")
	}
	// Ada disapproves, then thinks better of it, and again.
	if err := dislikes(w, ada, theirs.ID); err != nil {
		t.Fatal(err)
	}
	is(theirs, "2 and mine")
	sent := func(kind string) (n int, last string) {
		for _, raw := range peer.Got() {
			if kindOf([]byte(raw)) == kind {
				n, last = n+1, raw
			}
		}
		return n, last
	}
	if n, raw := sent("Dislike"); n != 1 || !strings.Contains(raw, `"audience":"`+string(group.IRI)+`"`) || !strings.Contains(raw, `"object":"`+string(theirs.IRI)+`"`) {
		t.Errorf("%d went out: %s", n, raw)
	}
	ada.Thanks("Weigh nothing.")
	is(theirs, "1")
	if n, _ := sent("Undo Dislike"); n != 1 || seenAs(ada, theirs.IRI).Favourites != 1 {
		t.Errorf("%d ends of disapproval went out, and %d thank", n, seenAs(ada, theirs.IRI).Favourites)
	}
	if err := dislikes(w, ada, theirs.ID); err != nil {
		t.Fatal(err)
	}
	if n, _ := sent("Undo Like"); n != 1 || seenAs(ada, theirs.IRI).Favourites != 0 {
		t.Errorf("%d ends of thanks went out, and %d thank", n, seenAs(ada, theirs.IRI).Favourites)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		was, err := reactions.Undislike(tx, ada.Home.Site, ada.Actor, theirs.ID)
		if !was {
			t.Error("there was nothing to take back")
		}
		return err
	})
	w.Settle()
	is(theirs, "1")
	if n, _ := sent("Undo Dislike"); n != 2 {
		t.Errorf("%d ends of disapproval went out", n)
	}
	says(304, did("Undo", peer, 304, "https://peer.example/users/nell", did("Dislike", peer, 303, "https://peer.example/users/nell", string(theirs.IRI), ""), ""))
	is(theirs, "0")
	// It outlives a change of the community's document.
	peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, did("Update", peer, 305, group.IRI, string(group.IRI), ""))
	w.Settle()
	is(theirs, "0")
}

// Where the software of a community is known to count disapproval, nobody waits for the first.
func TestStoryDisapprovalIsShownWhereTheSoftwareHasIt(t *testing.T) {
	_, ada, _, _, mine := inWard(t)
	if got := downs(ada, mine.IRI); got != "nothing" {
		t.Errorf("ada sees %s", got)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		peer, err := tx.Peer("peer.example")
		if err != nil {
			return err
		}
		peer.Software = "lemmy"
		return tx.SavePeer(&peer)
	})
	if got := downs(ada, mine.IRI); got != "0" {
		t.Errorf("in a community of Lemmy, ada sees %s", got)
	}
}

// In a community of ours its team settles whether disapproval is counted. Until then nobody sees any.
func TestStoryACommunitySettlesWhetherDisapprovalIsCounted(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("peer.example")
	ada, mira, peer := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example"), w.Peer("peer.example")
	c := founded(t, w, ada)
	mira.Follows("sepsis@acme.example")
	joinsFrom(t, w, peer, c)
	p := ada.Writes(conversations.Ask{Text: "Wash your hands twice.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	before := len(peer.Got())
	peer.Sends(c.Inbox, did("Dislike", peer, 1, peer.Nell, string(p.IRI), ""))
	w.Settle()
	is := func(what string) {
		t.Helper()
		if got := downs(mira, p.IRI); got != what {
			t.Errorf("mira sees %s, not %s", got, what)
		}
	}
	settles := func(on bool) {
		acme.Write(func(tx *store.Tx) error {
			_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Downs: &on})
			return err
		})
		w.Settle()
	}
	is("nothing")
	if err := dislikes(w, mira, p.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("mira's disapproval gives %v", err)
	}
	settles(true)
	is("1")
	for range 2 {
		if err := dislikes(w, mira, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	is("2 and mine")
	if err := dislikes(w, ada, p.ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("of her own post ada says %v", err)
	}
	if ada.Noticed(models.NoticeFavourite) != 0 {
		t.Error("ada is told of disapproval as of thanks")
	}
	peer.Sends(c.Inbox, did("Like", peer, 2, peer.Nell, string(p.IRI), ""))
	w.Settle()
	is("1 and mine")
	for _, raw := range peer.Got()[before:] {
		if strings.Contains(raw, "Dislike") || strings.Contains(raw, string(mira.IRI)) {
			t.Errorf("outside was told %s", raw)
		}
	}
	settles(false)
	is("nothing")
}
