package present

import (
	"cmp"
	"context"
	"strings"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
	"guildhall/store"
)

// Handle gives the document of somebody of ours by name, for requests to /@name.
func (p *Present) Handle(ctx context.Context, r gate.Reader, h models.Handle) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, p.byHandle(h, func(*policy.ActorDoc) {})))
}

func (p *Present) byHandle(h models.Handle, form func(*policy.ActorDoc)) gate.Load {
	return func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.ActorByHandle(h)
		if err != nil {
			return policy.Subject{}, err
		}
		return p.actor(a.IRI, form)(tx)
	}
}

// WebFinger answers acct:name@domain, an actor's id or a profile's address, for those who went outward and for the
// organisation itself. Everything else is missing, whatever the reason (law 6).
// spec: rfc7033#section-4
func (p *Present) WebFinger(ctx context.Context, resource string) ([]byte, error) {
	finger := func(d *policy.ActorDoc) { d.Finger = true }
	load, err := p.sought(resource, finger)
	if err != nil {
		return nil, err
	}
	c, err := p.gate.Pull(ctx, gate.Stranger, load)
	if err != nil {
		return nil, err
	}
	return wire.WriteWebFinger(p.site, c)
}

func (p *Present) sought(resource string, form func(*policy.ActorDoc)) (gate.Load, error) {
	if len(resource) > 500 {
		return nil, fault.New(fault.Malformed, "present.WebFinger", "The resource is too long.")
	}
	if address, ok := strings.CutPrefix(resource, "acct:"); ok {
		name, domain, found := strings.Cut(strings.TrimPrefix(address, "@"), "@")
		if !found {
			return nil, fault.New(fault.Malformed, "present.WebFinger", "Write the resource as acct:name@domain.")
		}
		if !strings.EqualFold(domain, p.site.Domain) && !strings.EqualFold(domain, string(p.site.Host)) {
			return nil, gate.NoSuchThing("present.WebFinger")
		}
		return p.byHandle(models.Handle(strings.ToLower(name)), form), nil
	}
	if name, ok := strings.CutPrefix(resource, p.site.Base+"/@"); ok {
		return p.byHandle(models.Handle(strings.ToLower(name)), form), nil
	}
	if resource == p.site.Base || resource == p.site.Base+"/" { // spec: fep-d556#server-actor
		return p.organisation(form), nil
	}
	if strings.HasPrefix(resource, "http://") || strings.HasPrefix(resource, "https://") {
		return p.actor(models.IRI(resource), form), nil
	}
	return nil, fault.New(fault.Malformed, "present.WebFinger", "Write the resource as acct:name@domain or as a web address.")
}

func (p *Present) organisation(form func(*policy.ActorDoc)) gate.Load {
	return func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.OrganisationActor()
		if err != nil {
			return policy.Subject{}, err
		}
		return p.actor(a.IRI, form)(tx)
	}
}

// HostMeta tells where WebFinger answers, as XML or, if asked, as JSON.
func (p *Present) HostMeta(accept string) (kind string, body []byte) {
	if strings.Contains(accept, "json") {
		if body, err := wire.WriteHostMetaJSON(p.site); err == nil {
			return "application/jrd+json; charset=utf-8", body
		}
	}
	return "application/xrd+xml; charset=utf-8", wire.WriteHostMeta(p.site)
}

// NodeInfoLinks leads to the NodeInfo documents and names the organisation's actor.
func (p *Present) NodeInfoLinks(ctx context.Context) ([]byte, error) {
	var org models.Actor
	err := p.store.Read(ctx, func(tx *store.Tx) (err error) {
		org, err = tx.OrganisationActor()
		return err
	})
	if err != nil {
		return nil, err
	}
	return wire.WriteNodeInfoLinks(p.site, org.IRI)
}

// NodeInfo says what this server is, in schema "2.0" or "2.1", and tells no counts.
func (p *Present) NodeInfo(schema string) (kind string, body []byte, err error) {
	if schema != "2.0" && schema != "2.1" {
		return "", nil, gate.NoSuchThing("present.NodeInfo")
	}
	body, err = wire.WriteNodeInfo(schema, paths.Version, cmp.Or(p.Contact, p.site.Base+"/about"))
	return `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/` + schema + `#"; charset=utf-8`, body, err
}
