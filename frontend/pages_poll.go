package frontend

import (
	"slices"
	"strconv"
)

// The fields of a poll in the composer, and of a vote.
const (
	FieldOption   = "option"    // repeated: an answer
	FieldMany     = "poll-many" // ticked: several answers may be chosen
	FieldSecret   = "poll-secret"
	FieldPollOpen = "poll-open" // how many minutes it is open
	FieldChoice   = "choice"    // repeated: the place of an answer, from 0
)

// DraftPoll is a poll in a composer.
type DraftPoll struct {
	Options      []string
	Many, Secret bool
	Open         string // minutes
}

const (
	optionsShown = 4
	optionsMost  = 10
)

// asks tells whether a poll was begun.
func (p DraftPoll) asks() bool {
	return slices.ContainsFunc(p.Options, func(o string) bool { return o != "" })
}

// option is what stands in a field.
func (p DraftPoll) option(i int) string {
	if i < len(p.Options) {
		return p.Options[i]
	}
	return ""
}

// lengths are how long a poll may be open, in minutes.
func (p DraftPoll) lengths(s *sheet) []choice {
	return []choice{
		{"60", s.T("poll.open.hour")}, {"360", s.T("poll.open.hours", 6)}, {"1440", s.T("poll.open.day")}, {"4320", s.T("poll.open.days", 3)},
		{"10080", s.T("poll.open.days", 7)}, {"43200", s.T("poll.open.days", 30)},
	}
}

func (p DraftPoll) open() string {
	if p.Open == "" {
		return "1440"
	}
	return p.Open
}

// mayVote tells whether the viewer can still choose.
func (p Post) mayVote(s *sheet, look postLook) bool {
	return s.Viewer != nil && !s.Mine(p.AuthorID) && len(p.Voted) == 0 && !p.Poll.Ended(s.Now) && (look == postFull || look == postMain)
}

// chose tells whether the viewer chose an answer.
func (p Post) chose(i int) bool { return slices.Contains(p.Voted, i) }

// share is how much of the whole an answer has, in percent: of the people where several may be chosen, else of the votes.
func (p Post) share(i int) int {
	whole := p.Poll.Votes()
	if p.Poll.Multiple && p.Poll.Voters > 0 {
		whole = p.Poll.Voters
	}
	if whole <= 0 {
		return 0
	}
	return int(min(p.Poll.Options[i].Votes*100/whole, 100))
}

func (p Post) choiceID(i int) string { return "choice-" + p.anchor() + "-" + strconv.Itoa(i) }

func (p Post) choiceKind() string {
	if p.Poll.Multiple {
		return "checkbox"
	}
	return "radio"
}

// pollLine says how many voted and when it ends.
func (p Post) pollLine(s *sheet) string {
	voters := p.Poll.Voters
	if voters == 0 {
		voters = p.Poll.Votes()
	}
	line := s.N("poll.people", int(voters))
	switch {
	case p.Poll.Ended(s.Now):
		line += " · " + s.T("poll.ended")
	case p.Poll.Closes != 0:
		line += " · " + s.T("poll.ends", s.Moment(p.Poll.Closes))
	}
	if p.Poll.Hides(s.Now) {
		line += " · " + s.T("poll.secret")
	}
	return line
}

// bar is the share for a bar of a hundred.
func (p Post) bar(i int) string { return strconv.Itoa(p.share(i)) }
