package policy

import (
	"slices"
	"strings"

	"guildhall/models"
)

// applied is a change with the rule that makes it.
type applied struct {
	Change
	rule *rule
	n    int // which of the rule's changes
}

// rules is the last step of law 7. What the laws refused is not asked again, and what anybody may read of the
// organisation, its keys and names is no matter of rules.
func (d *Decision) rules(r *Rules) {
	c := &d.crossing
	if c.public() || d.Verdict == models.Deny {
		return
	}
	if c.Closed != "" {
		d.stop(Step{Name: "policy", Saw: "could not be loaded", Verdict: models.Deny, Why: "Nothing crosses until the policy can be read again."})
		return
	}
	if r == nil {
		return
	}
	if c.Seen == nil { // a door that gathers nothing for the rules must not be a way around them
		d.stop(Step{Name: "policy", Saw: "nothing was gathered", Verdict: models.Hold, Why: "The rules could not look at it, so it waits."})
		return
	}
	j := r.judge(c.Seen, c.ways(), c.Bare)
	for i := range j.Matched {
		d.matched(&j.Matched[i])
	}
	if d.Verdict == models.Hold && c.Door != models.In && !c.Reader.Handed {
		d.Hidden = true
	}
}

// matched notes one rule that matched, or could not be judged.
func (d *Decision) matched(m *Match) {
	s := Step{Name: m.Rule, Saw: m.Saw, Verdict: m.Verdict, Why: m.Why, Shadow: m.Shadow}
	if m.Failed != "" {
		s.Saw = strings.TrimPrefix(s.Saw+"; "+m.Failed, "; ")
	}
	if m.Shadow {
		d.Steps = append(d.Steps, s)
		return
	}
	if m.Verdict == models.Hold {
		if slices.Contains(d.crossing.Freed, m.Rule) {
			s.Verdict, s.Why = models.Allow, "It was released."
		} else {
			d.Needs = append(d.Needs, m.Need)
		}
	}
	d.stop(s)
	for n, c := range m.Changes {
		d.changes = append(d.changes, applied{c, m.rule, n})
		d.shortened(m, c)
	}
}

// shortened judges a change of distance: a copy that goes no further than the partners goes to partners only.
func (d *Decision) shortened(m *Match, c Change) {
	peer := &d.crossing.Peer
	switch {
	case c.Distance == "inside", c.Distance == "partners" && peer.Standing != models.Partner:
		d.stop(Step{Name: m.Rule, Saw: "distance " + c.Distance, Verdict: models.Deny, Why: m.Why})
	}
}

// ways are the other ways in which the same thing crosses between the same two: a verdict is about object, version and
// peer, so a rule that names a door or an activity counts at all of them (law 8).
func (c *Crossing) ways() []way {
	switch c.Door {
	case models.Out, models.Pull:
		if c.About() != nil {
			return outward[:2]
		}
	case models.Page:
		if c.About() != nil {
			return outward
		}
	case models.In, models.Fetch:
		if c.Seen.Post.Kind != "" {
			return inward
		}
	}
	return nil
}

var (
	outward = []way{{"out", "create"}, {"pull", "fetch"}, {"page", "fetch"}}
	inward  = []way{{"in", "create"}, {"fetch", "fetch"}}
)
