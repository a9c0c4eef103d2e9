package frontend

import "guildhall/models"

// RulingLine is a decision of a community as its log tells it. Actors who are gone or not known are nil.
type RulingLine struct {
	models.Ruling
	By, Whom           *models.Actor
	UndoneBy, AnswerBy *models.Actor
	Appeal             *models.Appeal
	Post               *Post // that it is about, where the viewer may read it
	Stands             bool
	Along              int // posts that left with a ban
}

// RulingLog is the log of a community: what those who look after it decided, the newest first.
type RulingLog struct {
	Actor models.Actor
	Keeps bool // the viewer looks after it
	Lines []RulingLine
	Older string
}

func (p RulingLog) view(s *sheet) view {
	return view{Title: s.T("log.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: rulingLogBody(s, p)}
}

// RulingPage is one decision, with the form that takes it back. Field: reason.
type RulingPage struct {
	Actor   models.Actor
	Line    RulingLine
	Undoes  bool // the viewer may take it back
	Back    int  // posts that stand again then
	Lost    int  // posts that left with it and were deleted since
	Reason  string
	Problem Problem
}

func (p RulingPage) view(s *sheet) view {
	return view{Title: p.Line.words(s), Frame: stream, Here: PathCommunities, Body: rulingPageBody(s, p)}
}

// Bans is who does not write in a community, and the form that adds somebody. Fields: whom, reason, until, posts.
type Bans struct {
	Actor               models.Actor
	Lines               []RulingLine
	Whom, Reason, Until string
	Posts               bool
	Problem             Problem
	Older               string
}

func (p Bans) view(s *sheet) view {
	return view{Title: s.T("bans.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: bansBody(s, p)}
}

// Decide is the form with which those who look after a community decide about a post in it. Fields: do (remove, lock), reason.
type Decide struct {
	Post    Post
	In      models.Actor
	Root    bool // it begins its thread
	Stands  bool // it stands in the community
	Shut    bool // its thread is locked
	Folded  bool // members folded it: it can be let stand on the desk
	Mine    bool // somebody else can be shut out, not oneself
	Ruled   []RulingLine
	Reason  string
	Problem Problem
}

func (p Decide) view(s *sheet) view {
	return view{Title: s.T("decide.title", p.In.DisplayName()), Frame: stream, Here: PathCommunities, Body: decideBody(s, p)}
}

// words says what was decided, without the names of anybody.
func (l RulingLine) words(s *sheet) string {
	switch {
	case l.What == models.Removed:
		return s.T("log.removed")
	case l.What == models.Shut:
		return s.T("log.locked")
	case l.What == models.Folded:
		return s.T("log.folded")
	case l.What == models.Kept:
		return s.T("log.kept")
	case l.Until != 0:
		return s.T("log.banned.until", s.Moment(l.Until))
	}
	return s.T("log.banned")
}

// who says by whom it was decided: of what members did together, no name.
func (l RulingLine) who(s *sheet) string {
	switch {
	case l.What == models.Folded:
		return s.T("log.by.members")
	case l.By == nil:
		return s.T("log.by.somebody")
	}
	return l.By.DisplayName()
}

// became are the sentences about what became of it since.
func (l RulingLine) became(s *sheet) (all []string) {
	name := func(a *models.Actor) string {
		if a == nil {
			return s.T("log.by.somebody")
		}
		return a.DisplayName()
	}
	if l.Along > 0 {
		all = append(all, s.N("log.along", l.Along))
	}
	a := l.Appeal
	switch {
	case l.What == models.Folded && l.Undone != 0:
		all = append(all, s.T("log.decided", s.Moment(l.Undone)))
	case a != nil && a.Answered != 0 && a.Reversed:
	case l.Undone != 0:
		said := s.T("log.undone", s.Moment(l.Undone), name(l.UndoneBy))
		if l.UndoneWhy != "" {
			said += " " + s.T("ruled.why", l.UndoneWhy)
		}
		all = append(all, said)
	case !l.Stands && l.What == models.Banned:
		all = append(all, s.T("log.over"))
	}
	switch {
	case a == nil:
	case a.Answered == 0:
		all = append(all, s.T("log.appealed", s.Moment(a.At)))
	case a.Reversed:
		all = append(all, s.T("log.reversed", s.Moment(a.Answered), name(l.AnswerBy), a.Answer))
	default:
		all = append(all, s.T("log.upheld", s.Moment(a.Answered), name(l.AnswerBy), a.Answer))
	}
	return all
}

// Undoable tells whether it is taken back by its own form: what members folded is decided about on the desk.
func (l RulingLine) Undoable() bool {
	return l.Stands && l.What != models.Folded && l.What != models.Kept
}
