package keys

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/vault"
)

const (
	rsaBits      = 2048
	publicBytes  = 1_300 // a parsed public key that is kept, of the longest that is taken
	privateBytes = 6_000 // a parsed private key that is kept
	cacheBytes   = 12_000_000
)

// Signer is a private key of an actor of ours, ready to sign.
type Signer struct {
	KeyID   models.IRI
	Kind    models.KeyKind
	Private crypto.Signer // *rsa.PrivateKey or ed25519.PrivateKey
}

// Public is a key that somebody signs with, and whose it is.
type Public struct {
	KeyID   models.IRI
	ActorID models.ID
	Kind    models.KeyKind
	Key     crypto.PublicKey // *rsa.PublicKey or ed25519.PublicKey
}

// Ring holds the keys. It is safe for use by several goroutines; set Make before the first use.
type Ring struct {
	// Make makes an RSA key; tests may hand out from a small set, because a real one takes 100 ms and more.
	Make func() (crypto.Signer, error)

	store   *store.Store
	vault   *vault.Vault
	name    func(actor models.IRI, kind models.KeyKind) models.IRI
	public  *shelf[models.IRI, Public]
	private *shelf[owned, unlocked]
}

// owned names a private key by its owner.
type owned struct {
	actor models.ID
	kind  models.KeyKind
}

// New makes a ring. name gives the id of an actor's key of a kind, as package paths spells it.
func New(st *store.Store, v *vault.Vault, name func(actor models.IRI, kind models.KeyKind) models.IRI) *Ring {
	return &Ring{
		Make:  func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, rsaBits) },
		store: st, vault: v, name: name,
		public: newShelf[models.IRI, Public](cacheBytes / 2 / publicBytes), private: newShelf[owned, unlocked](cacheBytes / 2 / privateBytes),
	}
}

// Room says how many bytes the parsed keys that are kept may take, half of them private ones; it is called before the first use.
func (r *Ring) Room(bytes int64) {
	r.public = newShelf[models.IRI, Public](int(bytes / 2 / publicBytes))
	r.private = newShelf[owned, unlocked](int(bytes / 2 / privateBytes))
}

// Held is how many bytes they take.
func (r *Ring) Held() int64 {
	return int64(r.public.size())*publicBytes + int64(r.private.size())*privateBytes
}

