package resolve

import (
	"context"
	"slices"
	"time"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
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

// FoundTeam says that somebody moderates a community of another server from now on, or no more.
type FoundTeam struct {
	Group models.Actor
	Who   models.IRI
	Off   bool
}

// team is a change to the moderators of a community elsewhere, by who may make it: its list is read anew the next time, and at once
// where it is about somebody of ours, for whom only the list itself counts.
// spec: fep-1b12#group-moderation
func (e *errand) team(ctx context.Context, act *wire.Activity, group *models.Actor) (*FoundTeam, error) {
	if group.Local || group.Kind != models.Community {
		return nil, nil
	}
	e.moderators.forget(group.ID)
	t := FoundTeam{Group: *group, Who: act.Object, Off: act.Kind == wire.Remove}
	if !e.site.Ours(t.Who) {
		return &t, nil
	}
	listed, err := e.moderates(ctx, group, t.Who)
	if err != nil || listed == t.Off {
		return nil, err
	}
	return &t, nil
}

// FoundRuling is what somebody who may decided in a community, or takes back.
type FoundRuling struct {
	Group  models.Actor
	By     models.IRI
	Act    *wire.Activity // a Lock, a Block, or a Delete or Remove of a post in it
	Back   bool
	Brings bool // what left with a ban comes back with it
}

// ruling finds what a Lock, Block, Remove, Delete or the Undo of one means in a community, and makes sure that whoever did it may. In
// a community elsewhere its own word counts, and that of those whom its own list names as moderators, passed on by the community
// or sent by themselves; nobody else's. In one of ours it is asked when it is applied, and only what somebody sent themselves counts.
// spec: fep-1b12#group-moderation; fep-fe34#origin
func (e *errand) ruling(ctx context.Context, act *wire.Activity, signer models.Actor) (*FoundRuling, error) {
	r := FoundRuling{By: act.Actor, Act: act}
	if act.Kind == wire.Undo {
		if act.Inner == nil {
			return nil, nil
		}
		r.Act, r.Back, r.Brings = act.Inner, true, act.RestoresData
	}
	switch r.Act.Kind {
	case wire.Lock, wire.Block, wire.Remove, wire.Delete:
	default:
		return nil, nil
	}
	if r.By == "" || r.Act.Object == "" || r.Act.Object == r.By {
		return nil, nil
	}
	if r.Act.Kind == wire.Delete {
		if own, err := e.wrote(ctx, r.By, r.Act.Object, signer); err != nil || own {
			return nil, err
		}
	}
	group, err := e.groupOf(ctx, r.Act, signer)
	if err != nil || group == nil {
		return nil, err
	}
	r.Group = *group
	switch {
	case group.Local:
		return &r, nil
	case r.By == group.IRI && signer.ID == group.ID:
		return &r, nil
	}
	may, err := e.moderates(ctx, group, r.By)
	if err != nil || !may {
		return nil, err
	}
	return &r, nil
}

// wrote tells whether a post is not here, as far as whoever sends the Delete may know, or is somebody's own: then it is no moderator's.
func (e *errand) wrote(ctx context.Context, who, iri models.IRI, signer models.Actor) (own bool, err error) {
	view, known, err := e.known(ctx, iri, signer)
	return !known || view.Author.IRI == who, err
}

// groupOf is the community that an act of moderation is about: the one that says it itself or passes it on, else the one that it
// names; nil for none. A ban from a whole server is none, and so is a change to a list.
func (e *errand) groupOf(ctx context.Context, act *wire.Activity, signer models.Actor) (*models.Actor, error) {
	if act.Kind == wire.Block && act.Target == "" {
		return nil, nil
	}
	names := []models.IRI{act.Target}
	switch {
	case act.Kind == wire.Block:
	case act.Kind == wire.Remove && act.Target != "" && act.Target != signer.IRI:
		return nil, nil
	case signer.Kind == models.Community:
		names = []models.IRI{signer.IRI}
	default:
		names = append(append(append(names, act.Audience...), act.Cc...), act.To...)
	}
	if signer.Kind == models.Community {
		if names[0] != signer.IRI {
			return nil, nil
		}
		return &signer, nil
	}
	var group *models.Actor
	err := e.store.Read(ctx, func(tx *store.Tx) error {
		for _, iri := range names[:min(len(names), mostNamed)] {
			a, err := tx.ActorByIRI(iri)
			switch {
			case fault.Is(err, fault.Missing):
			case err != nil:
				return err
			case a.Kind == models.Community && a.Gone == 0:
				group = &a
				return nil
			}
		}
		return nil
	})
	return group, err
}

// mostNamed is how many of the names in an act of moderation are looked at for its community.
const mostNamed = 10
