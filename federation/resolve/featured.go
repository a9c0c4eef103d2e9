package resolve

import (
	"context"
	"strings"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// FoundPin is a change to the pinned posts of somebody elsewhere, by who may make it.
type FoundPin struct {
	Owner models.Actor
	Post  models.IRI
	Off   bool // it is taken off
}

// featured finds whose pinned posts an Add or Remove is about, and makes sure that whoever sends it may change them: the
// owner, or for a community one of its moderators. A post that is pinned and not known here is read at its own server.
// Of one of ours it is asked when it is applied, and only what somebody sent themselves counts. A change to the moderators of a community is told likewise. An Add to anything else, such as another's collection, has no effect.
// spec: ap#add-activity-inbox; ap#remove-activity-inbox; fep-1b12#group-moderation
func (e *errand) featured(ctx context.Context, act *wire.Activity, by models.Actor) (f Found, err error) {
	owner, err := e.ownerOfList(ctx, act.Target, by)
	if err != nil || owner == nil || act.Object == "" {
		return f, err
	}
	if act.Target == owner.Moderators {
		f.Team, err = e.team(ctx, act, owner)
		return f, err
	}
	pin := FoundPin{Owner: *owner, Post: act.Object, Off: act.Kind == wire.Remove}
	if !pin.Off && !owner.Local {
		if f, err = e.announced(ctx, act.Object, e.causedBy(act)); err != nil {
			return Found{}, err
		}
		pin.Post = f.Post.Post.IRI
	}
	f.Pin = &pin
	return f, nil
}

// ownerOfList is whose pinned posts, or which community's moderators, stand at an address, if by may change them; nil where not.
func (e *errand) ownerOfList(ctx context.Context, target models.IRI, by models.Actor) (*models.Actor, error) {
	switch {
	case target == "":
		return nil, nil
	case target.Host() != by.Host && e.site.Ours(target):
		return e.ourList(ctx, target, by)
	case target == by.FeaturedIRI, target == by.Moderators:
		return &by, nil
	}
	var group models.Actor
	err := e.store.Read(ctx, func(tx *store.Tx) (err error) {
		group, err = tx.CommunityWithList(target)
		return err
	})
	if fault.Is(err, fault.Missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	may, err := e.moderates(ctx, &group, by.IRI)
	if err != nil || !may {
		return nil, err
	}
	return &group, nil
}

// ourList is the community of ours whose pinned posts stand at an address, for a person; nil for anything else.
func (e *errand) ourList(ctx context.Context, target models.IRI, by models.Actor) (*models.Actor, error) {
	group, is := strings.CutSuffix(string(target), "/featured")
	if !is || by.Kind == models.Community {
		return nil, nil
	}
	var owner models.Actor
	err := e.store.Read(ctx, func(tx *store.Tx) (err error) {
		owner, err = tx.ActorByIRI(models.IRI(group))
		return err
	})
	if fault.Is(err, fault.Missing) || err == nil && (!owner.Local || owner.Kind != models.Community) {
		return nil, nil
	}
	return &owner, err
}
