package web

import (
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/store"
)

func rowsOfQuotes(w *Web) []door.Row {
	return []door.Row{
		w.member(post, frontend.PathUnquote, pressed("flash.unquoted", conversations.Revoke)),
		w.member(post, frontend.PathQuotable, (*visit).quotable),
		w.member(post, frontend.PathQuoteAllow, (*visit).allowQuote),
		w.member(post, frontend.PathQuoteRefuse, (*visit).refuseQuote),
	}
}

// quotable changes who may quote a post of the viewer's.
func (v *visit) quotable() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		return conversations.SetQuotable(tx, v.Site, v.who.Actor, id, models.QuotePolicy(v.form(frontend.FieldQuotable)))
	})
	if err != nil {
		return err
	}
	return v.back("flash.quotable")
}

func (v *visit) allowQuote() error  { return v.answerQuote(true, "flash.quote-allowed") }
func (v *visit) refuseQuote() error { return v.answerQuote(false, "flash.quote-refused") }

// answerQuote says yes or no to a quote of a post of the viewer's. One that waits no more is no mistake.
func (v *visit) answerQuote(yes bool, said string) error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error { return conversations.AnswerQuote(tx, v.Site, v.who.Actor, id, yes) })
	if fault.Is(err, fault.Missing) {
		said, err = "flash.unasked", nil
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathRequests.With(), said)
}
