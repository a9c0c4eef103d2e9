package mastodon

import (
	"guildhall/models"
	"guildhall/store"
)

// statusHistory lists what a post said, the oldest version first and the one of now last, as far as each was for the person.
func (c *call) statusHistory() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var x models.PostShown
	var before []models.PostVersion
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if id, err = within(tx, id); err != nil {
			return err
		}
		if x, err = tx.ShowPost(c.me(), id); err != nil {
			return err
		}
		if before, err = tx.Versions(c.me(), x.Post); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, x)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range before {
				v := &before[i]
				was := x
				was.Title, was.Content = v.Title, v.Content
				s.edition(p, &was, v.Summary, v.Sensitive, v.Options, v.Made)
			}
			s.edition(p, &x, x.Summary, x.Sensitive, optionsOf(x.Poll), max(x.Published, x.Edited))
		})
	})
}

func optionsOf(q *models.Poll) (names []string) {
	if q != nil {
		for _, o := range q.Options {
			names = append(names, o.Name)
		}
	}
	return names
}

// edition writes a StatusEdit.
func (s *scene) edition(p *pen, x *models.PostShown, summary string, sensitive bool, options []string, made models.Time) {
	p.object(func() {
		p.text("content", content(x))
		p.text("spoiler_text", summary)
		p.flag("sensitive", sensitive)
		p.moment("created_at", made)
		p.key("account")
		s.account(p, &x.Author)
		if len(options) > 0 {
			p.objectAt("poll", func() {
				p.listAt("options", func() {
					for _, o := range options {
						p.object(func() { p.text("title", o) })
					}
				})
			})
		}
		p.none("media_attachments")
		p.none("emojis")
	})
}
