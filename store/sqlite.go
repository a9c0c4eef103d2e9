package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"guildhall/clock"
	"guildhall/fault"
)

// litePragmas hold on every connection. FULL makes an answered request survive a power cut; other processes that write
// the same file are waited for, by the writer as long as its caller has patience.
const (
	litePragmas = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	liteStep    = "&_pragma=busy_timeout(250)"
	liteLong    = "&_pragma=busy_timeout(10000)"
)

// liteDriver is the name that SQLite's driver gave itself.
const liteDriver = "sqlite"

// lite is SQLite: one pinned connection that writes and several that only read.
type lite struct {
	path    string
	turn    chan *pin // holds the writer while nobody writes
	readers chan *pin
	made    map[chan *pin]int // how many connections each has
	pools   []*sql.DB
	closed  chan struct{}
	once    sync.Once
}

// pin is one connection that GORM was bound to for good.
type pin struct {
	conn  *compiled
	db    *gorm.DB
	begin string
}

func openSQLite(ctx context.Context, path string, readers int) (*lite, error) {
	const op = "store.Open"
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, fault.New(fault.Invalid, op, "GUILDHALL_DATABASE names no file: write sqlite:PATH.")
	}
	if readers <= 0 {
		readers = max(4, min(16, 2*runtime.NumCPU()))
	}
	l := &lite{path: path, turn: make(chan *pin, 1), readers: make(chan *pin, readers), made: map[chan *pin]int{}, closed: make(chan struct{})}
	unlock, err := l.prepare(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := l.connect(ctx, readers); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// prepare makes the folder and the file, readable by their owner only, and waits for the lock that migrations run under.
func (l *lite) prepare(ctx context.Context) (func(), error) {
	const op = "store.Open"
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return nil, fault.New(fault.Invalid, op, "The folder of the database cannot be made: check GUILDHALL_DATABASE.").Because(err)
	}
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "The database file cannot be opened for writing: check GUILDHALL_DATABASE.").Because(err)
	}
	if err := f.Close(); err != nil {
		return nil, fault.New(fault.Invalid, op, "The database file cannot be opened for writing: check GUILDHALL_DATABASE.").Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return waitLock(ctx, l.path+".migrating")
}

func (l *lite) connect(ctx context.Context, readers int) error {
	const op = "store.Open"
	name := "file:" + (&url.URL{Path: l.path}).EscapedPath() + "?" + litePragmas
	w, err := l.pool(name+liteStep, 1)
	if err != nil {
		return liteTrouble(op, err)
	}
	writer, err := newPin(ctx, w, "BEGIN IMMEDIATE")
	if err != nil {
		return liteTrouble(op, err)
	}
	l.add(l.turn, writer)
	if err := migrateSQLite(ctx, name+liteLong); err != nil {
		return err
	}
	r, err := l.pool(name+liteStep+"&_pragma=query_only(1)", readers)
	if err != nil {
		return liteTrouble(op, err)
	}
	for range readers {
		reader, err := newPin(ctx, r, "BEGIN")
		if err != nil {
			return liteTrouble(op, err)
		}
		l.add(l.readers, reader)
	}
	return nil
}

func (l *lite) add(to chan *pin, p *pin) {
	to <- p
	l.made[to]++
}

func liteTrouble(op string, err error) error {
	return fault.New(fault.Unavailable, op, "The database file cannot be used: check that GUILDHALL_DATABASE is an SQLite file on a local disk.").Because(err)
}

func (l *lite) pool(name string, n int) (*sql.DB, error) {
	pool, err := sql.Open(liteDriver, name)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	l.pools = append(l.pools, pool)
	return pool, nil
}

func newPin(ctx context.Context, pool *sql.DB, begin string) (*pin, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	own := compiling(conn, pool)
	db, err := gorm.Open(liteDialect{pool: own}, gormConfig())
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &pin{conn: own, db: db, begin: begin}, nil
}

func gormConfig() *gorm.Config {
	return &gorm.Config{SkipDefaultTransaction: true, DisableAutomaticPing: true, Logger: logger.Discard}
}

func (l *lite) dialect() string { return SQLite }

func (l *lite) write(ctx context.Context, fn func(link) error) error {
	return l.use(ctx, l.turn, "store.Write", fn)
}

func (l *lite) read(ctx context.Context, fn func(link) error) error {
	return l.use(ctx, l.readers, "store.Read", fn)
}

// use waits for a connection and runs fn in a transaction on it.
func (l *lite) use(ctx context.Context, from chan *pin, op string, fn func(link) error) error {
	patience := patienceOf(ctx)
	select {
	case p := <-from:
		defer func() { from <- p }()
		return p.within(op, patience, fn)
	default: // a timer costs more than most waits
	}
	began, ends := clock.System{}.Now(), time.NewTimer(patience)
	defer ends.Stop()
	select {
	case p := <-from:
		defer func() { from <- p }()
		return p.within(op, patience-clock.System{}.Now().Sub(began), fn)
	case <-l.closed:
		return fault.New(fault.Unavailable, op, "The server is stopping. Please try again.")
	case <-ctx.Done():
		return fault.New(fault.Unavailable, op, "The request ended before it was served.").Because(ctx.Err())
	case <-ends.C:
		return noAnswer(op, errors.New("others had the connection all the time"))
	}
}

// within runs fn between BEGIN and COMMIT. The statements run without the caller's context: one that is interrupted half
// way would leave the next caller a broken connection, and all of them are short. While another process writes the file, patience
// tells how long BEGIN is tried.
func (p *pin) within(op string, patience time.Duration, fn func(link) error) error {
	ctx := context.Background()
	for began := (time.Time{}); ; {
		_, err := p.conn.ExecContext(ctx, p.begin)
		if err == nil {
			break
		}
		now := clock.System{}.Now()
		if began.IsZero() {
			began = now
		}
		if !isBusy(err) || now.Sub(began) >= patience {
			return failed(op, err)
		}
	}
	open := true
	defer func() {
		if open { // an error or a panic; SQLite may have rolled back by itself, then this one fails and all is well
			_, _ = p.conn.ExecContext(ctx, "ROLLBACK")
		}
	}()
	if err := fn(link{db: p.db}); err != nil {
		return err
	}
	if _, err := p.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return failed(op, err)
	}
	open = false
	return nil
}

func (l *lite) lock() (func(), error) { return tryLock(l.path) }

func (l *lite) close() error {
	var errs []error
	l.once.Do(func() {
		close(l.closed)
		for _, pins := range []chan *pin{l.turn, l.readers} {
			errs = append(errs, drain(pins, l.made[pins]))
		}
		for _, pool := range l.pools {
			errs = append(errs, pool.Close())
		}
	})
	return errors.Join(errs...)
}

// drain waits for n connections to come back and closes them. Those that do not are closed with their pool.
func drain(pins chan *pin, n int) error {
	var errs []error
	for range n {
		select {
		case p := <-pins:
			errs = append(errs, p.conn.Close())
		case <-time.After(5 * time.Second):
			return errors.Join(errs...)
		}
	}
	return errors.Join(errs...)
}
