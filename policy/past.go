package policy

import "guildhall/models"

// Seen is what rules saw of the crossing; nil where nothing was gathered.
func (d Decision) Seen() *Input { return d.crossing.Seen }

// Crossing is what was decided about.
func (d Decision) Crossing() Crossing { return d.crossing }

// Ruled tells whether rules had a say, or would have, if there were any: what the laws refused, withdrawals, and what anybody may
// have are no matter of rules.
func (d Decision) Ruled() bool { return d.ruled }

// Laws is what the laws alone said, before any rule was asked.
func (d Decision) Laws() models.Verdict { return d.laws }

// Alike tells whether an input is that of another one but for the peer.
func (in *Input) Alike(other *Input) bool {
	return in != nil && other != nil && in.facts != nil && other.facts != nil && in.facts.root() == other.facts.root()
}

// Again judges a recorded crossing by these rules, as Decide would have with them: in is what rules saw then, laws what the laws said,
// bare whether only peer, door and activity were known. Nothing can be passed on or sent by the answer.
func (r *Rules) Again(in *Input, laws models.Verdict, bare bool) Decision {
	c := Crossing{Door: models.Door(in.Crossing.Door), Verb: models.Verb(in.Activity.Type), Time: models.At(in.Crossing.Time), Bare: bare, Seen: in,
		Peer: Peer{Host: models.Host(in.Peer.Domain), Standing: models.Standing(in.Peer.Standing)}}
	if in.Post.Kind != "" {
		c.Subject.Post = &models.PostView{}
	}
	d := Decision{Verdict: laws, Rule: "passed", Why: "Nothing stops it.", crossing: c}
	if laws != models.Allow {
		d.Rule, d.Why = "laws", "The laws of the boundary say so, whatever the rules."
	}
	if r != nil {
		d.by, d.Policy = r, r.Version
	}
	d.rules(r)
	return d
}

// Matched are the rules that matched, in shadow too.
func (d Decision) Matched() []Match { return d.matches }

// Told are the rules as they were written.
func (r *Rules) Told() []Rule {
	out := make([]Rule, len(r.list))
	for i, one := range r.list {
		out[i] = *one.Rule
	}
	return out
}
