package store

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
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
	pool   *sql.DB // of pipes
	plain  *sql.DB // for what is no transaction of ours: the schema, and what nodes tell each other
	db     *gorm.DB
	herald *herald // nil until hear
	over   atomic.Bool
}

// sessions is what PostgreSQL is told of each connection unless the address says otherwise.
var sessions = map[string]string{
	"idle_in_transaction_session_timeout": "60s", // a node that vanished holds its locks no longer
	// Hot rows lie in memory and the rest on solid state, where a page out of turn costs hardly more than the next one; PostgreSQL
	// believes four times as much, and so reads whole small tables where an index is at hand.
	"random_page_cost": "1.1",
	"jit":              "off", // to compile a plan takes longer than any of our statements runs
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
	for name, value := range sessions {
		if cfg.RuntimeParams[name] == "" {
			cfg.RuntimeParams[name] = value
		}
	}
	p := &pg{pool: sql.OpenDB(pipes{cfg}), plain: stdlib.OpenDB(*cfg)}
	p.pool.SetMaxOpenConns(conns)
	p.pool.SetMaxIdleConns(conns)
	p.pool.SetConnMaxIdleTime(5 * time.Minute)
	p.plain.SetMaxOpenConns(3) // one of them hears the other nodes
	p.plain.SetMaxIdleConns(1)
	p.plain.SetConnMaxIdleTime(5 * time.Minute)
	if err := p.plain.PingContext(ctx); err != nil {
		return nil, errors.Join(fault.New(fault.Unavailable, op, "PostgreSQL does not answer: check GUILDHALL_DATABASE and that the server runs.").Because(err), p.close())
	}
	if err := migratePostgres(ctx, p.plain); err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.db, err = gorm.Open(postgres.New(postgres.Config{Conn: p.pool}), gormConfig())
	if err != nil {
		return nil, errors.Join(failed(op, err), p.close())
	}
	return p, nil
}

func (p *pg) dialect() string { return Postgres }

func (p *pg) read(ctx context.Context, fn func(link) error) error {
	return p.within(ctx, "store.Read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fn)
}

func (p *pg) write(ctx context.Context, fn func(link) error) error {
	var err error
	for range againMost {
		if err = p.within(ctx, "store.Write", beginWrite, fn); !isAgain(err) {
			break
		}
	}
	return err
}

const beginWrite = "BEGIN"

// within runs fn in a transaction. Its statements run without the caller's context, which would close the connection.
func (p *pg) within(ctx context.Context, op, begin string, fn func(link) error) (err error) {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Unavailable, op, "The request ended before it was served.").Because(err)
	}
	if p.over.Load() {
		return fault.New(fault.Unavailable, op, "The server is stopping. Please try again.")
	}
	patience := patienceOf(ctx)
	waits, over := context.WithTimeout(ctx, patience)
	conn, err := p.pool.Conn(waits)
	over()
	if err != nil {
		if ctx.Err() != nil {
			return fault.New(fault.Unavailable, op, "The request ended before it was served.").Because(ctx.Err())
		}
		return failed(op, err)
	}
	defer func() { _ = conn.Close() }() // gives it back to the pool, which looks whether it is whole
	db := p.db.Session(&gorm.Session{NewDB: true, Context: context.WithoutCancel(ctx)})
	db.Statement.ConnPool = conn
	if err := onPipe(conn, func(c *pipe) error { c.patience = patience; return c.aside(begin) }); err != nil {
		return failed(op, err)
	}
	open := true
	defer func() {
		if open { // an error or a panic; a connection that cannot roll back is thrown away
			_ = onPipe(conn, func(c *pipe) error { return c.ends("ROLLBACK", true) })
		}
	}()
	if err := fn(link{db: db}); err != nil {
		return err
	}
	open = false
	return failed(op, onPipe(conn, func(c *pipe) error { return c.ends("COMMIT", begin == beginWrite) }))
}

// onPipe does something with the connection itself.
func onPipe(conn *sql.Conn, do func(*pipe) error) error {
	return conn.Raw(func(c any) error { return do(c.(*pipe)) })
}

func (p *pg) lock() (func(), error) { return func() {}, nil }

func (p *pg) close() error {
	p.over.Store(true)
	if p.herald != nil {
		p.herald.close()
	}
	return errors.Join(p.pool.Close(), p.plain.Close())
}
