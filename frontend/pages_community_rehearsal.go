package frontend

import "guildhall/models"

// CommunityRehearsal shows those who lead a community what other servers would get of it, had it the settings that they chose.
type CommunityRehearsal struct {
	Actor models.Actor
	models.Rehearsal
}

func (p CommunityRehearsal) view(s *sheet) view {
	return view{Title: s.T("rehearsal.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: communityRehearsalBody(s, p)}
}

// guest names an imagined server in words.
func guest(s *sheet, g models.Guest) string {
	switch g.Kind {
	case models.Partner:
		return s.T("rehearsal.partner")
	case models.Open:
		return s.T("rehearsal.open")
	}
	return s.T("rehearsal.limited")
}

// comes says how somebody of an imagined server comes in.
func comes(s *sheet, g models.Guest) string {
	switch g.In {
	case models.Accepted:
		return s.T("rehearsal.in")
	case models.Pending:
		return s.T("rehearsal.asks")
	}
	return s.T("rehearsal.out")
}

// gets says in a few words what a guest gets of a post.
func gets(s *sheet, w models.Way) string {
	switch {
	case w.Held:
		return s.T("rehearsal.waits")
	case w.Sent && len(w.Changed) > 0:
		return s.T("rehearsal.changed")
	case w.Sent:
		return s.T("rehearsal.sent")
	case w.Fetched:
		return s.T("rehearsal.fetched")
	}
	return s.T("rehearsal.nothing")
}

// rehearsed is a post in a line.
func rehearsed(s *sheet, r models.Rehearsed) string {
	switch {
	case r.Post.ID == 0:
		return s.T("rehearsal.first")
	case r.Post.Title != "":
		return r.Post.Title
	}
	return excerpt(Post{PostView: models.PostView{Post: r.Post}})
}
