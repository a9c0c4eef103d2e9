package conversations

import (
	"guildhall/models"
	"guildhall/store"
)

// Imagine is the post as it would be, by somebody who would then have gone outward: what the composer's preview has
// judged. Nothing is written.
func Imagine(tx *store.Tx, ask Ask, s Settled) (*models.PostView, error) {
	by := ask.By
	if leaves(s.Reach) && by.Outward == 0 {
		by.Outward = tx.Now()
	}
	view := &models.PostView{Author: by, Community: s.Community, Tags: s.Found.Tags}
	ask.fill(&view.Post, s)
	view.Local, view.AuthorID, view.Language, view.Published, view.Version = true, by.ID, ask.Language, tx.Now(), 1
	for _, p := range s.People {
		view.People = append(view.People, models.PersonNamed{Actor: p, Mention: true})
	}
	if s.Parent != nil {
		view.Parent, view.ParentBy, view.ReplyTo = &s.Parent.Post, &s.Parent.Author, s.Parent.IRI
	}
	if s.Quoted != nil {
		view.Quote = &models.Quoting{Post: &s.Quoted.Post}
	}
	for _, id := range ask.Files {
		m, err := tx.Media(id)
		if err == nil && (m.OwnerID != by.ID || !m.Local()) {
			_, err = tx.Media(0) // another's file is answered like none (law 11)
		}
		if err != nil {
			return nil, err
		}
		view.Media = append(view.Media, m)
	}
	view.Details = ask.details
	if ask.Poll != nil {
		view.Poll = &models.Poll{}
		for _, o := range ask.Poll.Options {
			view.Poll.Options = append(view.Poll.Options, models.Option{Name: o})
		}
	}
	return view, nil
}
