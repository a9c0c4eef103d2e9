package mastodon

import (
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// deciding is a decision in the community that the path names, answered with its line of the log.
func deciding(do func(c *call, tx *store.Tx, a models.Actor) (communities.Entry, error)) func(*call) error {
	return func(c *call) error {
		var e communities.Entry
		var now models.Time
		err := c.store.Write(c.ctx(), func(tx *store.Tx) error {
			now = tx.Now()
			a, err := c.ours(tx)
			if err == nil {
				e, err = do(c, tx, a)
			}
			return err
		})
		if err != nil {
			return err
		}
		return c.ok(func(p *pen) { writeRuling(p, &e, now) })
	}
}

// aboutPost decides about a post in the community.
func aboutPost(what models.RulingKind) func(c *call, tx *store.Tx, a models.Actor) (communities.Entry, error) {
	return func(c *call, tx *store.Tx, a models.Actor) (communities.Entry, error) {
		id, err := c.in.id("status_id")
		if err != nil {
			return communities.Entry{}, err
		}
		return communities.Decide(tx, c.site, communities.Decided{Community: a, By: c.who.Actor, What: what, Post: id, Reason: c.in.text("reason")})
	}
}

// ban shuts somebody out of the community.
func (c *call) ban(tx *store.Tx, a models.Actor) (communities.Entry, error) {
	d := communities.Decided{Community: a, By: c.who.Actor, What: models.Banned, Reason: c.in.text("reason"), Posts: c.in.flag("posts")}
	who, err := c.somebody(tx)
	if err == nil {
		d.Whom = who.ID
		d.Until, err = c.moment("until")
	}
	if err != nil {
		return communities.Entry{}, err
	}
	return communities.Decide(tx, c.site, d)
}

func (c *call) undoRuling(tx *store.Tx, a models.Actor) (communities.Entry, error) {
	id, err := c.in.id("ruling_id")
	if err != nil {
		return communities.Entry{}, err
	}
	return communities.TakeBack(tx, c.site, c.who.Actor, a, id, c.in.text("reason"))
}

// rulings lists decisions in the community that the path names.
func rulings(load func(tx *store.Tx, by, community models.Actor, p store.Page) ([]communities.Entry, error)) func(*call) error {
	return func(c *call) error {
		page, err := c.in.page(ofPeople)
		if err != nil {
			return err
		}
		var list []communities.Entry
		var now models.Time
		err = c.readWith(func(tx *store.Tx) error {
			now = tx.Now()
			a, err := c.ours(tx)
			if err == nil {
				list, err = load(tx, c.who.Actor, a, page)
			}
			return err
		})
		if err != nil {
			return err
		}
		if n := len(list); n > 0 {
			c.link(list[0].ID, list[n-1].ID)
		}
		return c.ok(func(p *pen) {
			p.list(func() {
				for i := range list {
					writeRuling(p, &list[i], now)
				}
			})
		})
	}
}

// writeRuling writes a line of the log as openapi.yaml says. Who is gone or not known here is null.
func writeRuling(p *pen, e *communities.Entry, now models.Time) {
	named := func(name string, a *models.Actor) {
		if a.ID == 0 {
			p.null(name)
			return
		}
		p.text(name, acct(a))
	}
	p.object(func() {
		p.id("ruling_id", e.ID)
		p.text("what", string(e.What))
		named("by", &e.By)
		if e.Whom.ID == 0 {
			p.null("account_id")
		} else {
			p.id("account_id", e.Whom.ID)
		}
		named("acct", &e.Whom)
		if e.PostID == 0 {
			p.null("status_id")
		} else {
			p.id("status_id", e.PostID)
		}
		p.text("reason", e.Reason)
		p.moment("at", e.At)
		p.moment("until", e.Until)
		p.number("posts", int64(e.Along))
		p.flag("stands", e.Stands(now) && e.What != models.Kept)
		p.moment("undone", e.Undone)
		named("undone_by", &e.UndoneBy)
		p.orNull("undone_reason", e.UndoneWhy)
		if e.Appeal == nil {
			p.null("appeal")
			return
		}
		p.key("appeal")
		p.object(func() {
			p.moment("at", e.Appeal.At)
			p.moment("answered", e.Appeal.Answered)
			named("answered_by", &e.AnswerBy)
			p.flag("reversed", e.Appeal.Reversed)
			p.orNull("answer", e.Appeal.Answer)
		})
	})
}
