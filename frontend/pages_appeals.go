package frontend

import "guildhall/models"

// Appeals is what somebody finds about appeals in a community: what was decided about them, and the appeals of others that they answer.
// Fields of its forms: do (appeal, uphold, reverse), ruling, text.
type Appeals struct {
	Actor   models.Actor
	About   []Case
	Open    []Case
	Ruling  models.ID // of the form that was sent
	Text    string    // what was typed into it
	Problem Problem
}

func (p Appeals) view(s *sheet) view {
	return view{Title: s.T("appeal.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: appealsBody(s, p)}
}

// Case is a ruling with the appeal against it.
type Case struct {
	models.Ruling
	Whom   models.Actor
	Post   *Post // that it is about, where the viewer may read it
	Appeal *models.Appeal
	May    bool // the viewer may appeal against it
}

// typed is what was typed about one case.
func (p Appeals) typed(c Case) string {
	if c.ID == p.Ruling {
		return p.Text
	}
	return ""
}

func (c Case) words(s *sheet) string {
	switch {
	case c.What == models.Removed:
		return s.T("appeal.removed")
	case c.What == models.Shut:
		return s.T("appeal.locked")
	case c.Until != 0:
		return s.T("appeal.banned.until", s.Moment(c.Until))
	}
	return s.T("appeal.banned")
}

// stands says what became of it.
func (c Case) stands(s *sheet) string {
	switch {
	case c.Appeal != nil && c.Appeal.Answered != 0 && c.Appeal.Reversed:
		return s.T("appeal.reversed")
	case c.Appeal != nil && c.Appeal.Answered != 0:
		return s.T("appeal.upheld")
	case c.Undone != 0:
		return s.T("appeal.undone")
	case c.Appeal != nil:
		return s.T("appeal.waits")
	}
	return ""
}
