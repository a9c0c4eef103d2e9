package mastodon

import (
	"strconv"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/store"
)

// askKind reads what Mastodon's API has no word for: kind, title, parts[NAME], link, and event[starts] with its neighbours. An app that
// knows none of it posts as ever.
func (c *call) askKind(a *conversations.Ask) {
	a.Kind, a.Title, a.Link = models.PostKind(c.in.text("kind")), c.in.text("title"), c.in.text("link")
	form, _ := models.FormOf(a.Kind)
	for _, p := range form.Parts {
		if t := c.in.text("parts[" + p.Name + "]"); t != "" {
			if a.Parts == nil {
				a.Parts = map[string]string{}
			}
			a.Parts[p.Name] = t
		}
	}
	if a.Kind == models.EventPost {
		in := func(name string) string { return c.in.text("event[" + name + "]") }
		a.Event = &conversations.EventAsk{Starts: in("starts"), Ends: in("ends"), Zone: in("zone"), Place: in("place"), Online: in("online"), Status: in("status")}
	}
}

// pressed is a verb about one post, answered with the post as it is then.
func pressed(verb func(*store.Tx, paths.Site, models.Actor, models.ID) error) func(*call) error {
	return func(c *call) error {
		id, err := c.target()
		if err != nil {
			return err
		}
		if err := c.store.Write(c.ctx(), func(tx *store.Tx) error { return verb(tx, c.site, c.who.Actor, id) }); err != nil {
			return err
		}
		return c.showStatus(id)
	}
}

// attend says that the person comes to an event, unless the boundary would not let it leave.
func (c *call) attend() error {
	return pressed(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
		x, err := tx.ShowPost(by.ID, id)
		if err != nil {
			return err
		}
		if err := c.gate.May(tx, models.Join, by, x.Author); err != nil {
			return err
		}
		return gatherings.Attend(tx, site, by, id)
	})(c)
}

// postsOfKind lists what there is of a kind.
func (c *call) postsOfKind() error {
	kind := models.PostKind(c.gin.Param("kind"))
	if _, ok := models.FormOf(kind); !ok || kind == models.Note {
		return notFound()
	}
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) { return tx.KindPosts(c.me(), kind, p) })
}

// questions lists questions by how they stand, the oldest first: state, days, community.
func (c *call) questions() error {
	days, _ := strconv.Atoi(c.in.text("days")) // what is no number is no limit
	q := store.Questions{State: store.QuestionState(c.in.text("state")), Community: models.ParseID(c.in.text("community")), After: models.ParseID(c.in.text("since_id"))}
	var list []models.PostShown
	var s *scene
	err := c.readWith(func(tx *store.Tx) (err error) {
		q.Before = tx.Now() - models.Time(min(max(days, 0), 3650))*24*3_600_000
		if list, err = tx.QuestionPosts(c.me(), q, 40); err != nil {
			return err
		}
		s, err = c.sceneOf(tx, list...)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { s.statuses(p, list) })
}
