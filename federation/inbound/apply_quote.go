package inbound

import (
	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// applyQuoteRequest: somebody asks to quote a post of ours. One that they may not read is answered with silence.
// spec: fep-044f
func (in *Inbound) applyQuoteRequest(tx *store.Tx, w work) (models.InboxState, error) {
	post, known, err := in.ourPost(tx, w.signer, w.act.Object)
	if err != nil || !known || !post.Local || w.act.Instrument == "" || w.act.ID == "" {
		return done(false, err)
	}
	return done(true, conversations.AskedToQuote(tx, in.site, w.signer, post, w.act.Instrument, w.act.ID))
}

// answeredQuote tells whether an Accept or Reject answers a QuoteRequest of ours, and applies it.
// spec: fep-044f
func (in *Inbound) answeredQuote(tx *store.Tx, w work) (answered bool, err error) {
	q, err := tx.QuoteByRequest(w.act.Object)
	if fault.Is(err, fault.Missing) && w.act.Inner != nil && w.act.Inner.Kind == wire.QuoteRequest {
		q, err = tx.QuoteIn(w.act.Inner.Instrument)
	}
	if err != nil {
		return false, ignoreMissing(err)
	}
	stamp := w.act.Result
	if w.act.Kind == wire.Reject {
		stamp = ""
	} else if stamp == "" || stamp.Host() != w.signer.Host {
		return true, fault.New(fault.Invalid, "inbound.answeredQuote", "A consent to a quote comes with its stamp, on the server of the quoted post.")
	}
	return true, conversations.QuoteAnswered(tx, in.site, w.signer, q, stamp)
}

// endedStamp tells whether a Delete takes back the consent to a quote, and applies it.
func (in *Inbound) endedStamp(tx *store.Tx, w work) (bool, error) {
	q, err := tx.QuoteByStamp(w.act.Object)
	if err != nil {
		return false, ignoreMissing(err)
	}
	return conversations.QuoteRevoked(tx, in.site, w.signer, q)
}

// endedWish: a post that asked for a quote of one of ours is gone before it came here, and so is the wish.
func (in *Inbound) endedWish(tx *store.Tx, w work) (models.InboxState, error) {
	q, err := tx.QuoteIn(w.act.Object)
	if err != nil {
		return done(false, ignoreMissing(err))
	}
	return done(conversations.EndWish(tx, w.signer, q))
}
