package policy

import (
	"fmt"
	"slices"

	"guildhall/models"
)

// Decide answers one crossing. It is the only judge: every door asks it, and nothing reaches the network or answers a
// peer without it (boundary.md, law 1). Steps come in the order of law 7, and each can only narrow.
//
// r are the rules of the active policy; nil where there is none.
func Decide(c Crossing, r *Rules) Decision {
	d := Decision{Verdict: models.Allow, Rule: "passed", Why: "Nothing stops it.", crossing: c}
	if r != nil {
		d.by, d.Policy = r, r.Version
	}
	if c.withdraws() && (c.Door == models.Out || c.Door == models.In) {
		d.add(Step{Name: "withdrawal", Saw: string(c.Verb), Verdict: models.Allow})
		d.Rule, d.Why = "withdrawal", "What was taken back is taken back everywhere."
		return d
	}
	if c.Barred && !c.public() {
		d.stop(Step{Name: Barred, Saw: "closed", Verdict: models.Deny, Why: "Federation is closed until an administrator opens it."})
	}
	switch c.Door {
	case models.Out, models.Pull, models.Page:
		d.reach()
		d.community()
		d.outward()
		d.standing()
		d.closure()
	case models.In:
		d.standing()
		d.arriving()
	case models.Fetch:
		d.standing()
		d.cause()
	default:
		d.stop(Step{Name: "door", Saw: string(c.Door), Verdict: models.Deny, Why: "There is no such door."})
	}
	d.rules(r)
	return d
}

// withdraws tells whether a crossing only takes something back, also in the words of a community that passes it on.
func (c *Crossing) withdraws() bool {
	return c.Verb.Withdraws() || c.Subject.Act != nil && c.Subject.Act.Withdraws()
}

// Erased is what the step about people saw of somebody of whom nothing is left.
const Erased = "erased"

// Barred names the step that stops everything while federation is closed.
const Barred = "closed"

// add notes a step; the narrowest verdict wins, and the first step that gave it is the reason.
func (d *Decision) add(s Step) {
	d.Steps = append(d.Steps, s)
	if Narrower(s.Verdict, d.Verdict) {
		d.Verdict, d.Rule, d.Why = s.Verdict, s.Name, s.Why
	}
}

// stop notes a step that hides the thing as well: whoever asks may not learn that it exists, unless they have it.
func (d *Decision) stop(s Step) {
	d.add(s)
	if s.Verdict == models.Deny && !d.crossing.Reader.Handed {
		d.Hidden = true
	}
}

// Narrower tells whether one verdict lets less pass than another.
func Narrower(a, b models.Verdict) bool { return rank[a] > rank[b] }

var rank = map[models.Verdict]int{models.Allow: 0, models.Hold: 1, models.Deny: 2}

// About is the post whose reach counts, if the crossing concerns one.
func (c *Crossing) About() *models.PostView {
	if c.Subject.Post != nil {
		return c.Subject.Post
	}
	if c.Subject.Act != nil {
		return c.Subject.Act.Post
	}
	return nil
}

// who is the actor of ours that would be shown.
func (c *Crossing) who() *models.Actor {
	switch {
	case c.Subject.Post != nil:
		return &c.Subject.Post.Author
	case c.Subject.Act != nil:
		return &c.Subject.Act.Actor
	case c.Subject.Actor != nil:
		return &c.Subject.Actor.Actor
	case c.Subject.Collection != nil:
		return &c.Subject.Collection.Owner
	}
	return nil
}

