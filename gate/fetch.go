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
	return g.fetch(ctx, host, cause, false)
}

// Inquire is Fetch for somebody who looks after the boundary and wants to know what a server is that nobody named yet. A server that
// is blocked is not asked.
func (g *Gate) Inquire(ctx context.Context, host models.Host) (policy.Pass, error) {
	return g.fetch(ctx, host, nil, true)
}

func (g *Gate) fetch(ctx context.Context, host models.Host, cause *models.Reach, inquiry bool) (policy.Pass, error) {
	c, d, err := g.bare(ctx, policy.Crossing{Door: models.Fetch, Verb: models.Ask, Reach: cause, Inquiry: inquiry}, host)
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

// bare judges a crossing of which no more is known yet than what is told, and the host.
func (g *Gate) bare(ctx context.Context, told policy.Crossing, host models.Host) (c policy.Crossing, d policy.Decision, err error) {
	err = g.store.Read(ctx, func(tx *store.Tx) error {
		if c, err = g.crossing(tx, told.Door, told.Verb, host); err == nil {
			c.Reach, c.Inquiry, c.Bare = told.Reach, told.Inquiry, true
			d = g.decide(tx, c)
		}
		return err
	})
	return c, d, err
}
