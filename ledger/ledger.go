package ledger

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
	"guildhall/vault"
)

// RefusalsPerHour is how many refusals of one peer are rows of their own within an hour.
const RefusalsPerHour = 60

// Ledger records decisions and counts.
type Ledger struct {
	store   *store.Store
	vault   *vault.Vault
	mu      sync.Mutex
	counts  map[count]int64
	spent   map[models.Host]spent
	waiting []byte // entries of the next link
	people  []byte // makes numbers of people
	rules   map[models.RuleDay]int64
}

type count struct {
	host    models.Host
	day     string
	door    models.Door
	verdict models.Verdict
}

type spent struct {
	hour models.Time
	n    int
}

// New makes a ledger over a store. The vault marks what was joined and seals texts.
func New(st *store.Store, v *vault.Vault) *Ledger {
	l := &Ledger{store: st, vault: v, counts: map[count]int64{}, spent: map[models.Host]spent{}, rules: map[models.RuleDay]int64{}}
	if v != nil {
		l.people = v.Derive("people of the record")
	}
	return l
}

// Record writes decisions in the transaction of the act. Rows that differ only in the peer are joined into one.
func (l *Ledger) Record(tx *store.Tx, rows ...Crossed) error {
	joined, err := l.merge(tx, rows)
	if err != nil {
		return err
	}
	for i := range joined {
		joined[i].Salt = newSalt()
		if err := tx.AddDecision(&joined[i]); err != nil {
			return err
		}
	}
	tx.After(func() {
		for i := range joined {
			l.wait(entry{kindDecision, joined[i].ID, ofDecision(&joined[i])})
		}
		for _, r := range rows {
			if !Private(r.Decision) {
				l.matched(r.Rules, tx.Now())
			}
			for _, h := range strings.Fields(r.Peers) {
				l.Count(models.Host(h), r.Door, r.Verdict, tx.Now())
			}
		}
	})
	return nil
}

// Count adds one crossing to the day's sum of a peer.
func (l *Ledger) Count(host models.Host, door models.Door, verdict models.Verdict, at models.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[count{host, at.Go().Format("2006-01-02"), door, verdict}]++
}

// matched adds to how often rules matched in the day.
func (l *Ledger) matched(rules []policy.Match, at models.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range rules {
		l.rules[models.RuleDay{Rule: m.Rule, Day: at.Go().Format("2006-01-02"), Shadow: m.Shadow, Verdict: m.Verdict}]++
	}
}

// MayRefuse tells whether one more refusal of a peer is a row of its own in this hour; beyond the limit it is only summed.
func (l *Ledger) MayRefuse(host models.Host, at models.Time) bool {
	hour := at - at%models.Time(time.Hour.Milliseconds())
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.spent) > 10_000 { // a flood of invented hosts must not grow this without bound
		clear(l.spent)
	}
	s := l.spent[host]
	if s.hour != hour {
		s = spent{hour: hour}
	}
	s.n++
	l.spent[host] = s
	return s.n <= RefusalsPerHour
}

// Flush writes the sums so far and links what waits. It is called every few seconds and at the end.
func (l *Ledger) Flush(ctx context.Context) error {
	return errors.Join(l.sums(ctx), l.Chain(ctx))
}

func (l *Ledger) sums(ctx context.Context) error {
	l.mu.Lock()
	counts := l.counts
	l.counts = map[count]int64{}
	rules := l.rules
	l.rules = map[models.RuleDay]int64{}
	l.mu.Unlock()
	if len(counts) == 0 && len(rules) == 0 {
		return nil
	}
	err := l.store.Write(ctx, func(tx *store.Tx) error { // in one order, so that two nodes that do this at once never wait for each other
		for _, c := range slices.SortedFunc(maps.Keys(counts), inOrder) {
			if err := tx.CountPeer(c.host, c.day, c.door, c.verdict, counts[c]); err != nil {
				return err
			}
		}
		for _, d := range slices.SortedFunc(maps.Keys(rules), rulesInOrder) {
			d.N = rules[d]
			if err := tx.CountRule(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // keep what could not be written
		l.mu.Lock()
		for c, n := range counts {
			l.counts[c] += n
		}
		for d, n := range rules {
			l.rules[d] += n
		}
		l.mu.Unlock()
	}
	return err
}

func inOrder(a, b count) int {
	return cmp.Or(cmp.Compare(a.host, b.host), cmp.Compare(a.day, b.day), cmp.Compare(a.door, b.door), cmp.Compare(a.verdict, b.verdict))
}

func rulesInOrder(a, b models.RuleDay) int {
	shadow := func(d models.RuleDay) int {
		if d.Shadow {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Day, b.Day), shadow(a)-shadow(b), cmp.Compare(a.Verdict, b.Verdict))
}
