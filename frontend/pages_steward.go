package frontend

import (
	"strconv"

	"guildhall/models"
)

// Desk is what those who look after a community have to do: questions without an answer, newcomers whom nobody answered, threads that come
// again, what members flagged, and the purpose clock. Fields of its forms: do (recur, unrecur, keep, remove), text, every, weekday, monthday, id, post, reason. It counts nothing of a person.
type Desk struct {
	Actor      models.Actor
	Row        models.CommunityRow
	Unanswered []Post
	New        []models.Actor
	Recurring  []models.Recurring
	Flagged    []Flagged
	Appeals    bool   // an appeal waits for the viewer's answer
	Text       string // what was typed into the form
	Problem    Problem
}

func (p Desk) view(s *sheet) view {
	return view{Title: s.T("desk.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: deskBody(s, p)}
}

// Flagged is a post that members flagged, with what they said.
type Flagged struct {
	Post   Post // laid open
	Folded bool // for others
	Said   []FlagSaid
}

// FlagSaid is what one of them said.
type FlagSaid struct {
	By     models.Actor
	Reason string
	At     models.Time
}

// Week is what happened in a community in seven days, by kinds, in the order of time.
type Week struct {
	Actor models.Actor
	Since models.Time
	Parts []WeekPart
}

// WeekPart is one kind of thing; its words are a phrase.
type WeekPart struct {
	Words string
	Posts []Post
}

func (p Week) view(s *sheet) view {
	return view{Title: s.T("week.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: weekBody(s, p)}
}

// Programme is the page of whoever cares for the communities of the organisation. Closed ones are not in it.
type Programme struct {
	Now  models.Time
	List []ProgrammeLine
}

// ProgrammeLine is one community.
type ProgrammeLine struct {
	Actor      models.Actor
	Row        models.CommunityRow
	Driver     models.Actor
	Unanswered int // questions for everyone that nobody replied to
}

func (p Programme) view(s *sheet) view {
	return view{Title: s.T("nav.programme"), Frame: wide, Here: PathProgramme, Body: programmeBody(s, p)}
}

// in are those in one state.
func (p Programme) in(state models.CommunityState) (list []ProgrammeLine) {
	for _, l := range p.List {
		if l.Row.State == state {
			list = append(list, l)
		}
	}
	return list
}

// late tells whether a purpose is past its date.
func (p Programme) late(l ProgrammeLine) bool {
	return l.Row.Paused != 0 || l.Row.State == models.Live && l.Row.Review != 0 && l.Row.Review <= p.Now
}

// weekdays are the days of a week, Monday first, as a form names them.
func weekdays(s *sheet) []choice {
	words := []string{s.T("day.1"), s.T("day.2"), s.T("day.3"), s.T("day.4"), s.T("day.5"), s.T("day.6"), s.T("day.7")}
	list := make([]choice, len(words))
	for i, w := range words {
		list[i] = choice{strconv.Itoa(i + 1), w}
	}
	return list
}

// rhythm says when a thread comes again.
func rhythm(s *sheet, r models.Recurring) string {
	if r.Every == models.Weekly {
		return s.T("desk.weekly", weekdays(s)[max(0, min(r.Day-1, 6))].Label)
	}
	return s.T("desk.monthly", strconv.Itoa(r.Day))
}
