package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/prose"
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
	return e.software(ctx, host, http)
}

// Look asks a server that may be closed what it is, because somebody who looks after the boundary wants to know: its software, its
// rules and whom to write to, in plain text. Nothing but that one host is asked, and nothing in the requests tells who wants to know.
func (r *Resolver) Look(ctx context.Context, host models.Host, http bool) error {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	e.asks = host
	err := e.software(ctx, host, http)
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Internal) {
		return err
	}
	scheme := "https://"
	if http {
		scheme = "http://"
	}
	var in wire.Instance
	for _, path := range []string{"/api/v2/instance", "/api/v1/instance"} {
		p, bad := e.get(ctx, models.IRI(scheme+string(host)+path), aJSON)
		if bad == nil {
			in, bad = wire.ParseInstance(p.body)
		}
		if bad == nil {
			err = nil // it told something, if not its software
			break
		}
	}
	if err != nil {
		return err
	}
	return r.store.Write(ctx, func(tx *store.Tx) error {
		peer, err := tx.Peer(host)
		if err != nil {
			return err
		}
		peer.Says = models.PeerSays{Title: plainLine(prose.Plain(in.Title), 200), About: plainLine(prose.Plain(in.About), 1000), Contact: plainLine(in.Contact, 200), At: tx.Now()}
		for _, rule := range in.Rules {
			peer.Says.Rules = append(peer.Says.Rules, plainLine(prose.Plain(rule), 500))
		}
		return tx.SavePeer(&peer)
	})
}

// software is what both ask for.
func (e *errand) software(ctx context.Context, host models.Host, http bool) error {
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
	return e.store.Write(ctx, func(tx *store.Tx) error {
		peer, err := tx.Peer(host)
		if err != nil {
			return err
		}
		software, version, server := peer.Software, peer.Version, peer.ServerActor
		peer.Software, peer.Version = plainLine(info.Software, 100), plainLine(info.SoftwareVersion, 100)
		if links.ServerActor.Host() == host {
			peer.ServerActor = links.ServerActor
		}
		if peer.Software == software && peer.Version == version && peer.ServerActor == server {
			return nil
		}
		return tx.SavePeer(&peer)
	})
}
