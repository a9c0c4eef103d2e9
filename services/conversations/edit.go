package conversations

import (
	"slices"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Change is what an author changes of a post; nil leaves a thing as it is.
type Change struct {
	Text      *string
	Title     *string
	Summary   *string
	Sensitive *bool
	Language  *string
	Audience  *models.Audience
	Where     *string // Inside, Partners, World, or hosts joined by commas
	Quiet     *bool
	Label     *string
	Files     *[]models.ID       // what it has from now on, in this order
	Words     []FileWords        // of files that it has
	Described bool               // each of them that is seen or heard must have a description, but for those that had none before
	Parts     *map[string]string // the text by the sections of its kind, in the place of Text
	Event     *EventAsk          // another time or place, of an event
	Link      *string            // another address, of a link
	Poll      *PollAsk           // other answers, or another end, for a poll; other answers forget all votes
}

// Edit changes a post of its author. Reach stays as it was settled, cut by the ceilings of now, unless the author changes
// it, which is a new decision. Servers that fall out of it hear so from the event, which keeps the reach before.
func Edit(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, c Change) (models.Post, error) {
	const op = "conversations.Edit"
	p, err := mine(tx, op, by, post)
	if err != nil {
		return p, err
	}
	before, err := tx.PostView(p.ID)
	if err != nil {
		return p, err
	}
	ask := Ask{By: by, Text: p.Source, Title: p.Title, Summary: p.Summary, Sensitive: p.Sensitive, Language: p.Language,
		Audience: p.Audience, Where: p.Distance.String(), Quiet: p.Quiet, Label: p.Label, Event: c.Event, again: true, was: p.Audience}
	if p.Kind != models.Note && p.Kind != models.Article { // which of the two it is, its title says
		ask.Kind, ask.polled = p.Kind, p.Kind == models.PollPost
	}
	if before.Details != nil {
		told := *before.Details
		ask.details = &told
	}
	set(&ask.Parts, c.Parts)
	set(&ask.Link, c.Link)
	set(&ask.Text, c.Text)
	set(&ask.Title, c.Title)
	set(&ask.Summary, c.Summary)
	set(&ask.Sensitive, c.Sensitive)
	set(&ask.Language, c.Language)
	set(&ask.Audience, c.Audience)
	set(&ask.Quiet, c.Quiet)
	set(&ask.Label, c.Label)
	if c.Summary != nil && *c.Summary == "" && c.Sensitive == nil {
		ask.Sensitive = false
	}
	kept := &p.Distance
	if c.Where != nil {
		kept, ask.Where = nil, *c.Where
	}
	if ask.Files, err = c.files(tx, p); err != nil {
		return p, err
	}
	if err := ask.tidy(op, tx.Now()); err != nil {
		return p, err
	}
	if p.Kind == models.PollPost && ask.Title != "" {
		return p, fault.New(fault.Invalid, op, "A poll has no title. Ask in the text.")
	}
	if err := ask.parentOf(tx, &p); err != nil {
		return p, err
	}
	if err := ask.quoteOf(tx, &p); err != nil {
		return p, err
	}
	if p.CommunityID != nil {
		ask.Community = *p.CommunityID
	}
	if _, known := readLabel(ask.Label); !known && c.Label == nil {
		ask.Label = "" // handed down by the parent, which hands it down again
	}
	s, err := settle(tx, site, ask, kept)
	if err != nil {
		return p, err
	}
	return p, saveEdit(tx, site, by, &p, before, ask, s, c)
}

// mine finds a post that is its author's to change.
func mine(tx *store.Tx, op string, by models.Actor, post models.ID) (models.Post, error) {
	p, err := tx.VisiblePost(by.ID, post)
	if err != nil {
		return p, err
	}
	if p.AuthorID != by.ID || !p.Local {
		return p, fault.New(fault.Forbidden, op, "Only its author can change a post.")
	}
	return p, nil
}

// parentOf asks for the parent again. Where it is gone, the answer goes no further than it did (law 3).
func (a *Ask) parentOf(tx *store.Tx, p *models.Post) error {
	if p.ParentID == nil {
		return nil
	}
	_, err := tx.VisiblePost(a.By.ID, *p.ParentID)
	switch {
	case err == nil:
		a.ReplyTo = *p.ParentID
	case !fault.Is(err, fault.Missing):
		return err
	default:
		return a.within(p, "What this answers is gone, so the answer cannot go further than it did.")
	}
	return nil
}

// within keeps an edit to those whom the post is for now. An audience that is wider is refused with the sentence; the
// distance is cut, and nobody new is named.
func (a *Ask) within(p *models.Post, sentence string) error {
	if width[a.Audience] > width[p.Audience] {
		return fault.New(fault.Invalid, "conversations.Edit", sentence)
	}
	a.most = p
	return nil
}

// width puts audiences in order where what was derived from a post may only become narrower.
var width = map[models.Audience]int{models.Self: 0, models.Named: 1, models.Followers: 2, models.Members: 2, models.Everyone: 3}

// saveEdit writes an edit and what follows from it.
func saveEdit(tx *store.Tx, site paths.Site, by models.Actor, p *models.Post, before models.PostView, ask Ask, s Settled, c Change) error {
	was := p.Reach
	err := tx.AddVersion(before)
	if err == nil && c.Poll != nil {
		err = c.Poll.change(tx, p.ID)
	}
	if err != nil {
		return err
	}
	ask.fill(p, s)
	p.Language, p.Quiet, p.Edited, p.Version = ask.Language, ask.Quiet, tx.Now(), p.Version+1
	if leaves(p.Reach) {
		if by, err = notices.Outward(tx, by); err != nil {
			return err
		}
	}
	if err := tx.SavePost(p, s.rows(), s.Found.Tags); err != nil {
		return err
	}
	if err := ask.tell(tx, p.ID); err != nil {
		return err
	}
	if err := c.reattach(tx, *p, before.Media); err != nil {
		return err
	}
	var fresh []models.Actor
	for _, a := range s.People {
		if !slices.ContainsFunc(before.People, func(old models.PersonNamed) bool { return old.ID == a.ID }) {
			fresh = append(fresh, a)
		}
	}
	if p.Kind == models.EventPost && ask.details != nil && before.Details.Line() != ask.details.Line() {
		now := before
		now.Post, now.Details = *p, ask.details
		if err := eventChanged(tx, &now); err != nil {
			return err
		}
	}
	if err := tellQuoters(tx, *p, by); err != nil {
		return err
	}
	if err := bring(tx, *p, by, fresh, len(s.Found.Tags) > 0); err != nil {
		return err
	}
	if !leaves(was) && !leaves(p.Reach) {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.PostEdited, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI, Was: &was})
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Delete turns a post of its author into a tombstone. Every server that has it is told, whatever its standing.
func Delete(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) (models.Post, error) {
	p, err := mine(tx, "conversations.Delete", by, post)
	if err != nil {
		return p, err
	}
	return p, bury(tx, site, p, by)
}

// TakeDown is Delete by a moderator, for a post that law or safety does not let stand here. Its author is told why; a post of
// another server is emptied here alone.
func TakeDown(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, reason string) error {
	if err := access.Require(tx, by, access.Moderate, "conversations.TakeDown"); err != nil {
		return err
	}
	p, err := tx.PostByID(post)
	if err != nil || p.Deleted != 0 {
		return err
	}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return err
	}
	if !p.Local {
		return Withdraw(tx, author, p.IRI)
	}
	if err := notices.Say(tx, author.ID, models.NoticeRefused, author.ID, 0, "A moderator took down a post of yours: "+reason, "takedown:"+p.ID.String()); err != nil {
		return err
	}
	return bury(tx, site, p, author)
}

// Expire is Delete with time, for a post of ours that is older than the organisation keeps such. One that is gone is no fault.
func Expire(tx *store.Tx, site paths.Site, post models.ID) error {
	p, err := tx.PostByID(post)
	if err != nil || p.Deleted != 0 || !p.Local {
		return orMissing(err)
	}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return err
	}
	return bury(tx, site, p, author)
}

// bury turns a post of ours into a tombstone and tells every server that has it.
func bury(tx *store.Tx, site paths.Site, p models.Post, author models.Actor) error {
	if err := tx.RemoveReactionsTo(p.ID); err != nil {
		return err
	}
	if err := tx.EmptyPost(p.ID); err != nil {
		return err
	}
	if err := ledger.ForgetPost(tx, p.IRI); err != nil {
		return err
	}
	if author.Outward == 0 && author.Kind != models.Organisation {
		return nil // nothing of theirs ever left
	}
	return events.Emit(tx, models.Event{Kind: models.PostDeleted, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI})
}
