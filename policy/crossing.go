package policy

import (
	"slices"

	"guildhall/models"
)

// Crossing is one activity, object or request, one peer, one door, with all the facts that the decision may use.
type Crossing struct {
	Door      models.Door
	Verb      models.Verb
	Time      models.Time
	Mode      models.Mode // of the installation
	Peer      Peer
	Reader    Reader        // out, pull, page: who there would read it
	Actor     *models.Actor // who acts: ours at out, theirs at in; nil for a bare request
	Subject   Subject
	Reach     *models.Reach // in: the reach of what they sent; fetch: of the post that causes it
	Pages     bool          // the organisation shows public pages
	Bare      bool          // only peer, door and verb are known yet; it is judged again when more is
	Seen      *Input        // what rules see; gathered where there are rules
	Closed    string        // why no policy could be loaded; empty when one was, or none is wanted
	Freed     []string      // rules, or the step standing, whose hold of this version for this peer was released
	Waits     string        // what it waits for at this peer: itself, or what it refers to; empty when nothing waits
	Refused   string        // the sentence with which a reviewer refused this version for this peer
	Shut      []models.IRI  // posts it refers to that the rules do not let this receiver have
	Barred    bool          // federation is closed: nothing crosses but withdrawals, and what names the organisation itself
	Community *Community    // the community of ours that it concerns; nil for none
	Inquiry   bool          // fetch: somebody who looks after the boundary asks a server what it is, before anything else may cross
}

// Peer is the other server as the decision sees it.
type Peer struct {
	Host         models.Host
	Standing     models.Standing
	PartnerSince models.Time
	Software     string
	Since        models.Time
}

// ReaderKind tells for whom a server asks or receives.
type ReaderKind string

// The kinds of readers.
const (
	ByPerson ReaderKind = "person" // a request signed by a person, or a personal inbox
	ByServer ReaderKind = "server" // a request signed by the server's own actor, or a shared inbox
	ByWeb    ReaderKind = "web"    // nobody that we know
)

// Reader is who would read, and what ties it to the post.
type Reader struct {
	Kind    ReaderKind
	IRI     models.IRI // of the person or server actor; empty for a shared inbox and for web
	Author  bool       // wrote the thing, or its server did
	Named   bool       // the post names it
	Follows bool       // an accepted follower of the author (or of the community, for what a community announces); for a shared inbox: somebody behind it
	Handed  bool       // this server already has the thing
	Less    bool       // rules changed what it has, and nobody there may read it any more (law 9)
}

// Decision is the answer to one crossing with every reason.
type Decision struct {
	Verdict models.Verdict
	Rule    string // the step or rule that decided; "passed" when nothing stopped it
	Why     string // one sentence for the author or the administrator
	Hidden  bool   // the peer may not even learn that the thing exists (law 5)
	Steps   []Step
	Policy  int    // version of the rules; 0 before the first
	Needs   []Need // who must release it, where a rule holds it

	crossing Crossing
	ruled    bool           // rules had a say, or would have
	laws     models.Verdict // before they were asked
	matches  []Match        // what they said
	by       *Rules
	withheld []models.Actor // people whom the copy may not name
	orphan   bool           // the copy may not name the parent
	unquoted bool           // the copy may not name what is quoted
	unsolved bool           // the copy may not name the answer that was accepted
	changes  []applied      // what rules change in the copy
}

// Step is one thing that was looked at, with the value seen.
type Step struct {
	Name    string         `json:"step"`
	Saw     string         `json:"saw"`
	Verdict models.Verdict `json:"verdict"`
	Why     string         `json:"why,omitempty"`
	Shadow  bool           `json:"shadow,omitempty"` // a rule in shadow: it was asked, and decided nothing
}

// Changes tells whether rules change what crosses.
func (d Decision) Changes() bool { return len(d.changes) > 0 }

// Allows tells whether the crossing passes now.
func (d Decision) Allows() bool { return d.Verdict == models.Allow }

// Pass gives permission to send or fetch; the zero Pass when the decision does not allow it.
func (d Decision) Pass() Pass {
	if !d.Allows() {
		return Pass{}
	}
	return Pass{host: d.crossing.Peer.Host, door: d.crossing.Door, ok: true}
}

