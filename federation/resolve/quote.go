package resolve

import (
	"context"
	"slices"

	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// quotePolicy reads who may quote a post, in our words.
func quotePolicy(r *wire.Rule, author *models.Actor) models.QuotePolicy {
	switch {
	case r == nil:
		return models.QuoteUntold
	case slices.Contains(r.Automatic, wire.Public):
		return models.QuoteEveryone
	case len(r.Manual) > 0:
		return models.QuoteAsk
	case author.FollowersIRI != "" && slices.Contains(r.Automatic, author.FollowersIRI):
		return models.QuoteFollowers
	case slices.ContainsFunc(r.Automatic, func(i models.IRI) bool { return i != author.IRI }):
		return models.QuoteAsk
	}
	return models.QuoteNobody
}

// quoting finds what a post quotes, and has the server of the quoted post confirm the consent. What cannot be had leaves a
// quote that nobody consented to.
// spec: fep-044f; fep-fe34#origin
func (e *errand) quoting(ctx context.Context, f *FoundPost) {
	q := &f.Quote
	if q.Quoted == "" || e.site.Ours(q.Quoted) {
		return
	}
	_ = e.with(causeOf(f), func() error {
		quoted, err := e.post(ctx, q.Quoted)
		if err != nil {
			return err
		}
		q.Quoted = quoted.Post.IRI // some name the page
		author := quoted.Author.Actor.IRI
		if quoted.Post.ID == 0 {
			f.quoted = &quoted
		} else if err := e.store.Read(ctx, func(tx *store.Tx) error {
			a, err := tx.ActorByID(quoted.Post.AuthorID)
			author = a.IRI
			return err
		}); err != nil {
			return err
		}
		q.Sure = q.Stamp != "" && e.stamped(ctx, q, f.Post.IRI, author)
		return nil
	})
}

// stamped tells whether the server of the quoted post confirms that its author consented.
func (e *errand) stamped(ctx context.Context, q *conversations.QuoteTold, quoting, author models.IRI) bool {
	if q.Stamp.Host() != author.Host() || author.Host() == "" {
		return false
	}
	doc, err := e.document(ctx, q.Stamp)
	if err != nil || doc.Note == nil || doc.Note.Consent == nil || doc.ID != q.Stamp {
		return false
	}
	c := doc.Note.Consent
	return doc.Note.Author == author && c.Quoting == quoting && c.Quoted == q.Quoted
}

// askedToQuote reads the post that somebody asks to quote one of ours in, so that its author can look at it.
func (e *errand) askedToQuote(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	var f Found
	if !e.site.Ours(act.Object) || act.Instrument.Host() != signer.Host {
		return f, nil
	}
	if p, err := e.post(ctx, act.Instrument); err == nil && p.Post.ID == 0 {
		f.Parents = append(f.Parents, p)
	}
	return f, nil
}
