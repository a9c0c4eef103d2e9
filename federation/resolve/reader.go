package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/federation/signature"
	"guildhall/gate"
	"guildhall/models"
)

// Reader tells who signed a request that only reads. Without a signature it is a stranger; with one that does not hold,
// fault.Unsigned. A signer of a host that is screened out is not looked up: it is answered as its host, which gets the same
// for what is hidden and for what never was. For the organisation's own actor nobody is asked who they are, and the routes of keys do not come here: whoever
// checks our signature reads them, and two servers would wait for each other.
// spec: fep-2677; fep-d556
func (r *Resolver) Reader(ctx context.Context, s SignedRequest) (gate.Reader, error) {
	if !signature.Signed(s.Request) {
		return gate.Stranger, nil
	}
	house, err := r.house(ctx)
	if err != nil || r.site.Base+s.Request.URL.Path == string(house.IRI) {
		return gate.Stranger, err
	}
	c, err := signature.Read(s.Request)
	if err != nil {
		return gate.Reader{}, err
	}
	if err := r.screen(ctx, models.Ask, c.KeyID.Host()); fault.Is(err, fault.Forbidden) {
		return gate.Reader{Host: c.KeyID.Host()}, nil
	} else if err != nil {
		return gate.Reader{}, err
	}
	actor, err := r.verified(ctx, c.KeyID, r.request(ctx, s, c), "", models.Ask)
	if fault.Is(err, fault.Gone) {
		err = unsigned("The signer is gone.").Because(err)
	}
	if err != nil {
		return gate.Reader{}, err
	}
	server, err := r.isServer(ctx, &actor)
	return gate.Reader{Host: actor.Host, Actor: &actor, Server: server}, err
}
