package store_test

import (
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

const minute = models.Time(60_000)

func post(t *testing.T, s *store.Store, activity models.IRI, due models.Time) (models.InboxItem, bool) {
	t.Helper()
	it := models.InboxItem{Activity: activity, SignerID: 7, Host: activity.Host(), Verb: models.Create, Body: []byte(`{"id":"x"}`), Due: due}
	var fresh bool
	if err := s.Join(ctx, func(tx *store.Tx) (err error) { fresh, err = tx.AddInbox(&it); return err }); err != nil {
		t.Fatal(err)
	}
	return it, fresh
}

func claim(t *testing.T, s *store.Store) (items []models.InboxItem) {
	t.Helper()
	write(t, s, func(tx *store.Tx) (err error) { items, err = tx.ClaimInbox(10, tx.Now()+minute); return err })
	return items
}

func TestAnActivityIsTakenOnceAndWorkedOnByOne(t *testing.T) {
	var c *clock.Moved
	storetest.Each(t, func() clock.Clock { c = clock.At(monday); return c }, func(t *testing.T, s *store.Store) {
		first, fresh := post(t, s, "https://a.example/1", 0)
		if !fresh {
			t.Error("a new activity was said to be known")
		}
		if _, fresh := post(t, s, "https://a.example/1", 0); fresh {
			t.Error("a known activity was said to be new")
		}
		second, _ := post(t, s, "https://b.example/2", 0)
		mine, _ := post(t, s, "https://b.example/3", models.At(monday)+minute) // handed over in memory
		got := claim(t, s)
		if len(got) != 2 || got[0].ID != first.ID || got[1].ID != second.ID || string(got[0].Body) != `{"id":"x"}` || got[0].Tries != 1 {
			t.Fatalf("claimed %+v", got)
		}
		if again := claim(t, s); len(again) != 0 {
			t.Errorf("claimed twice: %+v", again)
		}
		write(t, s, func(tx *store.Tx) error { return tx.SettleInbox(first.ID, models.Applied, "", "") })
		err := s.Write(ctx, func(tx *store.Tx) error { return tx.SettleInbox(first.ID, models.Refused, "late", "no") })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a settled activity was settled again: %v", err)
		}
		c.Advance(time.Minute)
		if over := claim(t, s); len(over) != 2 || over[0].ID != second.ID || over[0].Tries != 2 || over[1].ID != mine.ID {
			t.Errorf("taken over: %+v", over)
		}
		write(t, s, func(tx *store.Tx) error {
			if err := tx.PutOffInbox(mine.ID, tx.Now()+10*minute, "the author does not answer"); err != nil {
				return err
			}
			return tx.SettleInbox(second.ID, models.Held, "project-names-wait", "Wait.")
		})
		c.Advance(2 * time.Minute)
		if early := claim(t, s); len(early) != 0 {
			t.Errorf("held and put off, and still claimed: %+v", early)
		}
		read(t, s, func(tx *store.Tx) error {
			held, err := tx.Inbox(store.InboxFilter{State: models.Held, Host: "b.example"})
			if len(held) != 1 || held[0].Rule != "project-names-wait" {
				t.Errorf("held: %+v", held)
			}
			if _, err := tx.InboxByActivity("https://b.example/none"); !fault.Is(err, fault.Missing) {
				t.Errorf("what is not there answers %v", err)
			}
			return err
		})
		write(t, s, func(tx *store.Tx) error { return tx.FreeInbox() })
		if freed := claim(t, s); len(freed) != 1 || freed[0].ID != mine.ID {
			t.Errorf("after a start: %+v", freed)
		}
	})
}

func TestWhatIsSentStaysAsLongAsItsDeliveries(t *testing.T) {
	var c *clock.Moved
	storetest.Each(t, func() clock.Clock { c = clock.At(monday); return c }, func(t *testing.T, s *store.Store) {
		var kept, loose models.OutboxItem
		write(t, s, func(tx *store.Tx) error {
			for _, it := range []*models.OutboxItem{&kept, &loose} {
				*it = models.OutboxItem{Activity: "https://a.example/1", Body: []byte("{}"), Event: models.Event{Kind: models.PostMade, PostID: 5}}
				if err := tx.AddOutbox(it); err != nil {
					return err
				}
			}
			return tx.AddJobs([]models.Job{{Lane: "host:b.example", Kind: "deliver", Ref: kept.ID}})
		})
		tidy := func() (n int64) {
			write(t, s, func(tx *store.Tx) (err error) { n, err = tx.TidyOutbox(tx.Now()-minute, 100); return err })
			return n
		}
		if n := tidy(); n != 0 {
			t.Errorf("%d fresh ones were removed", n)
		}
		c.Advance(time.Hour)
		if n := tidy(); n != 1 {
			t.Errorf("%d were removed", n)
		}
		read(t, s, func(tx *store.Tx) error {
			if _, err := tx.OutboxItem(loose.ID); !fault.Is(err, fault.Missing) {
				t.Errorf("the loose one answers %v", err)
			}
			it, err := tx.OutboxItem(kept.ID)
			if it.Event.PostID != 5 {
				t.Errorf("kept: %+v", it)
			}
			return err
		})
	})
}
