package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

const short = 400 * time.Millisecond

// gone is a database, with a way to take it away and to bring it back. SQLite is locked by another process.
type gone struct {
	what string
	st   *store.Store
	goes func() (back func())
}

func goneInAllWays(t *testing.T, run func(*testing.T, gone)) {
	t.Run("locked", func(t *testing.T) {
		dsn := storetest.FreshDSN(t, store.SQLite)
		run(t, gone{"locked", storetest.OpenDSN(t, nil, dsn), func() func() { return storetest.Hold(t, dsn) }})
	})
	for what, trouble := range map[string]func(*storetest.Way){"cut": (*storetest.Way).Cut, "silent": (*storetest.Way).Hush} {
		t.Run(what, func(t *testing.T) {
			way := storetest.Between(t, storetest.FreshDSN(t, store.Postgres))
			run(t, gone{what, storetest.OpenDSN(t, nil, way.DSN), func() func() { trouble(way); return way.Mend }})
		})
	}
}

func writes(s *store.Store, ctx context.Context) error {
	return s.Write(ctx, func(tx *store.Tx) error { return tx.RaiseEpoch() })
}

// A request waits for a database that is gone as long as its patience lasts, whatever it does, how often and with how many others;
// then it is told at once. When the database is back, all is as before.
func TestARequestHasOnePatience(t *testing.T) {
	goneInAllWays(t, func(t *testing.T, g gone) {
		if err := writes(g.st, ctx); err != nil {
			t.Fatal(err)
		}
		back := g.goes()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				ctx, began := store.WithPatience(ctx, short), time.Now()
				for n := range 5 {
					var err error
					if i%2 == 0 {
						err = writes(g.st, ctx)
					} else {
						err = g.st.Join(ctx, func(tx *store.Tx) error { return tx.RaiseEpoch() })
					}
					if !fault.Is(err, fault.Unavailable) || !store.IsAway(err) {
						t.Errorf("statement %d of %d: %v", n, i, err)
					}
				}
				if took := time.Since(began); took > 5*short {
					t.Errorf("a request waited %s in all", took)
				}
			})
		}
		wg.Wait()
		back()
		for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			err := writes(g.st, store.WithPatience(ctx, short))
			if err == nil {
				break
			}
			if time.Now().After(until) {
				t.Fatalf("the database is back, and %v", err)
			}
		}
		for range 40 { // all connections
			wg.Go(func() {
				if err := writes(g.st, store.WithPatience(ctx, 10*time.Second)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// What fails for another reason takes nothing of the patience.
func TestAMistakeTakesNoPatience(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		ctx := store.WithPatience(ctx, short)
		err := s.Write(ctx, func(tx *store.Tx) error {
			time.Sleep(2 * short)
			return fault.New(fault.Unavailable, "test", "Another server does not answer.")
		})
		if store.IsAway(err) {
			t.Errorf("the database is blamed: %v", err)
		}
		if err := writes(s, ctx); err != nil {
			t.Error(err)
		}
	})
}

// Where the database is slow, a group is written in parts, and nobody is refused because many came.
func TestASlowDatabaseServesAll(t *testing.T) {
	way := storetest.Between(t, storetest.FreshDSN(t, store.Postgres))
	s := storetest.OpenDSN(t, nil, way.DSN)
	way.Slow(20 * time.Millisecond)
	var wg sync.WaitGroup
	var refused atomic.Int32
	for i := range 60 {
		wg.Go(func() {
			err := s.Join(store.WithPatience(ctx, 5*time.Second), func(tx *store.Tx) error {
				it := models.InboxItem{Activity: models.IRI(fmt.Sprintf("https://a.example/%d", i)), Host: "a.example", Verb: models.Create, Body: []byte("{}")}
				_, err := tx.AddInbox(&it)
				return err
			})
			if err != nil {
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	if refused.Load() > 0 {
		t.Errorf("%d of 60 were refused", refused.Load())
	}
}

// A full disk is a database that does not serve, not a mistake of ours; when there is room again, all is as before.
func TestAFullDiskIsToldAndPasses(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		big := func(i int) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				it := models.InboxItem{Activity: models.IRI(fmt.Sprintf("https://a.example/%d", i)), Host: "a.example", Verb: models.Create, Body: []byte(strings.Repeat("x", 1<<20))}
				_, err := tx.AddInbox(&it)
				return err
			}
		}
		empty := func() {
			write(t, s, func(tx *store.Tx) error { return tx.DB().Exec("PRAGMA max_page_count = 1000000").Error })
		}
		if s.Dialect() == store.SQLite {
			write(t, s, func(tx *store.Tx) error { return tx.DB().Exec("PRAGMA max_page_count = 1").Error }) // as many as there are
		} else {
			write(t, s, func(tx *store.Tx) error {
				if err := tx.DB().Exec(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$`).Error; err != nil {
					return err
				}
				return tx.DB().Exec(`CREATE TRIGGER disk_full BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION disk_full()`).Error
			})
			empty = func() {
				write(t, s, func(tx *store.Tx) error { return tx.DB().Exec(`DROP FUNCTION disk_full() CASCADE`).Error })
			}
		}
		for i, do := range []func(context.Context, func(*store.Tx) error) error{s.Write, s.Join} {
			if err := do(ctx, big(i)); !fault.Is(err, fault.Unavailable) || !store.IsAway(err) {
				t.Errorf("a full disk is told as %v", err)
			}
		}
		read(t, s, func(tx *store.Tx) error { _, err := tx.Epoch(); return err })
		empty()
		for i := range 2 {
			if err := s.Join(ctx, big(i)); err != nil {
				t.Errorf("there is room again, and %v", err)
			}
		}
	})
}

// Only what the database says is the database's.
func TestWhoIsToBlame(t *testing.T) {
	if store.IsAway(nil) || store.IsAway(errors.New("no")) {
		t.Error("the database is blamed for everything")
	}
}
