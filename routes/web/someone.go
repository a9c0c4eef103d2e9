package web

import (
	"context"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// patience is how long a page waits for the posts of a profile that nobody opened before. They go on arriving after it.
const patience = 2 * time.Second

// named finds whom a name in a path means among those known here: ada, ada@our.domain or ines@social.example. Whoever is
// gone, or whom a member may not know of, is nobody.
func (v *visit) named(tx *store.Tx, name string) (models.Actor, error) {
	handle, domain, _ := strings.Cut(strings.TrimPrefix(name, "@"), "@")
	var a models.Actor
	var err error
	if domain == "" || v.ourDomain(domain) {
		a, err = tx.ActorByHandle(models.Handle(handle))
	} else {
		a, err = tx.ActorByAddress(models.Handle(handle), strings.ToLower(domain))
	}
	switch {
	case err != nil:
	case v.who != nil:
		err = tx.KnownTo(v.me(), &a)
	case a.Gone != 0:
		err = fault.New(fault.Missing, "web.named", "There is nobody of that name here.")
	}
	if err != nil {
		return models.Actor{}, err
	}
	return a, nil
}

func (w *Web) ourDomain(domain string) bool {
	return strings.EqualFold(domain, w.Site.Domain) || strings.EqualFold(domain, string(w.Site.Host))
}

// someone is named for a member, whose word is enough to ask elsewhere for somebody who is not known yet. No transaction
// may be open. Errors are those of resolve.Handle.
func (v *visit) someone(ctx context.Context, name string) (a models.Actor, err error) {
	err = v.Store.Read(ctx, func(tx *store.Tx) error {
		a, err = v.named(tx, name)
		return err
	})
	_, domain, _ := strings.Cut(strings.TrimPrefix(name, "@"), "@")
	if !fault.Is(err, fault.Missing) || domain == "" || v.ourDomain(domain) {
		return a, err
	}
	return v.Resolve.Handle(ctx, "@"+strings.TrimPrefix(name, "@"))
}

// fill reads somebody of another server anew where what we know is old, fetches what they wrote the first time that they
// are looked at, and tells when it is done. It goes on after the request that began it.
func (w *Web) fill(ctx context.Context, a models.Actor) <-chan struct{} {
	done := make(chan struct{})
	if a.Local {
		close(done)
		return done
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		defer close(done)
		now, err := w.Resolve.Actor(ctx, a.IRI, nil)
		if err == nil {
			err = w.Resolve.Backfill(ctx, now)
		}
		if err != nil {
			w.Log.DebugContext(ctx, "a profile could not be filled", "host", a.Host, "err", err)
		}
	}()
	return done
}

// filled waits for fill, as long as somebody is willing to look at an empty page.
func (w *Web) filled(ctx context.Context, a models.Actor) {
	select {
	case <-w.fill(ctx, a):
	case <-time.After(patience):
	case <-ctx.Done():
	}
}

// wouldFollow asks the gate what it would say to follows of people elsewhere by one of ours. It writes nothing.
func (w *Web) wouldFollow(tx *store.Tx, by models.Actor, whom ...models.Actor) (policy.Subject, []gate.Judged, error) {
	if by.Outward == 0 {
		by.Outward = tx.Now() // following is what takes them outward
	}
	act := policy.Act{Verb: models.Follow, Actor: by, At: tx.Now()}
	if len(whom) == 1 {
		act.Object, act.To = whom[0].IRI, []models.IRI{whom[0].IRI}
	}
	var to []gate.Receiver
	for i := range whom {
		if !whom[i].Local {
			to = append(to, gate.Receiver{Person: whom[i].IRI, Inbox: whom[i].Inbox, Hosts: []models.Host{whom[i].Host}})
		}
	}
	subject := policy.Subject{Act: &act}
	if len(to) == 0 {
		return subject, nil, nil
	}
	judged, err := w.Gate.Out(tx, models.Follow, subject, to)
	return subject, judged, err
}

// people makes lines of a list: who they are, what the viewer is to them, and why the boundary does not let the viewer
// follow. The number of queries does not depend on how many they are.
func (w *Web) people(tx *store.Tx, viewer models.Actor, list []models.Actor) ([]frontend.Person, error) {
	ids := make([]models.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	how, err := tx.Relations(viewer.ID, ids)
	if err != nil {
		return nil, err
	}
	_, judged, err := w.wouldFollow(tx, viewer, list...)
	if err != nil {
		return nil, err
	}
	no := map[models.IRI]string{}
	for _, j := range judged {
		if !j.Decision.Allows() {
			no[j.Person] = j.Decision.Why
		}
	}
	out := make([]frontend.Person, len(list))
	for i, a := range list {
		out[i] = frontend.Person{Actor: a, Relation: relation(how[a.ID]), No: no[a.IRI]}
	}
	return out, nil
}

func relation(r models.Relation) frontend.Relation {
	return frontend.Relation{Following: r.Following, Asked: r.Requested, FollowsYou: r.FollowedBy, Blocking: r.Blocking, Refused: r.Refused, TakenOut: r.TakenOut}
}
