package inbound

import (
	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/services/people"
	"guildhall/store"
)

// applyCreate: somebody wrote something.
// spec: ap#create-activity-inbox
func (in *Inbound) applyCreate(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	if f.Post == nil {
		return models.Unknown, nil
	}
	post, named, err := f.Post.Rows(tx)
	if err != nil {
		return models.Failed, err
	}
	if post, err = conversations.Arrive(tx, post, named, f.Post.Tags); err == nil {
		err = conversations.KeepFacts(tx, in.site, post, f.Post.Facts)
	}
	if err == nil {
		err = conversations.Quoting(tx, post, f.Post.Quote)
	}
	if err == nil {
		err = gatherings.Hear(tx, w.signer, post)
	}
	if err == nil {
		err = in.passOn(tx, w, post)
	}
	if err == nil {
		err = in.forMembers(tx, w, post)
	}
	return done(true, err)
}

// applyUpdate: somebody changed a post or their profile. A post that never came is not made by its change.
// spec: ap#update-activity-inbox
func (in *Inbound) applyUpdate(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	switch {
	case f.Person != nil:
		return done(true, in.resolve.KeepPerson(tx, *f.Person))
	case f.Post == nil:
		return models.Unknown, nil
	}
	return in.revise(tx, w, f)
}

// revise stores a newer version of a post that is here.
func (in *Inbound) revise(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	post, named, err := f.Post.Rows(tx)
	if err != nil {
		return models.Failed, err
	}
	if post, err = conversations.Revise(tx, post, named, f.Post.Tags); err == nil {
		err = conversations.KeepFacts(tx, in.site, post, f.Post.Facts)
	}
	if err == nil {
		err = conversations.Quoting(tx, post, f.Post.Quote)
	}
	if err == nil {
		err = gatherings.Hear(tx, w.signer, post)
	}
	if err == nil {
		err = in.passOn(tx, w, post)
	}
	if err == nil {
		err = in.forMembers(tx, w, post)
	}
	return done(err == nil, ignoreMissing(err))
}

// applyDelete: somebody took back a post, or closed their account. Only the author can, and what is not here is no fault.
// spec: ap#delete-activity-inbox
func (in *Inbound) applyDelete(tx *store.Tx, w work) (models.InboxState, error) {
	if w.act.EndsAccount {
		return done(true, people.Vanish(tx, w.signer))
	}
	if ended, err := in.endedStamp(tx, w); ended || err != nil {
		return done(ended, err)
	}
	post, err := tx.PostByIRI(w.act.Object)
	if fault.Is(err, fault.Missing) {
		return in.endedWish(tx, w)
	}
	if err != nil || post.AuthorID != w.signer.ID {
		return done(false, err)
	}
	if err := conversations.Withdraw(tx, w.signer, w.act.Object); err != nil {
		return models.Failed, err
	}
	if err := in.passOn(tx, w, post); err != nil {
		return models.Failed, err
	}
	return done(true, in.forMembers(tx, w, post))
}

// ended takes back posts of others that their own server says are gone, where a community passed the Delete on.
func (in *Inbound) ended(tx *store.Tx, posts []models.IRI) (models.InboxState, error) {
	for _, iri := range posts {
		post, err := tx.PostByIRI(iri)
		if err != nil {
			return done(false, ignoreMissing(err))
		}
		author, err := tx.ActorByID(post.AuthorID)
		if err != nil {
			return models.Failed, err
		}
		if err := conversations.Withdraw(tx, author, iri); err != nil {
			return models.Failed, err
		}
	}
	return models.Applied, nil
}
