package people_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

// Ada names other accounts as hers. A colleague who is inside is never named, because anyone could read it (law 6).
func TestWhoeverIsInsideIsNotNamedAsAnAlias(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, ines := w.Person("ada"), w.Person("bob"), w.Stranger("ines@social.example")
		alias := func(other models.Actor) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := people.Alias(tx, w.Site, ada, other)
				return err
			}
		}
		w.Refused(fault.Invalid, alias(bob))
		w.Refused(fault.Invalid, alias(ada))
		w.Do(alias(ines))
		w.Do(alias(ines))
		if got := kinds(w.Heard()); !slices.Equal(got, []models.EventKind{models.ActorChanged}) {
			t.Errorf("others heard %v", got)
		}
		if told := w.Told(ada); len(told) != 1 || !strings.HasPrefix(told[0], "outward") {
			t.Errorf("ada, who went outward by it, was told %q", told)
		}
		for i := 1; i < people.MostAliases; i++ {
			w.Do(alias(w.Stranger(fmt.Sprintf("ines%d@social.example", i))))
		}
		w.Refused(fault.Invalid, alias(w.Stranger("late@social.example")))
	})
}

// Ada goes where she is not known as hers, where somebody has gone on, twice; and comes back. A request that waited is refused a yes.
func TestAMoveWantsTheOtherAccountsWordAndCanBeTakenBack(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, ines, other := w.Person("ada"), w.Person("bob"), w.Stranger("ines@social.example"), w.Stranger("ada@other.example")
		yes := true
		w.Do(func(tx *store.Tx) error {
			var err error
			ada, err = people.Update(tx, w.Site, ada, people.Profile{Locked: &yes})
			return err
		})
		follow(w, bob, ada, "")
		move := func(to models.Actor) func(*store.Tx) error {
			return func(tx *store.Tx) (err error) {
				ada, err = people.MoveAway(tx, w.Site, ada, to)
				return err
			}
		}
		w.Refused(fault.Invalid, move(ines))
		ines.AlsoKnownAs, other.AlsoKnownAs = []models.IRI{ada.IRI}, []models.IRI{ada.IRI}
		gone := ines
		gone.MovedTo = other.IRI
		w.Refused(fault.Invalid, move(gone))
		w.Do(move(ines))
		w.Do(move(ines))
		w.Refused(fault.Conflict, move(other))
		if got := kinds(w.Heard()); !slices.Equal(got, []models.EventKind{models.ActorChanged, models.Moved}) {
			t.Errorf("others heard %v", got)
		}
		accept := func(tx *store.Tx) error {
			_, err := people.Accept(tx, w.Site, ada, bob)
			return err
		}
		w.Refused(fault.Forbidden, accept)
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: ada, Text: "Still here?"})
			return err
		})
		w.Do(func(tx *store.Tx) (err error) {
			ada, err = people.StayHere(tx, w.Site, ada)
			return err
		})
		w.Do(accept)
		w.Says(conversations.Ask{By: ada, Text: "Here again."})
	})
}
