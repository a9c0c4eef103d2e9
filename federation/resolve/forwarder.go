package resolve

import (
	"context"
	"crypto"
	"errors"
	"time"

	"guildhall/federation/signature"
	"guildhall/federation/wire"
	"guildhall/models"
)

// A forwarded activity must not be older by its proof; younger by more than an hour no clock excuses.
const (
	proofPast  = 3 * 24 * time.Hour
	proofAhead = time.Hour
)

// Forwarder tells who sent an activity of somebody else, and by whose word it is to be taken: its actor's, when the activity
// carries a proof that the actor made lately; otherwise the forwarder's, for whom it is a hint to look where the thing lives.
// Errors are those of Signer. spec: fep-8b32#proof-verification; ap#inbox-forwarding
func (r *Resolver) Forwarder(ctx context.Context, s SignedRequest, act *wire.Activity) (by models.Actor, proved bool, err error) {
	c, err := signature.Read(s.Request)
	if err != nil {
		return by, false, err
	}
	if err := r.screen(ctx, act.Verb, c.KeyID.Host()); err != nil {
		return by, false, err
	}
	if by, err = r.verified(ctx, c.KeyID, r.request(ctx, s, c), "", act.Verb); err != nil {
		return by, false, err
	}
	author, err := r.proven(ctx, s.Body, act)
	switch {
	case err == nil:
		return author, true, nil
	case errors.Is(err, signature.ErrNoProof):
		return by, false, nil
	}
	return by, false, err
}

// proven is the actor of an activity that carries a proof of theirs.
func (r *Resolver) proven(ctx context.Context, body []byte, act *wire.Activity) (models.Actor, error) {
	p, err := signature.ReadProof(body)
	if err != nil {
		return models.Actor{}, err
	}
	now := r.clock.Now()
	switch {
	case p.Method.Host() != act.Actor.Host():
		return models.Actor{}, unsigned("The key of the proof lies on another host than the activity's actor.")
	case now.Sub(p.Created) > proofPast, p.Created.Sub(now) > proofAhead:
		return models.Actor{}, unsigned("The proof is more than three days old, or from the future.").Because(signature.ErrNoProof)
	}
	return r.verified(ctx, p.Method, func(key crypto.PublicKey) error { return p.Fits(key) }, act.Actor, act.Verb)
}

// hinted looks where a thing lives because somebody else says that it was made, changed or ended. A new post is looked for
// only when it is said to answer one that is here; a Delete is believed when the post's own server has it no more.
func (e *errand) hinted(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	switch act.Kind {
	case wire.Delete:
		return e.endedElsewhere(ctx, act.Object, nil)
	case wire.Create:
		if act.Note == nil || act.Note.ReplyTo == "" {
			return Found{}, nil
		}
		if _, known, err := e.known(ctx, act.Note.ReplyTo, signer); err != nil || !known {
			return Found{}, err
		}
	case wire.Update:
		if here, err := e.storedPost(ctx, act.Object); err != nil || here.Post.ID == 0 || here.Post.Local {
			return Found{}, err
		}
	default:
		return Found{}, nil
	}
	n, err := e.note(ctx, act.Object)
	if err != nil {
		return Found{}, err
	}
	p, err := e.withAuthor(ctx, n)
	if err == nil {
		e.quoting(ctx, &p)
	}
	return Found{Post: &p}, err
}
