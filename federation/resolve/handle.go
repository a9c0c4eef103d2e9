package resolve

import (
	"context"
	"strings"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Handle finds whoever lives behind an address as people write it: @ada@acme.example, acct:ada@acme.example, @ada for one
// of ours, or the address of a profile. Errors: Invalid when it is no address, Missing when nobody is there, Forbidden
// with the boundary's sentence, Unreachable when the other server does not answer as it should.
// spec: rfc7033#section-4; fep-4adb
func (r *Resolver) Handle(ctx context.Context, address string) (models.Actor, error) {
	address = strings.TrimSpace(address)
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return r.profile(ctx, models.IRI(address))
	}
	if name := strings.TrimPrefix(address, "@"); usableName(name) {
		return r.ourOwn(ctx, name)
	}
	name, domain, ok := splitAddress(address)
	if !ok {
		return models.Actor{}, fault.New(fault.Invalid, "resolve.Handle", "Write an address like @ada@acme.example, or paste the address of a profile.")
	}
	if domain == r.site.Domain || models.Host(domain) == r.site.Host {
		return r.ourOwn(ctx, name)
	}
	return r.elsewhere(ctx, name, domain)
}

// ourOwn finds one of ours by name.
func (r *Resolver) ourOwn(ctx context.Context, name string) (a models.Actor, err error) {
	err = r.store.Read(ctx, func(tx *store.Tx) error {
		a, err = tx.ActorByHandle(models.Handle(name))
		return err
	})
	if err == nil && a.Gone != 0 || fault.Is(err, fault.Missing) {
		return models.Actor{}, fault.New(fault.Missing, "resolve.Handle", "Nobody of that name is here. Check the spelling.")
	}
	return a, err
}

// profile finds whoever an address of the web belongs to.
func (r *Resolver) profile(ctx context.Context, at models.IRI) (models.Actor, error) {
	if !r.site.Ours(at) {
		if at.Host() == "" {
			return models.Actor{}, fault.New(fault.Invalid, "resolve.Handle", "This is not a web address.")
		}
		return r.Actor(ctx, at, nil)
	}
	if name, ok := pageOf(r.site, string(at)); ok {
		return r.ourOwn(ctx, name)
	}
	return r.Actor(ctx, bare(at), nil)
}

// pageOf reads the name out of the address of a profile of ours.
func pageOf(site paths.Site, at string) (string, bool) {
	name, ok := strings.CutPrefix(at, site.Profile(""))
	return name, ok && usableName(name)
}

// elsewhere finds somebody on another server: in the store while that is fresh, else by WebFinger and their document,
// which must lead to each other.
func (r *Resolver) elsewhere(ctx context.Context, name, domain string) (models.Actor, error) {
	var held models.Actor
	fresh := false
	err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
		held, err = tx.ActorByAddress(models.Handle(name), domain)
		fresh = err == nil && held.Gone == 0 && tx.Now()-held.Fetched < actorFresh
		return err
	})
	if fresh || err != nil && !fault.Is(err, fault.Missing) {
		return held, err
	}
	f, err := r.lookUp(ctx, name, domain)
	if err != nil || f.Actor.ID != 0 {
		return f.Actor, err
	}
	return r.keep(ctx, f)
}

// lookUp goes from an address to the actor and back.
func (r *Resolver) lookUp(ctx context.Context, name, domain string) (FoundActor, error) {
	const op = "resolve.Handle"
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	w, err := e.finger(ctx, name, domain)
	switch {
	case fault.Is(err, fault.Missing), fault.Is(err, fault.Hidden), fault.Is(err, fault.Gone):
		return FoundActor{}, fault.New(fault.Missing, op, "There is no such address at "+domain+". Check the spelling.").Because(err)
	case fault.Is(err, fault.Malformed):
		return FoundActor{}, nonsense(op, domain+" gave an answer that cannot be read.").Because(err)
	case err != nil:
		return FoundActor{}, err
	case w.Self == "":
		return FoundActor{}, fault.New(fault.Missing, op, "There is somebody at this address, but no account that can be followed from here.")
	}
	if r.site.Ours(w.Self) {
		stored, _, err := r.stored(ctx, w.Self)
		return FoundActor{Actor: stored}, err
	}
	doc, err := e.document(ctx, w.Self)
	if err != nil {
		return FoundActor{}, err
	}
	if doc.Actor == nil || doc.ID != w.Self {
		return FoundActor{}, nonsense(op, "The address leads to something that is not its account.")
	}
	f, err := e.found(doc.Actor)
	if err != nil {
		return f, err
	}
	return f, e.leadsBack(ctx, &f, w, name, domain)
}

// leadsBack gives the account the address that it was found by, if both sides say so: the domain that was asked, and the
// account itself in its document or by its own host. A domain may also say that the account goes by its own host's name.
func (e *errand) leadsBack(ctx context.Context, f *FoundActor, w wire.WebFinger, name, domain string) error {
	a := &f.Actor
	if domain == string(a.Host) {
		e.adopt(ctx, f, w)
		return nil
	}
	if n, d, ok := splitAddress(f.claim); ok && d == domain && strings.EqualFold(n, name) {
		f.goesBy(name, domain)
		return nil
	}
	if back, ok := e.confirms(ctx, string(a.Handle), string(a.Host), a.IRI); ok {
		if n, d, ok := splitAddress(back.Subject); ok && d == domain && strings.EqualFold(n, name) {
			f.goesBy(name, domain)
			return nil
		}
		if _, d, ok := splitAddress(w.Subject); ok && d == string(a.Host) {
			return nil
		}
	}
	return nonsense("resolve.Handle", "The address leads to an account that does not lead back to it.")
}
