package resolve

import (
	"bytes"
	"context"
	"crypto"
	"time"

	"guildhall/federation/wire"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/store"
)

const (
	ownerFresh    = time.Minute     // how long the owner of a key is believed without looking at the row
	rotationEvery = 5 * time.Minute // how often one key may be fetched anew because a signature did not fit
)

// heldKey is a key that we hold with its owner.
type heldKey struct {
	public crypto.PublicKey
	actor  models.Actor
}

// held finds a key that we hold; fault.Missing when we hold none that is in use.
func (r *Resolver) held(ctx context.Context, keyID models.IRI) (heldKey, error) {
	key, err := r.keys.Public(ctx, keyID)
	if err != nil {
		return heldKey{}, err
	}
	if a, ok := r.owners.get(key.ActorID, r.clock.Now()); ok {
		return heldKey{key.Key, a}, nil
	}
	k := heldKey{public: key.Key}
	err = r.store.Read(ctx, func(tx *store.Tx) (err error) {
		k.actor, err = tx.ActorByID(key.ActorID)
		return err
	})
	if err == nil {
		r.owners.put(key.ActorID, k.actor, r.clock.Now())
	}
	return k, err
}

// house is the organisation's own actor, with its keys. It never changes its id.
func (r *Resolver) house(ctx context.Context) (*models.Actor, error) {
	if a := r.organisation.Load(); a != nil {
		return a, nil
	}
	var a models.Actor
	err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
		a, err = tx.OrganisationActor()
		return err
	})
	if err == nil {
		err = r.keys.Ensure(ctx, a) // before the first use, with no transaction open
	}
	if err == nil {
		r.organisation.Store(&a)
	}
	return &a, err
}

// ownKey is its key, which signs all that we fetch.
func (r *Resolver) ownKey(ctx context.Context) (keys.Signer, error) {
	a, err := r.house(ctx)
	if err != nil {
		return keys.Signer{}, err
	}
	return r.keys.Signer(ctx, a.ID, models.RSA)
}

// keyFound is a key read from where its id leads.
type keyFound struct {
	wire.KeyView
	whole *wire.ActorView // the owner's own document, when that is what was read
}

// key goes to the address of a key. It may lead to the owner's document, to a key by itself, or to a stub of the owner.
// spec: fep-521a#multikey; fep-fe34#origin
func (e *errand) key(ctx context.Context, keyID models.IRI) (keyFound, error) {
	doc, from, err := e.read(ctx, bare(keyID))
	if err != nil {
		return keyFound{}, err
	}
	if from.Host() != keyID.Host() {
		return keyFound{}, unsigned("The keyId leads to another server. Serve the key from the host that its id names.")
	}
	switch {
	case doc.Actor != nil:
		for _, k := range doc.Actor.Keys {
			if k.ID != keyID {
				continue
			}
			found := keyFound{KeyView: k}
			if doc.ID == bare(keyID) || doc.ID == from {
				found.whole = doc.Actor
			}
			return found, nil
		}
	case doc.Key != nil && doc.Key.ID == keyID:
		return keyFound{KeyView: *doc.Key}, nil
	}
	return keyFound{}, unsigned("The document at the keyId holds no usable key of that id. It must be the actor or its key, of RSA with 2048 to 8192 bits or Ed25519, with id and owner on the host of the keyId.")
}

// names tells whether an actor's document names a key as its own.
func names(v *wire.ActorView, k wire.KeyView) bool {
	for _, own := range v.Keys {
		if own.ID == k.ID {
			return bytes.Equal(own.DER, k.DER)
		}
	}
	for _, ref := range v.KeyRefs {
		if ref == k.ID {
			return true
		}
	}
	return false
}
