package people

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/home"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Follow lets somebody follow somebody. act is the id of a remote Follow, and empty for one of ours. The answer comes
// back in State: models.Pending while a person or another server decides, models.Accepted, or models.Denied for a remote
// follower who is refused and told so. Following twice is one follow. A person of ours who has not gone outward does not
// exist for others (kind Hidden).
func Follow(tx *store.Tx, site paths.Site, by, whom models.Actor, act models.IRI) (models.Following, error) {
	const op = "people.Follow"
	if err := mayFollow(op, by, whom, act); err != nil {
		return models.Following{}, err
	}
	parted, err := tx.Blocked(by.ID, whom.ID)
	if err != nil {
		return models.Following{}, err
	}
	if parted || whom.Kind == models.Organisation {
		if by.Local {
			return models.Following{}, fault.New(fault.Forbidden, op, "You cannot follow this account. If you block it, unblock it first.")
		}
		return deny(tx, site, models.Following{IRI: act, FollowerID: by.ID, FolloweeID: whom.ID})
	}
	if !whom.Local {
		if by, err = notices.Outward(tx, by); err != nil {
			return models.Following{}, err
		}
	}
	f, err := tx.Follow(by.ID, whom.ID)
	switch {
	case err == nil:
		return again(tx, site, by, whom, f, act)
	case !fault.Is(err, fault.Missing):
		return f, err
	case whom.MovedTo != "" && by.Local:
		return f, fault.New(fault.Forbidden, op, whom.Address()+" has moved elsewhere. Follow the new account.")
	case whom.MovedTo != "":
		return deny(tx, site, models.Following{IRI: act, FollowerID: by.ID, FolloweeID: whom.ID})
	}
	f = models.Following{ID: tx.NewID(), IRI: act, FollowerID: by.ID, FolloweeID: whom.ID, State: models.Accepted, Created: tx.Now()}
	if act == "" {
		f.IRI = site.NewActivity()
	}
	if !whom.Local || whom.Locked {
		f.State = models.Pending
	}
	if whom.Local && whom.Kind == models.Community {
		if f.State, err = letIn(tx, by, whom); fault.Is(err, fault.Forbidden) && !by.Local {
			return deny(tx, site, f)
		}
		if err != nil {
			return f, err
		}
	}
	if err := tx.AddFollow(&f); err != nil {
		return f, err
	}
	switch {
	case !whom.Local:
		if err := tx.ForgetRefusal(by.ID, whom.ID); err != nil {
			return f, err
		}
		return f, events.Emit(tx, models.Event{Kind: models.FollowAsked, Activity: f.IRI, Object: f.IRI, By: by.ID, ActorID: whom.ID})
	case f.State == models.Pending && whom.Kind == models.Community:
		return f, tellLead(tx, whom, by)
	case f.State == models.Pending:
		return f, notices.Tell(tx, whom, models.NoticeRequest, by, 0)
	}
	return f, taken(tx, site, f, by, whom)
}

func mayFollow(op string, by, whom models.Actor, act models.IRI) error {
	switch {
	case by.ID == whom.ID:
		return fault.New(fault.Invalid, op, "Nobody can follow themselves.")
	case by.Local == (act != ""):
		return fault.New(fault.Internal, op, "A follow of another server needs the id of its activity, one of ours has none yet.")
	case !by.Local && !whom.Local:
		return fault.New(fault.Invalid, op, "This is between other servers.")
	case whom.Gone != 0:
		return fault.New(fault.Missing, op, "There is no such account.")
	case !by.Local && whom.Outward == 0 && whom.Kind != models.Organisation:
		return fault.New(fault.Hidden, op, "There is no such account.")
	}
	return nil
}

// again answers a follow that is there already. A server that asks once more under a new id has forgotten the old one.
func again(tx *store.Tx, site paths.Site, by, whom models.Actor, f models.Following, act models.IRI) (models.Following, error) {
	if by.Local {
		return f, nil
	}
	if f.IRI != act {
		f.IRI = act
		if err := tx.SaveFollow(&f); err != nil {
			return f, err
		}
	}
	if f.State == models.Pending {
		return f, nil
	}
	return f, tellTaken(tx, site, f)
}

