package present

import (
	"bytes"
	"context"
	"encoding/base64"
	"unicode/utf8"

	"guildhall/fault"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Replies lists the answers to a post of ours, one page of them or where they begin, as far as this reader may read post
// and answers. A post that the reader may not read has none, and none that could be asked for.
// spec: as2-vocab#dfn-replies
func (p *Present) Replies(ctx context.Context, r gate.Reader, post models.IRI, page bool, after string) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, func(tx *store.Tx) (policy.Subject, error) {
		const op = "present.Replies"
		view, err := tx.PostViewByIRI(post)
		if err != nil || !view.Local {
			return policy.Subject{}, gate.NoSuchThing(op)
		}
		if err := p.mayRead(tx, r, view); err != nil {
			return policy.Subject{}, err
		}
		c := policy.Collection{IRI: p.site.Replies(post), Owner: view.Author}
		_, err = p.listing(tx, r, &c, page, after, func(last models.ID) ([]models.PostView, error) {
			return tx.AnswersPage(view.ID, last, PageSize)
		})
		return policy.Subject{Collection: &c}, err
	}))
}

// Context lists the posts of a conversation that began here, as far as this reader may read them. To whoever may read none
// of them there is no such conversation. It belongs to the organisation, so that it tells nobody's name.
// spec: fep-7888#collection
func (p *Present) Context(ctx context.Context, r gate.Reader, iri models.IRI, page bool, after string) ([]byte, error) {
	return p.write(p.gate.Pull(ctx, r, func(tx *store.Tx) (policy.Subject, error) {
		thread, err := tx.ThreadOfContext(iri)
		if err != nil {
			return policy.Subject{}, err
		}
		c := policy.Collection{IRI: iri}
		if c.Owner, err = tx.OrganisationActor(); err != nil {
			return policy.Subject{}, err
		}
		some, err := p.listing(tx, r, &c, page, after, func(last models.ID) ([]models.PostView, error) {
			return tx.ThreadPage(thread, last, PageSize)
		})
		if err == nil && !some {
			err = gate.NoSuchThing("present.Context")
		}
		return policy.Subject{Collection: &c}, err
	}))
}

// listing fills a page of a collection with the ids of what the reader may read, oldest first, judging candidates until the
// page is full, there are no more, or enough were looked at. A page follows a post that this reader may read. some tells
// whether there is anything to list.
func (p *Present) listing(tx *store.Tx, r gate.Reader, c *policy.Collection, page bool, after string, next func(last models.ID) ([]models.PostView, error)) (some bool, err error) {
	whole, last := c.IRI, models.ID(0)
	if after != "" {
		if last, err = p.lastSeen(tx, r, after); err != nil {
			return false, err
		}
	}
	var full bool
looks:
	for range mostLooks {
		views, err := next(last)
		if err != nil {
			return false, err
		}
		for i := range views {
			last = views[i].ID
			mine, err := p.gate.Copies(tx, r, views[i:i+1])
			if err != nil {
				return false, err
			}
			if len(mine) == 0 || mine[0].ReplyTo != views[i].ReplyTo { // what it answers may not be named
				continue
			}
			if len(c.Items) == PageSize {
				full = true
				break looks
			}
			c.Items = append(c.Items, mine[0].IRI)
		}
		if len(views) < PageSize {
			break
		}
	}
	some = len(c.Items) > 0
	if !page {
		c.Items, c.First = nil, whole+"?page=1"
		return some, nil
	}
	c.Page, c.PartOf, c.IRI = true, whole, pageIRI(whole, after)
	if full {
		c.Next = pageIRI(whole, base64.RawURLEncoding.EncodeToString([]byte(c.Items[PageSize-1])))
	}
	return some || after != "", nil
}

// lastSeen is the post that a page follows: one that the reader has been given.
func (p *Present) lastSeen(tx *store.Tx, r gate.Reader, after string) (models.ID, error) {
	const op = "present.lastSeen"
	raw, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil || models.IRI(raw).Host() == "" || !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 { // no address, and perhaps no text
		return 0, gate.NoSuchThing(op)
	}
	view, err := tx.PostViewByIRI(models.IRI(raw))
	if fault.Is(err, fault.Missing) {
		err = gate.NoSuchThing(op)
	}
	if err != nil {
		return 0, err
	}
	return view.ID, p.mayRead(tx, r, view)
}

// mayRead answers what the reader may not read as what never was.
func (p *Present) mayRead(tx *store.Tx, r gate.Reader, view models.PostView) error {
	mine, err := p.gate.Copies(tx, r, []models.PostView{view})
	if err == nil && len(mine) == 0 {
		err = gate.NoSuchThing("present.mayRead")
	}
	return err
}
