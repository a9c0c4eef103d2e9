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
	d.ruled, d.laws = true, d.Verdict
	if c.Closed != "" {
		d.stop(Step{Name: "policy", Saw: "could not be loaded", Verdict: models.Deny, Why: "Nothing crosses until the policy can be read again."})
		return
	}
	switch {
	case c.Refused != "":
		d.stop(Step{Name: "review", Saw: "refused", Verdict: models.Deny, Why: c.Refused})
	case c.Waits != "" && c.Door != models.In:
		d.hold(Step{Name: "waits", Saw: "held", Verdict: models.Hold, Why: c.Waits})
	}
	if r == nil {
		return
	}
	if c.Seen == nil { // a door that gathers nothing for the rules must not be a way around them
		d.stop(Step{Name: "policy", Saw: "nothing was gathered", Verdict: models.Hold, Why: "The rules could not look at it, so it waits."})
		return
	}
	j := r.judge(c.Seen, c.ways(), c.Bare)
	d.matches = j.Matched
	for i := range j.Matched {
		d.matched(&j.Matched[i])
	}
	d.hideHeld()
}

// hold notes a step that holds.
func (d *Decision) hold(s Step) {
	d.add(s)
	d.hideHeld()
}

// hideHeld: what waits is not there yet for whoever asks.
func (d *Decision) hideHeld() {
	if d.Verdict == models.Hold && d.crossing.Door != models.In && !d.crossing.Reader.Handed {
		d.Hidden = true
	}
}

// Thing is what a hold is about: the post that is made, changed or fetched, or else the activity; with the version of the post.
func (c *Crossing) Thing() (models.IRI, int) {
	post := c.About()
	if act := c.Subject.Act; act != nil {
		own := post != nil && (act.Verb == models.Create || act.Verb == models.Update || act.Inner != nil && act.Inner.Verb == models.Create)
		if !own && !(post != nil && act.Object == post.IRI && act.Actor.Kind == models.Community) {
			return act.IRI, 0
		}
	}
	if post == nil {
		return "", 0
	}
	return post.IRI, post.Version
}

// Refers lists the posts of ours that what crosses names beside itself.
func (c *Crossing) Refers() []*models.Post {
	post := c.About()
	if post == nil {
		return nil
	}
	var refs []*models.Post
	if thing, _ := c.Thing(); thing != post.IRI && post.Local {
		refs = append(refs, &post.Post)
	}
	if post.Parent != nil && post.Parent.Local {
		refs = append(refs, post.Parent)
	}
	if post.Quote != nil && post.Quote.Post != nil && post.Quote.Post.Local {
		refs = append(refs, post.Quote.Post)
	}
	if post.Answer != nil && post.Answer.Local {
		refs = append(refs, post.Answer)
	}
	return refs
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

// shortened judges a change of distance or label: a copy that goes no further than the partners goes to partners only.
func (d *Decision) shortened(m *Match, c Change) {
	peer := &d.crossing.Peer
	switch {
	case c.Distance == "inside", c.Distance == "partners" && peer.Standing != models.Partner:
		d.stop(Step{Name: m.Rule, Saw: "distance " + c.Distance, Verdict: models.Deny, Why: m.Why})
	case c.Label != "" && d.crossing.Door != models.In && d.crossing.Door != models.Fetch && !d.crossing.within(c.Label):
		d.stop(Step{Name: m.Rule, Saw: "label " + c.Label, Verdict: models.Deny, Why: m.Why})
	}
}

// within tells whether what carries a label may go to the peer: a label that a rule adds cuts like one that an author chose.
func (c *Crossing) within(label string) bool {
	post, partner := c.About(), c.Peer.Standing == models.Partner
	switch label {
	case Clear:
		return true
	case Green:
		return partner
	case Amber:
		return partner && post != nil && post.CommunityID != nil
	case Red:
		return partner && post != nil && post.Audience == models.Named
	}
	return false
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

// Timed tells whether a condition looks at the time, so that a decision may change by its passing alone.
func (r *Rules) Timed() bool {
	return r != nil && slices.ContainsFunc(r.list, func(o *rule) bool { return o.timed })
}

// Changed are the sentences of the rules that change the copy, each once.
func (d Decision) Changed() (whys []string) {
	for _, c := range d.changes {
		if !slices.Contains(whys, c.rule.Why) {
			whys = append(whys, c.rule.Why)
		}
	}
	return whys
}

// ByRule tells whether a rule decided, or that there is no policy to ask.
func (d Decision) ByRule() bool {
	return d.Rule == "policy" || d.by != nil && slices.ContainsFunc(d.by.list, func(o *rule) bool { return o.Name == d.Rule })
}

// Ruled is what the rules alone say of a crossing, for what another one refers to.
func Ruled(c Crossing, r *Rules) models.Verdict {
	d := Decision{Verdict: models.Allow, crossing: c, by: r}
	d.rules(r)
	return d.Verdict
}