// outward is law 6: people are objects with a reach.
func (d *Decision) outward() {
	who := d.crossing.who()
	if who == nil || !who.Local {
		return
	}
	switch {
	case who.Erased != 0 && who.Outward != 0: // whoever could have known them may learn that they are gone (law 7)
		d.add(Step{Name: "people", Saw: Erased, Verdict: models.Deny, Why: "This account was erased."})
	case who.Gone != 0:
		d.stop(Step{Name: "people", Saw: "gone", Verdict: models.Deny, Why: "This account is closed."})
	case who.Kind == models.Organisation:
		d.add(Step{Name: "people", Saw: "the organisation itself", Verdict: models.Allow})
	case who.Outward == 0:
		d.stop(Step{Name: "people", Saw: "inside", Verdict: models.Deny, Why: who.DisplayName() + " has not gone outward yet."})
	default:
		d.add(Step{Name: "people", Saw: "outward", Verdict: models.Allow})
	}
}

// reach is the law that no rule, agreement or administrator can widen (law 2).
func (d *Decision) reach() {
	c := &d.crossing
	if act := c.Subject.Act; act != nil && act.Reach.Audience != "" {
		d.within("reach of the share", act.Reach, act.At)
	}
	post := c.About()
	if post == nil {
		return
	}
	if post.Deleted != 0 {
		d.ended(post)
		return
	}
	if post.Author.Host == c.Peer.Host { // their own post: they have it
		d.add(Step{Name: "reach", Saw: "the peer's own post", Verdict: models.Allow})
		return
	}
	d.within("reach", post.Reach, post.Published)
	d.meant(post)
}

// ended stops what was deleted. Whoever could have read it may learn that; for all others it never was (law 5). What rules would have
// said of it cannot be known any more, its words being gone: where there are rules, only those learn of its end who had it.
func (d *Decision) ended(post *models.PostView) {
	gone := Step{Name: "reach", Saw: "deleted", Verdict: models.Deny, Why: "It was deleted."}
	could := Decision{Verdict: models.Allow, crossing: d.crossing}
	could.within("reach", post.Reach, post.Published)
	could.meant(post)
	if could.Allows() && d.by == nil {
		d.add(gone)
		return
	}
	d.stop(gone)
}

// within judges the distance.
func (d *Decision) within(name string, r models.Reach, made models.Time) {
	peer := &d.crossing.Peer
	switch {
	case r.Distance.World:
		d.add(Step{Name: name, Saw: "world", Verdict: models.Allow})
	case r.Distance.IsInside():
		d.stop(Step{Name: name, Saw: "inside", Verdict: models.Deny, Why: "It stays inside, as its author chose."})
	case !r.Distance.Holds(peer.Host):
		d.stop(Step{Name: name, Saw: "partners", Verdict: models.Deny, Why: fmt.Sprintf("%s is not among those it was written for.", called(peer.Host))})
	case peer.Standing != models.Partner:
		d.stop(Step{Name: name, Saw: "partners", Verdict: models.Deny, Why: fmt.Sprintf("%s is not a partner any more.", called(peer.Host))})
	case made < peer.PartnerSince:
		d.stop(Step{Name: name, Saw: "partners", Verdict: models.Deny, Why: fmt.Sprintf("It is older than the agreement with %s.", peer.Host)})
	default:
		d.add(Step{Name: name, Saw: "partners", Verdict: models.Allow})
	}
}

// meant judges the audience for this reader.
func (d *Decision) meant(post *models.PostView) {
	r := d.crossing.Reader
	step := Step{Name: "audience", Saw: string(post.Audience), Verdict: models.Allow}
	had := r.Kind == ByServer && r.Handed && !r.Less && d.crossing.Door == models.Pull
	ok := false
	switch post.Audience {
	case models.Everyone:
		ok = true
	case models.Followers:
		ok = r.Author || r.Named || r.Follows || had
	case models.Members, models.Named:
		ok = r.Author || (r.Named && r.Kind == ByPerson) || had
	}
	if !ok {
		step.Verdict = models.Deny
		step.Why = audienceWhy[post.Audience]
		d.stop(step)
		return
	}
	d.add(step)
}

var audienceWhy = map[models.Audience]string{
	models.Self:      "It is a note to oneself.",
	models.Named:     "It is for the people named in it only.",
	models.Followers: "It is for its author's followers only.",
	models.Members:   "It is for the members of its community only.",
}

