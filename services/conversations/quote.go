package conversations

import (
	"fmt"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// QuoteTold is what a post of another server says that it quotes, and with which consent.
type QuoteTold struct {
	Quoted models.IRI
	Stamp  models.IRI
	Sure   bool // the server of the quoted post confirmed the stamp
}

// quotes settles what a post of ours quotes: whether its author may, how far the quote goes, and what the author of the
// quoted post has to say to it. A quote goes no further than what it quotes (boundary.md, law 3).
func (s *Settled) quotes(tx *store.Tx, op string, ask Ask, partners models.Distance) error {
	if ask.Quote == 0 {
		return nil
	}
	if _, err := tx.VisiblePost(ask.By.ID, ask.Quote); err != nil {
		return fault.New(fault.Missing, op, "The post you quote is not there any more.").Because(err)
	}
	q, err := tx.PostView(ask.Quote)
	if err != nil {
		return err
	}
	s.Quoted = &q
	own := q.AuthorID == ask.By.ID
	switch {
	case s.Audience == models.Self:
	case q.Audience == models.Everyone && q.Label != "RED":
	case own && q.Audience == models.Followers && s.Audience == models.Followers:
	case own && q.Audience == models.Followers:
		return fault.New(fault.Invalid, op, "What you quote is for your followers, so the quote is for them too. Choose followers as the audience.")
	default:
		return fault.New(fault.Invalid, op, "This post is not for everyone, so it cannot be quoted.")
	}
	inherited, _ := readLabel(q.Label)
	s.Label = narrower(s.Label, inherited)
	s.Distance = s.Distance.Cut(parentCeiling(&q, inherited, partners))
	if ask.quoted {
		return nil
	}
	s.consent, err = consent(tx, op, ask.By, &q, s.Reach)
	return err
}

// quoteOf asks for what a post quotes again, so that an edit goes no further than that, nor than it did where that is gone.
func (a *Ask) quoteOf(tx *store.Tx, p *models.Post) error {
	q, err := tx.QuoteIn(p.IRI)
	if err != nil || q.QuotedID == nil {
		return orMissing(err)
	}
	_, err = tx.VisiblePost(a.By.ID, *q.QuotedID)
	switch {
	case err == nil:
		a.Quote, a.quoted = *q.QuotedID, true
	case !fault.Is(err, fault.Missing):
		return err
	default:
		return a.within(p, "What this quotes is gone, so the quote cannot go further than it did.")
	}
	return nil
}

// consent is the state that a quote of ours begins in.
func consent(tx *store.Tx, op string, by models.Actor, q *models.PostView, reach models.Reach) (models.QuoteState, error) {
	if q.AuthorID == by.ID || reach.Audience == models.Self {
		return models.QuoteAccepted, nil
	}
	policy := q.QuotePolicy
	if q.Local && (q.Audience != models.Everyone || policy == models.QuoteUntold) {
		policy = models.QuoteEveryone // among us, whoever may read it; Settle has cut the reach
	}
	mayAsk := reach.Audience == models.Everyone && reach.Distance.Holds(q.Author.Host)
	switch {
	case policy == models.QuoteNobody:
		return "", fault.New(fault.Invalid, op, fmt.Sprintf("%s lets nobody quote this post. Link to it instead.", q.Author.DisplayName()))
	case q.Local && policy == models.QuoteFollowers:
		follows, err := tx.Follows(by.ID, q.AuthorID)
		if err == nil && !follows {
			err = fault.New(fault.Invalid, op, fmt.Sprintf("%s lets only followers quote this post. Link to it instead.", q.Author.DisplayName()))
		}
		return models.QuoteAccepted, err
	case q.Local && policy == models.QuoteAsk && reach.Audience == models.Everyone:
		return models.QuotePending, nil
	case q.Local && policy == models.QuoteAsk: // its author could not look at it
	case q.Local, policy == models.QuoteUntold:
		return models.QuoteAccepted, nil
	case mayAsk:
		return models.QuotePending, nil
	case policy == models.QuoteEveryone:
		return models.QuoteAccepted, nil // it stays where nobody can ask for it, and its author said yes to everyone
	}
	return "", fault.New(fault.Invalid, op, fmt.Sprintf("%s has to be asked before this post is quoted, and could not read yours. Choose everyone and a wider distance, or link to it instead.", q.Author.DisplayName()))
}

// addQuote stores what a new post of ours quotes, and asks for consent where that is needed.
func addQuote(tx *store.Tx, site paths.Site, p models.Post, by models.Actor, s Settled) error {
	if s.Quoted == nil {
		return nil
	}
	q := models.Quote{IRI: p.IRI, PostID: &p.ID, ByID: by.ID, Quoted: s.Quoted.IRI, QuotedID: &s.Quoted.ID, State: s.consent}
	switch {
	case q.State == models.QuotePending && !s.Quoted.Local:
		q.Request = site.NewActivity()
	case q.State == models.QuoteAccepted && s.Quoted.Local && s.Quoted.AuthorID != by.ID:
		q.Stamp = site.NewStamp()
	}
	if err := tx.AddQuote(&q); err != nil {
		return err
	}
	if q.State == models.QuotePending && s.Quoted.Local {
		return tellWish(tx, s.Quoted.Author, by, q)
	}
	if q.State == models.QuotePending {
		return events.Emit(tx, models.Event{Kind: models.QuoteAsked, Activity: q.Request, Object: s.Quoted.IRI, By: by.ID, Row: q.ID, PostID: p.ID, ActorID: s.Quoted.AuthorID})
	}
	if may, err := tx.MayRead(s.Quoted.AuthorID, p.ID); err != nil || !may {
		return err
	}
	return notices.Tell(tx, s.Quoted.Author, models.NoticeQuote, by, p.ID)
}

// Quoting notes what a post of another server quotes. A quote of a post of ours has the state that its author gave it when
// asked; without that, nobody consented. A quote of a third server's post needs the consent of its author, unless that
// author's software knows none and the post is for everyone anywhere (docs/adr/0023). told without an id says that the post
// quotes nothing any more.
func Quoting(tx *store.Tx, p models.Post, told QuoteTold) error {
	if told.Quoted != "" {
		if err := tx.HoldQuote(p.IRI); err != nil {
			return err
		}
	}
	old, err := tx.QuoteIn(p.IRI)
	known := err == nil
	if orMissing(err) != nil || p.Local || p.Deleted != 0 {
		return orMissing(err)
	}
	if told.Quoted == "" {
		if known {
			old.PostID = nil // what its author answered stays, should it quote again
			return tx.SaveQuote(&old)
		}
		return nil
	}
	q := models.Quote{IRI: p.IRI, PostID: &p.ID, ByID: p.AuthorID, Quoted: told.Quoted, State: models.QuoteBare}
	if known && old.Quoted == told.Quoted && old.ByID == p.AuthorID {
		q = old
		q.PostID = &p.ID
	} else if known {
		q.ID, q.Created = old.ID, old.Created
	}
	quoted, err := tx.PostByIRI(told.Quoted)
	if orMissing(err) != nil {
		return err
	}
	if err == nil {
		q.QuotedID = &quoted.ID
		if q.State != models.QuoteRevoked || told.Stamp != q.Stamp {
			stateElsewhere(&q, p, quoted, told)
		}
	}
	if !known {
		return tx.AddQuote(&q)
	}
	if err := tx.SaveQuote(&q); err != nil || !quoted.Local || q.State != models.QuoteAccepted && q.State != models.QuotePending {
		return err
	}
	author, err := tx.ActorByID(quoted.AuthorID)
	if err != nil {
		return err
	}
	by, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return err
	}
	if q.State == models.QuotePending {
		return tellWish(tx, author, by, q)
	}
	return notices.Tell(tx, author, models.NoticeQuote, by, p.ID) // the request came before the post
}

