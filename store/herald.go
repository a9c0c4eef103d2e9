package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/models"
)

// Several nodes on one PostgreSQL tell each other at once what others would find at their next look: that work was added,
// and for whom something new came. Nothing depends on it: a word that is lost costs the second until that look.
//
// The word is sent after the commit, from a connection of its own, at most once in heraldPause: NOTIFY inside the
// transaction would make all commits of the cluster wait for each other.
const (
	heraldPause = 5 * time.Millisecond
	heraldAgain = time.Second // between two attempts to listen
	ownersAtOne = 300         // a message holds 8,000 bytes
	spentAtOnce = 150         // names of 30 letters with a number, in one message
)

// word is what one node tells the others.
type word struct {
	Node   string      `json:"node"`
	Work   bool        `json:"work,omitempty"`
	Owners []models.ID `json:"owners,omitempty"`
	Spent  []spent     `json:"spent,omitempty"`
}

// spent is how often somebody asked, under a name that says nothing to whoever reads it.
type spent struct {
	Who   string `json:"w"`
	Times int    `json:"n"`
}

// Spend tells the other nodes how often somebody asked for something here. It never waits, and on SQLite nobody is told.
func (s *Store) Spend(who string, times int) {
	if p, ok := s.db.(*pg); ok && p.herald != nil {
		p.herald.saySpent(who, times)
	}
}

// OnSpent has what was spent at other nodes told. It returns soon, and is called from one goroutine.
func (s *Store) OnSpent(hear func(who string, times int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spends = append(s.spends, hear)
}

func (s *Store) spentHere(all []spent) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, one := range all {
		for _, hear := range s.spends {
			hear(one.Who, one.Times)
		}
	}
}

// herald tells the other nodes and hears them.
type herald struct {
	node    string
	channel string
	pool    *sql.DB
	log     *slog.Logger
	heard   func(word)

	mu     sync.Mutex
	work   bool
	owners map[models.ID]bool
	spent  map[string]int
	nudge  chan struct{}

	also func(func(context.Context)) // has something done beside until close
	stop context.CancelFunc
	ends sync.WaitGroup
}

// hear starts to tell and to listen; heard is called for each word of another node, one at a time.
func (p *pg) hear(node string, log *slog.Logger, heard func(word)) error {
	var schema string
	if err := p.plain.QueryRow(`SELECT current_schema()`).Scan(&schema); err != nil {
		return failed("store.Open", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	h := &herald{node: node, channel: "guildhall:" + schema, pool: p.plain, log: log, heard: heard,
		owners: map[models.ID]bool{}, spent: map[string]int{}, nudge: make(chan struct{}, 1), stop: stop}
	p.herald = h
	h.also = func(do func(context.Context)) { h.ends.Go(func() { do(ctx) }) }
	h.also(h.tell)
	h.also(h.listen)
	return nil
}

// say notes what the other nodes are to hear soon. It never waits.
func (h *herald) say(work bool, owners []models.ID) {
	h.mu.Lock()
	h.work = h.work || work
	for _, o := range owners {
		h.owners[o] = true
	}
	h.mu.Unlock()
	h.soon()
}

// saySpent notes likewise how often somebody asked.
func (h *herald) saySpent(who string, times int) {
	h.mu.Lock()
	h.spent[who] += times
	h.mu.Unlock()
	h.soon()
}

func (h *herald) soon() {
	select {
	case h.nudge <- struct{}{}:
	default:
	}
}

func (h *herald) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.nudge:
		}
		h.mu.Lock()
		work, owners := h.work, slices.Sorted(maps.Keys(h.owners))
		h.work = false
		clear(h.owners)
		var asked []spent
		for who, times := range h.spent {
			asked = append(asked, spent{who, times})
		}
		clear(h.spent)
		h.mu.Unlock()
		for first := true; first || len(owners)+len(asked) > 0; first = false {
			w := word{Node: h.node, Work: first && work}
			if len(owners) > 0 {
				w.Owners = owners[:min(len(owners), ownersAtOne)]
				owners = owners[len(w.Owners):]
			} else {
				w.Spent = asked[:min(len(asked), spentAtOnce)]
				asked = asked[len(w.Spent):]
			}
			text, err := json.Marshal(w)
			if err == nil {
				_, err = h.pool.ExecContext(ctx, `SELECT pg_notify($1, $2)`, h.channel, string(text))
			}
			if err != nil && ctx.Err() == nil {
				h.log.Debug("other nodes hear of this at their next look", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(heraldPause):
		}
	}
}

// listen hears the other nodes until the store closes. After a break it takes it that there is work.
func (h *herald) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := h.attend(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("other nodes are not heard; each looks by itself until they are", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(heraldAgain):
		}
	}
}

// attend keeps one connection of the pool and hears what comes on it.
func (h *herald) attend(ctx context.Context) error {
	conn, err := h.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of an unknown kind: %T", driver)
		}
		line := c.Conn()
		// It has heard of a channel and may have messages waiting: nobody else is to have it.
		defer func() { _ = line.Close(context.WithoutCancel(ctx)) }()
		if _, err := line.Exec(ctx, "LISTEN "+pgx.Identifier{h.channel}.Sanitize()); err != nil {
			return err
		}
		if _, err := line.Exec(ctx, `SELECT pg_advisory_lock_shared(hashtextextended($1, 0))`, h.channel+"/"+h.node); err != nil {
			return err
		}
		h.heard(word{Work: true})
		for {
			n, err := line.WaitForNotification(ctx)
			if err != nil {
				return err
			}
			var w word
			if json.Unmarshal([]byte(n.Payload), &w) == nil && w.Node != h.node {
				h.heard(w)
			}
		}
	})
}

func (h *herald) close() {
	h.stop()
	h.ends.Wait()
}
