package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

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
	provider, err := goose.NewProvider(dialect, pool, files, append(opts, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return failed(op, err)
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	if _, err := provider.Up(ctx); err != nil {
		return fault.New(fault.Unavailable, op, "The database could not be brought to this version: see the log, and restore the backup if it is half way.").Because(err)
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
