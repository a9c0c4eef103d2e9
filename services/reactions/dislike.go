package reactions

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Dislike keeps that somebody disapproves of a post; nobody is told who. Where the community that it stands in uses that, it is counted, and
// takes the place of their thanks; people of ours say it there and nowhere else. Of what others send the rest is kept and counted nowhere.
// It tells whether it counts.
func Dislike(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, act models.IRI) (bool, error) {
	const op = "reactions.Dislike"
	view, by, err := about(tx, op, by, post)
	if err != nil {
		return false, err
	}
	counts, err := counted(tx, post)
	if err != nil {
		return false, err
	}
	if by.Local && !counts {
		return false, fault.New(fault.Forbidden, op, "Disapproval is not counted here. Answer with what you would do otherwise.")
	}
	if by.Local && view.AuthorID == by.ID {
		return false, fault.New(fault.Invalid, op, "It is your own. Change it, or delete it.")
	}
	if counts {
		if err := Unfavourite(tx, site, by, post); err != nil {
			return false, err
		}
	}
	d := models.Dislike{ID: tx.NewID(), IRI: act, ActorID: by.ID, PostID: view.ID, Created: tx.Now()}
	if act == "" {
		d.IRI = site.NewActivity()
	}
	fresh, err := tx.AddDislike(&d)
	if err != nil || !fresh || !by.Local || view.Author.Local {
		return counts && fresh, err
	}
	return true, events.Emit(tx, models.Event{Kind: models.PostLiked, Down: true, Activity: d.IRI, Object: d.IRI, By: by.ID, PostID: view.ID, ActorID: view.AuthorID})
}

// Undislike takes disapproval back, and tells whether there was any.
func Undislike(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) (bool, error) {
	d, err := tx.Disliked(by.ID, post)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := tx.RemoveDislike(by.ID, post); err != nil || !by.Local {
		return true, err
	}
	view, err := tx.PostView(post)
	if err != nil || view.Author.Local {
		return true, err
	}
	return true, events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Like, Down: true, Activity: site.NewActivity(), Object: d.IRI, By: by.ID, PostID: post, ActorID: view.AuthorID})
}

// counted tells whether the community that a post stands in uses disapproval.
func counted(tx *store.Tx, post models.ID) (bool, error) {
	view, err := tx.PostView(post)
	if err != nil || view.Community == nil || view.Community.Gone != 0 || view.Audience != models.Everyone && view.Audience != models.Members {
		return false, err
	}
	return tx.UsesDowns(view.Community)
}
