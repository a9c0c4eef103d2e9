package resolve

import (
	"context"
	"net/http"
	"time"

	"guildhall/federation/signature"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// syncEvery is how often the list of one actor's followers is read because a digest differs.
const syncEvery = time.Hour

// Differs reads what the sender of an activity says of its followers here, and tells whether we know others. It is false
// without such a word; when the signature does not cover it; when it is about somebody else's collection, or leads to
// another server; and for an hour after it was true.
// spec: fep-8fcf#the-collection-synchronization-http-header
func (r *Resolver) Differs(ctx context.Context, req *http.Request, signer models.Actor) (wire.Synchronization, bool, error) {
	said, ok := wire.ParseSynchronization(single(req.Header, wire.SynchronizationHeader))
	if !ok || said.Collection != signer.FollowersIRI || said.URL.Host() != signer.Host {
		return said, false, nil
	}
	c, err := signature.Read(req)
	if err != nil || !c.Covers("collection-synchronization") {
		return said, false, nil
	}
	var sum wire.Sum
	var ours []models.Actor
	err = r.store.Read(ctx, func(tx *store.Tx) (err error) {
		ours, err = tx.FollowersHere(signer.ID, 0, models.MostSynchronised+1)
		for i := range ours {
			sum.Add(ours[i].IRI)
		}
		return err
	})
	if err != nil || len(ours) > models.MostSynchronised || sum.String() == said.Digest {
		return said, false, err
	}
	return said, r.synced.first(signer.ID, r.clock.Now()), nil
}

// single is a header that came once; several are none.
func single(h http.Header, name string) string {
	if lines := h[name]; len(lines) == 1 {
		return lines[0]
	}
	return ""
}

// FollowersSaid reads which of our people somebody elsewhere counts as followers, where their server said that it lists
// them. whole is false when the list was not read to its end: then nothing follows from what is not in it.
// spec: fep-8fcf#partial-follower-collection
func (r *Resolver) FollowersSaid(ctx context.Context, whose models.Actor, at models.IRI) (ours map[models.IRI]bool, whole bool, err error) {
	if at.Host() != whose.Host {
		return nil, false, nonsense("resolve.FollowersSaid", "A list of followers lies on another server than the one followed.")
	}
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	ours = map[models.IRI]bool{}
	read := 0
	whole, err = e.pages(ctx, at, func(p leaf) bool {
		for _, item := range p.Items {
			if read++; r.site.Ours(item.IRI) {
				ours[item.IRI] = true
			}
		}
		return read <= models.MostSynchronised
	})
	return ours, whole, err
}
