package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
)

// Found is what an inbound activity needs before its transaction.
type Found struct {
	Post     *FoundPost     // what is created, updated or announced, by the word of its author or of its own server
	Shared   bool           // Post was announced: it is kept as any post that somebody refers to
	Parents  []FoundPost    // posts above it that are not stored yet, the root first
	Person   *FoundActor    // the account that is updated, as it is now
	Ended    []models.IRI   // posts that their own server says are gone, where somebody else told us of it
	Left     *models.Actor  // whoever closed their account, where somebody else told us of it
	Pin      *FoundPin      // a change to somebody's pinned posts
	Move     *FoundMove     // where the signer has gone; nil unless the new account says so too
	Ruling   *FoundRuling   // what somebody who may decided in a community
	Team     *FoundTeam     // a change to who moderates a community elsewhere
	Reaction *FoundReaction // what somebody did to a post, as a community passed it on
}

// Reach is the reach of the post inside, for the gate; nil without one.
func (f *Found) Reach() *models.Reach {
	if f.Post == nil {
		return nil
	}
	return &f.Post.Post.Reach
}

// Find goes out for what an activity names and we do not know. What came along is believed only about the signer's own
// things; everything else is read where it lives. No transaction may be open. Errors: Malformed when the activity cannot
// be meant; Forbidden, Missing, Gone and Unreachable when what it needs cannot be had.
// spec: fep-fe34#origin; ap#create-activity-inbox; fep-1b12#announce
func (r *Resolver) Find(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	if act.Actor != signer.IRI {
		return e.hinted(ctx, act, signer)
	}
	switch act.Kind {
	case wire.Create:
		return e.created(ctx, act, signer)
	case wire.Update:
		return e.updated(ctx, act, signer)
	case wire.AnnounceObject:
		return e.announced(ctx, act.Object, e.causedBy(act))
	case wire.AnnounceActivity:
		return e.passedOn(ctx, act, signer)
	case wire.Add, wire.Remove:
		f, err := e.featured(ctx, act, signer)
		if err == nil && f.Pin == nil && f.Team == nil {
			f.Ruling, err = e.ruling(ctx, act, signer)
		}
		return f, err
	case wire.Undo:
		return e.undone(ctx, act, signer)
	case wire.Lock, wire.Block, wire.Delete:
		return e.ruled(ctx, act, signer)
	case wire.Invite:
		return e.invited(ctx, act)
	case wire.QuoteRequest:
		return e.askedToQuote(ctx, act, signer)
	case wire.Move:
		return e.moved(ctx, act, signer)
	}
	return Found{}, nil
}

// ruled is what moderators decide, and nothing else of the activity needs to be found.
func (e *errand) ruled(ctx context.Context, act *wire.Activity, signer models.Actor) (f Found, err error) {
	f.Ruling, err = e.ruling(ctx, act, signer)
	return f, err
}

// undone is what moderators take back: a pin by its opposite, or a decision.
func (e *errand) undone(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	opposite := map[wire.Kind]wire.Kind{wire.Add: wire.Remove, wire.Remove: wire.Add}
	if inner := act.Inner; inner != nil && opposite[inner.Kind] != "" && inner.Target != "" {
		back := *inner
		back.Kind = opposite[inner.Kind]
		if f, err := e.featured(ctx, &back, signer); err != nil || f.Pin != nil {
			return f, err
		}
	}
	return e.ruled(ctx, act, signer)
}

// invited is what somebody of ours is asked to come to: the object or the target, whichever is not the person.
func (e *errand) invited(ctx context.Context, act *wire.Activity) (Found, error) {
	thing := act.Object
	if e.site.Ours(thing) {
		thing = act.Target
	}
	if thing == "" || thing == act.Actor || e.site.Ours(thing) {
		return Found{}, nil
	}
	if a, _, err := e.stored(ctx, thing); err == nil && a.Kind == models.Community {
		return Found{}, nil
	}
	return e.announced(ctx, thing, e.causedBy(act))
}

// created is a new post with the posts above it.
func (e *errand) created(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	p, err := e.brought(ctx, act, signer)
	if err != nil {
		return Found{}, err
	}
	f := Found{Post: &p}
	if p.Post.ID == 0 {
		f.Parents = e.parents(ctx, &p)
		e.quoting(ctx, &p)
	}
	return f, nil
}

// brought is the post that an activity brings along, or only names.
func (e *errand) brought(ctx context.Context, act *wire.Activity, signer models.Actor) (FoundPost, error) {
	n := act.Note
	if n != nil && ownWord(n, signer) {
		return e.written(n, FoundActor{Actor: signer}), nil
	}
	id := act.Object
	if n != nil && n.ID != "" {
		id = n.ID
	}
	if id == "" {
		return FoundPost{}, fault.New(fault.Malformed, "resolve.Find", "The activity names no object.")
	}
	n, err := e.note(ctx, id)
	if err != nil {
		return FoundPost{}, err
	}
	return e.withAuthor(ctx, n)
}

// ownWord tells whether a note that came along is the signer's own.
func ownWord(n *wire.Note, signer models.Actor) bool {
	return n.ID.Host() == signer.Host && n.Author == signer.IRI
}

