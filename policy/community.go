package policy

import (
	"fmt"

	"guildhall/models"
)

// Community is what the people of a community of ours settled about the boundary, as far as one crossing is concerned.
type Community struct {
	Name   string
	Itself bool            // the crossing is about the community: its document, a list of its, an act of its own
	Known  bool            // others may know of it at all
	Gives  bool            // what is posted in it goes out
	Within models.Distance // its ceiling
	Hidden bool            // it is not there for those of this peer, who are neither in it nor invited
	Secret bool            // it is not there for strangers
}

// toStrangers is the community as whoever has no signature meets it.
func (c *Community) toStrangers() *Community {
	if c == nil {
		return nil
	}
	strange := *c
	strange.Hidden = c.Secret
	return &strange
}

// Keeps tells whether what stands in the community is kept from a peer.
func (c *Community) Keeps(peer models.Host) bool {
	return !c.Known || c.Hidden || !c.Gives || !c.Within.Holds(peer)
}

// community is the ceiling of the community of ours that a post stands in, or that a crossing is about (law 2: a ceiling that falls
// later cuts further). One that is hidden from a peer, or that nobody outside may know, is not there (law 5).
func (d *Decision) community() {
	c := d.crossing.Community
	if c == nil || d.crossing.Subject.Actor != nil && d.crossing.Subject.Actor.Stub {
		return
	}
	peer := d.crossing.Peer.Host
	if post := d.crossing.About(); post != nil && post.Author.Host == peer {
		return // their own post
	}
	step := Step{Name: "community", Saw: "its ceiling", Verdict: models.Allow}
	switch {
	case !c.Known:
		step.Saw, step.Verdict, step.Why = "closed to the outside", models.Deny, c.Name+" speaks with no other server."
	case !c.Within.Holds(peer):
		step.Verdict, step.Why = models.Deny, fmt.Sprintf("%s does not reach as far as %s.", c.Name, called(peer))
	case c.Hidden:
		step.Saw, step.Verdict, step.Why = "hidden", models.Deny, fmt.Sprintf("%s is hidden from %s.", c.Name, called(peer))
	case !c.Itself && !c.Gives:
		step.Saw, step.Verdict, step.Why = "nothing goes out", models.Deny, "What is posted in "+c.Name+" does not go out now."
	}
	d.stop(step)
}
