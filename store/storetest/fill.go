package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Multiply fills a table for measurements: the rows that where picks are written again for each number from one to another, with
// some columns set to expressions in which s.i is that number. It goes past everything that guards what is written.
func Multiply(t testing.TB, dsn, table, where string, from, to int, set map[string]string) {
	t.Helper()
	db := bare(t, dsn)
	defer func() { _ = db.Close() }()
	rows, err := db.Query("SELECT * FROM " + table + " LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil || rows.Close() != nil {
		t.Fatal(err)
	}
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = table + "." + c
		if expression, ok := set[c]; ok {
			values[i] = expression
		}
	}
	statement := fmt.Sprintf("INSERT INTO %s (%s) WITH RECURSIVE s(i) AS (SELECT CAST(%d AS bigint) UNION ALL SELECT i + 1 FROM s WHERE i < %d) SELECT %s FROM %s, s WHERE %s",
		table, strings.Join(columns, ", "), from, to, strings.Join(values, ", "), table, where)
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Bulk runs statements as they are, for measurements.
func Bulk(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	db := bare(t, dsn)
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// Value is what a statement answers in the first column of its first row, for measurements.
func Value(t testing.TB, dsn, statement string) (n int64) {
	t.Helper()
	db := bare(t, dsn)
	defer func() { _ = db.Close() }()
	if err := db.QueryRow(statement).Scan(&n); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

// Plan tells how a database would answer a statement, a line for each step, the placeholders being $1, $2 and so on. PostgreSQL
// is kept from reading whole tables where it has another way, as it would choose with many rows.
func Plan(t testing.TB, dsn, statement string, values ...any) []string {
	t.Helper()
	db := bare(t, dsn)
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	how := "EXPLAIN QUERY PLAN "
	if strings.HasPrefix(dsn, "postgres") {
		how = "EXPLAIN "
		if _, err := conn.ExecContext(context.Background(), "SET enable_seqscan = off; SET enable_bitmapscan = on"); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := conn.QueryContext(context.Background(), how+statement, values...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var line string
		to := []any{&line}
		if !strings.HasPrefix(dsn, "postgres") {
			var id, parent, unused int
			to = []any{&id, &parent, &unused, &line}
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, strings.TrimSpace(line))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	sort.Strings(plan)
	return plan
}

// bare is a database without a store around it.
func bare(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)")
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return stdlib.OpenDB(*cfg)
}