// Ensure makes the keys that an actor of ours lacks. It opens transactions of its own, so it is never called inside one;
// when two callers come at once, the first key stays.
func (r *Ring) Ensure(ctx context.Context, actor models.Actor) error {
	if !actor.Local || actor.ID == 0 {
		return fault.New(fault.Internal, "keys.Ensure", "Keys are made for stored actors of ours only.")
	}
	var missing []models.KeyKind
	err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
		missing, err = lacking(tx, actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	fresh := make(map[models.KeyKind]models.Key, len(missing))
	for _, kind := range missing {
		if fresh[kind], err = r.make(kind, actor.ID, r.name(actor.IRI, kind)); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	err = r.store.Write(ctx, func(tx *store.Tx) error {
		missing, err := lacking(tx, actor.ID)
		if err != nil {
			return err
		}
		for _, kind := range missing {
			if k, ok := fresh[kind]; ok {
				if err := tx.AddKey(&k); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	return r.store.Read(ctx, func(tx *store.Tx) error { // another node was faster, or the key's id is taken for good
		if missing, again := lacking(tx, actor.ID); again != nil || len(missing) > 0 {
			return err
		}
		return nil
	})
}

// Lacks tells whether an actor of ours has yet to be given a key.
func Lacks(tx *store.Tx, actor models.ID) (bool, error) {
	missing, err := lacking(tx, actor)
	return len(missing) > 0, err
}

func lacking(tx *store.Tx, actor models.ID) ([]models.KeyKind, error) {
	have, err := tx.KeysOf(actor)
	if err != nil {
		return nil, err
	}
	var missing []models.KeyKind
next:
	for _, kind := range []models.KeyKind{models.RSA, models.Ed25519} {
		for _, k := range have {
			if k.Kind == kind && len(k.Private) > 0 {
				continue next
			}
		}
		missing = append(missing, kind)
	}
	return missing, nil
}

// make makes one key under an id, with its private half sealed.
func (r *Ring) make(kind models.KeyKind, actor models.ID, id models.IRI) (models.Key, error) {
	broken := fault.New(fault.Internal, "keys.Ensure", "A key could not be made.")
	var private crypto.Signer
	var err error
	if kind == models.RSA {
		private, err = r.Make()
	} else {
		_, private, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		return models.Key{}, broken.Because(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return models.Key{}, broken.Because(err)
	}
	public, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		return models.Key{}, broken.Because(err)
	}
	return models.Key{IRI: id, ActorID: actor, Kind: kind, Public: public, Private: r.vault.Seal(purpose(id), secret)}, nil
}

// purpose binds a sealed private key to its id.
func purpose(id models.IRI) string { return "key:" + string(id) }

// Signer gives the private key of a kind that an actor uses now. An actor whose keys were not made is Missing.
func (r *Ring) Signer(ctx context.Context, actor models.ID, kind models.KeyKind) (Signer, error) {
	at, seen := owned{actor, kind}, r.store.People()
	held, err := r.private.get(at, func() (unlocked, error) { return r.unlock(ctx, at, unlocked{}) })
	if err != nil || held.people == seen {
		return held.Signer, err
	}
	if held, err = r.unlock(ctx, at, held); err != nil { // another process may have replaced it
		return Signer{}, err
	}
	r.private.set(at, held)
	return held.Signer, nil
}

// unlocked is a private key out of the vault, and the count of changes that it is known to hold for.
type unlocked struct {
	Signer
	people int64
}

// unlock reads which key an actor uses, and opens it unless it is the one before.
func (r *Ring) unlock(ctx context.Context, at owned, before unlocked) (unlocked, error) {
	var row models.Key
	err := r.store.Read(ctx, func(tx *store.Tx) error {
		have, err := tx.KeysOf(at.actor)
		for _, k := range have {
			if k.Kind == at.kind && len(k.Private) > 0 {
				row = k
				return nil
			}
		}
		if err == nil {
			err = fault.New(fault.Missing, "keys.Signer", "This actor has no key to sign with.")
		}
		return err
	})
	if err != nil {
		return unlocked{}, err
	}
	if row.IRI == before.KeyID {
		before.people = r.store.People()
		return before, nil
	}
	secret, err := r.vault.Open(purpose(row.IRI), row.Private)
	if err != nil {
		return unlocked{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(secret)
	private, ok := parsed.(crypto.Signer)
	if err != nil || !ok {
		return unlocked{}, fault.New(fault.Internal, "keys.Signer", "A stored key is damaged. Restore it from a backup.").Because(err)
	}
	return unlocked{Signer{KeyID: row.IRI, Kind: at.kind, Private: private}, r.store.People()}, nil
}

// Public gives the key under a keyId, from memory where it can. One that is not stored, or is retired, is Missing.
func (r *Ring) Public(ctx context.Context, id models.IRI) (Public, error) {
	return r.public.get(id, func() (Public, error) {
		var row models.Key
		err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
			row, err = tx.Key(id)
			return err
		})
		if err != nil {
			return Public{}, err
		}
		if row.Retired != 0 {
			return Public{}, fault.New(fault.Missing, "keys.Public", "This key is not used any more.")
		}
		key, err := x509.ParsePKIXPublicKey(row.Public)
		if err != nil {
			return Public{}, fault.New(fault.Internal, "keys.Public", "A stored key is damaged.").Because(err)
		}
		return Public{KeyID: id, ActorID: row.ActorID, Kind: row.Kind, Key: key}, nil
	})
}

// Forget drops a key from memory, public and private. It is called after the commit that changed or retired its row.
func (r *Ring) Forget(id models.IRI) {
	r.public.remove(id)
	r.private.drop(func(_ owned, s unlocked) bool { return s.KeyID == id })
}

// ForgetActor drops all keys of an actor from memory, for when it is deleted or its keys were replaced.
func (r *Ring) ForgetActor(actor models.ID) {
	r.public.drop(func(_ models.IRI, p Public) bool { return p.ActorID == actor })
	r.private.drop(func(at owned, _ unlocked) bool { return at.actor == actor })
}
