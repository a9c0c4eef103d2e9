package inbound

import (
	"slices"

	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// applyVote: somebody elsewhere chooses an option of a poll of ours, by its name. What names no option of a poll that they
// may read has no effect; a vote is never shown as a post.
// spec: as2-vocab#questions
func (in *Inbound) applyVote(tx *store.Tx, w work) (models.InboxState, error) {
	n := w.act.Note
	if n == nil || n.Author != w.signer.IRI {
		return models.NoEffect, nil
	}
	view, known, err := in.ourPost(tx, w.signer, n.ReplyTo)
	if err != nil || !known || !view.Local || view.Poll == nil {
		return done(false, err)
	}
	choice := slices.IndexFunc(view.Poll.Options, func(o models.Option) bool { return o.Name == n.Choice })
	if choice < 0 {
		return models.NoEffect, nil
	}
	return done(true, conversations.Vote(tx, in.site, w.signer, view.ID, []int{choice}))
}

// finish settles an activity. The bytes of a vote are forgotten with it: who chose what is nobody's to read but the voter's.
func (in *Inbound) finish(tx *store.Tx, w work, state models.InboxState, rule, why string) error {
	if err := tx.SettleInbox(w.item.ID, state, rule, why); err != nil {
		return err
	}
	if w.act != nil && w.act.Kind == wire.Vote && state != models.Held {
		return tx.ForgetInbox(w.item.ID)
	}
	return nil
}
