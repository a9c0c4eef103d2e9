package present

import (
	"context"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Stamp gives the consent of an author of ours to a quote, to those who may read the quoted post, and the quoting one where
// it is ours too. One that was taken back never was.
// spec: fep-044f
func (p *Present) Stamp(ctx context.Context, r gate.Reader, iri models.IRI) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, func(tx *store.Tx) (policy.Subject, error) {
		const op = "present.Stamp"
		q, err := tx.QuoteByStamp(iri)
		if err != nil {
			return policy.Subject{}, err
		}
		if q.State != models.QuoteAccepted || q.QuotedID == nil {
			return policy.Subject{}, gate.NoSuchThing(op)
		}
		quoted, err := tx.PostView(*q.QuotedID)
		if err != nil {
			return policy.Subject{}, err
		}
		if !quoted.Local || quoted.Deleted != 0 {
			return policy.Subject{}, gate.NoSuchThing(op)
		}
		if p.site.Ours(q.IRI) {
			view, err := tx.PostViewByIRI(q.IRI)
			if err == nil {
				err = p.mayRead(tx, r, view)
			}
			if err != nil {
				return policy.Subject{}, err
			}
		}
		return policy.Subject{Post: &quoted, Stamp: &q}, nil
	}))
}
