package gate

import (
	"context"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

const recordTime = 10 * time.Second

// Fetch asks whether we may ask a host for something, because of a post with the given reach or, with nil, because a
// person of ours or a signature made us look. A refusal is recorded and comes back as fault.Forbidden with its sentence.
func (g *Gate) Fetch(ctx context.Context, host models.Host, cause *models.Reach) (policy.Pass, error) {
	c, d, err := g.bare(ctx, models.Fetch, models.Ask, host, cause)
	if err != nil {
		return policy.Pass{}, err
	}
	if waits(c, d) {
		return policy.Pass{}, closedFor("gate.Fetch")
	}
	if !d.Allows() {
		g.refused(d, c)
		return policy.Pass{}, fault.New(fault.Forbidden, "gate.Fetch", d.Why)
	}
	g.ledger.Count(host, models.Fetch, models.Allow, c.Time)
	return d.Pass(), nil
}

// bare judges a crossing of which only door, verb, host and cause are known yet.
func (g *Gate) bare(ctx context.Context, door models.Door, verb models.Verb, host models.Host, cause *models.Reach) (c policy.Crossing, d policy.Decision, err error) {
	err = g.store.Read(ctx, func(tx *store.Tx) error {
		if c, err = g.crossing(tx, door, verb, host); err == nil {
			c.Reach, c.Bare = cause, true
			d = g.decide(tx, c)
		}
		return err
	})
	return c, d, err
}
