package outbound

import (
	"slices"

	"guildhall/federation/wire"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// announced is a community's word to its members about what one of them did: the activity for threaded software. It does not go back
// to the server that it came from, and what is done to a post goes only where the post is.
// spec: fep-1b12#announce
func (o *Outbound) announced(tx *store.Tx, community models.Actor, members []gate.Receiver, inner policy.Act, view *models.PostView, act models.IRI, at models.Time) (send, error) {
	if !inner.Actor.Local {
		members = slices.DeleteFunc(slices.Clone(members), func(r gate.Receiver) bool {
			return r.Inbox.Host() == inner.Actor.Host || slices.Contains(r.Hosts, inner.Actor.Host)
		})
	}
	if inner.Verb != models.Create {
		have, err := o.handed(tx, view.ID)
		if err != nil {
			return send{}, err
		}
		holds := make(map[models.IRI]bool, len(have))
		for _, h := range have {
			holds[h.Inbox] = true
		}
		members = slices.DeleteFunc(slices.Clone(members), func(r gate.Receiver) bool { return !holds[r.Inbox] })
	}
	announce := policy.Act{IRI: act, Verb: models.Announce, Actor: community, Object: inner.IRI, Inner: &inner, Reach: view.Reach, At: at}
	if !inner.Verb.Withdraws() {
		announce.Post = view
	}
	return send{act: announce, to: members}, nil
}

// shared is the same word for microblogs, which show the bare post as the community's share.
func (o *Outbound) shared(community models.Actor, members []gate.Receiver, view *models.PostView, act models.IRI, at models.Time) send {
	share := policy.Act{IRI: act + "/object", Verb: models.Announce, Actor: community, Object: view.IRI, Post: view, Reach: view.Reach, At: at}
	return send{act: share, to: members, has: view.ID}
}

// forMembers adds to the sends of one of ours what the community that the post stands in tells its members.
func (o *Outbound) forMembers(tx *store.Tx, view *models.PostView, inner policy.Act, e models.Event, sends []send) ([]send, error) {
	if view.Community == nil || !view.Community.Local || view.Audience != models.Everyone || e.By == view.Community.ID {
		return sends, nil
	}
	act := e.Activity
	if inner.Verb != models.Create {
		act += "/announce"
	}
	members, err := o.followers(tx, view.Community.ID)
	if err != nil {
		return nil, err
	}
	s, err := o.announced(tx, *view.Community, members, inner, view, act, e.At)
	if err != nil {
		return nil, err
	}
	if inner.Verb != models.Create {
		return append(sends, s), nil
	}
	s.has = view.ID
	return append(sends, s, o.shared(*view.Community, members, view, act, e.At)), nil
}

// planPassed: a community of ours tells its members what somebody from elsewhere did in it. Their bytes go along as they came where
// no rule looks into what crosses; else by id, for their own server to vouch for.
// spec: fep-1b12#announce
func (o *Outbound) planPassed(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	item, err := tx.InboxItem(e.Row)
	if err != nil || len(item.Body) == 0 {
		return nil, nothingLeft(err)
	}
	doc, err := wire.Parse(item.Body)
	if err != nil || doc.Activity == nil {
		return nil, nil
	}
	author, err := tx.ActorByID(e.ActorID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	view, err := tx.PostView(e.PostID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	if view.Community == nil || view.Community.ID != by.ID || view.Deleted != 0 && e.Verb != models.Delete {
		return nil, nil
	}
	inner := policy.Act{IRI: doc.Activity.ID, Verb: e.Verb, Actor: author, Object: view.IRI}
	if !e.Verb.Withdraws() && !o.gate.Rules(tx) {
		inner.Raw = item.Body
	}
	members, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	s, err := o.announced(tx, by, members, inner, &view, e.Activity, e.At)
	if err != nil || e.Verb != models.Create {
		if e.Verb == models.Delete {
			s.has, s.ends = view.ID, true
		}
		return []send{s}, err
	}
	s.has = view.ID
	return []send{s, o.shared(by, members, &view, e.Activity, e.At)}, nil
}

// planInvite: a community invites somebody elsewhere: the person is the object, the community the target. An invitation that was taken or
// taken back meanwhile is not sent.
// spec: as2-vocab#activity-types
func (o *Outbound) planInvite(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, err
	}
	if invited, err := tx.Invited(by.ID, whom.ID); err != nil || !invited {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: models.Invite, Actor: by, Object: whom.IRI, Target: by.IRI, To: []models.IRI{whom.IRI}, At: e.At}
	return []send{{act: act, to: o.alsoActor(nil, &whom)}}, nil
}

// alsoCommunity lets a vote, or its end, count in the community elsewhere that the post stands in: it is named, and told where the
// author's server is another.
func (o *Outbound) alsoCommunity(to []gate.Receiver, view *models.PostView, vote *policy.Act) []gate.Receiver {
	c := view.Community
	if c == nil || c.Local || view.Audience != models.Everyone {
		return to
	}
	vote.Audience = c.IRI
	if c.Host == view.Author.Host {
		return to
	}
	return o.alsoActor(to, c)
}
