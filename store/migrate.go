package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/migrations"
)

// migrateSQLite brings the schema up to date over a connection of its own; the caller holds the file lock.
func migrateSQLite(ctx context.Context, name string) (err error) {
	pool, err := sql.Open(liteDriver, name)
	if err != nil {
		return liteTrouble("store.Open", err)
	}
	pool.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, pool.Close()) }()
	return migrate(ctx, SQLite, goose.DialectSQLite3, pool)
}

// migratePostgres brings the schema up to date under an advisory lock that a node asks for every second: several nodes
// may start at once.
func migratePostgres(ctx context.Context, pool *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return failed("store.Open", err)
	}
	return migrate(ctx, Postgres, goose.DialectPostgres, pool, goose.WithSessionLocker(locker))
}

func migrate(ctx context.Context, name string, dialect goose.Dialect, pool *sql.DB, opts ...goose.ProviderOption) error {
	const op = "store.Open"
	files, err := migrations.Files(name)
	if err != nil {
		return failed(op, err)
	}
	// Who followed the branch between releases may have a later step without an earlier one that was numbered before it: it is made up for.
	provider, err := goose.NewProvider(dialect, pool, files, append(opts, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))...)
	if err != nil {
		return failed(op, err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	if err := up(ctx, provider); err != nil {
		return fault.New(fault.Unavailable, op, "The database could not be brought to this version"+where(err)+". Steps that were done stay done, and the one that failed left nothing: start again, and if it fails at the same step, restore the backup under the program that made it.").Because(err)
	}
	at, err := provider.GetDBVersion(ctx)
	if err != nil {
		return failed(op, err)
	}
	if at > newest {
		return fault.New(fault.Conflict, op, "The database was written by a newer Guildhall: start that one, or restore a backup made before it.").
			Because(fmt.Errorf("the database is at version %d, this program knows %d", at, newest))
	}
	return nil
}

// up brings the schema up to date, step by step. A step that met the other nodes' work in a deadlock is tried again for two minutes: each
// is a transaction, so it left nothing.
func up(ctx context.Context, provider *goose.Provider) error {
	now := clock.System{}.Now
	until := now().Add(2 * time.Minute)
	for {
		_, err := provider.Up(ctx)
		if !isAgain(err) || now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second + rand.N(time.Second)):
		}
	}
}

// where tells which step failed and by which code of the database, and no word of what it holds.
func where(err error) string {
	var failed *goose.PartialError
	if !errors.As(err, &failed) || failed.Failed == nil || failed.Failed.Source == nil {
		return ""
	}
	text := fmt.Sprintf(": step %d failed", failed.Failed.Source.Version)
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		text += " (SQLSTATE " + pg.Code + ")"
	}
	return text
}
