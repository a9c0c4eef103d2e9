package mastodon

import (
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// docket is what somebody finds about appeals in the community of ours that the path names. Whoever is concerned finds it also where they
// may not know the community otherwise.
func (c *call) docket(tx *store.Tx) (models.Actor, communities.Docket, error) {
	id, err := c.target()
	if err != nil {
		return models.Actor{}, communities.Docket{}, err
	}
	a, err := tx.ActorByID(id)
	if absent(err) || err == nil && (!a.Local || a.Kind != models.Community || a.Gone != 0) {
		return a, communities.Docket{}, notFound()
	}
	if err != nil {
		return a, communities.Docket{}, err
	}
	d, err := communities.DocketOf(tx, c.who.Actor, a.ID)
	if err == nil && d.Empty() {
		a, err = c.ours(tx)
	}
	return a, d, err
}

// appeals shows what was decided about the person in a community of ours, and the appeals of others that they answer.
func (c *call) appeals() error {
	var d communities.Docket
	var now models.Time
	err := c.readWith(func(tx *store.Tx) (err error) {
		_, d, err = c.docket(tx)
		now = tx.Now()
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			for _, part := range []struct {
				name string
				list []communities.Case
			}{{"about", d.About}, {"open", d.Open}} {
				p.listAt(part.name, func() {
					for i := range part.list {
						writeCase(p, &part.list[i], now)
					}
				})
			}
		})
	})
}

// writeCase writes a ruling with the appeal against it, as openapi.yaml says.
func writeCase(p *pen, c *communities.Case, now models.Time) {
	p.object(func() {
		p.id("ruling_id", c.ID)
		p.text("what", string(c.What))
		p.id("account_id", c.Whom.ID)
		p.text("acct", acct(&c.Whom))
		if c.PostID != 0 {
			p.id("status_id", c.PostID)
		} else {
			p.null("status_id")
		}
		p.text("reason", c.Reason)
		p.moment("at", c.At)
		p.moment("until", c.Until)
		p.moment("undone", c.Undone)
		p.flag("may_appeal", c.May(now))
		if c.Appeal == nil {
			p.null("appeal")
			return
		}
		p.key("appeal")
		p.object(func() {
			p.text("text", c.Appeal.Text)
			p.moment("at", c.Appeal.At)
			p.moment("answered", c.Appeal.Answered)
			p.flag("reversed", c.Appeal.Reversed)
			p.orNull("answer", c.Appeal.Answer)
		})
	})
}

// appealing does something about a ruling that the request names, and answers with what the person then finds.
func appealing(do func(c *call, tx *store.Tx, ruling models.ID) error) func(*call) error {
	return func(c *call) error {
		ruling, err := c.in.id("ruling_id")
		if err != nil {
			return err
		}
		err = c.store.Write(c.ctx(), func(tx *store.Tx) error {
			if _, _, err := c.docket(tx); err != nil {
				return err
			}
			return do(c, tx, ruling)
		})
		if err != nil {
			return err
		}
		return c.appeals()
	}
}

func (c *call) appeal(tx *store.Tx, ruling models.ID) error {
	return communities.Appeal(tx, c.who.Actor, ruling, c.in.text("text"))
}

func (c *call) answerAppeal(tx *store.Tx, ruling models.ID) error {
	return communities.Answer(tx, c.site, c.who.Actor, ruling, c.in.flag("reverse"), c.in.text("text"))
}
