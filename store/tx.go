package store

import (
	"context"

	"gorm.io/gorm"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
)

// Tx is one transaction. It must not outlive the function it was given to, nor be used by two goroutines.
type Tx struct {
	db     *gorm.DB
	st     *Store
	ctx    context.Context
	now    models.Time
	after  []func()
	roused map[string]models.Time // lanes that got work, and from when on
	bound  *models.Boundary       // the boundary's row, once it was read and until this transaction changes it
	noHeld bool                   // nothing was ever held, as far as this transaction saw
	fresh  []state                // of posts, read a moment ago, for whoever loads them next
}

// link is a connection inside a transaction.
type link struct{ db *gorm.DB }

type insideKey struct{}

// Read runs fn in a transaction that cannot write and sees one moment of the database.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	if err := s.ready(ctx, "store.Read"); err != nil {
		return err
	}
	var tx *Tx
	began := clock.System{}.Now()
	err := s.db.read(ctx, func(l link) error {
		tx = s.tx(ctx, l)
		return fn(tx)
	})
	s.waited(ctx, began, err)
	if err == nil {
		tx.done()
	}
	return err
}

// Write runs fn in one transaction, commits when it returns nil, and then runs what fn left with Tx.After. An error or a
// panic of fn takes everything back. On PostgreSQL fn may be run again after a deadlock or a doubled ID, so it changes nothing but the
// database and its own results.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := s.ready(ctx, "store.Write"); err != nil {
		return err
	}
	var tx *Tx
	began := clock.System{}.Now()
	err := s.db.write(ctx, func(l link) error {
		tx = s.tx(ctx, l)
		if err := fn(tx); err != nil {
			return err
		}
		return tx.rouseLanes()
	})
	s.waited(ctx, began, err)
	if err == nil {
		tx.done()
	}
	return err
}

// ready refuses a context that has ended or waited long enough for the database, and a transaction inside another of the same
// store, which would wait for ever.
func (s *Store) ready(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Unavailable, op, "The request ended before it was served.").Because(err)
	}
	if ctx.Value(insideKey{}) == s {
		return fault.New(fault.Internal, op, "A transaction was opened inside another one.")
	}
	if patienceOf(ctx) <= 0 {
		return noAnswer(op, nil)
	}
	return nil
}

func (s *Store) tx(ctx context.Context, l link) *Tx {
	ctx = context.WithValue(ctx, insideKey{}, s)
	return &Tx{
		db:  l.db.Session(&gorm.Session{NewDB: true, SkipHooks: true, Context: context.WithoutCancel(ctx)}),
		st:  s,
		ctx: ctx,
		now: models.At(s.opts.Clock.Now()),
	}
}

// Now is the moment the transaction began; it does not move while it runs.
func (tx *Tx) Now() models.Time { return tx.now }

// NewID is an ID for a row made now. IDs rise with time and are never given twice by one store.
func (tx *Tx) NewID() models.ID { return tx.st.ids.next(tx.now) }

// IDAt is an ID for something that happened at a moment of the past, such as a remote post's date. Its low bits are
// random, so that two things of one millisecond hardly meet.
func (tx *Tx) IDAt(t models.Time) models.ID { return randomID(t) }

// After leaves something to be done once the transaction is committed, in order; it is forgotten when it is not.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// Context is the caller's context; it carries the mark that refuses a transaction inside this one.
func (tx *Tx) Context() context.Context { return tx.ctx }

func (tx *Tx) postgres() bool { return tx.st.Dialect() == Postgres }

func (tx *Tx) done() {
	for _, fn := range tx.after {
		fn()
	}
}

// hold lets one transaction at a time go on that names the same key of the same kind, until it ends. What is counted after it is
// still so when something is added. SQLite has one writer anyway.
func (tx *Tx) hold(op string, kind int, key string) error {
	if !tx.postgres() {
		return nil
	}
	_, err := tx.exec(op, "SELECT pg_advisory_xact_lock(hashtextextended(?, ?))", key, kind)
	return err
}