// taken does what follows from an accepted follow.
func taken(tx *store.Tx, site paths.Site, f models.Following, follower, followee models.Actor) error {
	if err := home.Fill(tx, follower, followee.ID); err != nil {
		return err
	}
	if !followee.Local {
		return nil
	}
	if followee.Kind == models.Community {
		if err := joined(tx, follower, followee); err != nil {
			return err
		}
	}
	if err := notices.Tell(tx, followee, models.NoticeFollow, follower, 0); err != nil {
		return err
	}
	if follower.Local {
		return nil
	}
	return tellTaken(tx, site, f)
}

func tellTaken(tx *store.Tx, site paths.Site, f models.Following) error {
	return events.Emit(tx, models.Event{Kind: models.FollowTaken, Activity: site.NewActivity(), Object: f.IRI, By: f.FolloweeID, ActorID: f.FollowerID, Verb: models.Follow})
}

// deny refuses a follow of another server and lets it know.
func deny(tx *store.Tx, site paths.Site, f models.Following) (models.Following, error) {
	f.State = models.Denied
	return f, events.Emit(tx, models.Event{Kind: models.FollowDenied, Activity: site.NewActivity(), Object: f.IRI, By: f.FolloweeID, ActorID: f.FollowerID, Verb: models.Follow})
}

// Refuse answers a follow that arrived and that the boundary did not let in with a Reject (boundary.md, law 14). Nothing
// is stored of it.
func Refuse(tx *store.Tx, site paths.Site, by, whom models.Actor, act models.IRI) (models.Following, error) {
	if !whom.Local || whom.Gone != 0 || (whom.Outward == 0 && whom.Kind != models.Organisation) {
		return models.Following{}, fault.New(fault.Hidden, "people.Refuse", "There is no such account.")
	}
	return deny(tx, site, models.Following{IRI: act, FollowerID: by.ID, FolloweeID: whom.ID})
}

// Unfollow ends a follow, takes a request back, or puts the refusal of one aside. Without any it does nothing.
func Unfollow(tx *store.Tx, site paths.Site, by, whom models.Actor) error {
	if err := tx.ForgetRefusal(by.ID, whom.ID); err != nil {
		return err
	}
	f, err := tx.Follow(by.ID, whom.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	if whom.Local && whom.Kind == models.Community {
		if err := leave(tx, by, whom); err != nil {
			return err
		}
	}
	if err := end(tx, f, by, whom); err != nil {
		return err
	}
	if !by.Local || whom.Local {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Follow, Activity: site.NewActivity(), Object: f.IRI, By: by.ID, ActorID: whom.ID})
}

// Accept lets a follower in who asked: by is the one followed. Without a request it is a fault of kind Missing; what is
// accepted already stays so.
func Accept(tx *store.Tx, site paths.Site, by, follower models.Actor) (models.Following, error) {
	f, err := tx.Follow(follower.ID, by.ID)
	if err != nil || f.State == models.Accepted {
		return f, err
	}
	if by.Local && by.MovedTo != "" {
		return f, fault.New(fault.Forbidden, "people.Accept", "You have moved to another account, so nobody new follows you here. Refuse the request, or cancel the move in your settings.")
	}
	f.State = models.Accepted
	if err := tx.SaveFollow(&f); err != nil {
		return f, err
	}
	if err := notices.TakeBack(tx, by.ID, models.NoticeRequest, follower.ID, 0); err != nil {
		return f, err
	}
	return f, taken(tx, site, f, follower, by)
}

// Reject refuses a request, or removes a follower later: by is the one followed. Without a follow it does nothing.
func Reject(tx *store.Tx, site paths.Site, by, follower models.Actor) error {
	f, err := tx.Follow(follower.ID, by.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := end(tx, f, follower, by); err != nil {
		return err
	}
	if !by.Local {
		return refusedBy(tx, f, by, follower)
	}
	if follower.Local {
		return nil
	}
	_, err = deny(tx, site, f)
	return err
}

// end forgets a follow and what it brought. What waits to be sent to a follower elsewhere is judged anew.
func end(tx *store.Tx, f models.Following, follower, followee models.Actor) error {
	if err := tx.RemoveFollow(f.ID); err != nil {
		return err
	}
	if !follower.Local {
		if err := tx.RaiseEpoch(); err != nil {
			return err
		}
	}
	if follower.Local {
		if err := tx.RemoveHomeFrom(follower.ID, followee.ID); err != nil {
			return err
		}
	}
	if followee.Local {
		return notices.TakeBack(tx, followee.ID, models.NoticeRequest, follower.ID, 0)
	}
	return nil
}

func ignoreMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
