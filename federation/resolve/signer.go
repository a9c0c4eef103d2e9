package resolve

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"

	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/federation/signature"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// Signer tells who signed an activity. claimed is the activity's actor, and nobody else may have signed. Both hosts are
// screened before anything is fetched. A key that we do not hold is learnt in one request where its id leads to the
// actor, and in two otherwise; one that does not fit any more is fetched once more, at most every five minutes.
//
// Errors: Unsigned when the signature does not hold, with a sentence for the other side's programmer; Forbidden when a
// host was screened out; Gone when the signer's document is gone, for which a Delete is good enough; Unavailable when
// the key could not be fetched just now.
// spec: cavage-12#section-2.5; fep-fe34#origin
func (r *Resolver) Signer(ctx context.Context, s SignedRequest, claimed models.IRI, verb models.Verb) (models.Actor, error) {
	if err := r.screen(ctx, verb, claimed.Host()); err != nil { // first, so that a closed door reads the same for every kind of signature
		return models.Actor{}, err
	}
	c, err := signature.Read(s.Request)
	if err != nil {
		return models.Actor{}, err
	}
	if c.KeyID.Host() != claimed.Host() {
		if err := r.screen(ctx, verb, c.KeyID.Host()); err != nil {
			return models.Actor{}, err
		}
		return models.Actor{}, unsigned("The keyId lies on another host than the activity's actor. Only the actor itself can sign, with a key of its own.").Because(ErrOther)
	}
	return r.verified(ctx, c.KeyID, r.request(ctx, s, c), claimed, verb)
}

// ErrOther lies beneath an error of Signer when a request was signed by somebody else than the activity's actor.
var ErrOther = errors.New("somebody else signed")

// fits holds something signed against a key. An error has signature.ErrMismatch beneath it when another key may fit.
type fits func(crypto.PublicKey) error

// request is a request with its claim. RSA keys below 2048 bits fit only where an administrator let the peer have them.
func (r *Resolver) request(ctx context.Context, s SignedRequest, c signature.Claim) fits {
	return func(key crypto.PublicKey) error {
		if k, ok := key.(*rsa.PublicKey); ok && k.N.BitLen() < 2048 && r.mayBeWeak(ctx, c.KeyID.Host()) {
			c = c.Weak()
		}
		return signature.Check(s.Request, s.Body, c, key, r.site.Host, r.clock.Now())
	}
}

// mayBeWeak tells whether a peer has the option of weak keys. When it cannot be read, it has not.
func (r *Resolver) mayBeWeak(ctx context.Context, host models.Host) bool {
	weak := false
	err := r.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Peer(host)
		weak = p.WeakKeys
		return err
	})
	return err == nil && weak
}

// screen asks whether a host may knock at all. A withdrawal may always; for it a key that is not held is fetched only from
// a host that may be asked, because the fetch asks the gate itself.
func (r *Resolver) screen(ctx context.Context, verb models.Verb, host models.Host) error {
	if host == r.site.Host {
		return unsigned("The signature names this server. Sign as the actor that sends.")
	}
	d, err := r.gate.Screen(ctx, host, verb)
	if err != nil {
		return err
	}
	if d.Verdict == models.Deny {
		return fault.New(fault.Forbidden, "resolve.screen", "Our policy does not let this cross.")
	}
	return nil
}

