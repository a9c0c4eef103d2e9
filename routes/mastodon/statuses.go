package mastodon

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// postStatus writes a post. The same Idempotency-Key within a day gives the post that was made already.
func (c *call) postStatus() error {
	ask, err := c.ask()
	if err != nil {
		return err
	}
	if err := c.learnNames(ask.Text); err != nil {
		return err
	}
	var made models.Post
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		ask := ask
		if err := c.settleReach(tx, &ask); err != nil {
			return err
		}
		made, err = conversations.Post(tx, c.site, ask)
		return err
	})
	if err != nil {
		return err
	}
	return c.showStatus(made.ID)
}

// status shows a post or a boost.
func (c *call) status() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	return c.showStatus(id)
}

// showStatus answers with a post, or a boost, as the person sees it now.
func (c *call) showStatus(id models.ID) error {
	return c.showOne(id, func(s *scene, p *pen, x *models.PostShown) { s.status(p, x) })
}

func (c *call) showOne(id models.ID, write func(*scene, *pen, *models.PostShown)) error {
	var x models.PostShown
	var s *scene
	err := c.readWith(func(tx *store.Tx) (err error) {
		if x, err = tx.ShowItem(c.me(), id); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, x)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { write(s, p, &x) })
}

// editStatus changes what a post says. Its reach is not changed by it.
func (c *call) editStatus() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	change := conversations.Change{
		Text: c.in.wording("status"), Summary: c.in.wording("spoiler_text"), Sensitive: c.in.maybe("sensitive"), Language: c.in.wording("language"), Label: c.in.wording("tlp"), Title: c.in.wording("title"),
	}
	if change.Poll, err = c.pollAsk(); err != nil {
		return err
	}
	if change.Files, err = c.fileIDs(); err != nil {
		return err
	}
	change.Words, change.Described = c.fileWords(), c.described
	if err := c.unposted(); err != nil {
		return err
	}
	if change.Text != nil {
		if err := c.learnNames(*change.Text); err != nil {
			return err
		}
	}
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		_, err := conversations.Edit(tx, c.site, c.who.Actor, id, change)
		return err
	})
	if err != nil {
		return err
	}
	return c.showStatus(id)
}

// deleteStatus takes a post back, and answers with what was written, so that it can be written again.
func (c *call) deleteStatus() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var x models.PostShown
	var s *scene
	err = c.store.Write(c.ctx(), func(tx *store.Tx) (err error) {
		if x, err = c.own(tx, id); err != nil {
			return err
		}
		if s, err = c.sceneOf(tx, x); err != nil {
			return err
		}
		_, err = conversations.Delete(tx, c.site, c.who.Actor, x.ID)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { p.object(func() { s.statusMembers(p, &x, asWritten) }) })
}

// own loads a post of the person's own; of others' posts it says what it says of those that are not there, or that they
// are not theirs.
func (c *call) own(tx *store.Tx, id models.ID) (models.PostShown, error) {
	x, err := tx.ShowPost(c.me(), id)
	if err == nil && x.AuthorID != c.me() {
		return x, fault.New(fault.Forbidden, "mastodon.own", "This action is not allowed")
	}
	return x, err
}

// statusSource gives a post of the person's own as it was written.
func (c *call) statusSource() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var x models.PostShown
	err = c.readWith(func(tx *store.Tx) (err error) {
		x, err = c.own(tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			p.id("id", x.ID)
			p.text("text", x.Source)
			p.text("spoiler_text", x.Summary)
		})
	})
}

// context shows what stands above and below a post in its thread.
func (c *call) context() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var above, below []models.PostShown
	var s *scene
	var post models.Post
	err = c.readWith(func(tx *store.Tx) (err error) {
		if id, err = within(tx, id); err != nil {
			return err
		}
		if post, err = tx.VisiblePost(c.me(), id); err != nil {
			return err
		}
		if above, below, err = tx.Thread(c.me(), id); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, append(above[:len(above):len(above)], below...)...)
		return err
	})
	if err != nil {
		return err
	}
	c.converse(post)
	return c.ok(func(p *pen) {
		p.object(func() {
			p.key("ancestors")
			s.statuses(p, above)
			p.key("descendants")
			s.statuses(p, below)
		})
	})
}
