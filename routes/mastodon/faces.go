package mastodon

import (
	"strings"

	"guildhall/models"
	"guildhall/services/reactions"
	"guildhall/store"
)

// face is the emoji in the path; a name without a server is one of ours.
func (c *call) face() string { return reactions.Named(c.site, c.gin.Param("emoji")) }

// putFace reacts to a post with an emoji.
func (c *call) putFace() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		_, err := reactions.React(tx, c.site, c.who.Actor, post, c.face(), "", "")
		return err
	})
}

// takeFace takes a reaction back.
func (c *call) takeFace() error {
	return c.react(func(tx *store.Tx, post models.ID) error {
		return reactions.Unreact(tx, c.site, c.who.Actor, post, c.face())
	})
}

// faces lists who put which emoji under a post, in Pleroma's form.
func (c *call) faces() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	face := c.face()
	var rows []store.FaceBy
	var s *scene
	var names []string
	by := map[string][]*models.Actor{}
	err = c.readWith(func(tx *store.Tx) (err error) {
		if id, err = within(tx, id); err != nil {
			return err
		}
		if rows, err = tx.ReactedBy(c.me(), id, face); err != nil {
			return err
		}
		ids := make([]models.ID, len(rows))
		for i := range rows {
			ids[i] = rows[i].Actor.ID
			if by[rows[i].Face] == nil {
				names = append(names, rows[i].Face)
			}
			by[rows[i].Face] = append(by[rows[i].Face], &rows[i].Actor)
		}
		s, err = c.sceneFor(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for _, name := range names {
				f := models.FaceCount{Face: name, Count: int64(len(by[name]))}
				for _, a := range by[name] {
					f.Mine = f.Mine || a.ID == c.me()
				}
				p.object(func() {
					s.faceMembers(p, f)
					p.listAt("accounts", func() {
						for _, a := range by[name] {
							s.account(p, a)
						}
					})
				})
			}
		})
	})
}

// faceMembers writes one reaction with its count. The picture of another server's is handed out through our origin alone.
func (s *scene) faceMembers(p *pen, f models.FaceCount) {
	p.text("name", strings.Trim(f.Face, ":"))
	p.number("count", f.Count)
	p.flag("me", f.Mine)
	if f.Emoji != nil && s.viewer != 0 {
		at := s.emojiAt(f.Emoji)
		p.text("url", at)
		p.text("static_url", at)
	} else {
		p.null("url")
	}
}

// facesOf writes the reactions to a post, at both places where apps look for them.
func (s *scene) facesOf(p *pen, x *models.PostShown) {
	all := func() {
		for _, f := range x.Faces {
			p.object(func() { s.faceMembers(p, f) })
		}
	}
	p.listAt("emoji_reactions", all)
	p.objectAt("pleroma", func() { p.listAt("emoji_reactions", all) })
}
