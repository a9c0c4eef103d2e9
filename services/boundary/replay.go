package boundary

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Fate is what became of a crossing, or would.
type Fate string

// The fates.
const (
	Passes  Fate = "pass"
	Changes Fate = "change" // it crosses, changed
	Waits   Fate = "wait"
	Stops   Fate = "stop"
)

// Rehearsal is what a policy would have made of what crossed in a time. Nothing is sent by it.
type Rehearsal struct {
	Since   models.Time   `json:"since"`
	Judged  int           `json:"judged"`                  // crossings that were decided again, one for each peer
	Same    int           `json:"same"`                    // of those, how many would have gone the same way
	ByLaw   int           `json:"by_law"`                  // what no rule can change, and was not asked again
	Silent  int           `json:"silent"`                  // decided again without their text, which is forgotten
	Changed []Difference  `json:"changed"`                 // by rule and peer, most frequent first
	Shadow  []ShadowCount `json:"shadow"`                  // what rules in shadow would have done
	Unasked []string      `json:"unasked"`                 // rules that would have decided nothing
	Longer  bool          `json:"there_is_more,omitempty"` // only the newest were decided again
}

// Difference is how many crossings would have gone another way, with the rule that says so (or, for what would newly pass, the one that
// stopped it) and the peer.
type Difference struct {
	Rule string      `json:"rule"`
	Peer models.Host `json:"peer"`
	Was  Fate        `json:"was"`
	Will Fate        `json:"would"`
	N    int         `json:"times"`
	Why  string      `json:"why"`
	Like []string    `json:"examples"` // numbers of some of the decisions
}

// ShadowCount is how often a rule in shadow would have answered.
type ShadowCount struct {
	Rule string `json:"rule"`
	Will Fate   `json:"would"`
	N    int    `json:"times"`
}

const (
	mostJudged = 200_000 // crossings in one replay
	mostLike   = 3       // examples told of one difference
)

// Rehearse decides again what crossed since a moment, by the rules of a checked file, and keeps that it was done.
func Rehearse(ctx context.Context, st *store.Store, l *ledger.Ledger, c Checked, since models.Time) (Rehearsal, error) {
	if c.rules == nil {
		return Rehearsal{}, fault.New(fault.Internal, "boundary.Rehearse", "The policy was not checked.")
	}
	r := rehearsing{Rehearsal: Rehearsal{Since: since, Changed: []Difference{}, Shadow: []ShadowCount{}, Unasked: []string{}}, rules: c.rules,
		differences: map[difference]*Difference{}, shadow: map[ShadowCount]int{}, decided: map[string]bool{}, old: map[int]*policy.Rules{}}
	base := 0
	err := st.Read(ctx, func(tx *store.Tx) (err error) {
		if base, err = tx.PolicyInForce(); err != nil {
			return err
		}
		return r.all(tx, l, since)
	})
	if err != nil {
		return r.Rehearsal, err
	}
	r.sum()
	found, err := json.Marshal(r.Rehearsal)
	if err != nil {
		return r.Rehearsal, fault.New(fault.Internal, "boundary.Rehearse", "The replay could not be kept.").Because(err)
	}
	return r.Rehearsal, st.Write(ctx, func(tx *store.Tx) error {
		return tx.AddReplay(&models.Replay{Digest: c.Digest(), Base: base, Since: since, Judged: r.Judged, Found: string(found)})
	})
}

// difference is what crossings are grouped by.
type difference struct {
	rule      string
	peer      models.Host
	was, will Fate
}

type rehearsing struct {
	Rehearsal
	rules       *policy.Rules
	differences map[difference]*Difference
	shadow      map[ShadowCount]int
	decided     map[string]bool
	old         map[int]*policy.Rules
}

// all goes through the record from the newest back.
func (r *rehearsing) all(tx *store.Tx, l *ledger.Ledger, since models.Time) error {
	f := store.DecisionFilter{Since: since, Wide: true, Limit: 200}
	for {
		rows, err := tx.Decisions(f)
		if err != nil || len(rows) == 0 {
			return err
		}
		f.Before = rows[len(rows)-1].ID
		past, err := l.Recall(tx, rows)
		if err != nil {
			return err
		}
		for i := range past {
			if len(past[i].Inputs) == 0 {
				r.ByLaw++
				continue
			}
			old, err := r.version(tx, past[i].Policy)
			if err != nil {
				return err
			}
			for _, in := range past[i].Inputs {
				r.one(&past[i], in, old)
			}
		}
		if r.Judged >= mostJudged {
			r.Longer = true
			return nil
		}
	}
}

// version are the rules that decided then; nil for none, or when they cannot be read any more.
func (r *rehearsing) version(tx *store.Tx, n int) (*policy.Rules, error) {
	if n == 0 {
		return nil, nil
	}
	if rules, known := r.old[n]; known {
		return rules, nil
	}
	row, err := tx.Policy(n)
	if fault.Is(err, fault.Missing) {
		r.old[n] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc, faults := policy.Read("", []byte(row.Text))
	if len(faults) == 0 {
		r.old[n], _ = policy.Compile(doc)
	}
	return r.old[n], nil
}

// one decides one crossing again.
func (r *rehearsing) one(p *ledger.Past, in *policy.Input, old *policy.Rules) {
	r.Judged++
	if p.Silent {
		r.Silent++
	}
	was := fateOf(p.Verdict, false)
	if was == Passes && old != nil && len(old.Again(in, p.Laws, p.Bare).Changed()) > 0 {
		was = Changes
	}
	d := r.rules.Again(in, p.Laws, p.Bare)
	will := fateOf(d.Verdict, len(d.Changed()) > 0)
	for _, m := range d.Matched() {
		if m.Shadow {
			r.shadow[ShadowCount{Rule: m.Rule, Will: fateOf(m.Verdict, len(m.Changes) > 0)}]++
			continue
		}
		r.decided[m.Rule] = true
	}
	if was == will {
		r.Same++
		return
	}
	rule, why := d.Rule, d.Why
	switch {
	case will == Passes:
		rule, why = p.Rule, p.Why
	case will == Changes:
		for _, m := range d.Matched() {
			if !m.Shadow && len(m.Changes) > 0 {
				rule, why = m.Rule, m.Why
				break
			}
		}
	}
	key := difference{rule, models.Host(in.Peer.Domain), was, will}
	g := r.differences[key]
	if g == nil {
		g = &Difference{Rule: rule, Peer: key.peer, Was: was, Will: will, Why: why, Like: []string{}}
		r.differences[key] = g
	}
	if g.N++; len(g.Like) < mostLike {
		g.Like = append(g.Like, p.ID.String())
	}
}

func fateOf(v models.Verdict, changed bool) Fate {
	switch {
	case v == models.Deny:
		return Stops
	case v == models.Hold:
		return Waits
	case changed:
		return Changes
	}
	return Passes
}

// sum brings what was found into the order in which it is told.
func (r *rehearsing) sum() {
	for _, g := range r.differences {
		r.Changed = append(r.Changed, *g)
	}
	slices.SortFunc(r.Changed, func(a, b Difference) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Peer, b.Peer), cmp.Compare(a.Was, b.Was), cmp.Compare(a.Will, b.Will))
	})
	for s, n := range r.shadow {
		s.N = n
		r.Shadow = append(r.Shadow, s)
	}
	slices.SortFunc(r.Shadow, func(a, b ShadowCount) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Will, b.Will)) })
	for _, rule := range r.rules.Told() {
		if !r.decided[rule.Name] && rule.Mode != policy.RuleShadow {
			r.Unasked = append(r.Unasked, rule.Name)
		}
	}
}
