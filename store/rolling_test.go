package store_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/store"
	"guildhall/store/storetest"
)

// A newer node brings the schema up to date while an older one goes on: it reads posts, writes some and looks at who follows, without a pause.
func TestANewerNodeStartsWhileAnOlderOneWrites(t *testing.T) {
	const before = 41 // follows have no place yet
	dsn := storetest.FreshDSN(t, store.Postgres)
	opens(t, dsn)
	older := storetest.Older(t, dsn, before)
	cfg, err := pgx.ParseConfig(older)
	if err != nil {
		t.Fatal(err)
	}
	node := stdlib.OpenDB(*cfg)
	defer func() { _ = node.Close() }()
	ctx, stop := context.WithCancel(context.Background())
	var busy sync.WaitGroup
	for range 4 {
		busy.Go(func() {
			for ctx.Err() == nil {
				goesOn(ctx, node)
			}
		})
	}
	defer busy.Wait()
	defer stop()
	opens(t, older)
	if at, newest := storetest.Version(t, older), storetest.Version(t, dsn); at != newest {
		t.Errorf("the schema is at %d, and the newest is %d", at, newest)
	}
}

// Whoever followed the branch has a step of another line of work, and not yet what was numbered before it and came to the branch after it.
func TestAStepThatCameLateIsMadeUpFor(t *testing.T) {
	for _, kind := range []string{store.SQLite, store.Postgres} {
		t.Run(kind, func(t *testing.T) {
			const before, ahead = 41, 58
			newest := storetest.FreshDSN(t, kind)
			opens(t, newest)
			behind := storetest.Older(t, newest, before)
			storetest.Applies(t, behind, ahead)
			opens(t, behind)
			const steps = "SELECT count(DISTINCT version_id) FROM goose_db_version"
			if got, want := storetest.Value(t, behind, steps), storetest.Value(t, newest, steps); got != want {
				t.Errorf("it has %d steps of %d", got, want)
			}
		})
	}
}

func opens(t *testing.T, dsn string) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// goesOn is a transaction of a node. One that is broken up in a deadlock is run again, as nodes do.
func goesOn(ctx context.Context, node *sql.DB) {
	tx, err := node.BeginTx(ctx, nil)
	if err != nil {
		return
	}
	defer func() { _ = tx.Rollback() }()
	for _, statement := range []string{"SELECT count(*) FROM posts", "SELECT pg_sleep(0.005)", "LOCK TABLE posts IN ROW EXCLUSIVE MODE", "SELECT count(*) FROM follows"} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return
		}
	}
	_ = tx.Commit()
}
