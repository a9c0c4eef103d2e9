package resolve

import (
	"context"

	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// Software reads a peer's NodeInfo: what it runs, in which version, and which actor signs for the whole server, if it
// tells. It is meant for the background and does nothing for a peer that was asked within a day. The answer is a hint:
// forks keep the name of what they came from. http says that the peer's ids are plain http.
// spec: nodeinfo#protocol; fep-2677; fep-f1d5
func (r *Resolver) Software(ctx context.Context, host models.Host, http bool) error {
	if !r.looked.first(host, r.clock.Now()) {
		return nil
	}
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	near := models.IRI("https://" + string(host) + "/")
	if http {
		near = models.IRI("http://" + string(host) + "/")
	}
	p, err := e.get(ctx, wellKnown(near, "nodeinfo"), aJSON)
	if err != nil {
		return err
	}
	links, err := wire.ParseNodeInfoLinks(p.body)
	if err != nil {
		return err
	}
	var info wire.NodeInfo
	if at := models.IRI(links.Document); at.Host() == host {
		if p, err = e.get(ctx, at, aJSON); err != nil {
			return err
		}
		if info, err = wire.ParseNodeInfo(p.body); err != nil {
			return err
		}
	}
	return r.store.Write(ctx, func(tx *store.Tx) error {
		peer, err := tx.Peer(host)
		if err != nil {
			return err
		}
		was := peer
		peer.Software, peer.Version = plainLine(info.Software, 100), plainLine(info.SoftwareVersion, 100)
		if links.ServerActor.Host() == host {
			peer.ServerActor = links.ServerActor
		}
		if peer == was {
			return nil
		}
		return tx.SavePeer(&peer)
	})
}
