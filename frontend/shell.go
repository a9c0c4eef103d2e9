package frontend

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/phrases"
)

// Shell is what surrounds every page: who looks, where, and what waits for them. A handler has it filled in one place.
type Shell struct {
	Viewer       *Viewer // nil for a visitor without a session
	Site         paths.Site
	Organisation string // its name as people say it
	Lang         string // BCP 47; the language of the interface
	Path         string // path and query of this request, for the navigation and for forms that return here
	Now          models.Time
	Notices      int                    // unread
	Emoji        []models.Emoji         // the organisation's own, to react with
	Requests     int                    // people who ask to follow the viewer or to quote them
	Held         int                    // what waits for an answer of the viewer's, as a reviewer
	Communities  []models.Actor         // those that the viewer follows, for the navigation; a few
	Partners     map[models.Host]string // partner organisations by peer, with their names (the host where unknown)
	Closed       models.Time            // since when federation is closed; 0 while it is open
	ClosedWhy    string                 // the reason, for those who look after the boundary
	Flash        string                 // one sentence about what was just done
	FlashBad     bool                   // the sentence tells of a failure
	NoWayIn      bool                   // nobody can sign in here: this is where strangers and other servers come
}

// Viewer is the person of ours who looks at the page.
type Viewer struct {
	models.Actor
	Roles []models.Role
}

// Has tells whether the viewer holds one of the roles. It only hides what would be refused anyway.
func (v *Viewer) Has(roles ...models.Role) bool {
	if v == nil {
		return false
	}
	for _, held := range v.Roles {
		for _, r := range roles {
			if held == r {
				return true
			}
		}
	}
	return false
}

// duty is a page for those who hold one of some roles.
type duty struct {
	path  Path
	words string
	count int
}

// duties are the pages that the viewer's roles open.
func duties(s *sheet) (list []duty) {
	for _, d := range []struct {
		duty
		roles []models.Role
	}{
		{duty{PathPolicy, s.T("nav.policy"), 0}, []models.Role{models.Admin, models.BoundaryRole, models.Auditor}},
		{duty{PathPeers, s.T("nav.peers"), 0}, []models.Role{models.Admin, models.BoundaryRole, models.Auditor}},
		{duty{PathHeld, s.T("nav.held"), s.Held}, []models.Role{models.Reviewer}},
		{duty{PathDecisions, s.T("nav.decisions"), 0}, []models.Role{models.Admin, models.BoundaryRole, models.Auditor, models.Reviewer}},
		{duty{PathReports, s.T("nav.reports"), 0}, []models.Role{models.Admin, models.Moderator}},
		{duty{PathProgramme, s.T("nav.programme"), 0}, []models.Role{models.Admin, models.CommunityManager}},
		{duty{PathPeople, s.T("nav.people"), 0}, []models.Role{models.Admin}},
		{duty{PathJobs, s.T("nav.jobs"), 0}, []models.Role{models.Admin}},
		{duty{PathEmoji, s.T("nav.emoji"), 0}, []models.Role{models.Admin}},
	} {
		if s.Viewer.Has(d.roles...) || d.path == PathHeld && s.Held > 0 {
			list = append(list, d.duty)
		}
	}
	return list
}

// Page is one page of this package: a struct that a handler fills.
type Page interface {
	view(s *sheet) view
}

// sheet is a shell with its words; every template takes it first.
type sheet struct {
	Shell
	book phrases.Book
}

func newSheet(shell Shell) *sheet {
	if shell.Organisation == "" {
		shell.Organisation = shell.Site.Domain
	}
	if shell.Viewer == nil { // a visitor learns neither our partners nor our communities
		shell.Partners, shell.Communities, shell.Notices, shell.Requests = nil, nil, 0, 0
	}
	return &sheet{Shell: shell, book: phrases.For(shell.Lang)}
}

// T is the phrase of a key.
func (s *sheet) T(key string, args ...any) string { return s.book.T(key, args...) }

// N is the phrase of a key for a number of things.
func (s *sheet) N(key string, n int, args ...any) string { return s.book.N(key, n, args...) }

// Num is a number as people read it.
func (s *sheet) Num(n int) string { return s.book.Number(n) }

// Mine tells whether an actor is the viewer.
func (s *sheet) Mine(a models.ID) bool { return s.Viewer != nil && s.Viewer.ID == a }

// Origin says where an actor comes from.
func (s *sheet) Origin(a models.Actor) Origin {
	if a.Local {
		return In
	}
	if _, ok := s.Partners[a.Host]; ok {
		return Partner
	}
	return World
}

// Place is the organisation that an actor belongs to, in the words people use for it.
func (s *sheet) Place(a models.Actor) string {
	if a.Local {
		return s.Organisation
	}
	if name := s.Partners[a.Host]; name != "" {
		return name
	}
	return a.Domain
}

// Address is how people here write an actor: @ada for ours, @ines@social.example for others.
func (s *sheet) Address(a models.Actor) string { return "@" + Name(a) }

// Ago is a moment as people speak of it: now, 12 min, 3 h, 4 d, then the date.
func (s *sheet) Ago(t models.Time) string {
	d := s.Now.Go().Sub(t.Go())
	switch {
	case d < time.Minute:
		return s.T("time.now")
	case d < time.Hour:
		return s.T("time.minutes", int(d.Minutes()))
	case d < 24*time.Hour:
		return s.T("time.hours", int(d.Hours()))
	case d < 7*24*time.Hour:
		return s.T("time.days", int(d.Hours()/24))
	}
	return s.Day(t)
}

// Day is the date of a moment: 3 Nov, with the year when it is another.
func (s *sheet) Day(t models.Time) string {
	at := t.Go()
	month := strings.Fields(s.T("time.months"))[at.Month()-1]
	if at.Year() == s.Now.Go().Year() {
		return s.T("time.day", at.Day(), month)
	}
	return s.T("time.day-year", at.Day(), month, at.Year())
}

// Moment is date and hour in full, UTC, for the title of a time.
func (s *sheet) Moment(t models.Time) string {
	return s.Day(t) + ", " + t.Go().Format("15:04") + " UTC"
}

// Name is how an actor is written in our paths: ada, or ines@social.example.
func Name(a models.Actor) string {
	if a.Local {
		return string(a.Handle)
	}
	return string(a.Handle) + "@" + a.Domain
}

// initials stand for a face: up to two letters of a name.
func initials(a models.Actor) string {
	var out []rune
	for _, word := range strings.Fields(a.DisplayName()) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	switch {
	case len(out) == 0:
		return "·"
	case len(out) > 2:
		out = []rune{out[0], out[len(out)-1]}
	}
	return string(out)
}
