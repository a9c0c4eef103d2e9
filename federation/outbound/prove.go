package outbound

import (
	"context"
	"crypto/ed25519"

	"guildhall/federation/signature"
	"guildhall/federation/wire"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// provers are the keys by which activities are proved, by actor; read before the transaction.
type provers map[models.ID]keys.Signer

// written gives the bytes of an activity: those of somebody else as they came, ours with a proof where it is for the whole
// world. What is for some only carries none: a proof would let it be passed on (law 7).
func (o *Outbound) written(tx *store.Tx, s send, c policy.Copy, with provers) ([]byte, error) {
	if s.raw != nil {
		return s.raw, nil
	}
	doc, err := wire.Write(o.site, c)
	key, ok := with[s.act.Actor.ID].Private.(ed25519.PrivateKey)
	if err != nil || !ok || !forTheWorld(s.act) {
		return doc, err
	}
	return signature.Prove(doc, with[s.act.Actor.ID].KeyID, key, tx.Now().Go())
}

// forTheWorld tells whether an activity is about a post that everyone may read, and means everyone who has it. What somebody else's bytes
// go along in carries none: their terms and those of a proof may not stand together in one document.
func forTheWorld(a policy.Act) bool {
	reach := a.Reach
	switch a.Verb {
	case models.Delete:
		return a.Tomb
	case models.Create, models.Update:
		if a.Post == nil {
			return false
		}
		reach = a.Post.Reach
	case models.Announce:
		if a.Inner != nil && a.Inner.Raw != nil {
			return false
		}
	default:
		return false
	}
	return reach.Audience == models.Everyone && reach.Distance.World
}

// proved is a body that was written anew, with its proof.
func (o *Outbound) proved(ctx context.Context, l letter) (body, error) {
	key, err := o.keys.Signer(ctx, l.item.SignerID, models.Ed25519)
	if err != nil {
		return body{}, err
	}
	doc, err := signature.Prove(l.body.bytes, key.KeyID, key.Private.(ed25519.PrivateKey), l.item.At.Go())
	return bodyOf(doc), err
}

// provers finds the keys of people and communities of ours who sign, for use inside a transaction.
func (o *Outbound) provers(ctx context.Context, signers []models.Actor) (provers, error) {
	found := provers{}
	for _, a := range signers {
		key, err := o.keys.Signer(ctx, a.ID, models.Ed25519)
		if err != nil {
			return nil, err
		}
		found[a.ID] = key
	}
	return found, nil
}
