package outbound

import (
	"guildhall/federation/wire"
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
	if by.Kind == models.Community {
		return o.planPinIn(tx, e, by, verb, &view)
	}
	to, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: verb, Actor: by, Object: view.IRI, Target: o.site.Featured(by.IRI), Post: &view, At: e.At}
	return []send{{act: act, to: to}}, nil
}

// planPinIn: a community of ours announces that whoever looks after it pinned a post in it, or took one off. They are named where others may
// know of them; else the community speaks itself. What one elsewhere sent goes along as it came, where no rule looks into what crosses.
// spec: fep-1b12#group-moderation
func (o *Outbound) planPinIn(tx *store.Tx, e models.Event, community models.Actor, verb models.Verb, view *models.PostView) ([]send, error) {
	if view.Community == nil || view.Community.ID != community.ID || view.Audience != models.Everyone {
		return nil, nil
	}
	inner := policy.Act{IRI: e.Activity + "/pin", Verb: verb, Actor: community, Object: view.IRI, Target: o.site.Featured(community.IRI), Reach: view.Reach, Audience: community.IRI,
		To: []models.IRI{community.IRI}}
	if view.Distance.World {
		inner.To = []models.IRI{wire.Public, community.IRI}
	}
	who, err := tx.ActorByID(e.ActorID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	if !who.Local || who.Outward != 0 {
		inner.Actor = who
	}
	if !who.Local {
		item, err := tx.InboxItem(e.Row)
		if err != nil {
			return nil, nothingLeft(err)
		}
		doc, err := wire.Parse(item.Body)
		if err != nil || doc.Activity == nil || doc.Activity.Kind == wire.Undo || o.gate.Rules(tx) { // their own words do not go along: the community says it
			inner.Actor = community
		} else {
			inner.IRI, inner.Raw = e.Object, item.Body
		}
	}
	to, err := o.followers(tx, community.ID)
	if err != nil {
		return nil, err
	}
	announce := policy.Act{IRI: e.Activity, Verb: models.Announce, Actor: community, Object: inner.IRI, Inner: &inner, Post: view, Reach: view.Reach, At: e.At}
	return []send{{act: announce, to: to}}, nil
}
