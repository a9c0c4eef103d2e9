package outbound

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planMove: a Move to the followers of somebody of ours who went to another account, unless that was cancelled meanwhile.
// spec: fep-7628
func (o *Outbound) planMove(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	target, err := tx.ActorByID(e.ActorID)
	if err != nil || by.MovedTo != target.IRI {
		return nil, nothingLeft(err)
	}
	to, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: models.Move, Actor: by, Object: by.IRI, Target: target.IRI, To: []models.IRI{o.site.Followers(by.IRI)}, At: e.At}
	return []send{{act: act, to: to}}, nil
}
