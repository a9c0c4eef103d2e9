package store

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"guildhall/clock"
	"guildhall/fault"
)

// Nobody waits for ever for a database that is gone. A request has one patience for all its transactions: each that fails
// because the database did not answer takes from it what it waited, and when nothing is left the next one fails at once.
// Work of our own, which nobody watches, waits workPatience each time. What is waited for is a sign of life: a connection, or the answer to one
// statement. A database that is slow and answers is not gone.
const workPatience = 30 * time.Second

type patience struct{ left atomic.Int64 } // nanoseconds

type patienceKey struct{}

// WithPatience gives a context in which everything together waits this long for a database that does not answer.
func WithPatience(ctx context.Context, d time.Duration) context.Context {
	p := &patience{}
	p.left.Store(int64(d))
	return context.WithValue(ctx, patienceKey{}, p)
}

// patienceOf is how long the database may be silent from now on.
func patienceOf(ctx context.Context) time.Duration {
	if p, ok := ctx.Value(patienceKey{}).(*patience); ok {
		return time.Duration(p.left.Load())
	}
	return workPatience
}

// waited takes from the patience of a context what was waited in vain since a moment, and tells the log, now and then.
func (s *Store) waited(ctx context.Context, since time.Time, err error) {
	if err == nil || !IsAway(err) {
		return
	}
	now := clock.System{}.Now()
	if p, ok := ctx.Value(patienceKey{}).(*patience); ok {
		p.left.Add(-int64(now.Sub(since)))
	}
	if last := s.told.Load(); now.UnixNano()-last > int64(awayTold) && s.told.CompareAndSwap(last, now.UnixNano()) {
		s.opts.Log.Warn("the database does not serve", "err", err)
	}
}

// awayTold is how often the log hears at most that the database does not serve.
const awayTold = 10 * time.Second

// away marks what the database, or the way to it, is to blame for, and what passes.
type away struct{ error }

func (a away) Unwrap() error { return a.error }

// IsAway tells whether something failed only because the database did not serve: it was busy, full, or gone.
func IsAway(err error) bool {
	var a away
	return errors.As(err, &a)
}

// noAnswer is what is said when patience is at its end.
func noAnswer(op string, err error) error {
	if err == nil {
		err = errors.New("nothing is left of the patience of this request")
	}
	return fault.New(fault.Unavailable, op, "The database does not answer. Please try again.").Because(away{err})
}
