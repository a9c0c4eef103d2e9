package people_test

import (
	"slices"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

const followAct = models.IRI("https://acme.example/follows/1")

func follow(w *town.Town, by, whom models.Actor, act models.IRI) models.Following {
	w.T.Helper()
	var f models.Following
	w.Do(func(tx *store.Tx) (err error) { f, err = people.Follow(tx, w.Site, by, whom, act); return err })
	return f
}

func kinds(events []models.Event) []models.EventKind {
	out := []models.EventKind{}
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

func TestColleaguesFollowEachOtherAndNothingLeaves(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		w.Says(conversations.Ask{By: bob, Text: "Before"})
		w.Says(conversations.Ask{By: bob, Text: "For nobody", Audience: models.Self})
		if f := follow(w, ada, bob, ""); f.State != models.Accepted {
			t.Errorf("the follow is %s", f.State)
		}
		follow(w, ada, bob, "")
		w.Says(conversations.Ask{By: bob, Text: "After", Audience: models.Followers})
		if got := w.Home(ada); !slices.Equal(got, []string{"After", "Before"}) {
			t.Errorf("ada's home shows %q", got)
		}
		if got := w.Told(bob); !slices.Equal(got, []string{"follow ada"}) {
			t.Errorf("bob was told %q", got)
		}
		if got := w.Heard(); len(got) != 0 {
			t.Errorf("something left: %v", got)
		}
		w.Do(func(tx *store.Tx) error { return people.Unfollow(tx, w.Site, ada, bob) })
		if got := w.Home(ada); len(got) != 0 {
			t.Errorf("after the end ada's home shows %q", got)
		}
	})
}

func TestALockedPersonDecides(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		yes := true
		w.Do(func(tx *store.Tx) (err error) {
			bob, err = people.Update(tx, w.Site, bob, people.Profile{Locked: &yes})
			return err
		})
		post := w.Says(conversations.Ask{By: bob, Text: "Among us", Audience: models.Followers})
		for _, by := range []models.Actor{ada, cy} {
			if f := follow(w, by, bob, ""); f.State != models.Pending {
				t.Fatalf("the follow is %s", f.State)
			}
		}
		if w.Reads(ada, post) {
			t.Error("ada reads before she was let in")
		}
		if got := w.Told(bob); !slices.Equal(got, []string{"follow_request cy", "follow_request ada"}) {
			t.Errorf("bob was told %q", got)
		}
		w.Do(func(tx *store.Tx) error {
			waiting, err := tx.FollowRequests(bob.ID, store.Page{})
			if len(waiting) != 2 || waiting[0].Actor.ID != cy.ID {
				t.Errorf("%v wait", waiting)
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { _, err := people.Accept(tx, w.Site, bob, ada); return err })
		w.Do(func(tx *store.Tx) error { return people.Reject(tx, w.Site, bob, cy) })
		if !w.Reads(ada, post) || w.Reads(cy, post) {
			t.Error("the answer did not decide who reads")
		}
		if got := w.Told(bob); !slices.Equal(got, []string{"follow ada"}) {
			t.Errorf("bob was told %q", got)
		}
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, err := people.Accept(tx, w.Site, bob, cy); return err })
	})
}

func TestFollowingOutsideGoesOutwardWithAWord(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		f := follow(w, ada, ines, "")
		if f.State != models.Pending || w.Person("ada").Outward == 0 {
			t.Error("the follow does not wait, or ada is still inside")
		}
		follow(w, w.Person("ada"), w.Stranger("jo@acme.example"), "")
		if got := w.Told(ada); !slices.Equal(got, []string{"outward ada"}) {
			t.Errorf("ada was told %q", got)
		}
		heard := w.Heard()
		if !slices.Equal(kinds(heard), []models.EventKind{models.FollowAsked, models.FollowAsked}) || heard[0].Activity != f.IRI {
			t.Errorf("heard %v", heard)
		}
		w.Do(func(tx *store.Tx) error { _, err := people.Accept(tx, w.Site, ines, ada); return err })
		w.Do(func(tx *store.Tx) error {
			ok, err := tx.Follows(ada.ID, ines.ID)
			if !ok {
				t.Error("the answer was lost")
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { return people.Unfollow(tx, w.Site, ada, ines) })
		heard = w.Heard()
		if len(heard) != 1 || heard[0].Kind != models.Undone || heard[0].Verb != models.Follow || heard[0].Object != f.IRI {
			t.Errorf("heard %v", heard)
		}
	})
}

func TestStrangersFollow(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		w.Refused(fault.Hidden, func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, ines, ada, followAct); return err })
		if got := w.Heard(); len(got) != 0 {
			t.Fatalf("somebody inside answered: %v", got)
		}
		w.Do(func(tx *store.Tx) error { _, err := people.GoOutward(tx, ada); return err })
		ada = w.Person("ada")
		if f := follow(w, ines, ada, followAct); f.State != models.Accepted {
			t.Errorf("the follow is %s", f.State)
		}
		heard := w.Heard()
		if len(heard) != 1 || heard[0].Kind != models.FollowTaken || heard[0].Object != followAct || heard[0].By != ada.ID || heard[0].ActorID != ines.ID {
			t.Errorf("heard %v", heard)
		}
		// Her server lost it and asks again under a new id: the answer names the new one.
		follow(w, ines, ada, followAct+"0")
		if heard = w.Heard(); len(heard) != 1 || heard[0].Object != followAct+"0" {
			t.Errorf("heard %v", heard)
		}
		w.Do(func(tx *store.Tx) error { return people.Reject(tx, w.Site, ada, ines) })
		if heard = w.Heard(); len(heard) != 1 || heard[0].Kind != models.FollowDenied || heard[0].Object != followAct+"0" {
			t.Errorf("heard %v", heard)
		}
	})
}

