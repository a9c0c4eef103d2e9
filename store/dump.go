package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	"github.com/pressly/goose/v3"

	"guildhall/fault"
	"guildhall/migrations"
	"guildhall/models"
)

// Dumped says what a copy of a database is of.
type Dumped struct {
	Kind   string           `json:"kind"`             // SQLite or Postgres
	Space  string           `json:"schema,omitempty"` // PostgreSQL: the schema that its tables stand in
	Schema int64            `json:"schema_version"`
	Counts map[string]int64 `json:"counts"` // rows, by table
}

// counted are the tables whose rows a backup counts, so that who restores sees at once whether it is the right one.
var counted = []string{"accounts", "actors", "communities", "posts", "follows", "peers", "media", "inbox", "outbox", "jobs", "decisions", "handed"}

func (tx *Tx) counts() (map[string]int64, error) {
	all := map[string]int64{}
	for _, table := range counted {
		var n int64
		if err := tx.db.Raw(`SELECT count(*) FROM ` + table).Row().Scan(&n); err != nil {
			return nil, failed("store.Dump", err)
		}
		all[table] = n
	}
	return all, nil
}

// Dump writes the whole database as of one moment into a new file, beside whoever works with it.
func (s *Store) Dump(ctx context.Context, path string) (Dumped, error) {
	d := Dumped{Kind: s.Dialect()}
	var err error
	if d.Schema, err = newestMigration(d.Kind); err != nil { // Open brought it there
		return d, err
	}
	if l, ok := s.db.(*lite); ok {
		if err := l.copyTo(ctx, path); err != nil {
			return d, err
		}
		d.Counts, err = countsOf(ctx, path)
		return d, err
	}
	return d, s.dumpPostgres(ctx, path, &d)
}

// copyTo has SQLite write a copy of itself: one moment, packed, while others read and write.
func (l *lite) copyTo(ctx context.Context, path string) (err error) {
	const op = "store.Dump"
	pool, err := sql.Open(liteDriver, liteName(l.path)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return liteTrouble(op, err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fault.New(fault.Unavailable, op, "The copy of the database could not be written. Is there room for a second one where the backup goes?").Because(err)
	}
	return os.Chmod(path, 0o600)
}

func liteName(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

// countsOf looks through a copy of an SQLite database without writing, and finds it whole.
func countsOf(ctx context.Context, path string) (map[string]int64, error) {
	const op = "store.Dump"
	pool, err := sql.Open(liteDriver, liteName(path)+"?mode=ro&immutable=1")
	if err != nil {
		return nil, failed(op, err)
	}
	defer func() { _ = pool.Close() }()
	var said string
	if err := pool.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil || said != "ok" {
		return nil, fault.New(fault.Invalid, op, "The copy of the database in the backup is damaged.").Because(err)
	}
	all := map[string]int64{}
	for _, table := range counted {
		var n int64
		if err := pool.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			return nil, fault.New(fault.Invalid, op, "The copy of the database in the backup lacks a table.").Because(err)
		}
		all[table] = n
	}
	return all, nil
}

func newestMigration(dialect string) (int64, error) {
	files, err := migrations.Files(dialect)
	if err != nil {
		return 0, failed("store.Dump", err)
	}
	kind := goose.DialectSQLite3
	if dialect == Postgres {
		kind = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(kind, &sql.DB{}, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, failed("store.Dump", err)
	}
	sources := provider.ListSources()
	return sources[len(sources)-1].Version, nil
}

// CheckDump looks whether a copy can be read and restored by this program, without writing anything but beside it.
func CheckDump(ctx context.Context, path string, d Dumped) error {
	const op = "store.CheckDump"
	newest, err := newestMigration(d.Kind)
	if err != nil {
		return err
	}
	if d.Schema > newest {
		return fault.New(fault.Conflict, op, fmt.Sprintf("The backup was made by a newer Guildhall (schema %d, this one knows %d): restore it with that one.", d.Schema, newest))
	}
	if d.Kind == Postgres {
		return checkPostgres(ctx, path)
	}
	counts, err := countsOf(ctx, path)
	if err != nil {
		return err
	}
	for table, n := range d.Counts {
		if counts[table] != n {
			return fault.New(fault.Invalid, op, fmt.Sprintf("The copy of the database holds %d %s, and the backup says %d.", counts[table], table, n))
		}
	}
	return nil
}

// Load makes a database out of a copy by Dump, closed to federation (boundary.md, law 16). The place must be empty, and no server may run
// there: anything else is a Conflict, and nothing was changed.
func Load(ctx context.Context, o Options, path string, d Dumped, made models.Time) error {
	if err := Vacant(ctx, o.DSN, d); err != nil {
		return err
	}
	if d.Kind == Postgres {
		return loadPostgres(ctx, o, path, d, made)
	}
	return loadLite(ctx, o, path, made)
}
