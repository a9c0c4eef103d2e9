package storetest

import (
	"context"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Way leads to the PostgreSQL of a test, and can be troubled: cut, silent or slow. It is a proxy on loopback.
type Way struct {
	DSN string // of the same database, by this way

	to     string
	listen net.Listener
	mu     sync.Mutex
	moved  *sync.Cond
	cut    bool
	silent bool
	delay  time.Duration
	over   bool
	open   map[net.Conn]bool
	ends   sync.WaitGroup
}

// Between puts a way that can be troubled before a PostgreSQL.
func Between(t testing.TB, dsn string) *Way {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Way{to: u.Host, listen: l, open: map[net.Conn]bool{}}
	w.moved = sync.NewCond(&w.mu)
	u.Host = l.Addr().String()
	w.DSN = u.String()
	w.ends.Go(w.accept)
	t.Cleanup(func() {
		w.set(func() { w.over = true })
		_ = l.Close()
		w.hangUp()
		w.ends.Wait()
	})
	return w
}

func (w *Way) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	w.moved.Broadcast()
}

// Cut hangs up on everybody, and on whoever comes, until Mend.
func (w *Way) Cut() {
	w.set(func() { w.cut = true })
	w.hangUp()
}

// Hush lets nothing pass, either way, until Mend. Connections stay, and new ones are taken and get no word.
func (w *Way) Hush() { w.set(func() { w.silent = true }) }

// Slow lets each answer come later.
func (w *Way) Slow(by time.Duration) { w.set(func() { w.delay = by }) }

// Mend lets everything pass as before.
func (w *Way) Mend() { w.set(func() { w.cut, w.silent, w.delay = false, false, 0 }) }

func (w *Way) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		_ = c.Close()
	}
}

func (w *Way) accept() {
	for {
		here, err := w.listen.Accept()
		if err != nil {
			return
		}
		w.ends.Go(func() { w.join(here) })
	}
}

// join connects one connection with the database.
func (w *Way) join(here net.Conn) {
	defer here.Close()
	if !w.keep(here) {
		return
	}
	defer w.drop(here)
	there, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer there.Close()
	if !w.keep(there) {
		return
	}
	defer w.drop(there)
	asks := make(chan bool)
	go func() {
		defer close(asks)
		w.carry(there, here, false)
		_ = there.Close()
		_ = here.Close()
	}()
	w.carry(here, there, true)
	_ = there.Close()
	_ = here.Close()
	<-asks
}

func (w *Way) keep(c net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut || w.over {
		return false
	}
	w.open[c] = true
	return true
}

func (w *Way) drop(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, c)
}

func (w *Way) carry(to, from net.Conn, answers bool) {
	bytes := make([]byte, 32<<10)
	for {
		n, err := from.Read(bytes)
		if n > 0 {
			delay, goes := w.waits()
			if !goes {
				return
			}
			if answers {
				time.Sleep(delay)
			}
			if _, err := to.Write(bytes[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// waits until something may pass.
func (w *Way) waits() (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.silent && !w.cut && !w.over {
		w.moved.Wait()
	}
	return w.delay, !w.cut && !w.over
}

// Hold keeps an SQLite file locked for writing, as another process that writes for long does, until release.
func Hold(t testing.TB, dsn string) (release func()) {
	t.Helper()
	if !strings.HasPrefix(dsn, "sqlite:") {
		t.Fatal("only SQLite is locked as a whole")
	}
	db := bare(t, dsn)
	conn, err := db.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	release = func() {
		once.Do(func() {
			if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
				t.Error(err)
			}
			_ = conn.Close()
			_ = db.Close()
		})
	}
	t.Cleanup(release)
	return release
}

// Fill makes a PostgreSQL refuse each row that would be added to some tables, with the code that a full disk gives, until the
// function that it returns is called. As near as it goes: its disk is that of the machine.
func Fill(t testing.TB, dsn string, tables ...string) (empty func()) {
	t.Helper()
	statements := []string{`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`}
	for _, table := range tables {
		statements = append(statements, "CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON "+table+" FOR EACH ROW EXECUTE FUNCTION disk_full()")
	}
	Bulk(t, dsn, statements...)
	return func() { Bulk(t, dsn, "DROP FUNCTION disk_full() CASCADE") }
}
