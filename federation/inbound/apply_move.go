package inbound

import (
	"context"

	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

// applyMove: somebody has gone to another account. Their followers here are led there when the new account says so too. The
// new one has no right from the old: it is judged as a stranger (boundary.md, law 16).
// spec: fep-7628
func (in *Inbound) applyMove(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	if f.Move == nil {
		return models.NoEffect, nil
	}
	from, err := tx.ActorByID(w.signer.ID)
	if err != nil {
		return models.Failed, err
	}
	if f.Move.Closed != "" {
		return done(true, people.Unreached(tx, from, f.Move.To.Actor.Host, f.Move.Closed))
	}
	return done(true, people.Relocate(tx, from, f.Move.To.Actor))
}

const ledAtOnce = 100 // followers in one transaction

// Move leads the followers of somebody who moved to the new account, some at a time. Whoever was led there follows the old
// one no more, so that a crash makes nobody be led twice, and what is left is found again.
func (in *Inbound) Move(ctx context.Context, j models.Job) error {
	m, err := jobs.Payload[people.Relocation](j)
	if err != nil {
		return err
	}
	for after, more := models.ID(0), true; more; {
		var last models.ID
		err := in.store.Write(ctx, func(tx *store.Tx) (err error) {
			if last, err = in.leadSome(tx, m, after); err != nil {
				return err
			}
			return jobs.Still(ctx, tx)
		})
		if err != nil {
			return ignoreMissing(err)
		}
		after, more = last, last != 0
	}
	return nil
}

// leadSome leads a portion of the followers after a given one and gives the last of them; 0 when there are no more.
func (in *Inbound) leadSome(tx *store.Tx, m people.Relocation, after models.ID) (last models.ID, err error) {
	from, err := tx.ActorByID(m.From)
	if err != nil {
		return 0, err
	}
	to := models.Actor{Host: m.Where}
	if m.To != 0 {
		if to, err = tx.ActorByID(m.To); err != nil {
			return 0, err
		}
	}
	if from.Local && from.MovedTo != to.IRI {
		return 0, nil // cancelled
	}
	followers, err := tx.FollowersHere(from.ID, after, ledAtOnce)
	if err != nil {
		return 0, err
	}
	for _, who := range followers {
		why := m.Why
		if why == "" {
			why, err = in.against(tx, who, to)
			if err != nil {
				return 0, err
			}
		}
		if err := people.FollowOn(tx, in.site, who, from, to, why); err != nil {
			return 0, err
		}
		last = who.ID
	}
	return last, nil
}

// against is what stands against somebody's follow of the new account; empty for nothing.
func (in *Inbound) against(tx *store.Tx, who, to models.Actor) (string, error) {
	if to.Suspended != 0 {
		return "A moderator suspended that account.", nil
	}
	err := in.gate.May(tx, models.Follow, who, to)
	if fault.Is(err, fault.Forbidden) {
		return fault.Say(err), nil
	}
	return "", err
}
