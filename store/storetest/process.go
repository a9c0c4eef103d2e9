package storetest

import (
	"database/sql"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// PostgresProcess is the process of the PostgreSQL that tests use, of which its others are children; 0 when it runs on another
// machine, or where processes cannot be looked at.
func PostgresProcess(t testing.TB) int {
	t.Helper()
	cfg, err := pgx.ParseConfig(PostgresServer())
	if err != nil {
		t.Fatalf("GUILDHALL_TEST_POSTGRES is not understood: %v", err)
	}
	if cfg.Host != "127.0.0.1" && cfg.Host != "localhost" && cfg.Host != "::1" && !strings.HasPrefix(cfg.Host, "/") {
		return 0
	}
	db := stdlib.OpenDB(*cfg)
	defer func() { _ = db.Close() }()
	return parent(t, db)
}

func parent(t testing.TB, db *sql.DB) int {
	t.Helper()
	var backend int
	if err := db.QueryRow("SELECT pg_backend_pid()").Scan(&backend); err != nil {
		t.Fatalf("the PostgreSQL of the tests does not serve: %v", err)
	}
	text, err := os.ReadFile("/proc/" + strconv.Itoa(backend) + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "postgres) ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	pid, _ := strconv.Atoi(fields[1]) // 0 when it is no number
	return pid
}
