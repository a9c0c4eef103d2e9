package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

// requests lists who waits for an answer to their wish to follow, or to quote.
func (v *visit) requests() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Requests
		list, err := tx.FollowRequests(v.me(), v.onPage())
		if err != nil {
			return p, err
		}
		asking := make([]models.Actor, len(list))
		for i, one := range list {
			asking[i] = one.Actor
			p.Older = v.older(len(list), one.ID)
		}
		if p.People, err = v.people(tx, v.who.Actor, asking); err != nil {
			return p, err
		}
		wishes, err := tx.QuoteWishes(v.me(), store.Page{Limit: 80})
		for _, w := range wishes {
			one := frontend.QuoteWish{Quote: w.Quote, By: w.By, Quoted: asShown([]models.PostShown{w.Quoted})[0]}
			if w.Quoting != nil {
				one.Quoting = &asShown([]models.PostShown{*w.Quoting})[0]
			}
			p.Quotes = append(p.Quotes, one)
		}
		return p, err
	})
}

func (v *visit) acceptRequest() error {
	return v.onRequest("flash.accepted", func(tx *store.Tx, asking models.Actor) error {
		_, err := people.Accept(tx, v.Site, v.who.Actor, asking)
		return err
	})
}

func (v *visit) refuseRequest() error {
	return v.onRequest("flash.refused", func(tx *store.Tx, asking models.Actor) error {
		f, err := tx.Follow(asking.ID, v.me())
		if err != nil || f.State != models.Pending { // a follower who was let in long ago is not put out by an old page
			return err
		}
		return people.Reject(tx, v.Site, v.who.Actor, asking)
	})
}

// onRequest answers whoever asks. One who has taken the wish back meanwhile is no mistake.
func (v *visit) onRequest(said string, verb func(*store.Tx, models.Actor) error) error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		asking, err := tx.ActorByID(id)
		if err != nil {
			return err
		}
		return verb(tx, asking)
	})
	if fault.Is(err, fault.Missing) {
		said, err = "flash.unasked", nil
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathRequests.With(), said)
}
