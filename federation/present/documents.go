package present

import (
	"context"
	"slices"

	"guildhall/federation/wire"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
	"guildhall/store"
)

// Present makes what strangers read.
type Present struct {
	store *store.Store
	site  paths.Site
	gate  *gate.Gate

	Contact string // mail address or URL that NodeInfo names; empty for the page about the organisation
}

// New makes the presenter of a site.
func New(st *store.Store, site paths.Site, g *gate.Gate) *Present {
	return &Present{store: st, site: site, gate: g}
}

// Actor gives the document of a person, community or the organisation, by its id.
// spec: ap#actor-objects
func (p *Present) Actor(ctx context.Context, r gate.Reader, iri models.IRI) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, p.actor(iri, func(*policy.ActorDoc) {})))
}

// Key gives the keys of an actor and next to nothing else; it answers unsigned requests (law 6). A key that was replaced answers
// at its own address for seven days; then there is nothing.
// spec: fep-521a#multikey
func (p *Present) Key(ctx context.Context, actor, key models.IRI) ([]byte, error) {
	whole := p.actor(actor, func(d *policy.ActorDoc) { d.Stub = true })
	return p.write(p.gate.Pull(ctx, gate.Stranger, func(tx *store.Tx) (policy.Subject, error) {
		s, err := whole(tx)
		if err != nil {
			return s, err
		}
		if slices.ContainsFunc(s.Actor.Keys, func(k models.Key) bool { return k.IRI == key }) {
			return s, nil
		}
		old, err := tx.Key(key)
		if err != nil || old.ActorID != s.Actor.ID || tx.Now() > old.Retired+models.KeyFarewell {
			return policy.Subject{}, gate.NoSuchThing("present.Key")
		}
		old.Retired = 0 // here it is shown
		s.Actor.Keys = []models.Key{old}
		return s, nil
	}))
}

func (p *Present) actor(iri models.IRI, form func(*policy.ActorDoc)) gate.Load {
	return func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.ActorByIRI(iri)
		if err != nil {
			return policy.Subject{}, err
		}
		if !a.Local {
			return policy.Subject{}, gate.NoSuchThing("present.actor")
		}
		doc, err := p.gate.ActorDoc(tx, a)
		if err != nil {
			return policy.Subject{}, err
		}
		form(&doc)
		return policy.Subject{Actor: &doc}, nil
	}
}

// Post gives a post of ours as the reader may read it.
func (p *Present) Post(ctx context.Context, r gate.Reader, iri models.IRI) ([]byte, error) {
	return p.write(p.gate.Post(ctx, r, iri))
}

// Activity gives the Create of a post.
func (p *Present) Activity(ctx context.Context, r gate.Reader, post models.IRI) ([]byte, error) {
	return p.write(p.gate.Activity(ctx, r, post, post+"/activity"))
}

func (p *Present) write(c policy.Copy, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return wire.Write(p.site, c)
}
