package resolve

import (
	"context"
	"net/url"
	"strings"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// isServer tells whether an actor signs for its whole server, as that server says itself. A yes is kept with the peer;
// a server is asked once a day at most.
func (r *Resolver) isServer(ctx context.Context, a *models.Actor) (bool, error) {
	var peer models.Peer
	err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
		peer, err = tx.Peer(a.Host)
		return err
	})
	if err != nil || peer.ServerActor != "" {
		return peer.ServerActor == a.IRI, err
	}
	named, asked := r.asked.get(a.Host, r.clock.Now())
	if !asked {
		e, ctx, done := r.errand(ctx, nil)
		defer done()
		named = e.serverActor(ctx, a.IRI)
		r.asked.put(a.Host, named, r.clock.Now())
	}
	if named == "" && atMastodonsPlace(a) {
		named = a.IRI
	}
	if named != a.IRI {
		return false, nil
	}
	return true, r.store.Write(ctx, func(tx *store.Tx) error { return keepServerActor(tx, a.Host, a.IRI) })
}

// serverActor asks a host which actor is its own: by its NodeInfo, else by WebFinger about the host. It is empty when the
// host does not tell, or tells of somebody elsewhere.
func (e *errand) serverActor(ctx context.Context, near models.IRI) models.IRI {
	host := near.Host()
	if p, err := e.get(ctx, wellKnown(near, "nodeinfo"), aJSON); err == nil && p.at.Host() == host {
		if links, err := wire.ParseNodeInfoLinks(p.body); err == nil && links.ServerActor.Host() == host {
			return links.ServerActor
		}
	}
	base := origin(near)
	for _, about := range []string{"acct:" + string(host) + "@" + string(host), base, base + "/"} {
		p, err := e.get(ctx, wellKnown(near, "webfinger?resource="+url.QueryEscape(about)), aFinger)
		if err != nil {
			if fault.Is(err, fault.Unreachable) {
				return ""
			}
			continue
		}
		w, err := wire.ParseWebFinger(p.body)
		if err != nil || p.at.Host() != host {
			continue
		}
		for _, actor := range []models.IRI{w.Server, w.Self} {
			if actor.Host() == host {
				return actor
			}
		}
	}
	return ""
}

// atMastodonsPlace tells whether an actor stands where Mastodon has the one of the whole server, under a name that no
// person can have there. A person of a small server whose id ends alike has an ordinary name.
func atMastodonsPlace(a *models.Actor) bool {
	return string(a.IRI) == origin(a.IRI)+"/actor" && strings.Contains(string(a.Handle), ".")
}

// origin is scheme and host of an id.
func origin(i models.IRI) string {
	scheme, rest, _ := strings.Cut(string(i), "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

func wellKnown(near models.IRI, what string) models.IRI {
	return models.IRI(origin(near) + "/.well-known/" + what)
}

// keepServerActor notes which actor signs for a whole server.
func keepServerActor(tx *store.Tx, host models.Host, iri models.IRI) error {
	p, err := tx.Peer(host)
	if err != nil || p.ServerActor == iri {
		return err
	}
	p.ServerActor = iri
	return tx.SavePeer(&p)
}
