package mastodon

import (
	"guildhall/models"
	"guildhall/store"
)

// rehearseCommunity tells what other servers would get, had the community what the request says. Nothing is sent or kept.
func (c *call) rehearseCommunity() error {
	var a models.Actor
	err := c.readWith(func(tx *store.Tx) (err error) {
		a, err = c.ours(tx)
		return err
	})
	if err != nil {
		return err
	}
	change, err := c.chosen()
	if err != nil {
		return err
	}
	r, err := c.out.Rehearse(c.ctx(), c.who.Actor, a.ID, change)
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			p.listAt("guests", func() {
				for _, g := range r.Guests {
					p.object(func() {
						p.text("standing", string(g.Kind))
						p.orNull("comes_in", string(g.In))
						p.orNull("why", g.Why)
					})
				}
			})
			p.listAt("posts", func() {
				for i := range r.Posts {
					writeRehearsed(p, &r.Posts[i])
				}
			})
		})
	})
}

// writeRehearsed writes what the guests get of one post, in their order.
func writeRehearsed(p *pen, r *models.Rehearsed) {
	p.object(func() {
		if r.Post.ID == 0 {
			p.null("status_id")
		} else {
			p.id("status_id", r.Post.ID)
		}
		p.orNull("why", r.Why)
		p.listAt("ways", func() {
			for _, w := range r.Ways {
				p.object(func() {
					p.flag("sent", w.Sent)
					p.flag("held", w.Held)
					p.flag("fetched", w.Fetched)
					p.orNull("why", w.Why)
					p.texts("changed", w.Changed)
				})
			}
		})
	})
}
