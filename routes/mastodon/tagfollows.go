package mastodon

import (
	"net/url"

	"guildhall/models"
	"guildhall/prose"
	"guildhall/services/people"
	"guildhall/store"
)

// tag shows a hashtag, and whether the person follows it.
func (c *call) tag() error {
	name := prose.FoldTag(c.gin.Param("id"))
	follows := false
	err := c.readWith(func(tx *store.Tx) error {
		list, err := tx.TagsFollowed(c.me())
		for _, t := range list {
			follows = follows || t.Tag == name
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { c.writeTag(p, name, follows) })
}

// followTag and unfollowTag answer with the hashtag as it is then.
func (c *call) followTag() error { return c.taggedWith(people.FollowTag) }

func (c *call) unfollowTag() error { return c.taggedWith(people.UnfollowTag) }

func (c *call) taggedWith(verb func(*store.Tx, models.Actor, string) error) error {
	err := c.store.Write(c.ctx(), func(tx *store.Tx) error { return verb(tx, c.who.Actor, c.gin.Param("id")) })
	if err != nil {
		return err
	}
	return c.tag()
}

// followedTags lists the hashtags that the person follows, by name: all of them, as there are few.
func (c *call) followedTags() error {
	var list []models.TagFollow
	err := c.readWith(func(tx *store.Tx) (err error) {
		list, err = tx.TagsFollowed(c.me())
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for _, t := range list {
				c.writeTag(p, t.Tag, true)
			}
		})
	})
}

func (c *call) writeTag(p *pen, name string, follows bool) {
	p.object(func() {
		p.text("id", name)
		p.text("name", name)
		p.text("url", c.site.Base+"/tags/"+url.PathEscape(name))
		p.none("history") // what others look for is nobody's business
		p.flag("following", follows)
		p.flag("featuring", false)
	})
}
