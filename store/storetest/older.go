package storetest

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"

	"guildhall/migrations"
	"guildhall/store"
)

// Older makes an empty database of an older version of the schema beside one, and copies the rows of that one into it as far as
// the older schema has a place for them: what an older program would have left. No store may have the first one open. It gives
// the address of the new one.
func Older(t testing.TB, dsn string, version int64) string {
	t.Helper()
	dialect, older := store.SQLite, "sqlite:"+filepath.Join(t.TempDir(), "older.db")
	if strings.HasPrefix(dsn, "postgres") {
		dialect, older = store.Postgres, postgresDSN(t)
	}
	db := bare(t, older)
	defer func() { _ = db.Close() }()
	if _, err := providerOf(t, db, dsn).UpTo(context.Background(), version); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	does := func(statement string, values ...any) {
		if _, err := conn.ExecContext(context.Background(), statement, values...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	from, to := "was", "main"
	columns := `SELECT m.name, p.name FROM %s.sqlite_master m, pragma_table_info(m.name, '%s') p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`
	if dialect == store.SQLite {
		does("ATTACH ? AS was", strings.TrimPrefix(dsn, "sqlite:"))
		does("PRAGMA foreign_keys = OFF")
	} else {
		from, to = schemaOf(t, dsn), schemaOf(t, older)
		columns = `SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE c.table_schema = '%s' ORDER BY 1, 2`
		does("SET session_replication_role = replica")
	}
	has, had := tables(t, conn, columns, to), tables(t, conn, columns, from)
	for table, names := range has {
		if table == "goose_db_version" || had[table] == nil {
			continue
		}
		var common []string
		for _, name := range names {
			if slices.Contains(had[table], name) {
				common = append(common, name)
			}
		}
		list := strings.Join(common, ", ")
		does("DELETE FROM " + to + "." + table)
		does("INSERT INTO " + to + "." + table + " (" + list + ") SELECT " + list + " FROM " + from + "." + table)
	}
	return older
}

// Applies makes one step of the schema alone, whatever is missing before it.
func Applies(t testing.TB, dsn string, version int64) {
	t.Helper()
	db := bare(t, dsn)
	defer func() { _ = db.Close() }()
	if _, err := providerOf(t, db, dsn).ApplyVersion(context.Background(), version, true); err != nil {
		t.Fatal(err)
	}
}

func providerOf(t testing.TB, db *sql.DB, dsn string) *goose.Provider {
	t.Helper()
	dialect, of := store.SQLite, goose.DialectSQLite3
	if strings.HasPrefix(dsn, "postgres") {
		dialect, of = store.Postgres, goose.DialectPostgres
	}
	files, err := migrations.Files(dialect)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(of, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	return provider
}

func schemaOf(t testing.TB, dsn string) string {
	t.Helper()
	cfg, err := pgconn.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.RuntimeParams["search_path"]
}

func tables(t testing.TB, conn *sql.Conn, question, schema string) map[string][]string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), strings.ReplaceAll(question, "%s", schema))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		found[table] = append(found[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// Version is the version of the schema that a database has.
func Version(t testing.TB, dsn string) int64 {
	t.Helper()
	w := Watches(t, dsn)
	defer w.Close()
	return w.Version()
}

// Steps are the versions that the schema of such a database has had, and the newest.
func Steps(t testing.TB, dsn string) (versions []int64) {
	t.Helper()
	dialect := store.SQLite
	if strings.HasPrefix(dsn, "postgres") {
		dialect = store.Postgres
	}
	files, err := migrations.Files(dialect)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		v, err := goose.NumericComponent(name)
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, v)
	}
	slices.Sort(versions)
	return versions
}

// Watch looks at the version of a schema again and again.
type Watch struct {
	t  testing.TB
	db *sql.DB
}

// Watches begins to look; beside it the schema may change.
func Watches(t testing.TB, dsn string) *Watch {
	t.Helper()
	return &Watch{t, bare(t, dsn)}
}

// Version is the version of the schema now.
func (w *Watch) Version() (version int64) {
	w.t.Helper()
	if err := w.db.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		w.t.Fatal(err)
	}
	return version
}

// Close ends the looking.
func (w *Watch) Close() { _ = w.db.Close() }
