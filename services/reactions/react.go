package reactions

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// How many faces one person may put under one post; what others send beyond is dropped.
const (
	MostFaces  = 5
	mostTheirs = 20
)

// React puts a face under a post: one emoji, or the :name@host: of a picture that a server has. Several of one person are
// several, the same twice is once.
func React(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, face, picture string, act models.IRI) (models.Reaction, error) {
	const op = "reactions.React"
	view, by, err := about(tx, op, by, post)
	if err != nil {
		return models.Reaction{}, err
	}
	if by.Local && !models.OneEmoji(face) {
		face = Named(site, face)
		if picture, err = pictureOf(tx, site, op, face, &view); err != nil {
			return models.Reaction{}, err
		}
	}
	if err := tx.HoldFaces(by.ID, view.ID); err != nil {
		return models.Reaction{}, err
	}
	mine, err := tx.ReactionsOf(by.ID, view.ID)
	if err != nil {
		return models.Reaction{}, err
	}
	for _, r := range mine {
		if r.Face == face {
			return r, nil
		}
	}
	switch {
	case by.Local && len(mine) >= MostFaces:
		return models.Reaction{}, fault.New(fault.Invalid, op, "You have put five faces under this post already. Take one back first.")
	case !by.Local && len(mine) >= mostTheirs:
		return models.Reaction{}, fault.New(fault.Invalid, op, "One person can put twenty faces under a post and no more.")
	}
	if act == "" {
		act = site.NewActivity()
	}
	r := models.Reaction{ID: tx.NewID(), IRI: act, ActorID: by.ID, PostID: view.ID, Face: face, Picture: picture, Created: tx.Now()}
	fresh, err := tx.AddReaction(&r)
	if err != nil || !fresh {
		return r, err
	}
	if err := notices.TellOf(tx, view.Author, models.NoticeReaction, by, view.ID, face); err != nil {
		return r, err
	}
	if !by.Local || view.Author.Local {
		return r, nil
	}
	return r, events.Emit(tx, models.Event{Kind: models.PostReacted, Activity: r.IRI, Object: r.IRI, By: by.ID, PostID: view.ID, ActorID: view.AuthorID})
}

// Unreact takes a face back; with no face named, all that somebody put there. What is not there is no fault.
func Unreact(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, face string) error {
	mine, err := tx.ReactionsOf(by.ID, post)
	if err != nil {
		return err
	}
	if by.Local {
		face = Named(site, face)
	}
	for _, r := range mine {
		if face != "" && face != r.Face {
			continue
		}
		if err := unreact(tx, site, by, r); err != nil {
			return err
		}
	}
	return nil
}

func unreact(tx *store.Tx, site paths.Site, by models.Actor, r models.Reaction) error {
	if err := tx.RemoveReaction(r.ID); err != nil {
		return err
	}
	p, err := tx.PostByID(r.PostID)
	if err != nil {
		return err
	}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return err
	}
	if author.Local {
		return notices.TakeBackOf(tx, author.ID, models.NoticeReaction, by.ID, r.PostID, r.Face)
	}
	if !by.Local {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Like, Activity: site.NewActivity(), Object: r.IRI, By: by.ID, PostID: r.PostID, ActorID: author.ID,
		Face: r.Face, Picture: r.Picture})
}
