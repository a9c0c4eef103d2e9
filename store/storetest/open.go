// Package storetest opens real databases for tests: SQLite in a temporary folder, or PostgreSQL when
// GUILDHALL_TEST_DATABASE=postgres. Each test has a database of its own: most a copy of one that has the schema already, those
// that are about making it an empty place. A PostgreSQL that does not answer fails the test.
package storetest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/clock"
	"guildhall/store"
)

// Open gives an empty database that is closed and removed when the test ends. A nil clock is the machine's.
func Open(t testing.TB, c clock.Clock) *store.Store {
	t.Helper()
	return OpenDSN(t, c, Prepared(t))
}

// Each runs a test once on SQLite and once on PostgreSQL, whatever the environment says.
func Each(t *testing.T, c func() clock.Clock, run func(*testing.T, *store.Store)) {
	t.Run(store.SQLite, func(t *testing.T) { run(t, Fresh(t, store.SQLite, c())) })
	t.Run(store.Postgres, func(t *testing.T) { run(t, Fresh(t, store.Postgres, c())) })
}

// Fresh opens an empty database of one kind, store.SQLite or store.Postgres.
func Fresh(t testing.TB, dialect string, c clock.Clock) *store.Store {
	t.Helper()
	return OpenDSN(t, c, preparedDSN(t, dialect))
}

// FreshDSN is the address of a place for a database of one kind, without the schema.
func FreshDSN(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == store.Postgres {
		return postgresDSN(t)
	}
	return liteDSN(t)
}

// OpenDSN opens a database that DSN gave; several stores may share one.
func OpenDSN(t testing.TB, c clock.Clock, dsn string) *store.Store {
	t.Helper()
	return open(t, store.Options{DSN: dsn, Clock: c})
}

// Roomless is Open for a store that has no memory to keep anything in.
func Roomless(t testing.TB, c clock.Clock) *store.Store {
	t.Helper()
	return open(t, store.Options{DSN: Prepared(t), Clock: c, Cache: 1})
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("the test database does not open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the test database does not close: %v", err)
		}
	})
	return s
}

// DSN is the address of a place for a database of the kind that the environment asks for, without the schema.
func DSN(t testing.TB) string {
	t.Helper()
	return FreshDSN(t, asked())
}

// asked is the kind that the environment asks for.
func asked() string {
	if os.Getenv("GUILDHALL_TEST_DATABASE") == store.Postgres {
		return store.Postgres
	}
	return store.SQLite
}

func liteDSN(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "guildhall.db") }

// PostgresServer is the address of the server that tests use: GUILDHALL_TEST_POSTGRES, or one on this machine.
func PostgresServer() string {
	if dsn := os.Getenv("GUILDHALL_TEST_POSTGRES"); dsn != "" {
		return dsn
	}
	return "postgres://postgres@127.0.0.1:5432/test?sslmode=disable"
}

// postgresDSN makes a schema for the test and drops it afterwards.
func postgresDSN(t testing.TB) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(PostgresServer())
	if err != nil {
		t.Fatalf("GUILDHALL_TEST_POSTGRES is not understood: %v", err)
	}
	admin := stdlib.OpenDB(*cfg)
	schema := "t_" + random()
	exec(t, admin, "CREATE SCHEMA "+schema)
	t.Cleanup(func() {
		exec(t, admin, "DROP SCHEMA "+schema+" CASCADE")
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(PostgresServer())
	if err != nil {
		t.Fatalf("GUILDHALL_TEST_POSTGRES is not an address: %v", err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// Beside makes an empty PostgreSQL database beside that of a DSN, as an operator does with createdb, and gives its address.
func Beside(t testing.TB, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := pgx.ParseConfig(PostgresServer())
	if err != nil {
		t.Fatalf("GUILDHALL_TEST_POSTGRES is not understood: %v", err)
	}
	admin := stdlib.OpenDB(*cfg)
	name := "beside_" + u.Query().Get("search_path")
	exec(t, admin, "CREATE DATABASE "+name)
	t.Cleanup(func() {
		exec(t, admin, "DROP DATABASE "+name+" WITH (FORCE)")
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	u.Path = "/" + name
	return u.String()
}

// exec does what the test cannot go on without. A statement of a server that was killed may still be at work in the same place: of two
// that wait for each other PostgreSQL lets one fall, and that one is asked again.
func exec(t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	_, err := db.Exec(statement)
	for tries := 0; err != nil && strings.Contains(err.Error(), "40P01") && tries < 20; tries++ {
		time.Sleep(100 * time.Millisecond)
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatalf("the PostgreSQL of the tests does not serve: %v", err)
	}
}

// Tamper changes a database behind the back of its stores, as somebody with the database alone could.
func Tamper(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	driver, address := "pgx", dsn
	if path, lite := strings.CutPrefix(dsn, "sqlite:"); lite {
		driver, address = "sqlite", path
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
