package ledger

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"guildhall/models"
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
	return &Ledger{store: st, vault: v, counts: map[count]int64{}, spent: map[models.Host]spent{}}
}

// Record writes decisions in the transaction of the act. Rows that differ only in the peer are joined into one.
func (l *Ledger) Record(tx *store.Tx, rows ...models.Decision) error {
	joined := Merge(rows)
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
			for _, h := range strings.Fields(r.Peers) {
				l.Count(models.Host(h), r.Door, r.Verdict, tx.Now())
			}
		}
	})
	return nil
}

// alike is what rows have in common that differ only in the peer.
type alike struct {
	door                    models.Door
	verb                    models.Verb
	activity, object        models.IRI
	audience, distance      string
	verdict                 models.Verdict
	rule, why, steps, input string
	policy                  int
	person                  int64
	text                    models.ID
}

// Merge joins rows that differ only in the peer. The order of first sight is kept.
func Merge(rows []models.Decision) []models.Decision {
	var out []models.Decision
	at := map[alike]int{}
	for _, r := range rows {
		key := alike{r.Door, r.Verb, r.Activity, r.Object, r.Audience, r.Distance, r.Verdict, r.Rule, r.Why, r.Steps, r.Input, r.Policy, r.Person, r.TextID}
		i, seen := at[key]
		if !seen {
			at[key] = len(out)
			r.Peers = " " + strings.TrimSpace(r.Peers) + " "
			out = append(out, r)
			continue
		}
		if peer := strings.TrimSpace(r.Peers); !slices.Contains(strings.Fields(out[i].Peers), peer) {
			out[i].Peers += peer + " "
		}
	}
	return out
}

// Count adds one crossing to the day's sum of a peer.
func (l *Ledger) Count(host models.Host, door models.Door, verdict models.Verdict, at models.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[count{host, at.Go().Format("2006-01-02"), door, verdict}]++
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
	l.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	err := l.store.Write(ctx, func(tx *store.Tx) error {
		for c, n := range counts {
			if err := tx.CountPeer(c.host, c.day, c.door, c.verdict, n); err != nil {
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
		l.mu.Unlock()
	}
	return err
}
