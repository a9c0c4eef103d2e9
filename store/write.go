package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"guildhall/clock"
	"guildhall/fault"
)

// groupMost is how many callers share one commit at most.
const groupMost = 256

// group is the group commit: one goroutine per committer takes whoever waits and commits them together. There is no
// timer: whoever comes while a commit runs goes into the next.
type group struct {
	st   *Store
	in   chan *member
	own  []chan *member // of each committer: what takes the row of a lane is always brought by the same one
	wg   sync.WaitGroup
	mu   sync.RWMutex // guards closed against senders
	done bool
}

// member is one caller of Join.
type member struct {
	ctx      context.Context
	fn       func(*Tx) error
	order    string // where it stands among those that share its commit
	came     time.Time
	patience time.Duration
	begun    atomic.Bool // in a transaction, or gone: whoever sets it decides
	tx       *Tx
	err      error
	panic    any
	ready    chan struct{}
}

// left is how much longer a member waits.
func (m *member) left(now time.Time) time.Duration { return m.patience - now.Sub(m.came) }

// Join runs fn as Write does, in a transaction shared with whoever else waits: many callers, one commit. fn stands
// behind a savepoint of its own, so that its error takes back its own work only. Join returns after the commit.
func (s *Store) Join(ctx context.Context, fn func(*Tx) error) error { return s.JoinAt(ctx, "", fn) }

// JoinAt is Join for what takes the row of a lane: those that share a commit run in the order of their lanes, as work is added in that
// order too. Two commits that take the same rows then wait for each other, and never both at once, which PostgreSQL sees after a second.
func (s *Store) JoinAt(ctx context.Context, lane string, fn func(*Tx) error) error {
	if err := s.ready(ctx, "store.Join"); err != nil {
		return err
	}
	m := &member{ctx: ctx, fn: fn, order: lane, came: clock.System{}.Now(), patience: patienceOf(ctx), ready: make(chan struct{})}
	if err := s.group.send(m); err != nil {
		s.waited(ctx, m.came, err)
		return err
	}
	s.waited(ctx, m.came, m.err)
	if m.panic != nil {
		panic(m.panic)
	}
	if m.err == nil {
		m.tx.done()
	}
	return m.err
}

// committers are those that write at once, where the database lets several.
const committers = 4

// handsOf tells which committer, from 0, brings what takes the row of a lane.
func handsOf(lane string) int {
	of := fnv.New32a()
	_, _ = of.Write([]byte(lane))
	return int(of.Sum32() % committers)
}

func (g *group) start(s *Store) {
	g.st, g.in = s, make(chan *member, groupMost)
	n := 1
	if s.Dialect() == Postgres {
		n = committers
	}
	for range n {
		own := make(chan *member, groupMost)
		g.own = append(g.own, own)
		g.wg.Go(func() { g.run(own) })
	}
}

func (g *group) stop() {
	g.mu.Lock()
	if g.done {
		g.mu.Unlock()
		return
	}
	g.done = true
	close(g.in)
	for _, own := range g.own {
		close(own)
	}
	g.mu.Unlock()
	g.wg.Wait()
}

// send hands a member to the committers and waits until it was served, or until its patience ends before its turn came.
func (g *group) send(m *member) error {
	ends := time.NewTimer(m.patience)
	defer ends.Stop()
	if err := g.queue(m, ends.C); err != nil {
		return err
	}
	select {
	case <-m.ready:
		return nil
	case <-ends.C:
	}
	if m.begun.CompareAndSwap(false, true) {
		return noAnswer("store.Join", errors.New("its turn did not come"))
	}
	<-m.ready // what is under way is bounded by the patience of its members
	return nil
}

func (g *group) queue(m *member, ends <-chan time.Time) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.done {
		return fault.New(fault.Unavailable, "store.Join", "The server is stopping. Please try again.")
	}
	in := g.in
	if m.order != "" {
		in = g.own[handsOf(m.order)%len(g.own)]
	}
	select {
	case in <- m:
		return nil
	case <-ends:
		return noAnswer("store.Join", errors.New("too many wait"))
	case <-m.ctx.Done():
		return fault.New(fault.Unavailable, "store.Join", "The request ended before it was served.").Because(m.ctx.Err())
	}
}

