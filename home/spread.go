package home

import (
	"context"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
)

// Lane and Kind are where the rest of a long spread waits.
const (
	Lane = "work:home"
	Kind = "home"
)

// chunk is how many home streams one transaction writes.
const chunk = 1000

// newest is how many posts of somebody newly followed come along.
const newest = 20

// rest is the payload of a spread that goes on.
type rest struct {
	Spread store.Spread `json:"spread"`
	After  models.ID    `json:"after"`
}

// Post brings a post into the home streams that it belongs to; tagged says that it has hashtags.
func Post(tx *store.Tx, p models.Post, author models.Actor, named []models.Actor, tagged bool) error {
	s := store.Spread{ItemID: p.ID, PostID: p.ID}
	if p.Kind == models.WorkNotePost {
		if err := tx.RollHome(p); err != nil {
			return err
		}
	}
	var owners []models.ID
	for _, a := range append([]models.Actor{author}, named...) {
		if a.Local && a.Kind == models.Person && (p.Audience != models.Self || a.ID == author.ID) {
			owners = append(owners, a.ID)
		}
	}
	grew, err := tx.AddHome(s, owners)
	if err != nil {
		return err
	}
	tx.Stir(grew...)
	switch p.Audience {
	case models.Everyone, models.Followers:
		s.Of = append(s.Of, author.ID)
	case models.Members:
	default:
		return nil
	}
	if p.CommunityID != nil {
		s.Of = append(s.Of, *p.CommunityID)
	}
	s.Tagged = tagged && p.Audience == models.Everyone && !p.Quiet
	return spread(tx, s, 0)
}

// Boost brings a boost into the home streams of the booster's followers.
func Boost(tx *store.Tx, b models.Boost) error {
	return spread(tx, store.Spread{ItemID: b.ID, PostID: b.PostID, BoostID: &b.ID, Of: []models.ID{b.ActorID}}, 0)
}

// Fill brings the newest posts of somebody newly followed into a home stream.
func Fill(tx *store.Tx, owner models.Actor, source models.ID) error {
	if !owner.Local || owner.Kind != models.Person {
		return nil
	}
	tx.Stir(owner.ID)
	return tx.FillHome(owner.ID, source, newest)
}

// Handler does the rest of long spreads.
func Handler(st *store.Store) jobs.Handler {
	return func(ctx context.Context, j models.Job) error {
		r, err := jobs.Payload[rest](j)
		if err != nil {
			return err
		}
		return st.Write(ctx, func(tx *store.Tx) error {
			p, err := tx.PostByID(r.Spread.PostID)
			if err != nil || p.Deleted != 0 {
				return err
			}
			if err := spread(tx, r.Spread, r.After); err != nil {
				return err
			}
			return jobs.Done(ctx, tx)
		})
	}
}

func spread(tx *store.Tx, s store.Spread, after models.ID) error {
	grew, last, err := tx.SpreadHome(s, after, chunk)
	if err != nil {
		return err
	}
	tx.Stir(grew...)
	if last == 0 {
		return nil
	}
	return jobs.Add(tx, jobs.Work{Lane: Lane, Kind: Kind, Payload: rest{Spread: s, After: last}})
}
