package mastodon

import (
	"strings"

	"guildhall/models"
	"guildhall/paths"
)

// scene is what the entities of one answer need beside themselves, loaded once for all of them.
type scene struct {
	api      *API
	viewer   models.ID
	partners map[models.Host]bool
	tallies  map[models.ID]models.Tally
	now      models.Time
	moved    *models.Actor           // where the one account of the answer has moved to; nil otherwise
	reports  map[models.ID]*reported // that notices tell of, by the notice
}

// acct is how apps write an address: ada, or ada@acme.example.
func acct(a *models.Actor) string {
	if a.Local {
		return string(a.Handle)
	}
	return string(a.Handle) + "@" + a.Domain
}

// pageOf is where people read about an actor.
func (s *scene) pageOf(a *models.Actor) string {
	switch {
	case a.Local:
		return s.api.site.Profile(a.Handle)
	case a.URL != "":
		return a.URL
	}
	return string(a.IRI)
}

// lent is where an app of the viewer finds a picture of somebody: our own one where they have none.
func (s *scene) lent(what paths.Lent, a *models.Actor, address string) string {
	if s.viewer == 0 || address == "" {
		return s.api.face
	}
	if a.Local {
		return s.api.site.Base + paths.MarkedFor(s.api.marks, strings.TrimPrefix(address, s.api.site.Base), s.viewer, s.now)
	}
	return s.api.lent(what, a.ID, address, s.viewer, s.now)
}

// lent is the address of what another server has, through our origin, for an app of one person.
func (a *API) lent(what paths.Lent, id models.ID, address string, viewer models.ID, now models.Time) string {
	return a.site.Base + paths.MarkedFor(a.marks, paths.Elsewhere(what, id, address), viewer, now)
}

// account writes an Account.
func (s *scene) account(p *pen, a *models.Actor) {
	p.object(func() { s.accountMembers(p, a) })
}

func (s *scene) accountMembers(p *pen, a *models.Actor, emoji ...models.Emoji) {
	face := s.lent(paths.LentFace, a, a.Icon)
	banner := s.lent(paths.LentBanner, a, a.Image)
	n := s.tallies[a.ID]
	p.id("id", a.ID)
	p.text("username", string(a.Handle))
	p.text("acct", acct(a))
	p.text("display_name", a.Name)
	p.flag("locked", a.Locked)
	p.flag("bot", a.Kind == models.Service || a.Kind == models.Organisation)
	p.flag("discoverable", a.Discoverable)
	p.flag("indexable", a.Indexable)
	p.flag("group", a.Kind == models.Community)
	p.flag("noindex", !a.Indexable)
	p.day("created_at", a.Published)
	p.text("note", a.Summary)
	p.text("url", s.pageOf(a))
	p.text("uri", string(a.IRI))
	p.text("avatar", face)
	p.text("avatar_static", face)
	p.text("header", banner)
	p.text("header_static", banner)
	p.number("followers_count", n.Followers)
	p.number("following_count", n.Following)
	p.number("statuses_count", n.Posts)
	if n.LastPost == 0 {
		p.null("last_status_at")
	} else {
		p.text("last_status_at", n.LastPost.Go().Format("2006-01-02"))
	}
	p.flag("hide_collections", !a.ShowFollows)
	if s.moved != nil && a.MovedTo == s.moved.IRI {
		p.key("moved")
		next := *s.moved
		next.MovedTo = "" // one step is enough
		s.account(p, &next)
	} else {
		p.null("moved")
	}
	p.flag("memorial", false)
	s.emoji(p, models.EmojiNamed(emoji, a.Name))
	p.none("roles")
	s.fields(p, a.Fields)
	p.text("origin", s.origin(a))
}

func (s *scene) fields(p *pen, fields []models.Field) {
	p.listAt("fields", func() {
		for _, f := range fields {
			p.object(func() {
				p.text("name", f.Name)
				p.text("value", f.Value)
				p.null("verified_at")
			})
		}
	})
}

// accounts writes a list of Account.
func (s *scene) accounts(p *pen, actors []models.Actor) {
	p.list(func() {
		for i := range actors {
			s.account(p, &actors[i])
		}
	})
}

// relationship writes how the viewer stands to an actor.
func relationship(p *pen, id models.ID, r models.Relation) {
	p.object(func() {
		p.id("id", id)
		p.flag("following", r.Following)
		p.flag("showing_reblogs", r.Following)
		p.flag("notifying", false)
		p.none("languages")
		p.flag("followed_by", r.FollowedBy)
		p.flag("blocking", r.Blocking)
		p.flag("blocked_by", r.BlockedBy)
		p.flag("muting", false)
		p.flag("muting_notifications", false)
		p.null("muting_expires_at")
		p.flag("requested", r.Requested)
		p.flag("requested_by", r.RequestedBy)
		p.moment("refused_at", r.Refused)
		p.flag("domain_blocking", false)
		p.flag("endorsed", false)
		p.text("note", "")
	})
}
