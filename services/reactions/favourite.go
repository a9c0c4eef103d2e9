package reactions

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Favourite thanks somebody for a post. A post that by may not read is Missing like one that never was; for somebody of
// another server its distance counts too.
func Favourite(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, act models.IRI) (models.Favourite, error) {
	view, by, err := about(tx, "reactions.Favourite", by, post)
	if err != nil {
		return models.Favourite{}, err
	}
	if act == "" {
		act = site.NewActivity()
	}
	f := models.Favourite{ID: tx.NewID(), IRI: act, ActorID: by.ID, PostID: view.ID, Created: tx.Now()}
	fresh, err := tx.AddFavourite(&f)
	if err != nil {
		return f, err
	}
	if !fresh {
		return tx.Favourite(by.ID, view.ID)
	}
	if counts, err := counted(tx, view.ID); err != nil {
		return f, err
	} else if counts {
		if _, err := Undislike(tx, site, by, view.ID); err != nil {
			return f, err
		}
	}
	if err := notices.Tell(tx, view.Author, models.NoticeFavourite, by, view.ID); err != nil {
		return f, err
	}
	if !by.Local || view.Author.Local {
		return f, nil
	}
	return f, events.Emit(tx, models.Event{Kind: models.PostLiked, Activity: f.IRI, Object: f.IRI, By: by.ID, PostID: view.ID, ActorID: view.AuthorID})
}

// Unfavourite takes thanks back.
func Unfavourite(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	f, err := tx.Favourite(by.ID, post)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.RemoveFavourite(f.ID); err != nil {
		return err
	}
	p, err := tx.PostByID(post)
	if err != nil {
		return err
	}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return err
	}
	if author.Local {
		return notices.TakeBack(tx, author.ID, models.NoticeFavourite, by.ID, post)
	}
	if !by.Local {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Like, Activity: site.NewActivity(), Object: f.IRI, By: by.ID, PostID: post, ActorID: author.ID})
}

// about finds the post that is reacted to, and lets a person of ours go outward where the post lives elsewhere.
func about(tx *store.Tx, op string, by models.Actor, post models.ID) (models.PostView, models.Actor, error) {
	view, err := tx.PostView(post)
	if err != nil {
		return view, by, err
	}
	if view.Deleted != 0 {
		return view, by, fault.New(fault.Missing, op, "The post is not there any more.")
	}
	if _, err := tx.VisiblePost(by.ID, post); err != nil {
		return view, by, err
	}
	if !by.Local && view.Local && !view.Distance.Holds(by.Host) {
		return view, by, fault.New(fault.Hidden, op, "There is no such post.")
	}
	if by.Local && !view.Local {
		by, err = notices.Outward(tx, by)
	}
	return view, by, err
}
