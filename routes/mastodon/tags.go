package mastodon

import (
	"guildhall/models"
	"guildhall/prose"
	"guildhall/store"
)

// tagTimeline lists what carries a hashtag, as far as the person may read it.
func (c *call) tagTimeline() error {
	if c.in.flag("only_media") {
		return c.emptyList()
	}
	tag := prose.FoldTag(c.gin.Param("tag"))
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		return tx.TaggedPosts(c.me(), tag, p)
	})
}
