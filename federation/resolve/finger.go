package resolve

import (
	"context"
	"net/url"
	"strings"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
)

// finger asks a domain about an address. Where plain http is permitted, the scheme of our own site comes first and the
// other one after it.
// spec: rfc7033#section-4.1
func (e *errand) finger(ctx context.Context, name, domain string) (wire.WebFinger, error) {
	query := "/.well-known/webfinger?resource=" + url.QueryEscape("acct:"+name+"@"+domain)
	schemes := []string{"https://"}
	if e.insecure {
		schemes = []string{"https://", "http://"}
		if strings.HasPrefix(e.site.Base, "http://") {
			schemes = []string{"http://", "https://"}
		}
	}
	var first error
	for _, scheme := range schemes {
		p, err := e.get(ctx, models.IRI(scheme+domain+query), aFinger)
		if err == nil {
			return wire.ParseWebFinger(p.body)
		}
		if first == nil {
			first = err
		}
		if !fault.Is(err, fault.Unreachable) && !fault.Is(err, fault.Forbidden) {
			break
		}
	}
	return wire.WebFinger{}, first
}

// confirms tells whether a domain says that an address of its own is this actor's.
func (e *errand) confirms(ctx context.Context, name, domain string, iri models.IRI) (wire.WebFinger, bool) {
	w, err := e.finger(ctx, name, domain)
	return w, err == nil && w.Self == iri
}

// address finds the domain of an actor's address. The host of the id vouches for its own names; any other domain must
// lead to the actor itself.
// spec: rfc7033#section-4; fep-2c59; fep-4adb
func (e *errand) address(ctx context.Context, f *FoundActor) {
	if f.claim != "" {
		e.readdress(ctx, f)
		return
	}
	a := &f.Actor
	w, ok := e.confirms(ctx, string(a.Handle), string(a.Host), a.IRI)
	if !ok {
		return
	}
	e.adopt(ctx, f, w)
}

// readdress looks only where the actor itself claims an address on another domain.
func (e *errand) readdress(ctx context.Context, f *FoundActor) {
	name, domain, ok := splitAddress(f.claim)
	if !ok || domain == string(f.Actor.Host) || !usableName(name) {
		return
	}
	if w, ok := e.confirms(ctx, name, domain, f.Actor.IRI); ok {
		e.adopt(ctx, f, w)
	}
}

// adopt takes the address that a look-up answered with. One on a domain that was not asked yet is asked there.
func (e *errand) adopt(ctx context.Context, f *FoundActor, w wire.WebFinger) {
	a := &f.Actor
	name, domain, ok := splitAddress(w.Subject)
	if !ok {
		return
	}
	if domain != string(a.Host) {
		again, ok := e.confirms(ctx, name, domain, a.IRI)
		n, d, well := splitAddress(again.Subject)
		if !ok || !well || d != domain || !strings.EqualFold(n, name) {
			return
		}
	}
	f.goesBy(name, domain)
}

// goesBy gives somebody an address that was confirmed.
func (f *FoundActor) goesBy(name, domain string) {
	f.Actor.Handle, f.Actor.Domain, f.sure = models.Handle(name), domain, true
}

// splitAddress reads name@domain, with or without acct: and @ before it. The domain is in its exact form.
func splitAddress(s string) (name, domain string, ok bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "acct:"), "@")
	name, domain, ok = strings.Cut(s, "@")
	if !ok || !usableName(name) {
		return "", "", false
	}
	host, err := models.NormalHost(domain)
	return name, string(host), err == nil
}