// standing is what the peer is to us, and what the mode makes of it.
func (d *Decision) standing() {
	c := &d.crossing
	if c.Peer.Host == models.Web {
		d.stranger()
		return
	}
	step := Step{Name: "standing", Saw: string(c.Peer.Standing), Verdict: models.Allow}
	switch c.Peer.Standing {
	case models.Partner, models.Allowed:
	case models.Limited:
		switch c.Door {
		case models.In:
			if slices.Contains(c.Freed, "standing") {
				step.Why = "A reviewer let it in."
				break
			}
			step.Verdict, step.Why = models.Hold, fmt.Sprintf("What %s sends waits for review.", c.Peer.Host)
		case models.Fetch: // to read what waits
		default:
			step.Verdict, step.Why = models.Deny, fmt.Sprintf("Nothing is given to %s, which is limited.", c.Peer.Host)
		}
	case models.Blocked:
		step.Verdict, step.Why = models.Deny, fmt.Sprintf("%s is blocked.", c.Peer.Host)
	default:
		step.Saw = "open, in " + string(c.Mode) + " mode"
		if c.Inquiry && c.Door == models.Fetch {
			step.Saw = "an administrator asks what it is"
		} else if c.Mode != models.OpenMode {
			step.Verdict, step.Why = models.Deny, fmt.Sprintf("%s is not on the allow-list.", c.Peer.Host)
		}
	}
	if d.crossing.public() && c.Door == models.Pull { // what the whole web may read needs no standing
		step.Verdict, step.Why = models.Allow, ""
	}
	d.stop(step)
}

// stranger judges web: requests without session, token or accepted signature.
func (d *Decision) stranger() {
	c := &d.crossing
	switch {
	case c.public():
		d.add(Step{Name: "standing", Saw: "anybody may read it", Verdict: models.Allow})
	case c.Door == models.Page && c.Pages:
		d.add(Step{Name: "standing", Saw: "public page", Verdict: models.Allow})
	case c.Door == models.Page:
		d.stop(Step{Name: "standing", Saw: "public pages are off", Verdict: models.Deny, Why: "The organisation shows no public pages."})
	case c.Door == models.Pull && c.Mode == models.OpenMode:
		d.add(Step{Name: "standing", Saw: "unsigned, in open mode", Verdict: models.Allow})
	default:
		d.stop(Step{Name: "standing", Saw: "unsigned", Verdict: models.Deny, Why: "Nothing is given to an unsigned request."})
	}
}

// public is the little that an unsigned request gets in either mode: the organisation's actor, keys, WebFinger (law 6).
func (c *Crossing) public() bool {
	a := c.Subject.Actor
	return a != nil && (a.Kind == models.Organisation || a.Stub || a.Finger)
}

// arriving judges the reach of what a peer sent: what is meant for partners comes from partners only. What is for followers
// or for people named is meant for nobody else, whatever its distance.
func (d *Decision) arriving() {
	c := &d.crossing
	if c.Reach == nil || c.Reach.Distance.World || c.Reach.Audience != models.Everyone {
		return
	}
	if c.Peer.Standing != models.Partner && c.Peer.Standing != models.Limited {
		d.add(Step{Name: "reach", Saw: "partners", Verdict: models.Deny, Why: fmt.Sprintf("It is meant for partners, and %s is none of ours.", c.Peer.Host)})
	}
}

// cause judges a fetch as a crossing of the post that made us look.
func (d *Decision) cause() {
	c := &d.crossing
	if c.Reach == nil || c.Reach.Distance.Holds(c.Peer.Host) {
		return
	}
	d.add(Step{Name: "cause", Saw: c.Reach.Distance.String(), Verdict: models.Deny, Why: fmt.Sprintf("Asking %s would tell it of a post that it may not read.", c.Peer.Host)})
}

