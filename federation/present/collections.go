package present

import (
	"context"
	"encoding/base64"
	"slices"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// PageSize is how many entries a page of a collection holds.
const PageSize = 20

// Which names a collection of an actor.
type Which string

// The collections that each actor has.
const (
	Outbox    Which = "outbox"
	Followers Which = "followers"
	Following Which = "following"
	Featured  Which = "featured"

	Moderators Which = "moderators" // of a community
)

// Collection gives a collection of an actor of ours, or one page of it. after names the last entry of the page before (a
// post by its random part, a member by its id), so that pages stay as they are while the collection grows; page says that a page is asked for. Entries are what this reader may read, and nothing is told of the
// others. Members and counts of follows are shown only where the person chose so.
// spec: ap#collections; ap#outbox; ap#followers; ap#following
func (p *Present) Collection(ctx context.Context, r gate.Reader, owner models.IRI, which Which, page bool, after string) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.ActorByIRI(owner)
		if err != nil {
			return policy.Subject{}, err
		}
		if !a.Local {
			return policy.Subject{}, gate.NoSuchThing("present.Collection")
		}
		c := policy.Collection{IRI: owner + "/" + models.IRI(which), Owner: a}
		switch which {
		case Outbox:
			err = p.outbox(tx, r, &c, page, after)
		case Followers, Following:
			err = p.follows(tx, &c, which, page, after)
		case Featured:
			err = p.featured(tx, r, &c)
		case Moderators:
			err = moderators(tx, &c)
		}
		return policy.Subject{Collection: &c}, err
	}))
}

// Synchronization lists the followers that an actor of ours has on the server that asks, and on no other: a signature
// tells which server that is, and without one there is nothing here.
// spec: fep-8fcf#partial-follower-collection
func (p *Present) Synchronization(ctx context.Context, r gate.Reader, owner models.IRI) ([]byte, error) {
	const op = "present.Synchronization"
	return p.write(p.gate.Pull(ctx, r, func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.ActorByIRI(owner)
		if err != nil {
			return policy.Subject{}, err
		}
		if !a.Local || r.Actor == nil {
			return policy.Subject{}, gate.NoSuchThing(op)
		}
		there, err := tx.FollowersAt(r.Host, a.ID, models.MostSynchronised+1)
		if err == nil && len(there) > models.MostSynchronised {
			err = gate.NoSuchThing(op)
		}
		c := policy.Collection{IRI: p.site.Synchronization(owner), Owner: a}
		for i := range there {
			c.Items = append(c.Items, there[i].IRI)
		}
		return policy.Subject{Collection: &c}, err
	}))
}

func (p *Present) outbox(tx *store.Tx, r gate.Reader, c *policy.Collection, page bool, after string) error {
	whole := c.IRI
	if !page {
		c.First = whole + "?page=1"
		return nil
	}
	c.Page, c.PartOf, c.IRI = true, whole, pageIRI(whole, after)
	var last models.ID
	if after != "" {
		post, err := tx.PostByIRI(models.IRI(p.site.Base) + "/posts/" + models.IRI(after))
		if err != nil || post.AuthorID != c.Owner.ID {
			return gate.NoSuchThing("present.outbox")
		}
		last = post.ID
	}
	mine, more, err := p.readable(tx, r, c.Owner.ID, last)
	if err != nil {
		return err
	}
	for i := range mine {
		v := &mine[i]
		c.Acts = append(c.Acts, policy.Act{IRI: v.IRI + "/activity", Verb: models.Create, Actor: v.Author, Object: v.IRI, Post: v, At: v.Published})
	}
	if more { // made of a post that this reader has just been given, never of one that was left out (law 4)
		c.Next = pageIRI(whole, slug(mine[len(mine)-1].IRI))
	}
	return nil
}

// featured lists what somebody pinned, as far as this reader may read it. It has no pages: there are few.
func (p *Present) featured(tx *store.Tx, r gate.Reader, c *policy.Collection) error {
	ids, err := tx.Pins(c.Owner.ID, PageSize)
	if err != nil {
		return err
	}
	views, err := tx.PostViews(ids)
	if err != nil {
		return err
	}
	mine, err := p.gate.Copies(tx, r, views)
	for i := range mine {
		c.Items = append(c.Items, mine[i].IRI)
	}
	n := int64(len(c.Items))
	c.Total = &n
	return err
}

// moderators lists who looks after a community, as far as they are known outside (law 6).
// spec: fep-1b12#group-moderation
func moderators(tx *store.Tx, c *policy.Collection) error {
	if c.Owner.Kind != models.Community {
		return gate.NoSuchThing("present.moderators")
	}
	row, err := tx.CommunityByActor(c.Owner.ID)
	if err != nil {
		return err
	}
	duties, err := tx.DutiesIn(c.Owner.ID)
	if err != nil {
		return err
	}
	ids := []models.ID{row.DriverID}
	for _, d := range duties {
		if !slices.Contains(ids, d.ActorID) {
			ids = append(ids, d.ActorID)
		}
	}
	who, err := tx.Actors(ids)
	for _, id := range ids {
		if a, there := who[id]; there && a.Gone == 0 && (!a.Local || a.Outward != 0) {
			c.Items = append(c.Items, a.IRI)
		}
	}
	n := int64(len(c.Items))
	c.Total = &n
	return err
}

// readable gathers one page of what the reader may read, judging candidates until the page is full, there are no more, or
// enough were looked at; more tells whether another page may follow.
func (p *Present) readable(tx *store.Tx, r gate.Reader, owner, last models.ID) (mine []models.PostView, more bool, err error) {
	for range mostLooks {
		views, err := tx.OutboxPage(owner, last, PageSize)
		if err != nil || len(views) == 0 {
			return mine, false, err
		}
		for i := range views {
			last = views[i].ID
			allowed, err := p.gate.Copies(tx, r, views[i:i+1])
			if err != nil {
				return nil, false, err
			}
			if mine = append(mine, allowed...); len(mine) == PageSize {
				return mine, true, nil
			}
		}
		if len(views) < PageSize {
			return mine, false, nil
		}
	}
	return mine, len(mine) > 0, nil
}

// mostLooks bounds how many pages of candidates one page of an outbox may cost.
const mostLooks = 10

func (p *Present) follows(tx *store.Tx, c *policy.Collection, which Which, page bool, after string) error {
	whole := c.IRI
	if !c.Owner.ShowFollows {
		c.Page = page
		if page {
			c.PartOf, c.IRI = whole, pageIRI(whole, after)
		}
		return nil
	}
	c.Page = page
	from := models.IRI("")
	if page {
		c.PartOf, c.IRI = whole, pageIRI(whole, after)
		if after != "" {
			raw, err := base64.RawURLEncoding.DecodeString(after)
			if err != nil {
				return gate.NoSuchThing("present.follows")
			}
			from = models.IRI(raw)
		}
	}
	members, total, err := tx.FollowsShown(c.Owner.ID, which == Followers, from, PageSize)
	if err != nil {
		return err
	}
	if !page {
		c.Total, c.First = &total, whole+"?page=1"
		return nil
	}
	for _, m := range members {
		c.Items = append(c.Items, m.IRI)
	}
	if len(members) == PageSize {
		c.Next = pageIRI(whole, base64.RawURLEncoding.EncodeToString([]byte(members[PageSize-1].IRI)))
	}
	return nil
}

func pageIRI(whole models.IRI, after string) models.IRI {
	if after == "" {
		return whole + "?page=1"
	}
	return whole + "?after=" + models.IRI(after)
}

func slug(i models.IRI) string {
	s := string(i)
	return s[len(s)-22:]
}
