package gate

import (
	"encoding/json"
	"slices"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// holds are what is or was held of one thing and of what it refers to: the same for all its receivers.
type holds struct {
	thing   models.IRI
	version int
	facts   []store.HeldFact
	refs    []*models.Post
}

// holdsOf gathers them with one question to the store.
func holdsOf(tx *store.Tx, c *policy.Crossing) (holds, error) {
	var h holds
	h.thing, h.version = c.Thing()
	h.refs = c.Refers()
	var things []models.IRI
	if h.thing != "" {
		things = append(things, h.thing)
	}
	for _, r := range h.refs {
		things = append(things, r.IRI)
	}
	var err error
	h.facts, err = tx.HeldFacts(things...)
	return h, err
}

// put writes into a crossing what its peer must wait for, and what was released or refused for it. Several hosts behind
// one inbox share their holds.
func (h *holds) put(c *policy.Crossing, hosts ...models.Host) {
	c.Freed = append(c.Freed, h.freed(h.thing, h.version, c.Peer.Host, hosts)...)
	for i := range h.facts {
		f := &h.facts[i]
		if !concerns(f, c.Peer.Host, hosts) {
			continue
		}
		own := f.Thing == h.thing
		if own && f.Version != h.version || !own && !h.current(f) {
			continue
		}
		switch f.State {
		case models.Waiting, models.Private:
			if about := c.About(); !own && about != nil && about.Answer != nil && about.Answer.IRI == f.Thing {
				c.Shut = append(c.Shut, f.Thing) // a question does not wait for what answers it; it stands as if nothing had been accepted
				continue
			}
			c.Waits = "It waits behind something that waits for review."
			if own {
				c.Waits = f.Why
			}
		case models.Declined, models.Expired:
			if own {
				c.Refused = f.Why
			} else {
				c.Shut = append(c.Shut, f.Thing)
			}
		}
	}
}

// freed are the rules whose hold of one version of one thing was released for a peer. A release lifts only the hold that it
// answers: what a parent was let go for frees no reply.
func (h *holds) freed(thing models.IRI, version int, peer models.Host, hosts []models.Host) (rules []string) {
	for i := range h.facts {
		f := &h.facts[i]
		if f.State != models.Released || f.Thing != thing || f.Version != version || !concerns(f, peer, hosts) {
			continue
		}
		var needs []policy.Need
		_ = json.Unmarshal([]byte(f.Needs), &needs) // written by us; unread it frees nothing
		for _, n := range needs {
			rules = append(rules, n.Rule)
		}
	}
	return rules
}

// concerns tells whether a hold is about a peer, or about another host of the same inbox.
func concerns(f *store.HeldFact, peer models.Host, hosts []models.Host) bool {
	return f.About(peer) || slices.ContainsFunc(hosts, f.About)
}

// current tells whether a hold is about the version of a post that is referred to.
func (h *holds) current(f *store.HeldFact) bool {
	for _, r := range h.refs {
		if r.IRI == f.Thing {
			return r.Version == f.Version
		}
	}
	return false
}

// behind is the held thing that a crossing to some hosts waits for, when it is not held itself.
func (h *holds) behind(hosts []models.Host) models.IRI {
	for i := range h.facts {
		f := &h.facts[i]
		if (f.State == models.Waiting || f.State == models.Private) && f.Thing != h.thing && h.current(f) && slices.ContainsFunc(hosts, f.About) {
			return f.Thing
		}
	}
	return ""
}
