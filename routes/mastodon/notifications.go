package mastodon

import (
	"slices"

	"guildhall/models"
	"guildhall/store"
)

// notifications lists what the person should know, without the kinds that apps have no word for.
func (c *call) notifications() error {
	page, err := c.in.page(ofPeople)
	if err != nil {
		return err
	}
	kinds := c.kinds()
	if len(kinds) == 0 {
		return c.emptyList()
	}
	var rows []models.NoticeShown
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if rows, err = tx.Notices(c.me(), kinds, nil, page); err != nil {
			return err
		}
		s, err = c.sceneOfNotices(tx, rows)
		return err
	})
	if err != nil {
		return err
	}
	if n := len(rows); n > 0 {
		c.link(rows[0].ID, rows[n-1].ID)
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range rows {
				if about(rows[i].Kind) && rows[i].Post == nil {
					continue // its post is gone, or not for this person any more
				}
				s.notification(p, &rows[i])
			}
		})
	})
}

// kinds are those asked for with types[] less those not wanted with exclude_types[].
func (c *call) kinds() []models.NoticeKind {
	want, not := c.in.list("types"), c.in.list("exclude_types")
	var out []models.NoticeKind
	for _, k := range c.told() {
		if (len(want) == 0 || slices.Contains(want, string(k))) && !slices.Contains(not, string(k)) {
			out = append(out, k)
		}
	}
	return out
}

func (c *call) sceneOfNotices(tx *store.Tx, rows []models.NoticeShown) (*scene, error) {
	ids := make([]models.ID, 0, 2*len(rows))
	for i := range rows {
		ids = append(ids, rows[i].From.ID)
		if rows[i].Post != nil {
			ids = append(ids, rows[i].Post.AuthorID)
			if q := rows[i].Post.Quoted; q != nil {
				ids = append(ids, q.AuthorID)
			}
		}
	}
	reports, more, err := reportsIn(tx, rows)
	if err != nil {
		return nil, err
	}
	s, err := c.sceneFor(tx, append(ids, more...))
	if err == nil {
		s.reports = reports
	}
	return s, err
}

// told are the kinds that this person's apps are told of: of reports only moderators'.
func (c *call) told() []models.NoticeKind {
	if !slices.Contains(c.who.Roles, models.Moderator) && !slices.Contains(c.who.Roles, models.Admin) {
		return known
	}
	return append(slices.Clone(known), models.NoticeReport)
}

// notification shows one of the person's own.
func (c *call) notification() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var n models.NoticeShown
	var s *scene
	err = c.readWith(func(tx *store.Tx) error {
		found, err := tx.Notices(c.me(), c.told(), nil, store.Page{MaxID: id + 1, SinceID: id - 1, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 || (about(found[0].Kind) && found[0].Post == nil) {
			return notFound()
		}
		n = found[0]
		s, err = c.sceneOfNotices(tx, found)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { s.notification(p, &n) })
}

// clearNotifications forgets all of them.
func (c *call) clearNotifications() error {
	err := c.store.Join(c.ctx(), func(tx *store.Tx) error { return tx.ClearNotices(c.me(), 0) })
	if err != nil {
		return err
	}
	return c.nothing()
}
