package mastodon

import (
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// quoteWishes lists the quotes that wait for the person's answer, as interaction requests of type quote.
func (c *call) quoteWishes() error {
	page, err := c.in.page(ofPeople)
	if err != nil {
		return err
	}
	var rows []models.QuoteWish
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if rows, err = tx.QuoteWishes(c.me(), page); err != nil {
			return err
		}
		s, err = c.sceneOfWishes(tx, rows)
		return err
	})
	if err != nil {
		return err
	}
	if n := len(rows); n > 0 {
		c.link(rows[0].ID, rows[n-1].ID)
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range rows {
				s.wish(p, &rows[i], "")
			}
		})
	})
}

// quoteWish shows one of them.
func (c *call) quoteWish() error { return c.wished("", nil) }

// allowQuote says yes to one.
func (c *call) allowQuote() error {
	return c.wished("accepted_at", func(tx *store.Tx, id models.ID) error {
		return conversations.AnswerQuote(tx, c.site, c.who.Actor, id, true)
	})
}

// refuseQuote says no to one.
func (c *call) refuseQuote() error {
	return c.wished("rejected_at", func(tx *store.Tx, id models.ID) error {
		return conversations.AnswerQuote(tx, c.site, c.who.Actor, id, false)
	})
}

// wished does something to a wish and shows it; answered names the member that then holds the time.
func (c *call) wished(answered string, verb func(*store.Tx, models.ID) error) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var w models.QuoteWish
	var s *scene
	load := func(tx *store.Tx) error {
		if w, err = tx.QuoteWish(c.me(), id); err != nil {
			return err
		}
		s, err = c.sceneOfWishes(tx, []models.QuoteWish{w})
		return err
	}
	if verb == nil {
		err = c.readWith(load)
	} else {
		err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
			if err := load(tx); err != nil {
				return err
			}
			return verb(tx, id)
		})
	}
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { s.wish(p, &w, answered) })
}

func (c *call) sceneOfWishes(tx *store.Tx, rows []models.QuoteWish) (*scene, error) {
	var ids []models.ID
	for _, w := range rows {
		ids = append(ids, w.ByID, w.Quoted.AuthorID)
		if w.Quoting != nil && w.Quoting.Quoted != nil {
			ids = append(ids, w.Quoting.Quoted.AuthorID)
		}
	}
	return c.sceneFor(tx, ids)
}

// wish writes an InteractionRequest, the form in which GoToSocial tells of what waits for an author.
func (s *scene) wish(p *pen, w *models.QuoteWish, answered string) {
	p.object(func() {
		p.id("id", w.ID)
		p.text("type", "quote")
		p.moment("created_at", w.Created)
		p.key("account")
		s.account(p, &w.By)
		p.key("status")
		s.status(p, &w.Quoted)
		if w.Quoting == nil {
			p.null("quote")
		} else {
			p.key("quote")
			s.status(p, w.Quoting)
		}
		p.text("uri", string(w.IRI))
		for _, at := range []string{"accepted_at", "rejected_at"} {
			if at == answered {
				p.moment(at, s.now)
			} else {
				p.null(at)
			}
		}
	})
}