// stateElsewhere is the state of a quote by somebody of another server.
func stateElsewhere(q *models.Quote, p, quoted models.Post, told QuoteTold) {
	switch {
	case quoted.AuthorID == p.AuthorID:
		q.State = models.QuoteAccepted
	case quoted.Local: // only its author's answer counts, which is in the row
	case q.State == models.QuoteAccepted && q.Stamp != "" && q.Stamp == told.Stamp: // confirmed before
	case told.Sure:
		q.State, q.Stamp = models.QuoteAccepted, told.Stamp
	case quoted.QuotePolicy == models.QuoteUntold && quoted.Audience == models.Everyone && quoted.Distance.World:
		q.State = models.QuoteAccepted
	default:
		q.State, q.Stamp = models.QuoteBare, ""
	}
}

// AskedToQuote answers somebody of another server who asks to quote a post of ours: by what its author lets happen, and as
// before where the same was asked and answered before. Where its author wants to be asked, they are told, and nothing is
// answered until they say yes or no. A post that does not go to everyone anywhere is quoted by its author alone.
func AskedToQuote(tx *store.Tx, site paths.Site, by models.Actor, post models.PostView, quoting, request models.IRI) error {
	const op = "conversations.AskedToQuote"
	if quoting.Host() != by.Host {
		return fault.New(fault.Forbidden, op, "A server can only ask for posts of its own people.")
	}
	if parted, err := tx.Blocked(post.AuthorID, by.ID); err != nil || parted {
		return err
	}
	if err := tx.HoldQuote(quoting); err != nil {
		return err
	}
	q, err := tx.QuoteIn(quoting)
	known := err == nil
	if orMissing(err) != nil {
		return err
	}
	if known && q.ByID != by.ID {
		return fault.New(fault.Forbidden, op, "Only its author can ask for a post.")
	}
	if !known || q.Quoted != post.IRI || q.State == models.QuoteBare || q.State == models.QuotePending {
		q.Quoted, q.QuotedID, q.Stamp = post.IRI, &post.ID, ""
		if q.State, err = mayQuote(tx, by, post); err != nil {
			return err
		}
		if q.State == models.QuoteAccepted {
			q.Stamp = site.NewStamp()
		}
	}
	q.Request = request
	if known {
		err = tx.SaveQuote(&q)
	} else {
		q.IRI, q.ByID = quoting, by.ID
		if p, missing := tx.PostByIRI(quoting); missing == nil && p.AuthorID == by.ID {
			q.PostID = &p.ID
		}
		err = tx.AddQuote(&q)
	}
	if err != nil {
		return err
	}
	if q.State == models.QuotePending {
		return tellWish(tx, post.Author, by, q)
	}
	if q.State == models.QuoteAccepted && q.PostID != nil {
		if err := notices.Tell(tx, post.Author, models.NoticeQuote, by, *q.PostID); err != nil {
			return err
		}
	}
	return events.Emit(tx, answerTo(site, post.Post, q))
}

