package inbound

import (
	"guildhall/models"
	"guildhall/services/moderation"
	"guildhall/store"
)

// applyReport: somebody elsewhere reports an account of ours, posts of it, or both. What they may not know of is not there.
// spec: as2-vocab#activity-types
func (in *Inbound) applyReport(tx *store.Tx, w work) (models.InboxState, error) {
	t := moderation.Told{By: w.signer, Activity: w.item.Activity, Comment: w.act.Reason}
	names := w.act.Objects
	if len(names) == 0 {
		names = []models.IRI{w.act.Object}
	}
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
		if known && post.Local {
			t.Posts = append(t.Posts, post.Post)
		}
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
