package reactions_test

import (
	"slices"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig/town"
)

func TestThanksBetweenColleagues(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		p := w.Says(conversations.Ask{By: ada, Text: "Hello"})
		for range 2 {
			w.Do(func(tx *store.Tx) error { _, err := reactions.Favourite(tx, w.Site, bob, p.ID, ""); return err })
		}
		w.Do(func(tx *store.Tx) error { _, err := reactions.Favourite(tx, w.Site, ada, p.ID, ""); return err })
		if got := w.Told(ada); !slices.Equal(got, []string{"favourite bob"}) {
			t.Errorf("ada was told %q", got)
		}
		w.Do(func(tx *store.Tx) error {
			s, err := tx.ShowPost(bob.ID, p.ID)
			if s.Favourites != 2 || !s.Favourited || s.Boosted {
				t.Errorf("bob sees %d %v", s.Favourites, s.Favourited)
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { return reactions.Unfavourite(tx, w.Site, bob, p.ID) })
		w.Do(func(tx *store.Tx) error { return reactions.Unfavourite(tx, w.Site, bob, p.ID) })
		if len(w.Told(ada)) != 0 || len(w.Heard()) != 0 {
			t.Error("thanks that were taken back are still told")
		}
	})
}

func TestWhatOneMayNotReadIsNotThere(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, ines := w.Person("ada"), w.Person("bob"), w.Stranger("ines@acme.example")
		named := w.Says(conversations.Ask{By: ada, Text: "To myself", Audience: models.Self})
		inside := w.Says(conversations.Ask{By: ada, Text: "In here"})
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, err := reactions.Favourite(tx, w.Site, bob, named.ID, ""); return err })
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, err := reactions.Boost(tx, w.Site, bob, named.ID, "", 0); return err })
		w.Refused(fault.Hidden, func(tx *store.Tx) error {
			_, err := reactions.Favourite(tx, w.Site, ines, inside.ID, "https://acme.example/likes/1")
			return err
		})
		if got := w.Told(ada); len(got) != 0 {
			t.Errorf("ada was told %q", got)
		}
	})
}

func TestSharingReachesFollowersOnce(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		for _, whom := range []models.Actor{ada, bob} {
			w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, cy, whom, ""); return err })
		}
		p := w.Says(conversations.Ask{By: ada, Text: "Read this"})
		w.Do(func(tx *store.Tx) error { _, err := reactions.Boost(tx, w.Site, bob, p.ID, "", 0); return err })
		if got := w.Home(cy); !slices.Equal(got, []string{"Read this"}) {
			t.Errorf("cy's home shows %q", got)
		}
		w.Do(func(tx *store.Tx) error { return reactions.Unboost(tx, w.Site, bob, p.ID) })
		for range 41 {
			w.Says(conversations.Ask{By: ada, Text: "Chatter"})
		}
		w.Do(func(tx *store.Tx) error { _, err := reactions.Boost(tx, w.Site, bob, p.ID, "", 0); return err })
		if got := w.Home(cy); got[0] != "bob: Read this" {
			t.Errorf("cy's home shows %q", got[0])
		}
		if got := w.Told(ada); !slices.Equal(got, []string{"reblog bob", "follow cy"}) {
			t.Errorf("ada was told %q", got)
		}
		if len(w.Heard()) != 0 {
			t.Error("what stays inside was told outside")
		}
		w.Do(func(tx *store.Tx) error {
			by, err := tx.BoostedBy(cy.ID, p.ID, store.Page{})
			if len(by) != 1 || by[0].Actor.ID != bob.ID {
				t.Errorf("shared by %v", by)
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { return reactions.Unboost(tx, w.Site, bob, p.ID) })
		if got := w.Home(cy); got[0] != "Chatter" {
			t.Errorf("cy's home still shows %q", got[0])
		}
	})
}

func TestOnlyWhatIsForEveryoneIsShared(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		p := w.Says(conversations.Ask{By: ada, Text: "Among us", Audience: models.Followers})
		w.Refused(fault.Invalid, func(tx *store.Tx) error { _, err := reactions.Boost(tx, w.Site, bob, p.ID, "", 0); return err })
		w.Do(func(tx *store.Tx) error { _, err := reactions.Boost(tx, w.Site, ada, p.ID, "", 0); return err })
	})
}

func TestReactingToSomethingElsewhereGoesOutward(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		var p models.Post
		w.Do(func(tx *store.Tx) (err error) {
			p, err = conversations.Arrive(tx, models.Post{IRI: "https://acme.example/n/1", AuthorID: ines.ID, Kind: models.Note, Content: "<p>Hi</p>",
				Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}, nil, nil)
			return err
		})
		var f models.Favourite
		w.Do(func(tx *store.Tx) (err error) { f, err = reactions.Favourite(tx, w.Site, ada, p.ID, ""); return err })
		w.Do(func(tx *store.Tx) error { return reactions.Unfavourite(tx, w.Site, ada, p.ID) })
		heard := w.Heard()
		if len(heard) != 2 || heard[0].Kind != models.PostLiked || heard[0].Activity != f.IRI || heard[1].Kind != models.Undone || heard[1].Object != f.IRI || heard[1].Verb != models.Like {
			t.Errorf("heard %v", heard)
		}
		if w.Person("ada").Outward == 0 || !slices.Equal(w.Told(ada), []string{"outward ada"}) {
			t.Error("ada was not told that she acts outside")
		}
	})
}
