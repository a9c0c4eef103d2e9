package outbound

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planPin: an Add to, or Remove from, the pinned posts of somebody, to those of their followers who may read the post. A pin
// that was taken off again meanwhile is not told of.
// spec: ap#add-activity-inbox; ap#remove-activity-inbox
func (o *Outbound) planPin(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, err
	}
	verb := models.Remove
	if e.Kind == models.PostPinned {
		verb = models.Add
		if still, err := tx.IsPinned(by.ID, view.ID); err != nil || !still {
			return nil, err
		}
	}
	to, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: verb, Actor: by, Object: view.IRI, Target: o.site.Featured(by.IRI), Post: &view, At: e.At}
	return []send{{act: act, to: to}}, nil
}
