package inbound

import (
	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
)

// applyPin: somebody pins a post of theirs or of their community, or takes one off. Who may do so was found out before.
// spec: ap#add-activity-inbox; ap#remove-activity-inbox
func (in *Inbound) applyPin(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	if f.Pin == nil {
		return models.NoEffect, nil
	}
	post, known, err := in.ourPost(tx, w.signer, f.Pin.Post)
	if err != nil || !known {
		return done(false, err)
	}
	if f.Pin.Owner.Local {
		return in.pinInOurs(tx, w, f.Pin, post.Post)
	}
	if f.Pin.Off {
		return done(tx.RemovePin(f.Pin.Owner.ID, post.ID))
	}
	return done(conversations.Feature(tx, f.Pin.Owner, post.Post, tx.Now()))
}

// pinInOurs: somebody elsewhere who looks after a community of ours pins a post in it, or takes it off. More than are pinned at once
// has no effect.
// spec: fep-1b12#group-moderation
func (in *Inbound) pinInOurs(tx *store.Tx, w work, p *resolve.FoundPin, post models.Post) (models.InboxState, error) {
	known, err := in.gate.Known(tx, w.signer, &p.Owner)
	if err != nil || !known || post.CommunityID == nil || *post.CommunityID != p.Owner.ID {
		return done(false, err)
	}
	changed, err := communities.PinTold(tx, in.site, w.signer, post, p.Off, models.Event{Object: w.item.Activity, Row: w.item.ID})
	if fault.Is(err, fault.Invalid) {
		return models.NoEffect, nil
	}
	return done(changed, err)
}
