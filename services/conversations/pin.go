package conversations

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Limits of what is pinned to one profile.
const (
	MostPins   = 5  // by people of ours
	mostTheirs = 20 // by people and communities elsewhere; the oldest make room
)

// Pin puts a post of one's own on top of one's profile, and lets those know who may read the post. What is for oneself or
// for people named is not pinned. Pinning twice is one pin.
func Pin(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	const op = "conversations.Pin"
	p, err := ownLiving(tx, op, by, post)
	if err != nil {
		return err
	}
	if p.Audience != models.Everyone && p.Audience != models.Followers {
		return fault.New(fault.Invalid, op, "Only a post for everyone or for followers can be pinned.")
	}
	if err := tx.HoldPins(by.ID); err != nil {
		return err
	}
	pins, err := tx.Pins(by.ID, 0)
	if err != nil {
		return err
	}
	for _, id := range pins {
		if id == p.ID {
			return nil
		}
	}
	if len(pins) >= MostPins {
		return fault.New(fault.Invalid, op, "You have five pinned posts already. Take one off first.")
	}
	fresh, err := tx.AddPin(models.Pin{ActorID: by.ID, PostID: p.ID, Created: tx.Now()})
	if err != nil || !fresh || !leaves(p.Reach) {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PostPinned, Activity: site.NewActivity(), By: by.ID, PostID: p.ID, Object: p.IRI})
}

// Unpin takes a post off again. One that is not pinned is no fault.
func Unpin(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	p, err := ownLiving(tx, "conversations.Unpin", by, post)
	if err != nil {
		return err
	}
	was, err := tx.RemovePin(by.ID, p.ID)
	if err != nil || !was || !leaves(p.Reach) {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PostUnpinned, Activity: site.NewActivity(), By: by.ID, PostID: p.ID, Object: p.IRI})
}

// ownLiving finds a post that somebody of ours wrote. Others' that they may not read are Missing, as everywhere.
func ownLiving(tx *store.Tx, op string, by models.Actor, post models.ID) (models.Post, error) {
	p, err := tx.VisiblePost(by.ID, post)
	if err == nil && (p.AuthorID != by.ID || !by.Local) {
		err = fault.New(fault.Invalid, op, "Only your own posts can be pinned.")
	}
	return p, err
}

// Feature notes that somebody elsewhere pinned a post: one of theirs, or one in their community. It tells whether the post
// can be theirs to pin.
func Feature(tx *store.Tx, owner models.Actor, post models.Post, at models.Time) (bool, error) {
	theirs := post.AuthorID == owner.ID || owner.Kind == models.Community && post.CommunityID != nil && *post.CommunityID == owner.ID
	if owner.Local || !theirs || post.Deleted != 0 || (post.Audience != models.Everyone && post.Audience != models.Followers) {
		return false, nil
	}
	if err := tx.HoldPins(owner.ID); err != nil {
		return false, err
	}
	pins, err := tx.Pins(owner.ID, 0)
	if err != nil {
		return false, err
	}
	for n := len(pins) - 1; n >= mostTheirs-1; n-- {
		if _, err := tx.RemovePin(owner.ID, pins[n]); err != nil {
			return false, err
		}
	}
	_, err = tx.AddPin(models.Pin{ActorID: owner.ID, PostID: post.ID, Created: at})
	return true, err
}
