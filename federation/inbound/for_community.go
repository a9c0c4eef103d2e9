package inbound

import (
	"guildhall/events"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// forMembers has a community of ours tell its members what somebody from elsewhere did in it. Only the word of who did it counts, as
// it came from them: what a community passes on, ours or another's, is never passed on again, so nothing goes round.
// spec: fep-1b12#announce
func (in *Inbound) forMembers(tx *store.Tx, w work, post models.Post) error {
	if post.CommunityID == nil || post.Deleted != 0 || post.Audience != models.Everyone || post.ID == 0 {
		return nil
	}
	if w.act.ID == "" || w.act.Actor != w.signer.IRI || w.signer.Kind == models.Community && w.signer.ID != post.AuthorID {
		return nil
	}
	switch w.act.Kind {
	case wire.Create, wire.Update, wire.Delete:
	default:
		return nil
	}
	c, err := tx.ActorByID(*post.CommunityID)
	if err != nil || !c.Local || c.Gone != 0 {
		return ignoreMissing(err)
	}
	if w.act.Kind == wire.Create { // told once, whatever it is called the second time
		told, err := tx.HandedTo(post.ID, false)
		if err != nil || len(told) > 0 {
			return err
		}
	}
	return events.Emit(tx, models.Event{Kind: models.Passed, Activity: in.site.NewActivity(), Object: w.act.ID, By: c.ID, ActorID: w.signer.ID, PostID: post.ID, Row: w.item.ID, Verb: w.act.Verb})
}
