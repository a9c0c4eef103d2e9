package resolve

import (
	"context"
	"slices"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// FoundMove is where somebody elsewhere says that they have gone, as the new account sees it.
type FoundMove struct {
	To     FoundActor // the new account as it is now; without an ID when it lives elsewhere
	Closed string     // why its server is closed to us, so that nobody could be asked; empty when they were
}

// moved asks the account that somebody says they moved to whether it is theirs: it must list the old one among its aliases
// and must not have moved on itself. It is read at its own server, now; a Move that it does not confirm has no effect. Where
// nobody here follows the old account nothing is asked.
// spec: as2-vocab#activity-types; fep-7628
func (e *errand) moved(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	to := act.Target
	if act.Object != signer.IRI || to == signer.IRI || to.Host() == "" {
		return Found{}, nil
	}
	missed := 0
	err := e.store.Read(ctx, func(tx *store.Tx) (err error) {
		missed, err = tx.CountLocalFollowers(signer.ID)
		return err
	})
	if err != nil || missed == 0 {
		return Found{}, err
	}
	target, err := e.here(ctx, to)
	switch {
	case fault.Is(err, fault.Forbidden):
		return Found{Move: &FoundMove{To: FoundActor{Actor: models.Actor{IRI: to, Host: to.Host()}}, Closed: fault.Say(err)}}, nil
	case err != nil:
		return Found{}, err
	}
	a := &target.Actor
	if a.IRI == signer.IRI || a.MovedTo != "" || !slices.Contains(a.AlsoKnownAs, signer.IRI) {
		return Found{}, nil
	}
	return Found{Move: &FoundMove{To: target}}, nil
}

// here is an account as it is now: ours, if it can be found from outside, or as its own server tells.
func (e *errand) here(ctx context.Context, iri models.IRI) (FoundActor, error) {
	if !e.site.Ours(iri) {
		return e.fetchActor(ctx, iri)
	}
	a, _, err := e.stored(ctx, iri)
	if err == nil && a.Outward == 0 {
		err = fault.New(fault.Missing, "resolve.Find", "There is no such account here.")
	}
	return FoundActor{Actor: a}, err
}

// Fresh gives somebody elsewhere as their server tells at this moment, and keeps that: for an act of a person of ours that
// rests on it. Errors are those of Actor.
func (r *Resolver) Fresh(ctx context.Context, iri models.IRI) (models.Actor, error) {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	f, err := e.here(ctx, iri)
	if err != nil || f.Actor.ID != 0 {
		return f.Actor, err
	}
	return r.keep(ctx, f)
}
