package reactions

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/home"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Boost shares a post with one's followers. What is not for everyone can be shared by nobody but its author, to the same
// followers. A share reaches no further than the post (boundary.md, law 3); one of ours stays inside as long as its post
// does. at is when a remote share was made, or 0 for now.
func Boost(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, act models.IRI, at models.Time) (models.Boost, error) {
	const op = "reactions.Boost"
	view, by, err := about(tx, op, by, post)
	if err != nil {
		return models.Boost{}, err
	}
	own := view.AuthorID == by.ID && view.Audience == models.Followers
	if view.Audience != models.Everyone && !own {
		return models.Boost{}, fault.New(fault.Invalid, op, "This post is not for everyone, so it cannot be shared.")
	}
	if act == "" {
		act = site.NewActivity()
	}
	b := models.Boost{ID: tx.NewID(), IRI: act, ActorID: by.ID, PostID: view.ID, Reach: view.Reach, Created: tx.Now()}
	if at != 0 && at < tx.Now() {
		b.ID, b.Created = tx.IDAt(at), at
	}
	if by.Local && !view.Distance.IsInside() {
		if by, err = notices.Outward(tx, by); err != nil {
			return b, err
		}
	}
	fresh, err := tx.AddBoost(&b)
	if err != nil {
		return b, err
	}
	if !fresh {
		return tx.Boost(by.ID, view.ID)
	}
	if err := home.Boost(tx, b); err != nil {
		return b, err
	}
	if err := notices.Tell(tx, view.Author, models.NoticeBoost, by, view.ID); err != nil {
		return b, err
	}
	if !by.Local || view.Distance.IsInside() {
		return b, nil
	}
	return b, events.Emit(tx, models.Event{Kind: models.PostBoosted, Activity: b.IRI, Object: b.IRI, By: by.ID, Row: b.ID, PostID: view.ID, ActorID: view.AuthorID})
}

// Unboost takes a share back.
func Unboost(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	b, err := tx.Boost(by.ID, post)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.RemoveBoost(b); err != nil {
		return err
	}
	p, err := tx.PostByID(post)
	if err != nil {
		return err
	}
	if err := notices.TakeBack(tx, p.AuthorID, models.NoticeBoost, by.ID, post); err != nil {
		return err
	}
	if !by.Local || b.Distance.IsInside() {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Announce, Activity: site.NewActivity(), Object: b.IRI, By: by.ID, Row: b.ID, PostID: post, ActorID: p.AuthorID})
}
