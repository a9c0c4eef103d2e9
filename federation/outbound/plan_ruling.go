package outbound

import (
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planRuling: a community of ours tells its members' servers what was decided in it, or is taken back: of a post those that have it, and
// of a ban the server of whoever is banned too. The moderator is named where others may know of them; else the community speaks itself.
// spec: fep-1b12#group-moderation
func (o *Outbound) planRuling(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	r, err := tx.RulingByID(e.Row)
	if err != nil {
		return nil, nothingLeft(err)
	}
	whom, err := tx.ActorByID(r.WhomID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	inner, err := o.ruled(tx, r, by)
	if err != nil {
		return nil, err
	}
	reach := models.Reach{Audience: models.Everyone, Distance: models.World()}
	var view *models.PostView
	if r.What == models.Banned {
		if whom.Local && whom.Outward == 0 { // nobody outside knows of them
			return nil, nil
		}
		inner.Object = whom.IRI
	} else {
		post, err := tx.PostView(r.PostID)
		if err != nil || post.Audience != models.Everyone {
			return nil, nothingLeft(err)
		}
		view, reach, inner.Object = &post, post.Reach, post.IRI
	}
	inner.Reach, inner.To = reach, []models.IRI{by.IRI}
	if reach.Distance.World {
		inner.To = []models.IRI{wire.Public, by.IRI}
	}
	if e.Verb == models.Undo {
		what := inner
		what.Words, what.Raw = "", nil
		inner = policy.Act{IRI: e.Activity + "/undo", Verb: models.Undo, Actor: what.Actor, Object: what.IRI, Inner: &what, Reach: reach, Audience: by.IRI}
		if inner.Along, err = cameBack(tx, r); err != nil {
			return nil, err
		}
		if e.Object != "" {
			inner.IRI = e.Object
		}
	}
	announce := policy.Act{IRI: e.Activity, Verb: models.Announce, Actor: by, Object: inner.IRI, Inner: &inner, Reach: reach, At: e.At}
	if view == nil {
		to, err := o.followers(tx, by.ID)
		if err == nil && !whom.Local {
			to = o.alsoActor(to, &whom)
		}
		return []send{{act: announce, to: to}}, err
	}
	if e.Verb != models.Undo {
		announce.Post = view
	}
	to, err := o.handed(tx, view.ID)
	return []send{{act: announce, to: to}}, err
}

// cameBack tells whether all that left with a ban stands in the community again.
func cameBack(tx *store.Tx, r models.Ruling) (bool, error) {
	if r.What != models.Banned {
		return false, nil
	}
	left, err := tx.LeftWith(r.ID)
	for _, one := range left {
		if one.Undone == 0 {
			return false, err
		}
	}
	return r.Posts || len(left) > 0, err
}

// ruled is the act of moderation itself. What a moderator elsewhere told goes along as it came, where no rule looks into what crosses.
func (o *Outbound) ruled(tx *store.Tx, r models.Ruling, community models.Actor) (policy.Act, error) {
	act := policy.Act{IRI: r.Activity, Actor: community, Audience: community.IRI, Words: r.Reason, Until: r.Until}
	switch r.What {
	case models.Removed:
		act.Verb = models.Remove
	case models.Shut:
		act.Verb = models.Lock
	case models.Banned:
		act.Verb, act.Target, act.Along = models.Block, community.IRI, r.Posts
	}
	if r.ByID == 0 {
		return act, nil
	}
	who, err := tx.ActorByID(r.ByID)
	if err != nil {
		return act, nothingLeft(err)
	}
	if !who.Local || who.Outward != 0 {
		act.Actor = who
	}
	if who.Local || o.gate.Rules(tx) {
		return act, nil
	}
	item, err := tx.InboxByActivity(r.Activity)
	if err == nil && len(item.Body) > 0 && item.SignerID == who.ID {
		act.Raw = item.Body
	}
	return act, nothingLeft(err)
}
