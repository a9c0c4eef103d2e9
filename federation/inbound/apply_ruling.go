package inbound

import (
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// applyRuling: somebody who looks after a community takes a post out of it, locks a thread or shuts somebody out, or takes that back.
// spec: fep-1b12#group-moderation
func (in *Inbound) applyRuling(tx *store.Tx, w work, r resolve.FoundRuling) (models.InboxState, error) {
	group, err := tx.ActorByID(r.Group.ID)
	if err != nil {
		return done(false, ignoreMissing(err))
	}
	if group.Local {
		if known, err := in.gate.Known(tx, w.signer, &group); err != nil || !known {
			return done(false, err)
		}
	}
	by, err := tx.ActorByIRI(r.By)
	if err = ignoreMissing(err); err != nil {
		return models.Failed, err
	}
	d := communities.Decided{Community: group, By: by, Reason: r.Act.Reason, Until: r.Act.Ends, Posts: r.Act.RemovesData, Activity: r.Act.ID}
	if d.Activity == "" {
		d.Activity = w.item.Activity
	}
	known := false
	switch r.Act.Kind {
	case wire.Block:
		d.What = models.Banned
		d.Whom, known, err = in.somebody(tx, w.signer, r.Act.Object)
	default:
		if d.What = models.Removed; r.Act.Kind == wire.Lock {
			d.What = models.Shut
		}
		var post models.PostView
		post, known, err = in.ourPost(tx, w.signer, r.Act.Object)
		d.Post = post.ID
		known = known && (r.Act.Kind != wire.Lock || post.ID == post.ThreadID)
	}
	if err != nil || !known {
		return done(false, err)
	}
	if r.Back {
		d.Posts = r.Brings
		return done(communities.Revoke(tx, in.site, d))
	}
	return done(communities.Rule(tx, in.site, d))
}

// applyTeam: somebody moderates a community elsewhere from now on, or no more. One of ours hears of it.
// spec: fep-1b12#group-moderation
func (in *Inbound) applyTeam(tx *store.Tx, w work, t resolve.FoundTeam) (models.InboxState, error) {
	who, known, err := in.ourActor(tx, w.signer, t.Who)
	if err != nil || !known {
		return done(!in.site.Ours(t.Who), err)
	}
	return done(true, communities.Entrusted(tx, t.Group, who, !t.Off))
}

// somebody finds an actor whom an activity names; one of ours as far as its sender may know of them.
func (in *Inbound) somebody(tx *store.Tx, by models.Actor, iri models.IRI) (models.ID, bool, error) {
	a, err := tx.ActorByIRI(iri)
	if err != nil || !a.Local {
		return a.ID, err == nil, ignoreMissing(err)
	}
	known, err := in.gate.Known(tx, by, &a)
	return a.ID, known, err
}
