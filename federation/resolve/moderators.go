package resolve

import (
	"context"
	"slices"
	"time"

	"guildhall/federation/wire"
	"guildhall/models"
)

const (
	moderatorsFresh = time.Hour
	mostModerators  = 200
)

// moderates tells whether somebody moderates a community of another server, as that server lists it. The list is read
// on its own host, in a bounded number of pages, at most once an hour.
// spec: fep-1b12#group-moderation
func (e *errand) moderates(ctx context.Context, group *models.Actor, who models.IRI) (bool, error) {
	if group.Local || group.Kind != models.Community || group.Moderators.Host() != group.Host {
		return false, nil
	}
	list, known := e.moderators.get(group.ID, e.clock.Now())
	if !known {
		var err error
		if list, err = e.members(ctx, group.Moderators, mostModerators); err != nil {
			return false, err
		}
		e.moderators.put(group.ID, list, e.clock.Now())
	}
	return slices.Contains(list, who), nil
}

// mayRemove tells whether a Delete that a community passes on is one of its moderators'. Then the post leaves the community
// here; what it is otherwise is for its author to say.
// spec: fep-1b12#group-moderation
func (e *errand) mayRemove(ctx context.Context, inner *wire.Activity, group models.Actor) (bool, error) {
	if inner.Actor == "" || inner.Object == "" {
		return false, nil
	}
	return e.moderates(ctx, &group, inner.Actor)
}
