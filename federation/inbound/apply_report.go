package inbound

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/moderation"
	"guildhall/store"
)

// applyReport: somebody elsewhere reports an account of ours, posts of it, or both, or a post of somebody else in a community of ours. What they may not know of is not there. What a member
// of a community of ours says of a post in it is a flag there, and for those who look after the community.
// spec: as2-vocab#activity-types
func (in *Inbound) applyReport(tx *store.Tx, w work) (models.InboxState, error) {
	t := moderation.Told{By: w.signer, Activity: w.item.Activity, Comment: w.act.Reason}
	names := w.act.Objects
	if len(names) == 0 {
		names = []models.IRI{w.act.Object}
	}
	flagged := map[models.ID]bool{} // authors of what was
	for _, iri := range names {
		a, known, err := in.ourActor(tx, w.signer, iri)
		if err != nil {
			return models.Failed, err
		}
		if known {
			if t.Target.ID == 0 {
				t.Target = a
			}
			continue
		}
		post, known, err := in.ourPost(tx, w.signer, iri)
		if err != nil {
			return models.Failed, err
		}
		if !known {
			continue
		}
		switch _, err := communities.Flag(tx, in.site, w.signer, post.Post, w.act.Reason); {
		case err == nil:
			flagged[post.AuthorID] = true
		case !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Invalid):
			return models.Failed, err
		case post.Local || post.Community != nil && post.Community.Local && (t.Target.ID == 0 || t.Target.ID == post.AuthorID):
			t.Posts = append(t.Posts, post.Post)
		}
	}
	if len(t.Posts) == 0 && len(flagged) > 0 && (t.Target.ID == 0 || flagged[t.Target.ID]) {
		return models.Applied, nil
	}
	if t.Target.ID == 0 && len(t.Posts) > 0 {
		var err error
		if t.Target, err = tx.ActorByID(t.Posts[0].AuthorID); err != nil {
			return models.Failed, err
		}
	}
	if t.Target.ID == 0 {
		return models.NoEffect, nil
	}
	_, err := moderation.Tell(tx, in.site, t)
	return done(err == nil, err)
}
