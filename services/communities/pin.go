package communities

import (
	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// MostPins is how many posts stand on top of a community of ours.
const MostPins = 5

// Pin puts a post on top of the community of ours that it stands in, and lets those know who read the community. Whoever looks after it
// may. Pinning twice is one pin.
func Pin(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	p, err := tx.VisiblePost(by.ID, post)
	if err != nil {
		return err
	}
	_, err = PinTold(tx, site, by, p, false, models.Event{})
	return err
}

// Unpin takes a post off again. One that is not pinned is no fault.
func Unpin(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	p, err := tx.VisiblePost(by.ID, post)
	if err != nil {
		return err
	}
	_, err = PinTold(tx, site, by, p, true, models.Event{})
	return err
}

// PinTold is Pin, or with off Unpin, also by somebody elsewhere who looks after the community: told names their activity (Object) and the
// row in which it came. It tells whether there was anything to do.
func PinTold(tx *store.Tx, site paths.Site, by models.Actor, post models.Post, off bool, told models.Event) (bool, error) {
	const op = "communities.Pin"
	if post.CommunityID == nil || post.Deleted != 0 {
		return false, fault.New(fault.Invalid, op, "Only what stands in a community is pinned there.")
	}
	community, err := tx.ActorByID(*post.CommunityID)
	if err != nil {
		return false, err
	}
	if !community.Local {
		return false, fault.New(fault.Invalid, op, "What stands on top of a community elsewhere is for its own moderators to say.")
	}
	if err := access.RequireKeep(tx, by, community.ID, op); err != nil {
		return false, err
	}
	if post.Audience != models.Everyone && post.Audience != models.Members {
		return false, fault.New(fault.Invalid, op, "Only what the whole community reads is pinned.")
	}
	told.Kind = models.PostPinned
	act := models.Act{Verb: "community.pinned", What: community.Address(), After: string(post.IRI)}
	if off {
		told.Kind, act.Verb, act.Before, act.After = models.PostUnpinned, "community.unpinned", act.After, ""
	}
	if fresh, err := pin(tx, op, community, post, off); err != nil || !fresh {
		return false, err
	}
	if err := ledger.Act(tx, by, act); err != nil {
		return false, err
	}
	if community.Outward == 0 || post.Audience != models.Everyone || post.Distance.IsInside() {
		return true, nil
	}
	told.Activity, told.By, told.ActorID, told.PostID = site.NewActivity(), community.ID, by.ID, post.ID
	return true, events.Emit(tx, told)
}

// pin changes the list, and tells whether it was otherwise before.
func pin(tx *store.Tx, op string, community models.Actor, post models.Post, off bool) (bool, error) {
	if off {
		return tx.RemovePin(community.ID, post.ID)
	}
	if err := tx.HoldPins(community.ID); err != nil {
		return false, err
	}
	if there, err := tx.IsPinned(community.ID, post.ID); err != nil || there {
		return false, err
	}
	pins, err := tx.Pins(community.ID, 0)
	if err == nil && len(pins) >= MostPins {
		err = fault.New(fault.Invalid, op, "The community has five pinned posts already. Take one off first.")
	}
	if err != nil {
		return false, err
	}
	return tx.AddPin(models.Pin{ActorID: community.ID, PostID: post.ID, Created: tx.Now()})
}
