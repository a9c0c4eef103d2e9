package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/fault"
	"guildhall/models"
)

// tool is one of PostgreSQL's own programs, told by its environment where the database is: what stands on a command line can be read by
// others on the machine, and the address holds a password.
func tool(ctx context.Context, dsn, name string, args ...string) (*exec.Cmd, error) {
	const op = "store.tool"
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fault.New(fault.Unavailable, op, name+" is not here: install PostgreSQL's client programs (Debian: postgresql-client), of the version of the server or newer.").Because(err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = os.Environ()
	if dsn == "" {
		return cmd, nil
	}
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "GUILDHALL_DATABASE is not a PostgreSQL address: write postgres://USER@HOST:PORT/NAME.").Because(err)
	}
	mode := "disable"
	if cfg.TLSConfig != nil {
		if mode = "require"; !cfg.TLSConfig.InsecureSkipVerify {
			mode = "verify-full"
		}
	}
	for _, kv := range [][2]string{{"PGHOST", cfg.Host}, {"PGPORT", strconv.Itoa(int(cfg.Port))}, {"PGUSER", cfg.User}, {"PGPASSWORD", cfg.Password}, {"PGDATABASE", cfg.Database}, {"PGSSLMODE", mode}} {
		if kv[1] != "" {
			cmd.Env = append(cmd.Env, kv[0]+"="+kv[1])
		}
	}
	return cmd, nil
}

// ran runs a program and turns what it complained of into one sentence; a version that does not fit is the usual cause.
func ran(cmd *exec.Cmd, name string) error {
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	if err == nil {
		return nil
	}
	words := strings.Join(strings.Fields(said.String()), " ")
	if strings.Contains(words, "version mismatch") || strings.Contains(words, "unsupported version") {
		return fault.New(fault.Unavailable, "store.tool", name+" is older than what it should read: install PostgreSQL's client programs of the version of the server or newer.").Because(errors.New(words))
	}
	return fault.New(fault.Unavailable, "store.tool", name+" did not succeed: "+cutWords(words)).Because(err)
}

func cutWords(s string) string {
	const most = 300
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// dumpPostgres has pg_dump write what one transaction sees, and counts in the same.
func (s *Store) dumpPostgres(ctx context.Context, path string, d *Dumped) error {
	return s.Read(ctx, func(tx *Tx) error {
		if err := tx.db.Exec(`SET LOCAL idle_in_transaction_session_timeout = 0`).Error; err != nil {
			return failed("store.Dump", err)
		}
		var moment string
		if err := tx.db.Raw(`SELECT pg_export_snapshot(), current_schema()`).Row().Scan(&moment, &d.Space); err != nil {
			return failed("store.Dump", err)
		}
		var err error
		if d.Counts, err = tx.counts(); err != nil {
			return err
		}
		args := []string{"--format=custom", "--no-owner", "--no-privileges", "--snapshot=" + moment, "--file=" + path}
		if d.Space != "public" {
			args = append(args, "--schema="+d.Space)
		}
		cmd, err := tool(ctx, s.opts.DSN, "pg_dump", args...)
		if err != nil {
			return err
		}
		if err := ran(cmd, "pg_dump"); err != nil {
			return err
		}
		return failed("store.Dump", os.Chmod(path, 0o600))
	})
}

// checkPostgres has pg_restore read a copy to its end, into nothing.
func checkPostgres(ctx context.Context, path string) error {
	cmd, err := tool(ctx, "", "pg_restore", "--file=-", "--no-owner", "--no-privileges", path)
	if err != nil {
		return err
	}
	cmd.Stdout = io.Discard
	return ran(cmd, "pg_restore")
}

// vacantPostgres tells whether the schema that the copy needs holds no table yet.
func vacantPostgres(ctx context.Context, dsn string, d Dumped) error {
	const op = "store.Vacant"
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fault.New(fault.Invalid, op, "GUILDHALL_DATABASE is not a PostgreSQL address: write postgres://USER@HOST:PORT/NAME.").Because(err)
	}
	pool := stdlib.OpenDB(*cfg)
	defer func() { _ = pool.Close() }()
	var tables, schemas int
	var path string
	err = pool.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = $1),
		(SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = $1), current_setting('search_path')`, d.Space).Scan(&tables, &schemas, &path)
	if err != nil {
		return fault.New(fault.Unavailable, op, "PostgreSQL does not answer: check GUILDHALL_DATABASE, and that the empty database was made (createdb).").Because(err)
	}
	switch {
	case tables > 0 || d.Space != "public" && schemas > 0:
		return fault.New(fault.Conflict, op, "The database that GUILDHALL_DATABASE names is not empty, and a restore overwrites nothing. Stop all servers, make a new database (createdb NAME), and name that one.")
	case d.Space != "public" && !strings.Contains(path, d.Space):
		return fault.New(fault.Conflict, op, "The backup is of a database whose tables stand in the schema "+d.Space+": add search_path="+d.Space+" to GUILDHALL_DATABASE.")
	}
	return nil
}

// loadPostgres has pg_restore write the copy out as statements, and psql run them in one transaction whose last statement closes
// federation: what a crash leaves is empty, or closed.
func loadPostgres(ctx context.Context, o Options, path string, d Dumped, made models.Time) error {
	read, err := tool(ctx, "", "pg_restore", "--file=-", "--no-owner", "--no-privileges", path)
	if err != nil {
		return err
	}
	run, err := tool(ctx, o.DSN, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-")
	if err != nil {
		return err
	}
	statements, err := read.StdoutPipe()
	if err != nil {
		return failed("store.Load", err)
	}
	var said bytes.Buffer
	read.Stderr = &said
	var cut error
	run.Stdin = io.MultiReader(statements, &afterwards{say: func() string {
		if err := read.Wait(); err != nil {
			cut = err
			return "\nSELECT 1 / 0;\n" // psql takes everything back
		}
		return fmt.Sprintf("\nUPDATE %s.boundary SET closed = %d, epoch = epoch + 1;\n", pgx.Identifier{d.Space}.Sanitize(), max(1, int64(made)))
	}})
	if err := read.Start(); err != nil {
		return failed("store.Load", err)
	}
	err = ran(run, "psql")
	if cut != nil {
		return fault.New(fault.Invalid, "store.Load", "pg_restore did not come to the end of the copy: "+cutWords(strings.TrimSpace(said.String()))).Because(cut)
	}
	if err != nil {
		_ = read.Process.Kill()
		return err
	}
	return closeRestored(ctx, o, made)
}

// afterwards reads as words that are made when everything before them was read.
type afterwards struct {
	say   func() string
	words *strings.Reader
}

func (a *afterwards) Read(p []byte) (int, error) {
	if a.words == nil {
		a.words = strings.NewReader(a.say())
	}
	return a.words.Read(p)
}
