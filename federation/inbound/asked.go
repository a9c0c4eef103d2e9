package inbound

import (
	"context"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/people"
	"guildhall/store"
)

const lastTry = 8 // of a follow whose server was opened; about a day

// Asked makes a follow that one of ours asked for while its server was closed. They are told what became of it.
func (in *Inbound) Asked(ctx context.Context, j models.Job) error {
	f, err := jobs.Payload[boundary.AskedFollow](j)
	if err != nil {
		return err
	}
	var a models.Asking
	err = in.store.Read(ctx, func(tx *store.Tx) (err error) {
		a, err = tx.Asking(f.Asking)
		return err
	})
	if err != nil || a.State != models.AskOpened {
		return ignoreMissing(err)
	}
	whom, err := in.resolve.Handle(ctx, "@"+a.Address)
	if temporary(err) && j.Attempt < lastTry {
		return err
	}
	if err == nil {
		err = in.store.Write(ctx, func(tx *store.Tx) error {
			by, err := tx.ActorByID(a.AskerID)
			if err != nil || by.Gone != 0 {
				return ignoreMissing(err)
			}
			if err := in.gate.May(tx, models.Follow, by, whom); err != nil {
				return err
			}
			follow, err := people.Follow(tx, in.site, by, whom, "")
			if err != nil {
				return err
			}
			return boundary.Followed(tx, a, follow.State == models.Pending)
		})
	}
	if err == nil || fault.Is(err, fault.Internal) || temporary(err) && j.Attempt < lastTry {
		return err
	}
	return in.store.Write(ctx, func(tx *store.Tx) error { return boundary.Failed(tx, a, fault.Say(err)) })
}

// temporary tells whether another try may go better.
func temporary(err error) bool {
	return fault.Is(err, fault.Unreachable) || fault.Is(err, fault.Unavailable) || fault.Is(err, fault.TooMany)
}
