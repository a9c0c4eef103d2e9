package resolve

import (
	"context"

	"guildhall/federation/wire"
	"guildhall/models"
)

// FoundReaction is what somebody did to a post, or took back, as a community passed it on: by their own server's word.
type FoundReaction struct {
	By  FoundActor
	Act *wire.Activity // a Like, Reaction or Dislike, or the Undo of one
}

// reactionIn is the reaction that an activity is, or takes back; nil for anything else.
func reactionIn(act *wire.Activity) *wire.Activity {
	if act.Kind == wire.Undo {
		act = act.Inner
	}
	if act == nil {
		return nil
	}
	switch act.Kind {
	case wire.Like, wire.Reaction, wire.Dislike:
		return act
	}
	return nil
}

// reacted finds a reaction that a community passes on, if the post is here. Of its own server's people a community has the word; of
// others the activity is read where it lives, and what it says there counts. Nothing comes of one that says something else.
// spec: fep-1b12#announce; fep-fe34#origin
func (e *errand) reacted(ctx context.Context, inner *wire.Activity, signer models.Actor, cause *models.Reach) (Found, error) {
	about := reactionIn(inner).Object
	if e.site.Ours(inner.Actor) { // it comes back
		return Found{}, nil
	}
	if _, known, err := e.known(ctx, about, signer); err != nil || !known {
		return Found{}, err
	}
	var f Found
	err := e.with(cause, func() error {
		r := FoundReaction{Act: inner}
		if inner.Actor.Host() != signer.Host {
			doc, err := e.document(ctx, inner.ID)
			if err != nil {
				return err
			}
			act := doc.Activity
			if act == nil || act.Actor != inner.Actor || act.Origin() != nil || reactionIn(act) == nil || reactionIn(act).Object != about || (act.Kind == wire.Undo) != (inner.Kind == wire.Undo) {
				return nil
			}
			r.Act = act
		}
		var err error
		if r.By, err = e.actor(ctx, inner.Actor); err == nil {
			f.Reaction = &r
		}
		return err
	})
	return f, err
}
