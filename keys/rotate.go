package keys

import (
	"context"
	"crypto/rand"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Rotate gives an actor of ours new keys, under new ids, and retires those it had, which answer for models.KeyFarewell; then tells, in the same transaction. Running
// servers sign with the new ones from their next look at the database on.
func (r *Ring) Rotate(ctx context.Context, actor models.Actor, tell func(tx *store.Tx) error) error {
	if !actor.Local || actor.ID == 0 {
		return fault.New(fault.Internal, "keys.Rotate", "Keys are made for stored actors of ours only.")
	}
	mark := strings.ToLower(rand.Text()[:16])
	var fresh []models.Key
	for _, kind := range []models.KeyKind{models.RSA, models.Ed25519} {
		k, err := r.make(kind, actor.ID, r.name(actor.IRI, kind)+models.IRI("/"+mark))
		if err != nil {
			return err
		}
		fresh = append(fresh, k)
	}
	err := r.store.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.KeysOf(actor.ID)
		if err != nil {
			return err
		}
		for _, k := range old {
			if err := tx.RetireKey(k.ID); err != nil {
				return err
			}
		}
		for i := range fresh {
			if err := tx.AddKey(&fresh[i]); err != nil {
				return err
			}
		}
		return tell(tx)
	})
	if err == nil {
		r.ForgetActor(actor.ID)
	}
	return err
}

// Reseal seals the private keys anew that were sealed with another key than the one that seals now, and tells how many. It may be
// stopped and run again.
func (r *Ring) Reseal(ctx context.Context) (n int, err error) {
	for after := models.ID(0); ; {
		var some []models.Key
		err := r.store.Write(ctx, func(tx *store.Tx) (err error) {
			if some, err = tx.SealedKeys(after, 100); err != nil {
				return err
			}
			for _, k := range some {
				after = k.ID
				if r.vault.Fresh(k.Private) {
					continue
				}
				sealed, err := r.vault.Reseal(purpose(k.IRI), k.Private)
				if err != nil {
					return err
				}
				if err := tx.ResealKey(k, sealed); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return n, err
		}
	}
}

// Stale tells whether a private key is sealed with another key than the one that seals now.
func (r *Ring) Stale(ctx context.Context) (stale bool, err error) {
	err = r.store.Read(ctx, func(tx *store.Tx) error {
		for after := models.ID(0); ; {
			some, err := tx.SealedKeys(after, 1000)
			if err != nil || len(some) == 0 {
				return err
			}
			for _, k := range some {
				after = k.ID
				stale = stale || !r.vault.Fresh(k.Private)
			}
		}
	})
	return stale, err
}
