package resolve

import (
	"cmp"
	"context"
	"time"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

const (
	backfillPosts = 20
	backfillEvery = 6 * time.Hour // how often one profile is looked through for posts
)

// Backfill fills the profile of somebody of another server, opened or followed for the first time, with the posts that
// they pinned and up to 20 of their newest for everyone. It makes sure of their address too. It is meant for the
// background, tells nobody of what it finds, and does nothing for a profile that it went through a while ago.
func (r *Resolver) Backfill(ctx context.Context, actor models.Actor) error {
	if actor.Local || actor.Gone != 0 || !r.opened.first(actor.ID, r.clock.Now()) {
		return nil
	}
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	self := FoundActor{Actor: actor}
	e.address(ctx, &self)
	if self.Actor.Domain != actor.Domain || self.Actor.Handle != actor.Handle {
		err := r.store.Write(ctx, func(tx *store.Tx) error {
			row, err := tx.ActorByID(actor.ID)
			if err != nil {
				return err
			}
			row.Handle, row.Domain = self.Actor.Handle, self.Actor.Domain
			return tx.SaveActor(&row)
		})
		if err != nil {
			return err
		}
	}
	var posts []FoundPost
	var pins *[]models.IRI // nil while it is not known what is pinned
	for _, list := range []models.IRI{actor.FeaturedIRI, actor.OutboxIRI} {
		if list == "" {
			continue
		}
		more, ids, err := e.listed(ctx, list, self, backfillPosts)
		if fault.Is(err, fault.Forbidden) {
			return err
		}
		if posts = append(posts, more...); err == nil && list == actor.FeaturedIRI {
			pins = &ids
		}
	}
	if len(posts) == 0 && pins == nil {
		return nil
	}
	return r.write(ctx, func(tx *store.Tx) error {
		if err := r.keepPosts(tx, posts); err != nil || pins == nil {
			return err
		}
		return keepPins(tx, actor, *pins)
	})
}

// keepPins takes over what somebody pinned, the first on top; of what is not here, nothing.
func keepPins(tx *store.Tx, owner models.Actor, pins []models.IRI) error {
	if err := tx.RemovePinsOf(owner.ID); err != nil {
		return err
	}
	for i, iri := range pins {
		post, err := tx.PostByIRI(iri)
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err == nil {
			_, err = conversations.Feature(tx, owner, post, tx.Now()-models.Time(i))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// listed are the posts for everyone in a collection of an actor, or in its first page, as far as the errand goes, and the
// ids of its first entries. What stands in the collection itself is its owner's word, because the owner's server served it. What a
// community lists stands in it, whoever wrote it.
func (e *errand) listed(ctx context.Context, list models.IRI, owner FoundActor, most int) (posts []FoundPost, ids []models.IRI, err error) {
	doc, err := e.document(ctx, list)
	if err != nil || doc.Collection == nil || doc.ID.Host() != owner.Actor.Host {
		return nil, nil, cmp.Or(err, noList(list))
	}
	c := doc.Collection
	if len(c.Items) == 0 && c.First != "" && c.First.Host() == owner.Actor.Host {
		if doc, err = e.document(ctx, c.First); err != nil || doc.Collection == nil {
			return nil, nil, cmp.Or(err, noList(list))
		}
		c = doc.Collection
	}
	for i, item := range c.Items {
		if len(posts) == most || i == 4*most { // shares and the like lie between
			break
		}
		if len(ids) < most && item.IRI != "" {
			ids = append(ids, item.IRI)
		}
		group := owner.Actor.Kind == models.Community
		read := e.entry
		if group {
			read = e.announcedIn
		}
		n := read(ctx, item, owner.Actor)
		if n == nil {
			continue
		}
		if stored, err := e.storedPost(ctx, n.ID); err != nil || stored.Post.ID != 0 {
			continue
		}
		p := e.written(n, owner)
		if group {
			if p, err = e.withAuthor(ctx, n); err != nil {
				continue
			}
			p.Groups = append([]models.IRI{owner.Actor.IRI}, p.Groups...)
		}
		if p.Post.Audience == models.Everyone && p.Post.Distance.World {
			posts = append(posts, p)
		}
	}
	return posts, ids, nil
}

// entry reads one entry of a collection: a note or its Create, embedded or by id; nil when it is anything else, or not
// the owner's.
func (e *errand) entry(ctx context.Context, item wire.Item, owner models.Actor) *wire.Note {
	var n *wire.Note
	if item.Raw != nil {
		doc, err := item.Document()
		switch {
		case err != nil:
			return nil
		case doc.Note != nil:
			n = doc.Note
		case doc.Activity != nil && doc.Activity.Kind == wire.Create && doc.Activity.Actor == owner.IRI:
			if n = doc.Activity.Note; n == nil {
				item.IRI = doc.Activity.Object
			}
		default:
			return nil
		}
	}
	if n == nil || n.Type == "" {
		if item.IRI.Host() != owner.Host || e.left <= 2 {
			return nil
		}
		if stored, err := e.storedPost(ctx, item.IRI); err != nil || stored.Post.ID != 0 {
			return nil
		}
		var err error
		if n, err = e.note(ctx, item.IRI); err != nil {
			return nil
		}
	}
	if !ownWord(n, owner) || n.Choice != "" {
		return nil
	}
	return n
}

// announcedIn reads one entry of a community's collection: a note, its Create, or the community's Announce of either; nil when it is
// anything else. What somebody of another server wrote is read there.
// spec: fep-1b12#announce
func (e *errand) announcedIn(ctx context.Context, item wire.Item, group models.Actor) *wire.Note {
	var n *wire.Note
	if item.Raw != nil {
		doc, err := item.Document()
		if err != nil {
			return nil
		}
		act := doc.Activity
		if act != nil && act.Kind == wire.AnnounceActivity && act.Actor == group.IRI && act.Inner != nil {
			act = act.Inner
		}
		switch {
		case doc.Note != nil:
			n = doc.Note
		case act != nil && act.Kind == wire.Create:
			item.IRI, n = act.Object, act.Note
		case act != nil && act.Kind == wire.AnnounceObject && act.Actor == group.IRI:
			item.IRI = act.Object
		default:
			return nil
		}
	}
	if n != nil && n.Type != "" && n.Choice == "" && n.ID.Host() == group.Host && n.Author.Host() == group.Host {
		return n
	}
	if stored, err := e.storedPost(ctx, item.IRI); err != nil || stored.Post.ID != 0 || e.left <= 2 {
		return nil
	}
	n, err := e.note(ctx, item.IRI)
	if err != nil {
		return nil
	}
	return n
}
