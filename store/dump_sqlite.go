package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// Vacant tells whether the place that a DSN names may take a copy: it is of the same kind, and there is nothing there.
func Vacant(ctx context.Context, dsn string, d Dumped) error {
	const op = "store.Vacant"
	path, isLite := strings.CutPrefix(dsn, "sqlite:")
	if isLite != (d.Kind == SQLite) {
		return fault.New(fault.Conflict, op, "The backup is of "+map[string]string{SQLite: "an SQLite file", Postgres: "a PostgreSQL database"}[d.Kind]+
			": GUILDHALL_DATABASE must name one of that kind. A backup does not change the kind of database.")
	}
	if !isLite {
		return vacantPostgres(ctx, dsn, d)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.Size() > 0 {
		return fault.New(fault.Conflict, op, "There is a database at "+path+" already, and a restore overwrites nothing. Stop the server, move that file and those beside it away, or name another with GUILDHALL_DATABASE.").Because(err)
	}
	return nil
}

// loadLite makes the database under another name, closes it to federation there, and puts it in place in one step.
func loadLite(ctx context.Context, o Options, from string, made models.Time) (err error) {
	const op = "store.Load"
	path := strings.TrimPrefix(o.DSN, "sqlite:")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.New(fault.Invalid, op, "The folder of the database cannot be made: check GUILDHALL_DATABASE.").Because(err)
	}
	release, err := tryLock(path) // a server that runs there
	if err != nil {
		return err
	}
	defer release()
	half := path + ".restoring"
	defer func() {
		for _, end := range []string{"", "-wal", "-shm", ".migrating"} {
			if gone := os.Remove(half + end); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	if err := copyFile(from, half); err != nil {
		return fault.New(fault.Unavailable, op, "The database could not be written. Is there room where GUILDHALL_DATABASE lies?").Because(err)
	}
	o.DSN = "sqlite:" + half
	if err := closeRestored(ctx, o, made); err != nil {
		return err
	}
	if err := oneFile(ctx, half); err != nil {
		return err
	}
	return failed(op, os.Rename(half, path))
}

// closeRestored opens a database that was just made, which brings it up to date, and closes it to federation.
func closeRestored(ctx context.Context, o Options, made models.Time) error {
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	err = s.Write(ctx, func(tx *Tx) error { return tx.CloseRestored(made) })
	return errors.Join(err, s.Close())
}

// oneFile brings everything that SQLite wrote beside a database into its one file.
func oneFile(ctx context.Context, path string) error {
	const op = "store.Load"
	pool, err := sql.Open(liteDriver, liteName(path))
	if err != nil {
		return liteTrouble(op, err)
	}
	defer func() { _ = pool.Close() }()
	var mode string
	if err := pool.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode); err != nil || mode != "delete" {
		return liteTrouble(op, err)
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