func (g *group) run(own chan *member) {
	in := g.in
	var batch []*member
	for in != nil || own != nil {
		batch = batch[:0]
		for len(batch) < groupMost && (in != nil || own != nil) {
			m, more := next(&in, &own, len(batch) == 0)
			if m != nil {
				batch = append(batch, m)
			} else if !more {
				break
			}
		}
		slices.SortStableFunc(batch, func(a, b *member) int { return cmp.Compare(a.order, b.order) })
		for rest := begins(batch); len(rest) > 0; {
			rest = g.commit(rest)
		}
	}
}

// next takes one of those who wait in either queue; where nobody does it waits for somebody, if told so. more tells whether to ask again:
// it is so after the end of one of the queues too.
func next(in, own *chan *member, wait bool) (m *member, more bool) {
	from, ok := in, true
	if wait {
		select {
		case m, ok = <-*in:
		case m, ok = <-*own:
			from = own
		}
	} else {
		select {
		case m, ok = <-*in:
		case m, ok = <-*own:
			from = own
		default:
			return nil, false
		}
	}
	if !ok {
		*from = nil
	}
	return m, true
}

// begins takes those of a batch whose patience lasts for a transaction; the others are gone, or told that it does not.
func begins(batch []*member) (those []*member) {
	now := clock.System{}.Now()
	for _, m := range batch {
		switch {
		case !m.begun.CompareAndSwap(false, true):
		case m.left(now) < m.patience/4:
			m.err = noAnswer("store.Join", errors.New("its turn came too late"))
			close(m.ready)
		default:
			those = append(those, m)
		}
	}
	return those
}

// commit runs a batch in one transaction and tells each member how it went. Where the database is slow, some of the members are
// left for the next transaction, so that nobody's patience ends over what others do.
func (g *group) commit(batch []*member) (rest []*member) {
	began := clock.System{}.Now()
	patience := batch[0].left(began)
	for _, m := range batch {
		patience = min(patience, m.left(began))
	}
	ctx := WithPatience(context.Background(), patience)
	err := g.st.db.write(ctx, func(l link) error {
		whole := g.st.tx(context.Background(), l)
		rest = nil
		started := clock.System{}.Now()
		for i, m := range batch {
			if i > 0 && (clock.System{}).Now().Sub(started) > patience/4 {
				rest = batch[i:]
				break
			}
			m.panic = nil
			if err := m.ctx.Err(); err != nil {
				m.err = fault.New(fault.Unavailable, "store.Join", "The request ended before it was served.").Because(err)
				continue
			}
			m.tx = g.st.tx(m.ctx, l)
			if err := m.run(l.db, len(batch) == 1); err != nil {
				return err
			}
			for lane, at := range m.tx.roused {
				if m.err == nil {
					whole.rouse(lane, at)
				}
			}
		}
		return whole.rouseLanes()
	})
	for _, m := range batch[:len(batch)-len(rest)] {
		if m.err == nil || isAgain(m.err) {
			m.err = failed("store.Join", err)
		}
		close(m.ready)
	}
	return rest
}

// run runs one member. A member alone needs no savepoint: its error takes back the transaction. What it returns is an
// error of the transaction itself, which ends it for all.
func (m *member) run(db *gorm.DB, alone bool) error {
	if alone {
		m.err = m.call()
		return m.err
	}
	run := func(statement string) error {
		_, err := db.Statement.ConnPool.ExecContext(context.Background(), statement)
		return err
	}
	begin := run
	if conn, ok := db.Statement.ConnPool.(*sql.Conn); ok {
		begin = func(statement string) error { return onPipe(conn, func(c *pipe) error { return c.aside(statement) }) }
	}
	if err := begin("SAVEPOINT member"); err != nil {
		return err
	}
	if m.err = m.call(); m.err != nil {
		if isAgain(m.err) || IsAway(m.err) { // SQLite has taken back all by itself where it could not write
			return m.err
		}
		if err := run("ROLLBACK TO SAVEPOINT member"); err != nil {
			return err
		}
	}
	return run("RELEASE SAVEPOINT member")
}

func (m *member) call() (err error) {
	defer func() {
		if p := recover(); p != nil {
			m.panic, err = p, fmt.Errorf("a panic: %v", p)
		}
	}()
	return m.fn(m.tx)
}
