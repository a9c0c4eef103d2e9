package mastodon

import (
	"guildhall/models"
	"guildhall/store"
)

func (c *call) instanceV1() error { return c.describe(c.instance1) }

func (c *call) instanceV2() error { return c.describe(c.instance2) }

func (c *call) describe(write func(*pen, *models.Actor)) error {
	var org models.Actor
	err := c.readWith(func(tx *store.Tx) (err error) {
		org, err = tx.OrganisationActor()
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { write(p, &org) })
}

// customEmojis lists the organisation's own emoji.
func (c *call) customEmojis() error {
	var list []models.Emoji
	err := c.readWith(func(tx *store.Tx) (err error) {
		list, err = tx.EmojiFrom(c.site.Host)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for _, e := range list {
				p.object(func() {
					p.text("shortcode", e.Name)
					p.text("url", e.Picture)
					p.text("static_url", e.Picture)
					p.flag("visible_in_picker", true)
				})
			}
		})
	})
}

// emptyList answers what apps ask at their start and we have none of.
func (c *call) emptyList() error { return c.ok(func(p *pen) { p.list(func() {}) }) }
