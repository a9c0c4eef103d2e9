package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// ofPostgres opens a PostgreSQL for what only its connections do.
func ofPostgres(t *testing.T) *store.Store { return storetest.Fresh(t, store.Postgres, nil) }

// A statement that fails takes its transaction with it, and the connection serves the next one as if nothing had been.
func TestAFailedStatementLeavesTheConnectionWhole(t *testing.T) {
	s := ofPostgres(t)
	for range 40 { // more often than there are connections
		err := s.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Epoch(); err != nil {
				return err
			}
			return tx.DB().Exec("INSERT INTO lanes (name) VALUES ('half')").Error
		})
		if err == nil {
			t.Fatal("a row without its columns was taken")
		}
		read(t, s, func(tx *store.Tx) error { _, err := tx.Epoch(); return err })
	}
	// Who swallows the error of a statement is told at the commit.
	err := s.Write(ctx, func(tx *store.Tx) error {
		_ = tx.DB().Exec("SELECT 1/0").Error
		return nil
	})
	if err == nil {
		t.Error("a transaction whose statement failed was said to be committed")
	}
}

// A member of a group that fails, the first thing that it does or the last, takes back its own work only.
func TestMembersOfAGroupFailAlone(t *testing.T) {
	s := ofPostgres(t)
	wrong := errors.New("wrong")
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			err := s.Join(ctx, func(tx *store.Tx) error {
				if i%6 == 1 {
					return wrong // before any statement
				}
				if i%6 == 2 {
					return tx.DB().Exec("SELECT 1/0").Error
				}
				it := models.InboxItem{Activity: models.IRI(fmt.Sprintf("https://a.example/%d", i)), Host: "a.example", Verb: models.Create, Body: []byte("{}")}
				if _, err := tx.AddInbox(&it); err != nil {
					return err
				}
				if i%6 == 3 {
					return wrong
				}
				return nil
			})
			if failed := i%6 >= 1 && i%6 <= 3; failed != (err != nil) {
				t.Errorf("member %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	read(t, s, func(tx *store.Tx) error {
		rows, err := tx.Inbox(store.InboxFilter{})
		if err == nil && len(rows) != 30 {
			t.Errorf("%d rows of 30", len(rows))
		}
		return err
	})
}

// More different statements than a connection keeps: those it let go are prepared anew.
func TestStatementsComeAndGo(t *testing.T) {
	s := ofPostgres(t)
	for round := range 2 {
		read(t, s, func(tx *store.Tx) error {
			for i := range 450 {
				var n int
				if err := tx.DB().Raw(fmt.Sprintf("SELECT %d + ?::bigint", i), round).Row().Scan(&n); err != nil || n != i+round {
					return fmt.Errorf("%d + %d = %d, %w", i, round, n, err)
				}
			}
			return nil
		})
	}
}

// A connection that PostgreSQL cut is told as such once, and never again: the next transaction has another.
func TestACutConnectionIsReplaced(t *testing.T) {
	s := ofPostgres(t)
	err := s.Write(ctx, func(tx *store.Tx) error {
		return tx.DB().Exec("SELECT pg_terminate_backend(pg_backend_pid())").Error
	})
	if !fault.Is(err, fault.Unavailable) && !strings.Contains(fmt.Sprint(err), "57P01") {
		t.Errorf("a cut connection: %v", err)
	}
	for range 30 {
		write(t, s, func(tx *store.Tx) error { return tx.RaiseEpoch() })
	}
}

// Every kind of value goes in and comes out as it was, empty ones and nothing too.
func TestValuesTravelWhole(t *testing.T) {
	s := ofPostgres(t)
	read(t, s, func(tx *store.Tx) error {
		var number, small, none *int64
		var text, empty string
		var bytes, no []byte
		var yes bool
		var half float64
		err := tx.DB().Raw(`SELECT ?::bigint, ?::integer, ?::bigint, ?::text, ?::text, ?::bytea, ?::bytea, ?::boolean, ?::double precision`,
			int64(-1)<<62, 7, nil, "Grüße, \\x41", "", []byte{0, 1, 0xff}, []byte{}, true, 0.5).Row().
			Scan(&number, &small, &none, &text, &empty, &bytes, &no, &yes, &half)
		if err != nil {
			return err
		}
		if *number != int64(-1)<<62 || *small != 7 || none != nil || text != "Grüße, \\x41" || empty != "" || string(bytes) != "\x00\x01\xff" || no == nil || len(no) != 0 || !yes || half != 0.5 {
			t.Error(*number, *small, none, text, empty, bytes, no, yes, half)
		}
		return nil
	})
}

// A database that rested longer than its last caller had patience is closed without a complaint.
func TestARestedConnectionIsClosedInPeace(t *testing.T) {
	s, err := store.Open(ctx, store.Options{DSN: storetest.FreshDSN(t, store.Postgres)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Read(store.WithPatience(ctx, 100*time.Millisecond), func(tx *store.Tx) error { return tx.DB().Exec("SELECT 1").Error }); err != nil {
		t.Fatal(err)
	}
	time.Sleep(150 * time.Millisecond)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
