package mastodon

import (
	"guildhall/models"
	"guildhall/services/moderation"
	"guildhall/store"
)

// report tells the moderators of an account, and of posts of it that the person may read; posts in a community that the person is in are
// flagged there too. What else apps send (category, rules) is passed over.
func (c *call) report() error {
	var t moderation.Told
	var r models.Report
	var s *scene
	err := c.store.Write(c.ctx(), func(tx *store.Tx) (err error) {
		t = moderation.Told{By: c.who.Actor, Comment: c.in.text("comment"), Forward: c.in.flag("forward")}
		id, _ := readID(c.in.text("account_id"))
		if t.Target, err = c.accountOf(tx, id); err != nil {
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
		if err := c.flagAlso(tx, t.Posts, t.Comment); err != nil {
			return err
		}
		s, err = c.sceneFor(tx, []models.ID{t.Target.ID})
		return err
	})
	if err != nil {
		return err
	}
	told := reported{Report: r, target: t.Target}
	for _, post := range t.Posts {
		told.posts = append(told.posts, post.ID)
	}
	return c.ok(func(p *pen) { s.report(p, &told) })
}

// reported is a report with what an app is shown of it.
type reported struct {
	models.Report
	by, target models.Actor
	posts      []models.ID
}

// report writes a Report.
func (s *scene) report(p *pen, r *reported) {
	p.object(func() {
		p.id("id", r.ID)
		p.flag("action_taken", r.Resolved != 0)
		p.moment("action_taken_at", r.Resolved)
		p.text("category", "other")
		p.text("comment", r.Comment)
		p.flag("forwarded", r.Forwarded)
		p.moment("created_at", r.Created)
		p.listAt("status_ids", func() {
			for _, id := range r.posts {
				p.quote(id.String())
			}
		})
		p.null("rule_ids")
		p.key("target_account")
		s.account(p, &r.target)
	})
}

// reportsIn loads the reports that notices tell of, by the ID of the notice, and who stands in them.
func reportsIn(tx *store.Tx, rows []models.NoticeShown) (map[models.ID]*reported, []models.ID, error) {
	var out map[models.ID]*reported
	var who []models.ID
	for _, n := range rows {
		id, ok := readID(n.Text)
		if n.Kind != models.NoticeReport || !ok {
			continue
		}
		r, err := tx.Report(id)
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		told := &reported{Report: r, target: n.From}
		if told.by, err = tx.ActorByID(r.ReporterID); err != nil && !absent(err) {
			return nil, nil, err
		}
		if told.posts, err = tx.ReportPosts(r.ID); err != nil {
			return nil, nil, err
		}
		if out == nil {
			out = map[models.ID]*reported{}
		}
		out[n.ID], who = told, append(who, told.by.ID)
	}
	return out, who, nil
}
