package outbound

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planQuoteAsk: a QuoteRequest to the author of what a post of ours quotes. Its reach is that of the post.
// spec: fep-044f
func (o *Outbound) planQuoteAsk(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, nothingLeft(err)
	}
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, nothingLeft(err)
	}
	act := policy.Act{IRI: e.Activity, Verb: models.AskQuote, Actor: by, Object: e.Object, Instrument: view.IRI, Post: &view, To: []models.IRI{whom.IRI}, At: e.At}
	return []send{{act: act, to: o.alsoPersonal(nil, &whom)}}, nil
}

// planQuoteAnswer: an Accept with its stamp, or a Reject, to whoever asked, with the request inside.
// spec: fep-044f
func (o *Outbound) planQuoteAnswer(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	q, err := tx.QuoteByID(e.Row)
	if err != nil {
		return nil, nothingLeft(err)
	}
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, nothingLeft(err)
	}
	ask := policy.Act{IRI: e.Object, Verb: models.AskQuote, Actor: whom, Object: q.Quoted, Instrument: q.IRI}
	act := policy.Act{IRI: e.Activity, Verb: models.Reject, Actor: by, Object: e.Object, Inner: &ask, To: []models.IRI{whom.IRI}, At: e.At}
	if e.Kind == models.QuoteTaken {
		if q.State != models.QuoteAccepted {
			return nil, nil // taken back meanwhile
		}
		act.Verb, act.Result = models.Accept, q.Stamp
	}
	return []send{{act: act, to: o.alsoPersonal(nil, &whom)}}, nil
}

// planQuoteEnd: the Delete of a stamp, to whoever quotes and to each server that has the quoted post (law 7).
// spec: fep-044f
func (o *Outbound) planQuoteEnd(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	to, err := o.holders(tx, &view)
	if err != nil {
		return nil, err
	}
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	act := policy.Act{IRI: e.Activity, Verb: models.Delete, Actor: by, Object: e.Object, At: e.At}
	if !whom.Local {
		to, act.To = o.alsoActor(to, &whom), []models.IRI{whom.IRI}
	}
	return []send{{act: act, to: to}}, nil
}