// QuoteAnswered notes what the author of a quoted post elsewhere said to a quote of ours; a consent comes with its stamp.
// Whoever has the quote hears of it by an edit.
func QuoteAnswered(tx *store.Tx, site paths.Site, by models.Actor, q models.Quote, stamp models.IRI) error {
	quoted, err := quotedOf(tx, q)
	if err != nil || quoted.AuthorID != by.ID {
		return err
	}
	if stamp == "" {
		q.State, q.Stamp = models.QuoteRefused, ""
	} else if q.State == models.QuoteRevoked && q.Stamp == stamp {
		return nil
	} else {
		q.State, q.Stamp = models.QuoteAccepted, stamp
	}
	return changedQuote(tx, site, q)
}

// QuoteRevoked notes that the author of a quoted post elsewhere took the consent back. It tells whether that was theirs.
func QuoteRevoked(tx *store.Tx, site paths.Site, by models.Actor, q models.Quote) (bool, error) {
	quoted, err := quotedOf(tx, q)
	if err != nil || quoted.AuthorID != by.ID || quoted.Local {
		return false, err
	}
	q.State = models.QuoteRevoked
	return true, changedQuote(tx, site, q)
}

// Revoke takes a post of one's own out of a post that quotes it: the consent ends, and so does the quote.
func Revoke(tx *store.Tx, site paths.Site, by models.Actor, quoting models.ID) error {
	const op = "conversations.Revoke"
	missing := fault.New(fault.Missing, op, "There is no such quote of a post of yours.")
	p, err := tx.VisiblePost(by.ID, quoting)
	if err != nil {
		return err
	}
	q, err := tx.QuoteIn(p.IRI)
	if err != nil {
		return missing.Because(err)
	}
	quoted, err := quotedOf(tx, q)
	if err != nil || quoted.AuthorID != by.ID || q.ByID == by.ID {
		return missing.Because(err)
	}
	if q.State != models.QuoteAccepted {
		return nil
	}
	q.State = models.QuoteRevoked
	if err := changedQuote(tx, site, q); err != nil {
		return err
	}
	if err := notices.TakeBack(tx, by.ID, models.NoticeQuote, q.ByID, quoting); err != nil || q.Stamp == "" || !leaves(quoted.Reach) {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.QuoteEnded, Activity: site.NewActivity(), Object: q.Stamp, By: by.ID, Row: q.ID, PostID: quoted.ID, ActorID: q.ByID})
}

