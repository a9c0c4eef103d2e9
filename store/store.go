package store

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
)

// Options say where the data is and whose time counts.
type Options struct {
	DSN     string       // "sqlite:PATH" or "postgres://user@host:port/name"
	Clock   clock.Clock  // the machine's when nil
	Log     *slog.Logger // the default one when nil
	Cache   int64        // bytes for actors, keys and posts kept in memory; 32 MB when 0
	Readers int          // connections for reading on SQLite, in all on PostgreSQL; 0 picks a fitting number
}

// Store is an open database with the schema that this program knows.
type Store struct {
	opts   Options
	node   string
	db     database
	ids    ids
	group  group
	memory memory
	people atomic.Int64 // changes to actors and keys of ours, as last seen
	closed atomic.Int64 // since when federation is closed, as last seen
	told   atomic.Int64 // when the log last heard that the database does not serve

	mu   sync.RWMutex
	wake []func()            // called after each commit that added work
	stir []func([]models.ID) // called after each commit that brought something for people

	spends []func(string, int) // called for what was spent at other nodes
}

// database is what differs between SQLite and PostgreSQL.
type database interface {
	dialect() string
	read(ctx context.Context, fn func(link) error) error
	write(ctx context.Context, fn func(link) error) error
	lock() (func(), error)
	close() error
}

// Dialects, as Store.Dialect tells them.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Open connects and brings the schema up to date under a lock. A database that cannot be reached, or is newer than this
// program, is a fault whose sentence names the setting.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Cache <= 0 {
		o.Cache = cacheUnlessTold
	}
	s := &Store{opts: o, node: rand.Text(), memory: memory{room: o.Cache / 2}}
	var err error
	switch {
	case strings.HasPrefix(o.DSN, "sqlite:"):
		s.db, err = openSQLite(ctx, strings.TrimPrefix(o.DSN, "sqlite:"), o.Readers)
	case strings.HasPrefix(o.DSN, "postgres://"), strings.HasPrefix(o.DSN, "postgresql://"):
		s.db, err = openPostgres(ctx, o.DSN, o.Readers)
	default:
		return nil, fault.New(fault.Invalid, "store.Open",
			"GUILDHALL_DATABASE is not understood: write sqlite:PATH or postgres://USER@HOST:PORT/NAME.")
	}
	if err != nil {
		return nil, err
	}
	s.group.start(s)
	if p, ok := s.db.(*pg); ok {
		if err := p.hear(s.node, o.Log, s.hears); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		p.herald.also(s.watch)
	}
	return s, nil
}

// hears passes on what another node tells.
func (s *Store) hears(w word) {
	if w.Work {
		s.wakeHere()
	}
	if len(w.Owners) > 0 {
		s.stirHere(w.Owners)
	}
	s.spentHere(w.Spent)
}

// tells says the same to the other nodes, if there may be any.
func (s *Store) tells(work bool, owners []models.ID) {
	if p, ok := s.db.(*pg); ok && p.herald != nil {
		p.herald.say(work, owners)
	}
}

// Dialect is SQLite or Postgres.
func (s *Store) Dialect() string { return s.db.dialect() }

// Lock keeps a second server away from an SQLite file: it fails with a fault of kind Conflict while another holds it.
// Commands do not take it and work beside a running server. On PostgreSQL, where several servers are welcome, it does
// nothing. Release it when the server has stopped.
func (s *Store) Lock() (release func(), err error) { return s.db.lock() }

// Close waits for the commits under way and closes all connections.
func (s *Store) Close() error {
	s.group.stop()
	return s.db.close()
}
