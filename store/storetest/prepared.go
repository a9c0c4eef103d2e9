package storetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/migrations"
	"guildhall/store"
)

// Prepared is the address of a database of the kind that the environment asks for, with the schema and no rows: a copy of one that
// store.Open made once. DSN gives a database in which not even the schema is.
func Prepared(t testing.TB) string {
	t.Helper()
	return preparedDSN(t, asked())
}

func preparedDSN(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == store.Postgres {
		return preparedPostgres(t)
	}
	whole, err := liteTemplate()
	if err != nil {
		t.Fatalf("the database that tests begin with cannot be made: %v", err)
	}
	path := filepath.Join(t.TempDir(), "guildhall.db")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// liteTemplate is the file of an SQLite database with the schema.
var liteTemplate = sync.OnceValues(func() (whole []byte, err error) {
	folder, err := os.MkdirTemp("", "guildhall-template")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "guildhall.db")
	if err := makeSchema("sqlite:" + path); err != nil {
		return nil, err
	}
	if left, err := os.Stat(path + "-wal"); err == nil && left.Size() > 0 {
		return nil, errors.New("closed, it still has a log beside it")
	}
	return os.ReadFile(path)
})

func makeSchema(dsn string) error {
	s, err := store.Open(context.Background(), store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	return s.Close()
}

// preparedPostgres lends the test a database with the schema. A few of them are on the server for as long as it runs, and each is
// emptied before it is lent again, which costs a tenth of making it; one whose schema is no longer what it was is made anew.
func preparedPostgres(t testing.TB) string {
	t.Helper()
	l, err := postgresLender()
	if err != nil {
		t.Fatalf("the databases that tests begin with cannot be made; may the user of GUILDHALL_TEST_POSTGRES create databases? %v", err)
	}
	name, giveBack, err := l.lend(context.Background())
	if err != nil {
		t.Fatalf("the PostgreSQL of the tests does not serve: %v", err)
	}
	t.Cleanup(func() {
		if err := giveBack(); err != nil {
			t.Errorf("%s cannot be given back: %v", name, err)
		}
	})
	return onServer(name)
}

// lender knows which databases are lent to the tests of this process. Other processes see the locks that its connection holds.
type lender struct {
	mu    sync.Mutex
	conn  *sql.Conn
	name  string // of the template, and how the names of the others begin
	how   string // of copying
	taken map[int]bool
	doors map[string]*sql.DB // for emptying: what a connection learned of a schema is dear
}

const (
	locks   = "SELECT pg_advisory_lock(hashtextextended($1, 0))"
	tries   = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
	unlocks = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
	exists  = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)"
)

// postgresLender finds the template of this schema on the server of the tests, or makes it. It stays there for the processes that
// come after.
var postgresLender = sync.OnceValues(func() (*lender, error) {
	cfg, err := pgx.ParseConfig(PostgresServer())
	if err != nil {
		return nil, err
	}
	sum, err := schemaSum()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	l := &lender{name: "guildhall_" + sum, taken: map[int]bool{}, doors: map[string]*sql.DB{}}
	if l.conn, err = stdlib.OpenDB(*cfg).Conn(ctx); err != nil {
		return nil, err
	}
	var version int
	if err := l.conn.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return nil, err
	}
	if version >= 150000 { // before, there was only this way; for a database as small as ours it costs half
		l.how = " STRATEGY file_copy"
	}
	if _, err := l.conn.ExecContext(ctx, locks, l.name); err != nil {
		return nil, err
	}
	defer func() { _, _ = l.conn.ExecContext(ctx, unlocks, l.name) }()
	there, err := l.yes(ctx, exists, l.name)
	if err != nil || there {
		return l, err
	}
	half := "making_" + random() // a process that dies here leaves no half of a template behind
	if err := l.does(ctx, "CREATE DATABASE "+half); err != nil {
		return nil, err
	}
	if err := makeSchema(onServer(half)); err != nil {
		return nil, err
	}
	db, err := opens(half)
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(ctx, keeping)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	return l, l.does(ctx, "ALTER DATABASE "+half+" RENAME TO "+l.name)
})

// lend gives a database that nobody else has now.
func (l *lender) lend(ctx context.Context) (name string, giveBack func() error, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for ; ; n++ {
		if l.taken[n] {
			continue
		}
		name = fmt.Sprintf("%s_%d", l.name, n)
		free, err := l.yes(ctx, tries, name)
		if err != nil {
			return "", nil, err
		}
		if free {
			break
		}
	}
	there, err := l.yes(ctx, exists, name)
	if err != nil {
		return "", nil, err
	}
	if !there || !l.empties(ctx, name) {
		if l.doors[name] != nil {
			_ = l.doors[name].Close()
			delete(l.doors, name)
		}
		if err := l.does(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			return "", nil, err
		}
		if err := l.does(ctx, "CREATE DATABASE "+name+" TEMPLATE "+l.name+l.how); err != nil {
			return "", nil, err
		}
	}
	l.taken[n] = true
	return name, func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.taken, n)
		return l.does(ctx, unlocks, name)
	}, nil
}