// updated is a post or an account as it is now.
func (e *errand) updated(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	switch {
	case act.Person != nil && act.Person.ID == signer.IRI:
		who, err := e.found(act.Person) // its own word: it signed it
		return Found{Person: &who}, err
	case act.Person != nil || act.Object == signer.IRI:
		if act.Object.Host() != signer.Host {
			return Found{}, fault.New(fault.Forbidden, "resolve.Find", "An account's document can only be changed by its own server.")
		}
		who, err := e.fetchActor(ctx, act.Object)
		return Found{Person: &who}, err
	}
	p, err := e.brought(ctx, act, signer)
	if err != nil {
		return Found{}, err
	}
	if p.Post.IRI.Host() != signer.Host {
		return Found{}, fault.New(fault.Forbidden, "resolve.Find", "A post can only be changed by its own server.")
	}
	e.quoting(ctx, &p)
	return Found{Post: &p}, nil
}

// announced is a post that somebody shares. One of ours needs nothing but to be there.
func (e *errand) announced(ctx context.Context, object models.IRI, cause *models.Reach) (f Found, err error) {
	err = e.with(cause, func() error {
		p, err := e.post(ctx, object)
		if err != nil {
			return err
		}
		f.Post, f.Shared = &p, true
		if p.Post.ID == 0 {
			f.Parents = e.parents(ctx, &p)
			e.quoting(ctx, &p)
		}
		return nil
	})
	return f, err
}

// passedOn is an activity that a community announces: it is confirmed where it came from, not by the community's word.
func (e *errand) passedOn(ctx context.Context, act *wire.Activity, signer models.Actor) (Found, error) {
	inner, cause := act.Inner, e.causedBy(act)
	if inner == nil {
		return Found{}, nil
	}
	if reactionIn(inner) != nil {
		return e.reacted(ctx, inner, signer, cause)
	}
	switch inner.Kind {
	case wire.Create:
		f, err := e.announcedWith(ctx, inner, signer, cause)
		if err == nil && f.Post.Post.ID == 0 {
			f.Post.Groups = append([]models.IRI{signer.IRI}, f.Post.Groups...)
		}
		return f, err
	case wire.Update:
		var f Found
		err := e.with(cause, func() error {
			n, err := e.note(ctx, inner.Object)
			if err != nil {
				return err
			}
			p, err := e.withAuthor(ctx, n)
			if err == nil {
				e.quoting(ctx, &p)
			}
			f.Post = &p
			return err
		})
		if err != nil {
			return Found{}, err
		}
		return f, nil
	case wire.Delete:
		if inner.EndsAccount {
			return e.leftElsewhere(ctx, inner.Actor, cause)
		}
		f, err := e.endedElsewhere(ctx, inner.Object, cause)
		if err == nil && len(f.Ended) == 0 {
			f.Ruling, err = e.ruling(ctx, inner, signer)
		}
		return f, err
	case wire.Add, wire.Remove:
		f, err := e.featured(ctx, inner, signer) // the community's own word
		if err == nil && f.Pin == nil && f.Team == nil {
			f.Ruling, err = e.ruling(ctx, inner, signer)
		}
		return f, err
	case wire.Undo:
		return e.undone(ctx, inner, signer)
	case wire.Lock, wire.Block:
		return e.ruled(ctx, inner, signer)
	}
	return Found{}, nil
}

// announcedWith is a post that a community passes on. What came along is believed where author and community live on one
// host, which signed it; a post of another host is read there.
func (e *errand) announcedWith(ctx context.Context, inner *wire.Activity, signer models.Actor, cause *models.Reach) (Found, error) {
	n := inner.Note
	if n == nil || n.ID.Host() != signer.Host || inner.Actor.Host() != signer.Host || n.Author != inner.Actor {
		return e.announced(ctx, inner.Object, cause)
	}
	stored, err := e.storedPost(ctx, n.ID)
	if err != nil || stored.Post.ID != 0 {
		return Found{Post: &stored, Shared: true}, err
	}
	var f Found
	err = e.with(cause, func() error {
		p, err := e.withAuthor(ctx, n)
		if err == nil {
			f.Post, f.Shared, f.Parents = &p, true, e.parents(ctx, &p)
		}
		return err
	})
	return f, err
}

// endedElsewhere asks the server of a post that we have whether it is gone, because somebody else said so.
func (e *errand) endedElsewhere(ctx context.Context, object models.IRI, cause *models.Reach) (Found, error) {
	if e.site.Ours(object) {
		return Found{}, nil // ours to end alone
	}
	stored, err := e.storedPost(ctx, object)
	if err != nil || stored.Post.ID == 0 {
		return Found{}, nil // nothing to end
	}
	var f Found
	err = e.with(cause, func() error {
		_, err := e.note(ctx, object)
		return err
	})
	if fault.Is(err, fault.Gone) || fault.Is(err, fault.Missing) {
		f.Ended = append(f.Ended, object)
	}
	return f, nil
}

// leftElsewhere asks the server of somebody whom we know whether they closed their account, because somebody else said so.
// spec: ap#delete-activity-inbox
func (e *errand) leftElsewhere(ctx context.Context, who models.IRI, cause *models.Reach) (f Found, err error) {
	if e.site.Ours(who) {
		return f, nil
	}
	a, _, err := e.stored(ctx, who)
	if err != nil || a.ID == 0 || a.Gone != 0 {
		return f, err
	}
	err = e.with(cause, func() error {
		_, err := e.document(ctx, who)
		return err
	})
	if fault.Is(err, fault.Gone) {
		f.Left = &a
	}
	return f, nil
}

// causedBy is the reach of a share, as far as it matters for whom we ask because of it.
func (e *errand) causedBy(act *wire.Activity) *models.Reach {
	switch act.Addressing("") {
	case wire.World, wire.WorldQuiet:
		return nil
	}
	hosts := []models.Host{act.Actor.Host(), act.Object.Host()} // whoever shares it has read it there
	return &models.Reach{Audience: models.Named, Distance: models.Within(hosts...)}
}
