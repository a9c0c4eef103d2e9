package mastodon

import (
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// pin puts a post of the person's own on top of their profile.
func (c *call) pin() error {
	return c.react(func(tx *store.Tx, post models.ID) error { return conversations.Pin(tx, c.site, c.who.Actor, post) })
}

// unpin takes it off again.
func (c *call) unpin() error {
	return c.react(func(tx *store.Tx, post models.ID) error { return conversations.Unpin(tx, c.site, c.who.Actor, post) })
}

// pinnedStatuses lists what somebody pinned, as far as the person may read it: few, and all of them at once.
func (c *call) pinnedStatuses(id models.ID) error {
	page, err := c.in.page(ofPosts)
	if err != nil {
		return err
	}
	var posts []models.PostShown
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if _, err := c.accountOf(tx, id); err != nil {
			return err
		}
		if page.MaxID != 0 || page.SinceID != 0 || page.MinID != 0 {
			posts = nil // there is no other page
		} else if posts, err = tx.PinnedPosts(c.me(), id, page.Limit); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, posts...)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { s.statuses(p, posts) })
}
