package inbound

import (
	"slices"

	"guildhall/events"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// passOn has a public reply to a public post of ours go on to those who follow its author, who may be on servers that the
// replier does not know. A new reply must name those followers; a change or an end goes to whoever was handed the reply.
// spec: ap#inbox-forwarding
func (in *Inbound) passOn(tx *store.Tx, w work, reply models.Post) error {
	create := w.act.Kind == wire.Create
	switch {
	case !create && w.act.Kind != wire.Update && w.act.Kind != wire.Delete:
		return nil
	case w.act.ID == "" || reply.ID == 0 || reply.Local || reply.ParentID == nil || w.act.Actor != w.signer.IRI:
		return nil // nothing to name it by, or a hint: whoever it comes from passes it on
	case reply.Audience != models.Everyone || !reply.Distance.World:
		return nil
	}
	parent, err := tx.PostByID(*reply.ParentID)
	if err != nil || !parent.Local || parent.Deleted != 0 || parent.Audience != models.Everyone || !parent.Distance.World {
		return ignoreMissing(err)
	}
	author, err := tx.ActorByID(parent.AuthorID)
	if err != nil {
		return err
	}
	followers := in.site.Followers(author.IRI)
	if create && !slices.Contains(w.act.To, followers) && !slices.Contains(w.act.Cc, followers) {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.ReplyPassed, Activity: w.act.ID, By: author.ID, PostID: reply.ID, Row: w.item.ID, Verb: w.act.Verb})
}
