package mastodon

import (
	"guildhall/models"
	"guildhall/store"
)

// home lists what comes from whom the person follows, newest first.
func (c *call) home() error {
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		return tx.Home(c.me(), p)
	})
}

// publicTimeline lists what is for everyone, as far as the person may read it.
func (c *call) publicTimeline() error {
	from := store.Anywhere
	switch {
	case c.in.flag("local"):
		from = store.Here
	case c.in.flag("remote"):
		from = store.There
	}
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		return tx.PublicPosts(c.me(), from, p)
	})
}

// timeline shows one page of a list of posts, with the links to the pages around it.
func (c *call) timeline(load func(*store.Tx, store.Page) ([]models.PostShown, error)) error {
	page, err := c.in.page(ofPosts)
	if err != nil {
		return err
	}
	var posts []models.PostShown
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if posts, err = load(tx, page); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, posts...)
		return err
	})
	if err != nil {
		return err
	}
	if n := len(posts); n > 0 {
		c.link(posts[0].ItemID, posts[n-1].ItemID)
	}
	return c.ok(func(p *pen) { s.statuses(p, posts) })
}
