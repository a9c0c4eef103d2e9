package mastodon

import (
	"guildhall/models"
	"guildhall/services/reactions"
	"guildhall/store"
)

// favourite thanks for a post.
func (c *call) favourite() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		_, err := reactions.Favourite(tx, c.site, c.who.Actor, post, "")
		return err
	})
}

// down says that the person disapproves of a post, where that is counted; undown takes it back.
func (c *call) down() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		_, err := reactions.Dislike(tx, c.site, c.who.Actor, post, "")
		return err
	})
}

func (c *call) undown() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		_, err := reactions.Undislike(tx, c.site, c.who.Actor, post)
		return err
	})
}

// unfavourite takes the thanks back.
func (c *call) unfavourite() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		return reactions.Unfavourite(tx, c.site, c.who.Actor, post)
	})
}

// unboost takes a boost back.
func (c *call) unboost() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		return reactions.Unboost(tx, c.site, c.who.Actor, post)
	})
}

// react does something to a post and shows the post.
func (c *call) react(verb func(*store.Tx, models.ID) error) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	err = c.store.Join(c.ctx(), func(tx *store.Tx) (err error) {
		if id, err = within(tx, id); err != nil {
			return err
		}
		return verb(tx, id)
	})
	if err != nil {
		return err
	}
	return c.showStatus(id)
}

// boost passes a post on and shows the boost, with the post inside.
func (c *call) boost() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var made models.Boost
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		post, err := within(tx, id)
		if err != nil {
			return err
		}
		made, err = reactions.Boost(tx, c.site, c.who.Actor, post, "", 0)
		return err
	})
	if err != nil {
		return err
	}
	return c.showStatus(made.ID)
}

// within is the post that an ID means: a boost's ID means the post inside.
func within(tx *store.Tx, id models.ID) (models.ID, error) {
	b, err := tx.BoostByID(id)
	if err == nil {
		return b.PostID, nil
	}
	if absent(err) {
		return id, nil
	}
	return 0, err
}

// favouritedBy lists who thanked for a post.
func (c *call) favouritedBy() error {
	return c.reacted((*store.Tx).FavouritedBy)
}

// boostedBy lists who passed a post on.
func (c *call) boostedBy() error {
	return c.reacted((*store.Tx).BoostedBy)
}

func (c *call) reacted(load func(tx *store.Tx, viewer, post models.ID, p store.Page) ([]store.ReactionRow, error)) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	return c.listAccounts(func(tx *store.Tx, p store.Page) ([]entry, error) {
		post, err := within(tx, id)
		if err != nil {
			return nil, err
		}
		rows, err := load(tx, c.me(), post, p)
		out := make([]entry, len(rows))
		for i, r := range rows {
			out[i] = entry{r.ID, r.Actor}
		}
		return out, err
	})
}
