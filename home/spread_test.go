package home_test

import (
	"context"
	"fmt"
	"testing"

	"guildhall/home"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig/town"
)

func TestAPostReachesThousandsInChunks(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		const crowd = 2300
		w.Do(func(tx *store.Tx) error {
			for i := range crowd {
				a := w.Site.Furnish(models.Person, models.Handle(fmt.Sprintf("p%d", i)))
				a.ID = tx.NewID()
				if err := tx.AddActor(&a); err != nil {
					return err
				}
				f := models.Following{ID: tx.NewID(), IRI: w.Site.NewActivity(), FollowerID: a.ID, FolloweeID: ada.ID, State: models.Accepted, Created: tx.Now()}
				if err := tx.AddFollow(&f); err != nil {
					return err
				}
			}
			return nil
		})
		p := w.Says(conversations.Ask{By: ada, Text: "To all"})
		at := func(handle string) (there bool) {
			a := w.Person(handle)
			w.Do(func(tx *store.Tx) (err error) { there, err = tx.HomeHas(a.ID, p.ID); return err })
			return there
		}
		if !at("ada") || !at("p0") || at("p2299") {
			t.Error("the first thousand did not get it, or the last did already")
		}
		for round := range 3 {
			var due []models.Job
			w.Do(func(tx *store.Tx) (err error) { due, err = tx.DueJobs(home.Lane, 10); return err })
			if len(due) != min(1, 2-round) {
				t.Fatalf("in round %d %d jobs wait", round, len(due))
			}
			for _, j := range due {
				if err := home.Handler(w.Store)(context.Background(), j); err != nil {
					t.Fatal(err)
				}
				w.Do(func(tx *store.Tx) error { return tx.DropJob(j.ID) })
			}
		}
		if !at("p1500") || !at("p2299") {
			t.Error("the last did not get it")
		}
	})
}
