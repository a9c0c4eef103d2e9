package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

const actorFresh = models.Time(24 * 60 * 60 * 1000) // how long a document of others is good without being read again

// Actor gives somebody by id: ours from the store, others from there while it is fresh, else from their server. What we
// have is better than nothing when their server does not answer. cause is the reach of the post that names them; nil
// where a person of ours asks. Errors: Gone, Missing, Forbidden with the boundary's sentence, Unreachable.
func (r *Resolver) Actor(ctx context.Context, iri models.IRI, cause *models.Reach) (models.Actor, error) {
	e, ctx, done := r.errand(ctx, cause)
	defer done()
	f, err := e.actor(ctx, iri)
	if err != nil || f.Actor.ID != 0 {
		return f.Actor, err
	}
	return r.keep(ctx, f)
}

// keep stores somebody in a transaction of its own.
func (r *Resolver) keep(ctx context.Context, f FoundActor) (models.Actor, error) {
	var kept FoundActor
	err := r.write(ctx, func(tx *store.Tx) (err error) {
		kept, err = keepActor(tx, f)
		return err
	})
	if err != nil {
		return models.Actor{}, err
	}
	r.changed(kept)
	return kept.Actor, nil
}

// write runs a transaction, and once more when somebody stored the same thing at the same moment.
func (r *Resolver) write(ctx context.Context, fn func(*store.Tx) error) error {
	err := r.store.Write(ctx, fn)
	if fault.Is(err, fault.Conflict) {
		err = r.store.Write(ctx, fn)
	}
	return err
}

// changed forgets what we knew of somebody's keys, once the row is committed.
func (r *Resolver) changed(f FoundActor) {
	for _, k := range f.Keys {
		r.keys.Forget(k.IRI)
	}
	r.owners.put(f.Actor.ID, f.Actor, r.clock.Now())
}

// actor finds somebody without storing anything. An ID says that the row is there and good.
func (e *errand) actor(ctx context.Context, iri models.IRI) (FoundActor, error) {
	stored, fresh, err := e.stored(ctx, iri)
	if err != nil || fresh {
		return FoundActor{Actor: stored}, err
	}
	f, err := e.fetchActor(ctx, iri)
	switch {
	case err == nil:
		return f, nil
	case fault.Is(err, fault.Gone):
		return f, e.noteGone(ctx, stored, err)
	case stored.ID != 0 && stored.Gone == 0:
		return FoundActor{Actor: stored}, nil
	}
	return f, err
}

// stored looks in the store: whom, and whether that is good enough.
func (r *Resolver) stored(ctx context.Context, iri models.IRI) (a models.Actor, fresh bool, err error) {
	err = r.store.Read(ctx, func(tx *store.Tx) error {
		a, err = tx.ActorByIRI(iri)
		fresh = err == nil && (a.Local || a.Gone == 0 && tx.Now()-a.Fetched < actorFresh)
		return err
	})
	switch {
	case err == nil && a.Local && a.Gone != 0:
		return a, false, fault.New(fault.Gone, "resolve.Actor", "This account is closed.")
	case fault.Is(err, fault.Missing) && r.site.Ours(iri):
		return a, false, fault.New(fault.Missing, "resolve.Actor", "There is no such account here.")
	case fault.Is(err, fault.Missing):
		return models.Actor{}, false, nil
	}
	return a, fresh, err
}

// fetchActor reads somebody's document at their own server and makes sure of their address.
func (e *errand) fetchActor(ctx context.Context, iri models.IRI) (FoundActor, error) {
	doc, err := e.document(ctx, iri)
	if err != nil {
		return FoundActor{}, err
	}
	if doc.Actor == nil {
		return FoundActor{}, fault.New(fault.Missing, "resolve.Actor", "This is not an account.")
	}
	f, err := e.found(doc.Actor)
	if err != nil {
		return f, err
	}
	e.address(ctx, &f)
	return f, nil
}

// SaidGone asks the server of somebody who is known here whether they are gone for good: 410 says so, and nothing else does.
// 404 may pass. The error says that it could not be asked just now.
func (r *Resolver) SaidGone(ctx context.Context, iri models.IRI) (a models.Actor, gone bool, err error) {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	if r.site.Ours(iri) {
		return a, false, nil
	}
	if a, _, err = e.stored(ctx, iri); err != nil || a.ID == 0 {
		return a, false, err
	}
	switch _, err := e.document(ctx, iri); fault.KindOf(err) {
	case fault.Gone:
		return a, true, nil
	case fault.Unavailable, fault.Unreachable:
		return a, false, fault.New(fault.Unavailable, "resolve.SaidGone", "The end of the account could not be confirmed just now. Please try again later.").Because(err)
	}
	return a, false, nil
}

// noteGone marks somebody whose server says that they are gone, and gives the error back.
func (r *Resolver) noteGone(ctx context.Context, a models.Actor, gone error) error {
	if a.ID == 0 || a.Gone != 0 {
		return gone
	}
	if err := r.store.Write(ctx, func(tx *store.Tx) error { return people.Depart(tx, a.ID) }); err != nil {
		return err
	}
	return gone
}
