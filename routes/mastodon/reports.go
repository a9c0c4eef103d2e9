package mastodon

import (
	"guildhall/models"
	"guildhall/services/moderation"
	"guildhall/store"
)

// report tells the moderators of an account, and of posts of it that the person may read. What else apps send (category,
// rules) is passed over.
func (c *call) report() error {
	var t moderation.Told
	var r models.Report
	var s *scene
	err := c.store.Write(c.ctx(), func(tx *store.Tx) (err error) {
		t = moderation.Told{By: c.who.Actor, Comment: c.in.text("comment"), Forward: c.in.flag("forward")}
		id, _ := readID(c.in.text("account_id"))
		if t.Target, err = present(tx.ActorByID(id)); err != nil {
			return err
		}
		for _, text := range c.in.list("status_ids") {
			id, _ := readID(text)
			p, err := tx.VisiblePost(c.me(), id)
			if err != nil {
				return err
			}
			t.Posts = append(t.Posts, p)
		}
		if r, err = moderation.Tell(tx, c.site, t); err != nil {
			return err
		}
		s, err = c.sceneFor(tx, []models.ID{t.Target.ID})
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			p.id("id", r.ID)
			p.flag("action_taken", false)
			p.null("action_taken_at")
			p.text("category", "other")
			p.text("comment", r.Comment)
			p.flag("forwarded", r.Forwarded)
			p.moment("created_at", r.Created)
			p.listAt("status_ids", func() {
				for _, post := range t.Posts {
					p.quote(post.ID.String())
				}
			})
			p.null("rule_ids")
			p.key("target_account")
			s.account(p, &t.Target)
		})
	})
}