// changedQuote stores a quote, and lets whoever has a post of ours that quotes get it anew.
func changedQuote(tx *store.Tx, site paths.Site, q models.Quote) error {
	if err := tx.SaveQuote(&q); err != nil || q.PostID == nil {
		return err
	}
	p, err := tx.PostByID(*q.PostID)
	if err != nil || !p.Local || p.Deleted != 0 {
		return err
	}
	if err := tx.TouchPost(p.ID); err != nil || !leaves(p.Reach) {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PostEdited, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI, Was: &p.Reach})
}

func quotedOf(tx *store.Tx, q models.Quote) (models.Post, error) {
	if q.QuotedID == nil {
		return models.Post{}, nil
	}
	return tx.PostByID(*q.QuotedID)
}

// SetQuotable changes who may quote a post of one's own from now on. Consents that were given stay.
func SetQuotable(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, to models.QuotePolicy) error {
	const op = "conversations.SetQuotable"
	p, err := mine(tx, op, by, post)
	if err != nil {
		return err
	}
	if p.QuotePolicy, err = chosenQuotable(op, to); err != nil {
		return err
	}
	if err := tx.SetQuotePolicy(p.ID, p.QuotePolicy); err != nil || !leaves(p.Reach) {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PostEdited, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI, Was: &p.Reach})
}

func chosenQuotable(op string, p models.QuotePolicy) (models.QuotePolicy, error) {
	switch p {
	case models.QuoteUntold, models.QuoteEveryone, models.QuoteFollowers, models.QuoteAsk, models.QuoteNobody:
		return p, nil
	}
	return p, fault.New(fault.Invalid, op, "Choose who may quote this: everyone, followers, whoever you say yes to, or nobody.")
}

// tellQuoters lets people of ours know that a post which they quote was edited.
func tellQuoters(tx *store.Tx, p models.Post, author models.Actor) error {
	quotes, err := tx.QuotesByOurs(p.ID)
	if err != nil {
		return err
	}
	for _, q := range quotes {
		by, err := tx.ActorByID(q.ByID)
		if err != nil {
			return err
		}
		if err := notices.Tell(tx, by, models.NoticeRequoted, author, *q.PostID); err != nil {
			return err
		}
	}
	return nil
}