// empties makes a database as the template is, once those who used it have gone; false when that cannot be.
func (l *lender) empties(ctx context.Context, name string) bool {
	for turn := 0; ; turn++ { // whoever closed a connection may still be seen for a moment
		alone, err := l.yes(ctx, "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' AND application_name <> '"+lending+"')", name)
		if err != nil || turn == 400 {
			return false
		}
		if alone {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if l.doors[name] == nil {
		db, err := opens(name)
		if err != nil {
			return false
		}
		l.doors[name] = db
	}
	empty := false
	err := l.doors[name].QueryRowContext(ctx, "SELECT kept.empties()").Scan(&empty)
	return err == nil && empty
}

// keeping adds to the template what brings its copies back to it: the rows that the schema itself brings, what the schema is, and
// how large a database may have grown that is still worth being emptied.
const keeping = `
CREATE SCHEMA kept;
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE plpgsql AS $$
DECLARE c text; one text; all_of_it text := '';
BEGIN -- each change of a schema writes a row anew, with the number of its transaction
	FOREACH c IN ARRAY ARRAY['pg_class', 'pg_attribute', 'pg_attrdef', 'pg_index', 'pg_constraint', 'pg_trigger', 'pg_proc', 'pg_namespace', 'pg_type', 'pg_db_role_setting'] LOOP
		EXECUTE format('SELECT count(*) || '' '' || sum(xmin::text::bigint) FROM %I %s', c,
			CASE c WHEN 'pg_db_role_setting' THEN 'WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())' ELSE '' END) INTO one;
		all_of_it := concat_ws(', ', all_of_it, one);
	END LOOP;
	RETURN all_of_it;
END $$;
CREATE FUNCTION kept.filled() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE t text; filled boolean;
BEGIN
	FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
		EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO filled;
		IF filled THEN RETURN NEXT t; END IF;
	END LOOP;
END $$;
CREATE TABLE kept.tables AS SELECT t FROM kept.filled() t;
DO $$ DECLARE f text; BEGIN
	FOR f IN SELECT t FROM kept.tables LOOP EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%1$I', f); END LOOP;
END $$;
CREATE FUNCTION kept.empties() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE f text;
BEGIN
	IF kept.shape() <> (SELECT shape FROM kept.was) OR pg_database_size(current_database()) > 3 * (SELECT size FROM kept.was) THEN RETURN false; END IF;
	FOR f IN SELECT t FROM kept.filled() t EXCEPT SELECT t FROM kept.tables LOOP EXECUTE format('DELETE FROM public.%I', f); END LOOP;
	FOR f IN SELECT t FROM kept.tables LOOP
		EXECUTE format('DELETE FROM public.%I', f);
		EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%1$I', f);
	END LOOP;
	RETURN NOT EXISTS (SELECT t FROM kept.filled() t EXCEPT SELECT t FROM kept.tables);
END $$;
CREATE TABLE kept.was AS SELECT kept.shape(), pg_database_size(current_database()) AS size;
UPDATE kept.was SET shape = kept.shape();
`

func (l *lender) yes(ctx context.Context, question string, name string) (is bool, err error) {
	err = l.conn.QueryRowContext(ctx, question, name).Scan(&is)
	return is, err
}

func (l *lender) does(ctx context.Context, statement string, values ...any) error {
	_, err := l.conn.ExecContext(ctx, statement, values...)
	return err
}

// lending is what connections of the lender are called on the server.
const lending = "guildhall lends"

// opens connects to a database of the server.
func opens(name string) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(onServer(name))
	if err != nil {
		return nil, err
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // several statements at once, and nothing to prepare for one
	cfg.RuntimeParams["application_name"] = lending
	db := stdlib.OpenDB(*cfg)
	db.SetMaxIdleConns(1)
	return db, nil
}

// schemaSum tells one schema from another.
func schemaSum() (string, error) {
	files, err := migrations.Files(store.Postgres)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// onServer is the address of a database on the server of the tests.
func onServer(name string) string {
	u, err := url.Parse(PostgresServer())
	if err != nil {
		return PostgresServer()
	}
	u.Path = "/" + name
	return u.String()
}

func random() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
