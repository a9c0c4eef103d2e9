package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"guildhall/fault"
)

// againMost is how often a transaction is run in all when isAgain says so.
const againMost = 4

// pg is PostgreSQL: one pool for reading and writing.
type pg struct {
	pool   *sql.DB
	db     *gorm.DB
	herald *herald // nil until hear
}

func openPostgres(ctx context.Context, dsn string, conns int) (*pg, error) {
	const op = "store.Open"
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "GUILDHALL_DATABASE is not a PostgreSQL address: write postgres://USER@HOST:PORT/NAME.").Because(err)
	}
	if conns <= 0 {
		conns = 16
	}
	cfg.ConnectTimeout = 10 * time.Second
	if cfg.RuntimeParams["idle_in_transaction_session_timeout"] == "" { // a node that vanished holds its locks no longer
		cfg.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(conns + 1) // one of them hears the other nodes
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	p := &pg{pool: pool}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fault.New(fault.Unavailable, op, "PostgreSQL does not answer: check GUILDHALL_DATABASE and that the server runs.").Because(err), p.close())
	}
	if err := migratePostgres(ctx, pool); err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.db, err = gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig())
	if err != nil {
		return nil, errors.Join(failed(op, err), p.close())
	}
	return p, nil
}

func (p *pg) dialect() string { return Postgres }

func (p *pg) read(ctx context.Context, fn func(link) error) error {
	return p.within(ctx, "store.Read", &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (p *pg) write(ctx context.Context, fn func(link) error) error {
	var err error
	for range againMost {
		if err = p.within(ctx, "store.Write", nil, fn); !isAgain(err) {
			break
		}
	}
	return err
}

// within runs fn in a transaction. Its statements run without the caller's context, which would close the connection.
func (p *pg) within(ctx context.Context, op string, how *sql.TxOptions, fn func(link) error) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Unavailable, op, "The request ended before it was served.").Because(err)
	}
	db := p.db.WithContext(context.WithoutCancel(ctx)).Begin(how)
	if db.Error != nil {
		return failed(op, db.Error)
	}
	open := true
	defer func() {
		if open {
			db.Rollback()
		}
	}()
	if err := fn(link{db: db}); err != nil {
		return err
	}
	if err := db.Commit().Error; err != nil {
		return failed(op, err)
	}
	open = false
	return nil
}

func (p *pg) lock() (func(), error) { return func() {}, nil }

func (p *pg) close() error {
	if p.herald != nil {
		p.herald.close()
	}
	return p.pool.Close()
}