func TestABlockPartsTwoPeople(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		follow(w, ada, bob, "")
		follow(w, bob, ada, "")
		post := w.Says(conversations.Ask{By: bob, Text: "Hello @ada"})
		if !w.Reads(ada, post) || len(w.Home(ada)) != 1 {
			t.Fatal("ada does not read bob")
		}
		w.Do(func(tx *store.Tx) error { _, err := people.Block(tx, w.Site, ada, bob, ""); return err })
		w.Do(func(tx *store.Tx) error { _, err := people.Block(tx, w.Site, ada, bob, ""); return err })
		if w.Reads(ada, post) || w.Reads(bob, w.Says(conversations.Ask{By: ada, Text: "Mine"})) {
			t.Error("one reads the other across the block")
		}
		if !slices.Equal(w.Home(ada), []string{"Mine"}) || len(w.Told(ada)) != 0 {
			t.Error("something of bob is left with ada")
		}
		w.Says(conversations.Ask{By: bob, Text: "Hello again @ada"})
		if got := w.Told(ada); len(got) != 0 {
			t.Errorf("ada was told %q across the block", got)
		}
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		w.Do(func(tx *store.Tx) error {
			r, err := tx.Relations(ada.ID, []models.ID{bob.ID, ada.ID})
			if r[bob.ID] != (models.Relation{Blocking: true}) {
				t.Errorf("ada stands to bob as %+v", r[bob.ID])
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { return people.Unblock(tx, w.Site, ada, bob) })
		if !w.Reads(ada, post) {
			t.Error("the end of the block changes nothing")
		}
	})
}

func TestABlockedStrangerIsRefusedAndToldSo(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		w.Do(func(tx *store.Tx) (err error) { ada, err = people.GoOutward(tx, ada); return err })
		follow(w, ines, ada, followAct)
		w.Heard()
		w.Do(func(tx *store.Tx) error { _, err := people.Block(tx, w.Site, ada, ines, ""); return err })
		if got := kinds(w.Heard()); !slices.Equal(got, []models.EventKind{models.FollowDenied, models.Blocking}) {
			t.Errorf("heard %v", got)
		}
		if f := follow(w, ines, ada, followAct+"1"); f.State != models.Denied {
			t.Errorf("the follow is %s", f.State)
		}
		if got := kinds(w.Heard()); !slices.Equal(got, []models.EventKind{models.FollowDenied}) {
			t.Errorf("heard %v", got)
		}
	})
}

func TestWhoDeletedTheirAccountElsewhereIsForgotten(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		follow(w, ada, ines, "")
		w.Do(func(tx *store.Tx) error { _, err := people.Accept(tx, w.Site, ines, ada); return err })
		w.Do(func(tx *store.Tx) error {
			_, err := conversations.Arrive(tx, models.Post{IRI: "https://acme.example/notes/1", AuthorID: ines.ID, Kind: models.Note, Content: "<p>Hi</p>",
				Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}, nil, nil)
			return err
		})
		if got := w.Home(ada); !slices.Equal(got, []string{"Hi"}) {
			t.Fatalf("ada's home shows %q", got)
		}
		w.Do(func(tx *store.Tx) error { return people.Vanish(tx, ines) })
		if got := w.Home(ada); len(got) != 0 {
			t.Errorf("ada's home still shows %q", got)
		}
		w.Do(func(tx *store.Tx) error {
			p, err := tx.PostByIRI("https://acme.example/notes/1")
			if p.Deleted == 0 || p.Content != "" {
				t.Error("the post kept its text")
			}
			return err
		})
		gone := w.Stranger("ines@acme.example")
		w.Refused(fault.Missing, func(tx *store.Tx) error {
			_, err := people.Follow(tx, w.Site, ada, gone, "")
			return err
		})
	})
}

func TestAProfileChangesWithinLimits(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		name, about := " Ada  L. ", "I **weld**. <b>no</b>"
		w.Do(func(tx *store.Tx) (err error) {
			ada, err = people.Update(tx, w.Site, ada, people.Profile{Name: &name, Summary: &about,
				Fields: &[]models.Field{{Name: "Site", Value: "https://ada.example/"}, {}}})
			return err
		})
		if ada.Name != "Ada L." || ada.Summary != "<p>I <strong>weld</strong>. &lt;b&gt;no&lt;/b&gt;</p>" || len(ada.Fields) != 1 {
			t.Errorf("%+v", ada)
		}
		if got := w.Heard(); len(got) != 0 {
			t.Errorf("a change of somebody inside was told: %v", got)
		}
		w.Do(func(tx *store.Tx) (err error) { ada, err = people.GoOutward(tx, ada); return err })
		w.Do(func(tx *store.Tx) (err error) {
			ada, err = people.Update(tx, w.Site, ada, people.Profile{Name: &name})
			return err
		})
		if got := kinds(w.Heard()); !slices.Equal(got, []models.EventKind{models.ActorChanged}) {
			t.Errorf("heard %v", got)
		}
		long := string(make([]byte, 3000))
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := people.Update(tx, w.Site, ada, people.Profile{Summary: &long})
			return err
		})
	})
}
