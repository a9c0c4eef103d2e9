package ledger

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// JoinEvery is how often the chains are joined.
const JoinEvery = time.Hour

// waitsMost bounds what waits in memory for its link while the database does not answer; the rest is found by the next join.
const waitsMost = 100_000

const (
	entrySize    = 1 + 8 + 32
	kindDecision = 'd'
	kindAct      = 'a'
)

// entry is one record in a link.
type entry struct {
	kind   byte
	id     models.ID
	digest []byte
}

func (e entry) bytes() []byte {
	b := append(make([]byte, 0, entrySize), e.kind)
	b = binary.BigEndian.AppendUint64(b, uint64(e.id))
	return append(b, e.digest...)
}

// entries takes a link apart; ok is false where the bytes are no list of entries.
func entries(b []byte) (out []entry, ok bool) {
	for ; len(b) >= entrySize; b = b[entrySize:] {
		out = append(out, entry{b[0], models.ID(binary.BigEndian.Uint64(b[1:9])), b[9:entrySize]})
	}
	return out, len(b) == 0
}

// joins is what a link says of other chains, and of chains whose old links are gone.
type joins struct {
	Heads  []head      `json:"heads,omitempty"`
	Cuts   []head      `json:"cuts,omitempty"`   // the last link that is gone of each chain that does not begin at 1
	Tidied models.Time `json:"tidied,omitempty"` // records of before this moment are gone with their time
	Swept  models.Time `json:"swept,omitempty"`  // records of before this moment that had no link have one now
	Mark   string      `json:"mark,omitempty"`   // that all before it was written by who has the sealing key
}

// head is one link of one chain.
type head struct {
	Node string `json:"node"`
	Seq  int64  `json:"seq"`
	Hash []byte `json:"hash"`
}

// link adds a link to the chain of this process. Its first one joins the heads of all others.
func link(tx *store.Tx, recorded []byte, j joins) error {
	c, err := tx.HoldChain()
	if err != nil {
		return err
	}
	if c.Seq == 0 && j.Heads == nil {
		if j.Heads, err = heads(tx); err != nil {
			return err
		}
	}
	l := models.Link{Node: tx.Node(), Seq: c.Seq + 1, At: tx.Now(), Prev: c.Hash, Entries: recorded}
	if j.Heads != nil || j.Cuts != nil || j.Swept != 0 || j.Tidied != 0 || j.Mark != "" {
		text, err := json.Marshal(j)
		if err != nil {
			return fault.New(fault.Internal, "ledger.link", "The record could not be chained.").Because(err)
		}
		l.Joins = string(text)
	}
	l.Hash = ofLink(&l)
	return tx.AddLink(l)
}

// heads are the newest links of the other chains, as far as nobody has joined them yet.
func heads(tx *store.Tx) ([]head, error) {
	seen := []head{}
	chains, err := tx.Unjoined()
	for _, c := range chains {
		seen = append(seen, head{c.Node, c.Seq, c.Hash})
		if err := tx.Joined(c); err != nil {
			return nil, err
		}
	}
	return seen, err
}

// wait keeps what was recorded, after its commit, until the next link.
func (l *Ledger) wait(e entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) < waitsMost*entrySize {
		l.waiting = append(l.waiting, e.bytes()...)
	}
}

// Chain links what waits in memory. It is called every few seconds and at the end.
func (l *Ledger) Chain(ctx context.Context) error {
	l.mu.Lock()
	waiting := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	err := l.store.Write(ctx, func(tx *store.Tx) error { return link(tx, waiting, joins{}) })
	if err != nil { // keep what could not be written
		l.mu.Lock()
		l.waiting = append(waiting, l.waiting...)
		l.mu.Unlock()
	}
	return err
}

// settled is how long ago a record was written that surely has its link, if its process lives.
const settled = models.Time(2 * 60 * 1000)

// Join sees the heads of the other chains, links what processes that died left without a link, and marks all of it with the
// sealing key. It is called at the start and each hour.
func (l *Ledger) Join(ctx context.Context) error {
	if err := l.Chain(ctx); err != nil {
		return err
	}
	return l.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.HoldChain()
		if err != nil {
			return err
		}
		late, until, err := l.orphans(tx)
		if err != nil {
			return err
		}
		seen, err := heads(tx)
		if err != nil {
			return err
		}
		if len(late) == 0 && len(seen) == 0 && c.Seq != 0 {
			last, err := tx.Links(tx.Node(), c.Seq-1)
			if err != nil || len(last) == 1 && strings.Contains(last[0].Joins, `"mark"`) {
				return err // nothing happened since the last time
			}
		}
		j := joins{Heads: seen, Swept: until}
		if l.vault != nil {
			j.Mark = l.vault.Mark(markFor, marked(tx.Node(), c.Seq+1, c.Hash, seen))
		}
		return link(tx, late, j)
	})
}

const markFor = "heads of the record"

// marked is what a mark is made of.
func marked(node string, seq int64, prev []byte, seen []head) string {
	parts := [][]byte{[]byte(node), number(seq), prev}
	for _, h := range seen {
		parts = append(parts, []byte(h.Node), number(h.Seq), h.Hash)
	}
	return string(digest(parts...))
}

// orphans are the records without a link of the time since the last join: their process died before it wrote one.
func (l *Ledger) orphans(tx *store.Tx) (late []byte, until models.Time, err error) {
	until = tx.Now() - settled
	last, err := tx.JoinedLately()
	if fault.Is(err, fault.Missing) { // what is older than the first link is no part of any chain
		return nil, until, nil
	}
	if err != nil {
		return nil, until, err
	}
	from := last.At
	var j joins
	if json.Unmarshal([]byte(last.Joins), &j) == nil && j.Swept != 0 {
		from = j.Swept
	}
	linked := map[models.ID]bool{}
	err = tx.LinksBetween(from, tx.Now(), func(b []byte) {
		some, _ := entries(b)
		for _, e := range some {
			linked[e.id] = true
		}
	})
	for id := models.IDAt(from); err == nil; {
		var rows []models.Decision
		if rows, err = tx.DecisionsAfter(id, models.IDAt(until)); len(rows) == 0 {
			break
		}
		for i := range rows {
			if id = rows[i].ID; !linked[id] && len(rows[i].Salt) > 0 {
				late = append(late, entry{kindDecision, id, ofDecision(&rows[i])}.bytes()...)
			}
		}
	}
	return late, until, err
}
