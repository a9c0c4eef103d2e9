package mastodon

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// flag keeps a member's word that a post should not stand in a community of ours as it does. Nobody but those who decide there hears of it.
func (c *call) flag() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	err = c.store.Write(c.ctx(), func(tx *store.Tx) error {
		post, err := tx.VisiblePost(c.me(), id)
		if err != nil {
			return err
		}
		if c.in.text("reason") == "" {
			return fault.New(fault.Invalid, "mastodon.flag", "Say in a few words what is wrong with it: reason.")
		}
		_, err = communities.Flag(tx, c.site, c.who.Actor, post, c.in.text("reason"))
		return err
	})
	if err != nil {
		return err
	}
	return c.showStatus(id)
}

// flagAlso makes of a report flags of those posts that its author may flag: apps know one button.
func (c *call) flagAlso(tx *store.Tx, posts []models.Post, comment string) error {
	for _, p := range posts {
		if _, err := communities.Flag(tx, c.site, c.who.Actor, p, comment); err != nil && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Invalid) {
			return err
		}
	}
	return nil
}

// flagged lists what members of a community flagged and nothing was decided about, for those who look after it.
func (c *call) flagged() error {
	var list []communities.Flagged
	var shown []models.PostShown
	var s *scene
	err := c.readWith(func(tx *store.Tx) error {
		a, err := c.ours(tx)
		if err != nil {
			return err
		}
		if list, err = communities.FlaggedIn(tx, c.who.Actor, a); err != nil {
			return err
		}
		ids := make([]models.ID, len(list))
		for i, f := range list {
			ids[i] = f.Post
		}
		if shown, err = tx.ShowPosts(c.me(), ids); err == nil {
			s, err = c.sceneOf(tx, shown...)
		}
		return err
	})
	if err != nil {
		return err
	}
	said := map[models.ID][]communities.Said{}
	for _, f := range list {
		said[f.Post] = f.Flags
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range shown {
				p.object(func() {
					p.key("status")
					s.status(p, &shown[i])
					p.listAt("flags", func() {
						for _, one := range said[shown[i].ID] {
							p.object(func() {
								p.id("account_id", one.By.ID)
								p.text("acct", acct(&one.By))
								p.text("reason", one.Reason)
								p.moment("at", one.At)
							})
						}
					})
				})
			}
		})
	})
}

// keepFlagged lets a post stand that members flagged.
func (c *call) keepFlagged(tx *store.Tx, a models.Actor) error {
	id, err := c.in.id("status_id")
	if err != nil {
		return err
	}
	return communities.Keep(tx, c.site, c.who.Actor, a, id, c.in.text("reason"))
}