// Withheld lists the people of ours whom the copy may not name, because they never went outward (law 6).
func (d Decision) Withheld() []models.Actor { return d.withheld }

// Copy gives the thing as this receiver may read it; the zero Copy when the decision does not allow it.
func (d Decision) Copy(h Hands) Copy {
	if !d.Allows() {
		return Copy{}
	}
	what := d.crossing.Subject
	kind := Variant{Withheld: len(d.withheld) > 0, Orphan: d.orphan, Unquoted: d.unquoted, Unanswered: d.unsolved}
	if d.crossing.withdraws() && what.Act != nil {
		act := *what.Act
		act.Post, act.Whole = nil, nil // ids and nothing else
		what.Act = &act
	}
	if what.Post != nil {
		what.Post = d.lent(d.changed(d.narrow(what.Post, h.Unlink), h, &kind), h.Lend, &kind)
	}
	if what.Act != nil && what.Act.Post != nil {
		act := *what.Act
		act.Post = d.lent(d.changed(d.narrow(act.Post, h.Unlink), h, &kind), h.Lend, &kind)
		if act.Inner != nil {
			inner := *act.Inner
			if inner.Post != nil {
				inner.Post = act.Post
			}
			if kind != (Variant{}) {
				inner.Raw = nil // those bytes are another copy
			}
			act.Inner = &inner
		}
		what.Act = &act
	}
	return Copy{what: what, to: d.crossing.Peer.Host, kind: kind, ok: true}
}

func (d Decision) narrow(post *models.PostView, unlink func(string, []models.Actor) string) *models.PostView {
	if len(d.withheld) == 0 && !d.orphan && !d.unquoted && !d.unsolved {
		return post
	}
	narrowed := *post
	if len(d.withheld) > 0 {
		narrowed.People = nil
		for _, p := range post.People {
			if !holds(d.withheld, p.ID, p.IRI) {
				narrowed.People = append(narrowed.People, p)
			}
		}
		if unlink != nil {
			narrowed.Content = unlink(narrowed.Content, d.withheld)
		}
		narrowed.Source = "" // it names them as it was written
	}
	if d.orphan {
		narrowed.ReplyTo, narrowed.Context, narrowed.ParentID, narrowed.Parent, narrowed.ParentBy = "", "", nil, nil, nil
	}
	if d.unquoted {
		narrowed.Quote = nil
	}
	if d.unsolved {
		narrowed.Answer, narrowed.AnswerID = nil, nil
	}
	return &narrowed
}

// lent gives the files of a post of ours addresses that were made for this receiver, where strangers would not be given them. Such a
// copy is nobody else's.
func (d Decision) lent(post *models.PostView, lend func(models.Media, models.Host, models.Time) string, kind *Variant) *models.PostView {
	to := d.crossing.Peer.Host
	if lend == nil || len(post.Media) == 0 || !post.Local || to == models.Web || d.strangersGet(post) {
		return post
	}
	own := *post
	own.Media = slices.Clone(post.Media)
	for i := range own.Media {
		own.Media[i].Lent = lend(own.Media[i], to, d.crossing.Time)
	}
	kind.For = to
	return &own
}

// strangersGet tells whether whoever has no signature is given a post, as a page or as a document.
func (d Decision) strangersGet(post *models.PostView) bool {
	c := Crossing{Verb: models.Ask, Mode: d.crossing.Mode, Pages: d.crossing.Pages, Time: d.crossing.Time,
		Peer: Peer{Host: models.Web, Standing: models.Open}, Reader: Reader{Kind: ByWeb}, Subject: Subject{Post: post}, Community: d.crossing.Community.toStrangers()}
	for _, c.Door = range []models.Door{models.Page, models.Pull} {
		if d.by != nil && d.crossing.Seen != nil {
			c.Seen = d.crossing.Seen.by(way{string(c.Door), string(c.Verb)})
			c.Seen.Peer = c.Peer.seen()
		}
		if Decide(c, d.by).Allows() {
			return true
		}
	}
	return false
}

func holds(list []models.Actor, id models.ID, iri models.IRI) bool {
	for i := range list {
		if list[i].ID == id && list[i].IRI == iri {
			return true
		}
	}
	return false
}
