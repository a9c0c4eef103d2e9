package resolve

import (
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// Keep stores what was found and has no row yet: authors and the posts above, and a post that is shared. Nobody is told of
// any of it. What is stored already stays as it is, and so does what the activity itself creates or changes: that is the
// verb's part. What comes back has the IDs of the rows. It runs in the transaction that applies the activity.
func (r *Resolver) Keep(tx *store.Tx, f Found) (Found, error) {
	if f.Move != nil && f.Move.Closed == "" && f.Move.To.Actor.ID == 0 {
		to, err := r.keepOwner(tx, f.Move.To)
		if err != nil {
			return f, err
		}
		f.Move = &FoundMove{To: to}
	}
	if f.Reaction != nil && f.Reaction.By.Actor.ID == 0 {
		by, err := r.keepOwner(tx, f.Reaction.By)
		if err != nil {
			return f, err
		}
		f.Reaction = &FoundReaction{By: by, Act: f.Reaction.Act}
	}
	if err := r.keepPosts(tx, f.Parents); err != nil || f.Post == nil {
		return f, err
	}
	var p FoundPost
	var err error
	if f.Shared {
		p, err = r.keepPost(tx, *f.Post)
	} else {
		p = *f.Post
		if p.quoted != nil {
			if _, err = r.keepPost(tx, *p.quoted); err != nil && !fault.Is(err, fault.Forbidden) {
				return f, err
			}
		}
		p.Author, err = keepActor(tx, p.Author)
	}
	f.Post = &p
	return f, err
}

// KeepPerson stores an account as it is now, with its keys, when its owner changed it.
func (r *Resolver) KeepPerson(tx *store.Tx, f FoundActor) error {
	f.Actor.ID = 0
	_, err := r.keepOwner(tx, f)
	return err
}

// keepOwner stores somebody with their keys, and forgets after the commit what we held of those in memory.
func (r *Resolver) keepOwner(tx *store.Tx, f FoundActor) (FoundActor, error) {
	a, err := keepActor(tx, f)
	if err == nil {
		tx.After(func() {
			r.keys.ForgetActor(a.Actor.ID)
			r.changed(a)
		})
	}
	return a, err
}

// keepActor stores somebody with their keys, and gives the row.
func keepActor(tx *store.Tx, f FoundActor) (FoundActor, error) {
	if f.Actor.ID != 0 || f.Actor.IRI == "" {
		return f, nil
	}
	if !f.sure {
		old, err := tx.ActorByIRI(f.Actor.IRI)
		if err == nil && strings.EqualFold(string(old.Handle), string(f.Actor.Handle)) {
			f.Actor.Domain = old.Domain
		}
		if err != nil && !fault.Is(err, fault.Missing) {
			return f, err
		}
	}
	a, err := people.Keep(tx, f.Actor)
	if err != nil {
		return f, err
	}
	f.Actor = a
	if err := conversations.KeepEmoji(tx, a.Host, f.emoji); err != nil {
		return f, err
	}
	if err := tx.ReviveInboxes(a.Inbox, a.SharedInbox); err != nil {
		return f, err
	}
	keep := slices.Clone(f.Refs)
	for _, k := range f.Keys {
		k.ActorID = a.ID
		if err := tx.PutKey(&k); err != nil {
			return f, err
		}
		keep = append(keep, k.IRI)
	}
	return f, tx.RetireKeysExcept(a.ID, keep...)
}

// keepPosts stores posts in their order: parents come before their replies. What may not come in is passed over.
func (r *Resolver) keepPosts(tx *store.Tx, posts []FoundPost) error {
	for _, p := range posts {
		if _, err := r.keepPost(tx, p); err != nil && !fault.Is(err, fault.Forbidden) { // what is kept out is a gap in the conversation
			return err
		}
	}
	return nil
}

// keepPost stores one post with its author, unless it is there, and gives the row. A post that would wait or be refused at the
// inbox is Forbidden: nothing is had by a look-up that was not let in.
func (r *Resolver) keepPost(tx *store.Tx, f FoundPost) (FoundPost, error) {
	if f.Post.ID != 0 {
		return f, nil
	}
	stored, err := tx.PostByIRI(f.Post.IRI)
	if err == nil {
		f.Post = stored // somebody was faster
		return f, nil
	}
	if !fault.Is(err, fault.Missing) {
		return f, err
	}
	if err := r.let(tx, &f); err != nil {
		return f, err
	}
	if f.Author, err = keepActor(tx, f.Author); err != nil {
		return f, err
	}
	if f.quoted != nil {
		if _, err := r.keepPost(tx, *f.quoted); err != nil && !fault.Is(err, fault.Forbidden) {
			return f, err
		}
	}
	post, named, err := f.Rows(tx)
	if err == nil {
		f.Post, err = conversations.Keep(tx, post, named, f.Tags)
	}
	if err == nil {
		err = conversations.KeepFacts(tx, r.site, f.Post, f.Facts)
	}
	if err == nil {
		err = conversations.Quoting(tx, f.Post, f.Quote)
	}
	return f, err
}

// let asks whether a post that was fetched may come in: what waits or is stopped at the inbox does not come by another way.
func (r *Resolver) let(tx *store.Tx, f *FoundPost) error {
	view, err := f.View(tx)
	if err != nil {
		return err
	}
	return r.gate.Found(tx, view)
}

// Rows are the post and whom it names as rows, before they are stored and cleaned. Of the people named, those that we
// know; of its groups, the community that we know. The author must have been kept.
func (f *FoundPost) Rows(tx *store.Tx) (models.Post, []models.PostPerson, error) {
	p := f.Post
	p.AuthorID = f.Author.Actor.ID
	iris := slices.Clone(f.Groups)
	for _, n := range f.Names {
		iris = append(iris, n.IRI)
	}
	known, err := tx.ActorsByIRI(iris)
	if err != nil {
		return p, nil, err
	}
	for _, g := range f.Groups {
		if a, ok := known[g]; ok && a.Kind == models.Community && p.CommunityID == nil {
			p.CommunityID = &a.ID
		}
	}
	var named []models.PostPerson
	for _, n := range f.Names {
		if a, ok := known[n.IRI]; ok && a.Kind != models.Organisation {
			named = append(named, models.PostPerson{ActorID: a.ID, Mention: n.Mention})
		}
	}
	return p, named, nil
}

// View is the post as rules see it before anything of it is stored.
func (f *FoundPost) View(tx *store.Tx) (*models.PostView, error) {
	view := &models.PostView{Post: f.Post, Author: f.Author.Actor, Tags: f.Tags, Media: f.Facts.Media, Poll: f.Facts.Poll, Details: f.Facts.Details}
	for _, n := range f.Names {
		a, err := tx.ActorByIRI(n.IRI)
		if fault.Is(err, fault.Missing) {
			a, err = models.Actor{IRI: n.IRI, Host: n.IRI.Host(), Domain: string(n.IRI.Host())}, nil
		}
		if err != nil {
			return nil, err
		}
		view.People = append(view.People, models.PersonNamed{Actor: a, Mention: n.Mention})
	}
	return view, nil
}
