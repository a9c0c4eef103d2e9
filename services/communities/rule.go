package communities

import (
	"cmp"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

const (
	// MostRulings is how much somebody of another server decides in a community of ours in a day: a moderator whose account is taken
	// over does no more harm than that.
	MostRulings = 50
	mostReason  = 500 // characters
	mostTaken   = 500 // posts that leave with whoever is banned
)

// Decided is what somebody who looks after a community decides there, or takes back. Of a community elsewhere whoever brings it made
// sure that they may; of ours it is asked here.
type Decided struct {
	Community models.Actor
	By        models.Actor // the zero Actor where somebody elsewhere is not known here
	What      models.RulingKind
	Post      models.ID // of a post that leaves, or any of the thread that is locked
	Whom      models.ID // of a ban
	Reason    string
	Until     models.Time // of a ban; 0 for good
	Posts     bool        // of a ban: what they posted there leaves too, or comes back where it is taken back
	Activity  models.IRI  // that told it; empty for one of ours
}

// Rule does what was decided: a post leaves the community, a thread is locked, somebody does not write there any more. Whom it concerns
// hears of it, with the reason. It tells whether there was anything to do; told twice it is one decision.
func Rule(tx *store.Tx, site paths.Site, d Decided) (bool, error) {
	const op = "communities.Rule"
	whom, post, err := d.about(tx, op)
	if err != nil || whom.ID == 0 {
		return false, err
	}
	r := models.Ruling{Activity: cmp.Or(d.Activity, site.NewActivity()), CommunityID: d.Community.ID, ByID: d.By.ID, What: d.What, WhomID: whom.ID, PostID: post.ID, Reason: d.Reason}
	if d.What == models.Banned {
		if d.Until != 0 && d.Until <= tx.Now() {
			return false, d.late(op)
		}
		r.Until, r.Posts = d.Until, d.Posts
	}
	if stands, err := d.standing(tx, r); err != nil || stands {
		return false, err
	}
	if fresh, err := tx.AddRuling(&r); err != nil || !fresh {
		return false, err
	}
	switch d.What {
	case models.Removed:
		err = takeOut(tx, post, d.Community)
	case models.Shut:
		if err = tx.SetLocked(post.ID, tx.Now()); err == nil {
			err = d.retold(tx, site, post)
		}
	case models.Banned:
		err = d.shutOut(tx, site, r, whom)
	}
	if err != nil {
		return false, err
	}
	return true, d.settled(tx, site, r, whom, false)
}

// about finds whom a decision concerns and which post; nobody where there is no such thing in the community.
func (d *Decided) about(tx *store.Tx, op string) (whom models.Actor, post models.Post, err error) {
	d.Reason = clipped(d.Reason)
	if d.Community.Local {
		if err := d.may(tx, op); err != nil {
			return whom, post, err
		}
	}
	id := d.Whom
	if d.What != models.Banned {
		if post, err = tx.PostByID(d.Post); err == nil && d.What == models.Shut && post.ID != post.ThreadID {
			post, err = tx.PostByID(post.ThreadID)
		}
		if err != nil || post.Deleted != 0 || post.CommunityID == nil || *post.CommunityID != d.Community.ID {
			return whom, post, orMissing(err)
		}
		if d.By.Local && post.Audience != models.Everyone && post.Audience != models.Members { // for fewer than read the community
			if _, err := tx.VisiblePost(d.By.ID, post.ID); err != nil {
				return whom, post, orMissing(err)
			}
		}
		id = post.AuthorID
	}
	if whom, err = tx.ActorByID(id); err != nil {
		return whom, post, orMissing(err)
	}
	if d.Community.Local && d.What == models.Banned {
		if whom.Kind == models.Community || whom.Kind == models.Organisation {
			return whom, post, fault.New(fault.Invalid, op, "Only a person, or a program, is shut out.")
		}
		keeps, err := access.Keeps(tx, whom, d.Community.ID)
		if err == nil && keeps {
			err = fault.New(fault.Forbidden, op, "Whoever looks after the community cannot be shut out of it. Take their role away first.")
		}
		return whom, post, err
	}
	return whom, post, nil
}

// may asks who decides in a community of ours; somebody of another server within what a day holds.
func (d *Decided) may(tx *store.Tx, op string) error {
	if err := access.RequireKeep(tx, d.By, d.Community.ID, op); err != nil {
		return err
	}
	if d.By.Local {
		if d.Reason == "" {
			return fault.New(fault.Invalid, op, "Say why. Whom it concerns reads it, and so does whoever looks at it later.")
		}
		return nil
	}
	n, err := tx.CountRulings(d.Community.ID, d.By.ID, tx.Now()-models.Time((24*time.Hour).Milliseconds()))
	if err == nil && n >= MostRulings {
		err = fault.New(fault.Forbidden, op, "That is as much as a moderator from elsewhere decides in a day.")
	}
	return err
}

// late is what is said to an end that has passed: what came from elsewhere has no effect any more.
func (d *Decided) late(op string) error {
	if d.Activity != "" {
		return nil
	}
	return fault.New(fault.Invalid, op, "The end lies in the future.")
}

// standing tells whether the same stands already; another end or reason of a ban is another decision.
func (d *Decided) standing(tx *store.Tx, r models.Ruling) (bool, error) {
	if d.Activity != "" {
		if _, err := tx.RulingByActivity(r.Activity); err == nil || !fault.Is(err, fault.Missing) {
			return true, err
		}
	}
	if r.What == models.Banned {
		return false, nil
	}
	_, err := tx.RulingOn(r.CommunityID, r.PostID, r.What)
	return err == nil, orMissing(err)
}

// takeOut takes a post out of a community, and out of the home of those whom only the community brought it to.
func takeOut(tx *store.Tx, post models.Post, community models.Actor) error {
	if _, err := tx.RemovePin(community.ID, post.ID); err != nil {
		return err
	}
	if err := settleFlags(tx, community, post); err != nil {
		return err
	}
	if err := tx.LeaveCommunity(post.ID); err != nil {
		return err
	}
	return tx.RemoveHomeIn(post.ID, post.AuthorID)
}

// shutOut does what follows from a ban beside it: what was decided about them before is replaced, invitations end, and where it was
// asked, what they posted leaves.
func (d *Decided) shutOut(tx *store.Tx, site paths.Site, ban models.Ruling, whom models.Actor) error {
	if err := tx.EndBansBefore(ban); err != nil {
		return err
	}
	if d.Community.Local {
		if err := tx.DropInvite(d.Community.ID, whom.ID); err != nil {
			return err
		}
	}
	if !d.Posts {
		return nil
	}
	posts, err := tx.PostsOfIn(d.Community.ID, whom.ID, mostTaken)
	for _, id := range posts {
		post, err := tx.PostByID(id)
		if err != nil {
			return err
		}
		r := models.Ruling{Activity: site.NewActivity(), CommunityID: d.Community.ID, ByID: d.By.ID, What: models.Removed, WhomID: whom.ID, PostID: id, Reason: d.Reason, WithID: ban.ID}
		if _, err := tx.AddRuling(&r); err != nil {
			return err
		}
		if err := takeOut(tx, post, d.Community); err != nil {
			return err
		}
	}
	return err
}

// retold tells servers that have a thread of ours, and do not know of communities, that it is locked or open.
func (d *Decided) retold(tx *store.Tx, site paths.Site, p models.Post) error {
	if !d.Community.Local || !p.Local || p.Distance.IsInside() {
		return nil
	}
	was := p.Reach
	return events.Emit(tx, models.Event{Kind: models.PostEdited, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI, Was: &was})
}

// settled tells whom it concerns, writes the record, and lets the members' servers know where the community is ours.
func (d *Decided) settled(tx *store.Tx, site paths.Site, r models.Ruling, whom models.Actor, back bool) error {
	verb, sentence := words(r, d.Community, back)
	if whom.Local && whom.ID != d.By.ID {
		if err := notices.Say(tx, whom.ID, models.NoticeCommunity, d.Community.ID, r.PostID, sentence,
			notices.Once(whom.ID, models.NoticeCommunity, d.Community.ID, r.ID)+":"+verb); err != nil {
			return err
		}
	}
	if !d.Community.Local {
		return nil
	}
	act := models.Act{Verb: "community." + verb, What: d.Community.Address(), About: ours(whom), After: whom.Address(), Reason: d.Reason}
	if err := ledger.Act(tx, d.By, act); err != nil || d.Community.Outward == 0 {
		return err
	}
	e := models.Event{Kind: models.Ruled, Activity: site.NewActivity(), Object: d.Activity, By: d.Community.ID, ActorID: whom.ID, PostID: r.PostID, Row: r.ID}
	if back {
		e.Verb = models.Undo
	}
	return events.Emit(tx, e)
}

// words is the word of a ruling for the record, and the sentence for whom it concerns.
func words(r models.Ruling, community models.Actor, back bool) (verb, sentence string) {
	name := community.DisplayName() + " (" + community.Address() + ")"
	switch {
	case r.What == models.Removed && back:
		verb, sentence = "restored", "Your post stands in "+name+" again."
	case r.What == models.Removed:
		verb, sentence = "removed", "A moderator took your post out of "+name+". It is still yours."
	case r.What == models.Shut && back:
		verb, sentence = "unlocked", "Your thread in "+name+" is open again."
	case r.What == models.Folded:
		verb, sentence = "folded", "Members of "+name+" folded your post. Those who look after the community decide whether it stays."
	case r.What == models.Kept:
		verb, sentence = "kept", "Your post stands in "+name+", unfolded."
	case r.What == models.Shut:
		verb, sentence = "locked", "A moderator locked your thread in "+name+"."
	case back:
		verb, sentence = "unbanned", "You can write in "+name+" again."
	default:
		verb, sentence = "banned", "A moderator decided that you do not write in "+name+"."
		if r.Until != 0 {
			sentence = "A moderator decided that you do not write in " + name + " until " + onDay(r.Until) + "."
		}
	}
	if community.Local && !back && (r.What == models.Removed || r.What == models.Banned) {
		sentence += " You may appeal, once."
	}
	why := r.Reason
	if back {
		why = r.UndoneWhy
	}
	if why != "" {
		sentence += " The reason given: " + why
	}
	return verb, sentence
}

func clipped(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")), " ")
	if r := []rune(s); len(r) > mostReason {
		s = string(r[:mostReason])
	}
	return s
}

func orMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
