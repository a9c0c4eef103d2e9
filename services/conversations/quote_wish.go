package conversations

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// mostWishes is for how many quotes one person may wait for an answer; more are refused.
const mostWishes = 100

// quotable is who may quote a new post: as its author chose, or else prefers.
func (a *Ask) quotable(tx *store.Tx, op string) (models.QuotePolicy, error) {
	if a.Quotable != models.QuoteUntold {
		return chosenQuotable(op, a.Quotable)
	}
	account, err := tx.AccountOf(a.By.ID)
	if fault.Is(err, fault.Missing) { // a community speaks for itself
		return models.QuoteUntold, nil
	}
	return account.Quotes, err
}

// mayQuote is what a post of ours lets happen to somebody of another server who asks for the first time.
func mayQuote(tx *store.Tx, by models.Actor, post models.PostView) (models.QuoteState, error) {
	switch post.Quotable() {
	case models.QuoteEveryone:
		return models.QuoteAccepted, nil
	case models.QuoteFollowers:
		if follows, err := tx.Follows(by.ID, post.AuthorID); err != nil || follows {
			return models.QuoteAccepted, err
		}
	case models.QuoteAsk:
		if err := tx.HoldWishes(by.ID); err != nil {
			return "", err
		}
		if waiting, err := tx.CountWishesBy(by.ID); err != nil || waiting < mostWishes {
			return models.QuotePending, err
		}
	}
	return models.QuoteRefused, nil
}

// tellWish lets the author of a quoted post know that a quote waits for their answer, once they can read it.
func tellWish(tx *store.Tx, author, by models.Actor, q models.Quote) error {
	if q.PostID == nil {
		return nil
	}
	if may, err := tx.MayRead(author.ID, *q.PostID); err != nil || !may {
		return err
	}
	return notices.Tell(tx, author, models.NoticeQuoteWish, by, *q.PostID)
}

// AnswerQuote says yes or no to a quote that waits for the author of the quoted post. Whoever asked hears of it; what was
// answered before, or asked no more, is Missing.
func AnswerQuote(tx *store.Tx, site paths.Site, by models.Actor, quote models.ID, yes bool) error {
	w, err := tx.QuoteWish(by.ID, quote)
	if err != nil {
		return err
	}
	if err := tx.HoldQuote(w.IRI); err != nil {
		return err
	}
	if w, err = tx.QuoteWish(by.ID, quote); err != nil { // as it is under the lock
		return err
	}
	q := w.Quote
	q.State = models.QuoteRefused
	if yes {
		q.State, q.Stamp = models.QuoteAccepted, site.NewStamp()
	}
	if err := changedQuote(tx, site, q); err != nil {
		return err
	}
	if q.PostID != nil {
		if err := notices.TakeBack(tx, by.ID, models.NoticeQuoteWish, q.ByID, *q.PostID); err != nil {
			return err
		}
	}
	if w.By.Local {
		return nil
	}
	return events.Emit(tx, answerTo(site, w.Quoted.Post, q))
}

// answerTo is the event by which whoever asked for a quote of a post of ours hears the answer.
func answerTo(site paths.Site, quoted models.Post, q models.Quote) models.Event {
	e := models.Event{Kind: models.QuoteDenied, Activity: site.NewActivity(), Object: q.Request, By: quoted.AuthorID, Row: q.ID, PostID: quoted.ID, ActorID: q.ByID}
	if q.State == models.QuoteAccepted {
		e.Kind = models.QuoteTaken
	}
	return e
}

// EndWish forgets that somebody waits for an answer, because they do not want it any more. It tells whether they did.
func EndWish(tx *store.Tx, by models.Actor, q models.Quote) (bool, error) {
	if q.ByID != by.ID || q.State != models.QuotePending {
		return false, nil
	}
	quoted, err := quotedOf(tx, q)
	if err != nil || !quoted.Local {
		return false, err
	}
	if q.PostID != nil {
		if err := notices.TakeBack(tx, quoted.AuthorID, models.NoticeQuoteWish, q.ByID, *q.PostID); err != nil {
			return false, err
		}
	}
	return true, tx.DropQuote(q.ID)
}
