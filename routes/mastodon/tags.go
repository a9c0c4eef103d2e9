package mastodon

import (
	"guildhall/models"
	"guildhall/prose"
	"guildhall/store"
)

// tagTimeline lists what carries a hashtag, as far as the person may read it.
func (c *call) tagTimeline() error {
	tag := prose.FoldTag(c.gin.Param("tag"))
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		return tx.TaggedPosts(c.me(), tag, p)
	})
}
