package inbound

import (
	"guildhall/federation/resolve"
	"guildhall/models"
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
	if f.Pin.Off {
		return done(tx.RemovePin(f.Pin.Owner.ID, post.ID))
	}
	return done(conversations.Feature(tx, f.Pin.Owner, post.Post, tx.Now()))
}
