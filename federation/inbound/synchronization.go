package inbound

import (
	"context"
	"net/http"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/people"
	"guildhall/store"
)

// KindCompare is the work of comparing whom somebody elsewhere counts as followers with whom we know as such.
const (
	KindCompare = "compare-followers"
	laneCompare = "fetch:followers:" // and the host, so that a slow one keeps nobody else waiting
	mostUndone  = 100                // follows that one comparison takes back
)

type comparison struct {
	Actor models.ID  `json:"actor"`
	At    models.IRI `json:"at"`
}

// compare leaves work behind when a sender counts others as its followers here than we do. What goes wrong with it is no
// reason to refuse the activity.
func (in *Inbound) compare(ctx context.Context, r *http.Request, signer models.Actor) {
	said, differs, err := in.resolve.Differs(ctx, r, signer)
	if err == nil && differs {
		err = in.store.Join(ctx, func(tx *store.Tx) error {
			return jobs.Add(tx, jobs.Work{Lane: laneCompare + string(signer.Host), Kind: KindCompare, Once: "compare:" + signer.ID.String(), Payload: comparison{signer.ID, said.URL}})
		})
	}
	if err != nil && ctx.Err() == nil {
		in.log.Warn("followers were not compared", "host", string(signer.Host), "err", err)
	}
}

// Handlers are the jobs that this package does.
func (in *Inbound) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{KindCompare: in.Compare, people.KindMove: in.Move, boundary.KindAsked: in.Asked}
}

// Compare reads whom somebody elsewhere counts as followers here, and ends what one side alone believes: a follow of ours
// that is not in the list is over; one in the list that nobody here knows of is taken back there.
// spec: fep-8fcf#handling
func (in *Inbound) Compare(ctx context.Context, j models.Job) error {
	c, err := jobs.Payload[comparison](j)
	if err != nil {
		return err
	}
	var whose models.Actor
	err = in.store.Read(ctx, func(tx *store.Tx) (err error) {
		whose, err = tx.ActorByID(c.Actor)
		return err
	})
	if err != nil || whose.Local || whose.Gone != 0 {
		return ignoreMissing(err)
	}
	said, whole, err := in.resolve.FollowersSaid(ctx, whose, c.At)
	switch {
	case err != nil && passing(err) && j.Attempt < 3:
		return err
	case err != nil || !whole: // the next delivery asks again
		in.log.Debug("a list of followers was not read", "host", string(whose.Host), "whole", whole, "why", fault.Say(err))
		return nil
	}
	return in.store.Write(ctx, func(tx *store.Tx) error {
		ours, err := tx.FollowersHere(whose.ID, 0, models.MostSynchronised+1)
		if err != nil {
			return err
		}
		for i := range ours {
			if said[ours[i].IRI] {
				delete(said, ours[i].IRI)
			} else if err := people.Ended(tx, whose, ours[i]); err != nil {
				return err
			}
		}
		return in.disown(tx, whose, said)
	})
}

// disown takes back follows that another server believes in and nobody here asked for. One that waits for an answer has
// been answered, it seems.
func (in *Inbound) disown(tx *store.Tx, whose models.Actor, said map[models.IRI]bool) error {
	n := 0
	for iri := range said {
		who, err := tx.ActorByIRI(iri)
		if err != nil || who.Gone != 0 || who.Outward == 0 {
			if err := ignoreMissing(err); err != nil {
				return err
			}
			continue
		}
		if n++; n > mostUndone {
			return nil
		}
		if err := people.Disown(tx, in.site, who, whose); err != nil {
			return err
		}
	}
	return nil
}
