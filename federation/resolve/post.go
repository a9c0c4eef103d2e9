package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// Post gives a post by id, or by the address of its page: from the store, else from its own server, with its author and
// the posts above it. cause is the reach of the post that names it; nil where a person of ours asks. Errors: Gone,
// Missing when it is no post, Forbidden with the boundary's sentence, Unreachable.
func (r *Resolver) Post(ctx context.Context, iri models.IRI, cause *models.Reach) (models.PostView, error) {
	e, ctx, done := r.errand(ctx, cause)
	defer done()
	p, err := e.post(ctx, iri)
	if err != nil {
		return models.PostView{}, err
	}
	var above []FoundPost
	look := r.store.Read
	if p.Post.ID == 0 {
		above, look = e.parents(ctx, &p), r.write
		e.quoting(ctx, &p)
	}
	var view models.PostView
	err = look(ctx, func(tx *store.Tx) error {
		if err := r.keepPosts(tx, above); err != nil {
			return err
		}
		kept, err := r.keepPost(tx, p)
		if err == nil {
			view, err = tx.PostView(kept.Post.ID)
		}
		return err
	})
	return view, err
}

// post finds a post without storing anything. An ID says that the row is there.
func (e *errand) post(ctx context.Context, iri models.IRI) (FoundPost, error) {
	f, err := e.storedPost(ctx, iri)
	if err != nil || f.Post.ID != 0 {
		return f, err
	}
	n, err := e.note(ctx, iri)
	if err != nil {
		return FoundPost{}, err
	}
	if n.ID != bare(iri) { // an address for people, or the activity that brought it
		if f, err := e.storedPost(ctx, n.ID); err != nil || f.Post.ID != 0 {
			return f, err
		}
	}
	return e.withAuthor(ctx, n)
}

// storedPost looks in the store; an empty one without an error says that it is not there.
func (r *Resolver) storedPost(ctx context.Context, iri models.IRI) (f FoundPost, err error) {
	err = r.store.Read(ctx, func(tx *store.Tx) error {
		f.Post, err = tx.PostByIRI(iri)
		return err
	})
	switch {
	case err == nil && f.Post.Deleted != 0:
		return FoundPost{}, fault.New(fault.Gone, "resolve.Post", "This post was deleted.")
	case err != nil && !fault.Is(err, fault.Missing):
		return FoundPost{}, err
	case err != nil && r.site.Ours(iri):
		return FoundPost{}, fault.New(fault.Missing, "resolve.Post", "There is no such post here.")
	case err != nil:
		return FoundPost{}, nil
	}
	return f, nil
}

// known finds a stored post, as far as somebody may know of it: one of ours that they may not read is not there, and nothing is looked up
// because of it (boundary.md, law 5).
func (r *Resolver) known(ctx context.Context, iri models.IRI, to models.Actor) (view models.PostView, known bool, err error) {
	err = r.store.Read(ctx, func(tx *store.Tx) error {
		if view, err = tx.PostViewByIRI(iri); err != nil || view.Deleted != 0 {
			if fault.Is(err, fault.Missing) {
				err = nil
			}
			return err
		}
		known = !view.Local
		if view.Local {
			known, err = r.gate.Readable(tx, to, &view)
		}
		return err
	})
	return view, known, err
}

// note reads the document of a post. The Create that brought it leads to it.
func (e *errand) note(ctx context.Context, iri models.IRI) (*wire.Note, error) {
	doc, err := e.document(ctx, iri)
	if err != nil {
		return nil, err
	}
	if a := doc.Activity; a != nil && a.Kind == wire.Create && a.Object != "" && a.Object.Host() == doc.ID.Host() {
		if doc, err = e.document(ctx, a.Object); err != nil {
			return nil, err
		}
	}
	switch {
	case doc.Note == nil && doc.Kind == wire.Tombstone:
		return nil, fault.New(fault.Gone, "resolve.Post", "This post was deleted.")
	case doc.Note == nil:
		return nil, fault.New(fault.Missing, "resolve.Post", "This is not a post.")
	case doc.Note.Choice != "":
		return nil, fault.New(fault.Missing, "resolve.Post", "This is a vote, not a post.")
	}
	if err := doc.Note.Origin(); err != nil {
		return nil, nonsense("resolve.Post", fault.Say(err)).Because(err)
	}
	return doc.Note, nil
}

// withAuthor finds who wrote it; without the author there is no post.
func (e *errand) withAuthor(ctx context.Context, n *wire.Note) (FoundPost, error) {
	author, err := e.actor(ctx, n.Author)
	if err != nil {
		return FoundPost{}, err
	}
	if author.Actor.Host != n.ID.Host() {
		return FoundPost{}, nonsense("resolve.Post", "The post's author is on another host than the post.")
	}
	return e.written(n, author), nil
}