// closure is law 4: ids of ours in what crosses that the receiver may not read are left out.
func (d *Decision) closure() {
	post := d.crossing.About()
	if post == nil || !d.Allows() {
		return
	}
	for i := range post.People {
		if p := &post.People[i]; p.Local && p.Outward == 0 {
			d.withheld = append(d.withheld, p.Actor)
		}
	}
	if len(d.withheld) > 0 {
		d.add(Step{Name: "closed under ids", Saw: fmt.Sprintf("%d people inside", len(d.withheld)), Verdict: models.Allow, Why: "People who have not gone outward are not named."})
	}
	if parent := post.Parent; parent != nil && !d.mayReadParent(parent) {
		d.orphan = true
		d.add(Step{Name: "closed under ids", Saw: "the parent", Verdict: models.Allow, Why: "The post it answers is not named, because the receiver may not read it."})
	}
	if q := post.Quote; q != nil && q.Post != nil && q.Post.Local && !d.mayReadQuoted(post, q.Post) {
		d.unquoted = true
		d.add(Step{Name: "closed under ids", Saw: "the quoted post", Verdict: models.Allow, Why: "The post it quotes is not named, because the receiver may not read it."})
	}
	if a := post.Answer; a != nil && !d.mayReadAnswer(a) {
		d.unsolved = true
		d.add(Step{Name: "closed under ids", Saw: "the accepted answer", Verdict: models.Allow, Why: "The answer that was accepted is not named, because the receiver may not read it."})
	}
}

// mayReadAnswer asks likewise for the answer that was accepted, ours or another's. Whom the question names says nothing of whom
// the answer does, so only what is for everyone is named.
func (d *Decision) mayReadAnswer(answer *models.Post) bool {
	if answer.Deleted != 0 || slices.Contains(d.crossing.Shut, answer.IRI) || answer.Audience != models.Everyone {
		return false
	}
	probe := Decision{Verdict: models.Allow, crossing: d.crossing}
	probe.within("answer", answer.Reach, answer.Published)
	return probe.Allows()
}

// mayReadQuoted asks likewise for what is quoted. Who quotes their own post to the same audience quotes it to the same
// readers, but for those whom only the post that quotes names.
func (d *Decision) mayReadQuoted(post *models.PostView, quoted *models.Post) bool {
	r := d.crossing.Reader
	if quoted.Deleted != 0 || slices.Contains(d.crossing.Shut, quoted.IRI) {
		return false
	}
	switch quoted.Audience {
	case models.Everyone:
	case models.Followers:
		if quoted.AuthorID != post.AuthorID || post.Audience != models.Followers || !r.Follows && !r.Author {
			return false
		}
	case models.Members:
		if post.Audience != models.Members || post.CommunityID == nil || quoted.CommunityID == nil || *post.CommunityID != *quoted.CommunityID || r.Named && !r.Follows {
			return false
		}
	default:
		return false
	}
	same := Decision{Verdict: models.Allow, crossing: d.crossing}
	same.within("quoted", quoted.Reach, quoted.Published)
	return same.Allows()
}

// mayReadParent is for ours. Of another server's post we know how far it went when we read it last: whom it was narrowed away from
// since is not told of it by us, and its own server has it anyway.
func (d *Decision) mayReadParent(parent *models.Post) bool {
	c := &d.crossing
	if !parent.Local {
		return parent.IRI.Host() == c.Peer.Host || !slices.Contains(c.Shut, parent.IRI) && (c.Reader.Named || parent.Audience == models.Everyone && parent.Distance.World)
	}
	if parent.Deleted != 0 || slices.Contains(c.Shut, parent.IRI) {
		return false
	}
	var probe Decision
	probe.crossing = *c
	probe.Verdict = models.Allow
	probe.within("parent", parent.Reach, parent.Published)
	if !probe.Allows() {
		return false
	}
	return parent.Audience == models.Everyone || (parent.Audience != models.Self && c.Reader.Named)
}

func called(h models.Host) string {
	if h == models.Web {
		return "The public web"
	}
	return string(h)
}
