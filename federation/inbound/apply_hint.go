package inbound

import (
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// applyHint: somebody passed on what another did, and it was looked up where it lives. Without a trace there, nothing happens.
// spec: ap#inbox-forwarding
func (in *Inbound) applyHint(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	switch {
	case len(f.Ended) > 0:
		return in.ended(tx, f.Ended)
	case f.Post == nil:
		return models.NoEffect, nil
	case w.act.Kind == wire.Update:
		return in.revise(tx, w, f)
	}
	return in.applyCreate(tx, w, f)
}
