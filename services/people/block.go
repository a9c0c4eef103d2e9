package people

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Block lets somebody have nothing more of somebody: follows both ways end, what each brought to the other goes, and
// neither sees the other. act is the id of a remote Block, and empty for one of ours. Blocking twice is one block.
func Block(tx *store.Tx, site paths.Site, by, whom models.Actor, act models.IRI) (models.BlockRow, error) {
	const op = "people.Block"
	switch {
	case by.ID == whom.ID:
		return models.BlockRow{}, fault.New(fault.Invalid, op, "Nobody can block themselves.")
	case by.Local == (act != ""):
		return models.BlockRow{}, fault.New(fault.Internal, op, "A block of another server needs the id of its activity, one of ours has none yet.")
	case !by.Local && !whom.Local:
		return models.BlockRow{}, fault.New(fault.Invalid, op, "This is between other servers.")
	case whom.Kind == models.Organisation && whom.Local:
		return models.BlockRow{}, fault.New(fault.Invalid, op, "The organisation itself cannot be blocked.")
	}
	b, err := tx.Block(by.ID, whom.ID)
	if err == nil || !fault.Is(err, fault.Missing) {
		return b, err
	}
	if err := Unfollow(tx, site, by, whom); err != nil {
		return b, err
	}
	if by.Local { // theirs ends by their own word
		err = Reject(tx, site, by, whom)
	} else {
		err = forgetFollow(tx, whom, by)
	}
	if err != nil {
		return b, err
	}
	b = models.BlockRow{ID: tx.NewID(), IRI: act, ActorID: by.ID, BlockedID: whom.ID, Created: tx.Now()}
	if act == "" {
		b.IRI = site.NewActivity()
	}
	if err := tx.AddBlock(&b); err != nil {
		return b, err
	}
	if err := tx.RaiseEpoch(); err != nil {
		return b, err
	}
	for _, pair := range [][2]models.Actor{{by, whom}, {whom, by}} {
		if !pair[0].Local {
			continue
		}
		if err := tx.RemoveHomeFrom(pair[0].ID, pair[1].ID); err != nil {
			return b, err
		}
		if err := tx.RemoveNoticesFrom(pair[0].ID, pair[1].ID); err != nil {
			return b, err
		}
	}
	if !by.Local || whom.Local || by.Outward == 0 {
		return b, nil
	}
	return b, events.Emit(tx, models.Event{Kind: models.Blocking, Activity: b.IRI, Object: b.IRI, By: by.ID, ActorID: whom.ID})
}

// forgetFollow ends a follow without a word to the other server, which has ended it itself.
func forgetFollow(tx *store.Tx, follower, followee models.Actor) error {
	f, err := tx.Follow(follower.ID, followee.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	return end(tx, f, follower, followee)
}

// Unblock takes a block back. Without one it does nothing. Follows that the block ended do not come back.
func Unblock(tx *store.Tx, site paths.Site, by, whom models.Actor) error {
	b, err := tx.Block(by.ID, whom.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := tx.RemoveBlock(b.ID); err != nil {
		return err
	}
	if err := tx.RaiseEpoch(); err != nil {
		return err
	}
	if !by.Local || whom.Local || by.Outward == 0 {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Block, Activity: site.NewActivity(), Object: b.IRI, By: by.ID, ActorID: whom.ID})
}
