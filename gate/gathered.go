package gate

import (
	"slices"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// gathered is what crossings of one thing to several peers have in common, gathered when the first asks.
type gathered struct {
	done  bool
	lost  bool // it could not be gathered, and nothing passes
	held  holds
	seen  *policy.Input
	law   *communityLaw // nil where no community of ours is concerned
	rooms []roomed      // posts of ours that it names and that stand in communities of ours
	above *narrow       // what it answers, where that is for some only
	refs  []referred    // posts of ours that it names, where there are rules
}

// referred is a post of ours that something else names.
type referred struct {
	view models.PostView
	seen *policy.Input
}

// fill gives a crossing the facts that are not the caller's: what rules see, what waits, and what of the posts that it
// names its peer may have.
func (g *Gate) fill(tx *store.Tx, c *policy.Crossing, rules *policy.Rules, shared *gathered, hosts []models.Host) {
	if c.Verb.Withdraws() {
		return // nothing stops it
	}
	if !shared.done {
		shared.done = true
		if err := g.gather(tx, c, rules, shared); err != nil {
			g.log.Error("the facts of a crossing could not be gathered, and it waits", "door", string(c.Door), "err", err)
			shared.lost = true
		}
	}
	if shared.lost {
		c.Waits = "It could not be judged just now, so it waits."
		return
	}
	if shared.law != nil {
		var err error
		if c.Community, err = shared.law.towards(tx, c.Peer); err != nil {
			g.log.Error("what a community settled could not be gathered, and it waits", "door", string(c.Door), "err", err)
			c.Waits = "It could not be judged just now, so it waits."
			return
		}
	}
	for _, room := range shared.rooms {
		community, err := room.law.towards(tx, c.Peer)
		if err != nil {
			g.log.Error("what a community settled could not be gathered, and it waits", "door", string(c.Door), "err", err)
			c.Waits = "It could not be judged just now, so it waits."
			return
		}
		if community.Keeps(c.Peer.Host) {
			c.Shut = append(c.Shut, room.iri)
		}
	}
	if shared.above != nil {
		reads, err := shared.above.reads(tx, c.Peer.Host)
		if err != nil {
			g.log.Error("who may read what is answered could not be gathered, and it waits", "door", string(c.Door), "err", err)
			c.Waits = "It could not be judged just now, so it waits."
			return
		}
		if !reads {
			c.Shut = append(c.Shut, shared.above.post.IRI)
		}
	}
	shared.held.put(c, hosts...)
	if shared.seen != nil {
		c.Seen = policy.SeeBeside(shared.seen, c.Peer)
	}
	for i := range shared.refs {
		ref := &shared.refs[i]
		own := policy.Crossing{Door: c.Door, Verb: c.Verb, Time: c.Time, Mode: c.Mode, Peer: c.Peer, Subject: policy.Subject{Post: &ref.view}}
		own.Freed = shared.held.freed(ref.view.IRI, ref.view.Version, c.Peer.Host, hosts)
		own.Seen = policy.SeeBeside(ref.seen, c.Peer)
		if c.Waits == "" && policy.Ruled(own, rules) != models.Allow {
			c.Shut = append(c.Shut, ref.view.IRI)
		}
	}
}

func (g *Gate) gather(tx *store.Tx, c *policy.Crossing, rules *policy.Rules, shared *gathered) (err error) {
	switch c.Door {
	case models.Out, models.Pull, models.Page:
		if shared.held, err = holdsOf(tx, c); err != nil {
			return err
		}
		if shared.law, err = lawOf(tx, &c.Subject); err != nil {
			return err
		}
		if shared.rooms, err = roomsOf(tx, shared.held.refs); err != nil {
			return err
		}
		if shared.above, err = narrowOf(tx, c); err != nil {
			return err
		}
	}
	if rules == nil && c.Door != models.Out {
		return nil
	}
	if shared.seen, err = g.see(tx, c); err != nil || rules == nil { // what leaves is recorded with it: rules may be rehearsed later
		return err
	}
	about := c.About()
	for _, p := range shared.held.refs {
		if about != nil && p.ID == about.ID || slices.ContainsFunc(shared.refs, func(r referred) bool { return r.view.ID == p.ID }) {
			continue
		}
		view, err := tx.PostView(p.ID)
		if err != nil {
			return err
		}
		of := policy.Crossing{Door: c.Door, Verb: c.Verb, Time: c.Time, Subject: policy.Subject{Post: &view}}
		seen, err := g.see(tx, &of)
		if err != nil {
			return err
		}
		shared.refs = append(shared.refs, referred{view, seen})
	}
	return nil
}

// would is the copy that will be sent if what is held is released as things are now.
func (g *Gate) would(tx *store.Tx, c policy.Crossing, d policy.Decision) policy.Copy {
	for _, n := range d.Needs {
		c.Freed = append(slices.Clone(c.Freed), n.Rule)
	}
	c.Waits = ""
	return g.copyOf(policy.Decide(c, g.now(tx).rules))
}
