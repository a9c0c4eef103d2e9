package ledger

import (
	"encoding/json"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// alike is what rows have in common that differ only in the peer.
type alike struct {
	door               models.Door
	verb               models.Verb
	activity, object   models.IRI
	audience, distance string
	verdict, laws      models.Verdict
	rule, why, steps   string
	policy             int
	whom               models.ID
	bare               bool
	seen               int // which of the inputs, but for the peer
}

// joint is a row in the making.
type joint struct {
	models.Decision
	kept
	hosts []string
}

// merge joins rows that differ only in the peer, in the order of first sight, and writes down what is kept of their inputs. What
// rows share is marshalled and sealed once.
func (l *Ledger) merge(tx *store.Tx, rows []Crossed) ([]models.Decision, error) {
	var out []*joint
	at := map[alike]*joint{}
	var inputs []*policy.Input
	for i := range rows {
		r := &rows[i]
		keep := r.Seen != nil && !Private(r.Decision)
		which := -1
		if keep {
			if which = slices.IndexFunc(inputs, r.Seen.Alike); which < 0 {
				which, inputs = len(inputs), append(inputs, r.Seen)
			}
		}
		key := alike{r.Door, r.Verb, r.Activity, r.Object, r.Audience, r.Distance, r.Verdict, r.Laws, r.Rule, r.Why, r.Steps, r.Policy, r.Whom, r.Bare, which}
		j := at[key]
		if j == nil {
			j = &joint{Decision: r.Decision, kept: kept{Laws: r.Laws, Bare: r.Bare}}
			j.Person = l.Person(r.Whom)
			if keep {
				var text models.RecordText
				var err error
				if j.kept.Seen, text, j.TextDigest, err = l.apart(tx, r); err != nil {
					return nil, err
				}
				j.TextID = text.ID
			}
			at[key], out = j, append(out, j)
		}
		for _, host := range strings.Fields(r.Peers) {
			if len(j.hosts) > 0 && j.hosts[len(j.hosts)-1] == host || slices.Contains(j.hosts, host) {
				continue
			}
			j.hosts = append(j.hosts, host)
			if keep {
				j.kept.Peers = append(j.kept.Peers, r.Seen.Peer)
			}
		}
	}
	joined := make([]models.Decision, len(out))
	for i, j := range out {
		joined[i] = j.Decision
		joined[i].Peers = " " + strings.Join(j.hosts, " ") + " "
		if j.kept.Seen == nil {
			continue
		}
		input, err := json.Marshal(j.kept)
		if err != nil {
			return nil, fault.New(fault.Internal, "ledger.merge", "What rules saw could not be kept.").Because(err)
		}
		joined[i].Input = string(input)
	}
	return joined, nil
}
