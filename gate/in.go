package gate

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Arrival is one activity that a peer sent.
type Arrival struct {
	Host     models.Host
	Verb     models.Verb
	Activity models.IRI
	Object   models.IRI
	Actor    *models.Actor
	Reach    *models.Reach    // of the post inside; nil without one
	Post     *models.PostView // the post inside; nil without one
}

// Screen asks, before any cost, whether a host may knock at all: before its key is fetched and before its words are read.
// A refusal is recorded after the answer, up to a limit.
func (g *Gate) Screen(ctx context.Context, host models.Host, verb models.Verb) (policy.Decision, error) {
	c, d, err := g.bare(ctx, policy.Crossing{Door: models.In, Verb: verb}, host)
	if err != nil {
		return d, err
	}
	if waits(c, d) {
		return d, closedFor("gate.Screen")
	}
	if d.Verdict == models.Deny {
		g.refused(d, c)
	}
	return d, nil
}

// In judges an activity whose signature held, in the transaction that will apply it, and records the answer.
func (g *Gate) In(tx *store.Tx, a Arrival) (policy.Decision, error) {
	c, err := g.crossing(tx, models.In, a.Verb, a.Host)
	if err != nil {
		return policy.Decision{}, err
	}
	c.Actor, c.Reach, c.Subject.Post = a.Actor, a.Reach, a.Post
	facts, err := tx.HeldFacts(a.Activity)
	if err != nil {
		return policy.Decision{}, err
	}
	arrived := holds{thing: a.Activity, facts: facts}
	arrived.put(&c)
	d := g.decide(tx, c)
	if waits(c, d) {
		return d, closedFor("gate.In")
	}
	r := g.row(tx, d, models.In, a.Verb, a.Host, policy.Subject{}, a.Activity)
	r.Object = a.Object
	if a.Reach != nil {
		r.Audience, r.Distance = string(a.Reach.Audience), a.Reach.Distance.String()
	}
	return d, g.ledger.Record(tx, r)
}

// Found judges a post that was fetched, before it is kept: fault.Forbidden, with a sentence, where it would wait or be stopped at
// the inbox, which is recorded. It waits for nobody: a fetch never makes an entry in the queue (boundary.md, law 8).
func (g *Gate) Found(tx *store.Tx, view *models.PostView) error {
	c, err := g.crossing(tx, models.In, models.Create, view.Author.Host)
	if err != nil {
		return err
	}
	c.Actor, c.Reach, c.Subject.Post = &view.Author, &view.Reach, view
	d := g.decide(tx, c)
	if d.Allows() {
		return nil
	}
	c.Door = models.Fetch
	g.refused(d, c)
	if d.ByRule() {
		return fault.New(fault.Forbidden, "gate.Found", "Our policy does not let this in. "+d.Why)
	}
	return fault.New(fault.Forbidden, "gate.Found", d.Why)
}

// Readable tells whether the sender of an activity may read the post of ours that it names. What it may not read is
// answered as if it did not exist (law 5).
func (g *Gate) Readable(tx *store.Tx, by models.Actor, post *models.PostView) (bool, error) {
	c, err := g.pullCrossing(tx, Reader{Host: by.Host, Actor: &by}, policy.Subject{Post: post})
	if err != nil {
		return false, err
	}
	c.Barred = false // a right is asked for, and nothing crosses
	return g.decide(tx, c).Allows(), nil
}

// Known tells whether a peer may know of an actor of ours that its activity names.
func (g *Gate) Known(tx *store.Tx, by models.Actor, whom *models.Actor) (bool, error) {
	c, err := g.pullCrossing(tx, Reader{Host: by.Host, Actor: &by}, policy.Subject{Actor: &policy.ActorDoc{Actor: *whom}})
	if err != nil {
		return false, err
	}
	c.Barred = false
	return g.decide(tx, c).Allows(), nil
}
