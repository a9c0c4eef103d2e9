package outbound

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planAttendance: an Accept or Reject to whoever comes to an event of ours, with the Join inside. It goes as far as the event.
// spec: fep-8a8e; ap#follow-activity-inbox
func (o *Outbound) planAttendance(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, nothingLeft(err)
	}
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, nothingLeft(err)
	}
	join := policy.Act{IRI: e.Object, Verb: models.Join, Actor: whom, Object: view.IRI}
	act := policy.Act{IRI: e.Activity, Verb: e.Verb, Actor: by, Object: e.Object, Inner: &join, Post: &view, To: []models.IRI{whom.IRI}, At: e.At}
	to := o.alsoPersonal(nil, &whom)
	for i := range to {
		if to[i].Follows, err = tx.Follows(whom.ID, by.ID); err != nil {
			return nil, err
		}
		for j := range view.People {
			to[i].Named = to[i].Named || view.People[j].ID == whom.ID
		}
	}
	return []send{{act: act, to: to}}, nil
}