// verified holds what was signed against the key that it names. An empty claimed lets the key's owner be whoever it is.
func (r *Resolver) verified(ctx context.Context, keyID models.IRI, is fits, claimed models.IRI, verb models.Verb) (models.Actor, error) {
	held, err := r.held(ctx, keyID)
	if err == nil && held.actor.Gone != 0 && !verb.Withdraws() {
		err = fault.New(fault.Missing, "resolve.verified", "There is no such key.") // it may have come back
	}
	switch {
	case fault.Is(err, fault.Missing):
		return r.learn(ctx, keyID, is, claimed, verb)
	case err != nil:
		return models.Actor{}, err
	case claimed != "" && held.actor.IRI != claimed:
		return models.Actor{}, otherOwner()
	}
	err = is(held.public)
	if err == nil {
		return held.actor, nil
	}
	if !errors.Is(err, signature.ErrMismatch) || !r.rotations.first(keyID, r.clock.Now()) {
		return models.Actor{}, err
	}
	actor, again := r.learn(ctx, keyID, is, claimed, verb)
	if again != nil {
		return models.Actor{}, err
	}
	return actor, nil
}

func otherOwner() error {
	return unsigned("The key belongs to another actor than the activity's. Only the actor itself can sign, with a key of its own.").Because(ErrOther)
}

// learn fetches a key that we do not hold, and its owner, and keeps both. The mathematics comes before the second request.
func (r *Resolver) learn(ctx context.Context, keyID models.IRI, is fits, claimed models.IRI, verb models.Verb) (models.Actor, error) {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	key, err := e.key(ctx, keyID)
	if err != nil {
		return models.Actor{}, whyNoKey(err, verb)
	}
	if claimed != "" && key.Owner != claimed {
		return models.Actor{}, otherOwner()
	}
	public, err := x509.ParsePKIXPublicKey(key.DER)
	if err != nil {
		return models.Actor{}, unsigned("The key at the keyId cannot be read.").Because(err)
	}
	if err := is(public); err != nil {
		return models.Actor{}, err
	}
	if key.whole == nil {
		if key.whole, err = e.owner(ctx, key.KeyView); err != nil {
			return models.Actor{}, whyNoKey(err, verb)
		}
	}
	f, err := r.found(key.whole)
	if err != nil {
		return models.Actor{}, unsigned(fault.Say(err)).Because(err)
	}
	e.readdress(ctx, &f)
	f.add(key.KeyView)
	return r.keep(ctx, f)
}

// owner reads the owner of a key that has a document of its own; the owner must name the key.
func (e *errand) owner(ctx context.Context, key wire.KeyView) (*wire.ActorView, error) {
	doc, err := e.document(ctx, key.Owner)
	switch {
	case err != nil:
		return nil, err
	case doc.Actor == nil || doc.ID != key.Owner:
		return nil, unsigned("The owner of the key is not an actor.")
	case !names(doc.Actor, key):
		return nil, unsigned("The actor does not name the key as its own. Key and owner must name each other.")
	}
	return doc.Actor, nil
}

// add puts a key among those of the actor, if its document only refers to it.
func (f *FoundActor) add(k wire.KeyView) {
	for i := range f.Keys {
		if f.Keys[i].IRI == k.ID {
			return
		}
	}
	f.Keys = append(f.Keys, models.Key{IRI: k.ID, Kind: k.Kind, Public: k.DER})
}

// whyNoKey turns the failure of a fetch into an answer for whoever signed.
func whyNoKey(err error, verb models.Verb) error {
	switch fault.KindOf(err) {
	case fault.Unsigned, fault.Forbidden, fault.Gone:
		return err
	case fault.Missing, fault.Hidden:
		if verb == models.Delete {
			return fault.New(fault.Gone, "resolve.Signer", "The signer is gone.").Because(err)
		}
		return unsigned("There is nothing at the keyId. Serve the key, or the actor that holds it, to signed requests.").Because(err)
	case fault.Unavailable, fault.Internal:
		return err
	}
	switch {
	case errors.Is(err, courier.ErrRefused):
		return unsigned("The key cannot be read where the keyId leads. Serve the key, or the actor that holds it, as application/activity+json to signed requests.").Because(err)
	case fault.Is(err, fault.Invalid):
		return unsigned(fault.Say(err)).Because(err)
	}
	return fault.New(fault.Unavailable, "resolve.Signer", "The key could not be fetched. Please try again later.").Because(err)
}
