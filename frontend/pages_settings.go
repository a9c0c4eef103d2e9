package frontend

import (
	"strconv"
	"strings"

	"guildhall/models"
)

// The fields of the profile form. FieldLineName and FieldLineValue come once for each line, in order.
const (
	FieldName         = "name"
	FieldAbout        = "about"
	FieldLineName     = "line_name"
	FieldLineValue    = "line_value"
	FieldLocked       = "locked" // boxes send "on"
	FieldShowFollows  = "show_follows"
	FieldDiscoverable = "discoverable"
	FieldIndexable    = "indexable"
	FieldDefault      = "default_distance" // inside, partners, world
)

// lines of a profile that the form offers.
const profileLines = 4

// ProfileSettings is the form of one's own profile.
type ProfileSettings struct {
	Name, About  string         // as written
	Lines        []models.Field // as written
	Locked       bool
	ShowFollows  bool
	Discoverable bool
	Indexable    bool
	Distance     string             // default distance: inside, partners or world
	Quotable     models.QuotePolicy // who may quote new posts
	Problem      Problem
}

func (p ProfileSettings) view(s *sheet) view {
	return view{Title: s.T("settings.profile"), Frame: stream, Body: profileSettingsBody(s, p)}
}

func (p ProfileSettings) lines() []models.Field {
	lines := make([]models.Field, max(profileLines, len(p.Lines)))
	copy(lines, p.Lines)
	return lines
}

// ArchiveSettings gives the viewer all that is theirs, as a file. Fields: password.
type ArchiveSettings struct{ Problem Problem }

func (p ArchiveSettings) view(s *sheet) view {
	return view{Title: s.T("settings.archive"), Frame: stream, Body: archiveBody(s, p)}
}

// PasswordSettings changes the viewer's password. Fields: current, password, again.
type PasswordSettings struct{ Problem Problem }

func (p PasswordSettings) view(s *sheet) view {
	return view{Title: s.T("settings.password"), Frame: stream, Body: passwordBody(s, p)}
}

// TwoFactorSettings turns the second step of signing in on and off. It is in one of four states: off, being set up (Secret is
// set), just set up or renewed (Codes is set), on. Fields: ticket, code, password.
type TwoFactorSettings struct {
	On      bool
	Secret  string   // base 32, to be typed into the app
	Link    string   // otpauth: address of the same
	QR      [][]bool // the link as a QR code, row by row; none is drawn when empty
	Ticket  string   // carries the secret to the confirmation; opaque here
	Codes   []string // recovery codes, shown this once
	Left    int      // recovery codes not used yet
	Problem Problem
}

func (p TwoFactorSettings) view(s *sheet) view {
	return view{Title: s.T("settings.twofactor"), Frame: stream, Body: twoFactorBody(s, p)}
}

// spaced sets a secret in groups of four, as people type it.
func spaced(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}

// qrPath draws the dark squares of a QR code as one path, one unit each, behind a quiet zone of four.
func (p TwoFactorSettings) qrPath() string {
	var d strings.Builder
	for y, row := range p.QR {
		for x, dark := range row {
			if dark {
				d.WriteString("M" + strconv.Itoa(x+4) + " " + strconv.Itoa(y+4) + "h1v1h-1z")
			}
		}
	}
	return d.String()
}

func (p TwoFactorSettings) qrBox() string {
	side := strconv.Itoa(len(p.QR) + 8)
	return "0 0 " + side + " " + side
}

// CalendarSettings gives the viewer's calendar an address for programs that cannot sign in. Address is set when it was just made: it
// is kept only as a digest, so it is shown once.
type CalendarSettings struct {
	Since   models.Time // 0 when there is no address
	Address string
}

func (p CalendarSettings) view(s *sheet) view {
	return view{Title: s.T("settings.calendar"), Frame: stream, Body: calendarBody(s, p)}
}

// SessionSettings lists the browsers that are signed in as the viewer.
type SessionSettings struct {
	Sessions []models.Session
	Current  models.ID
}

func (p SessionSettings) view(s *sheet) view {
	return view{Title: s.T("settings.sessions"), Frame: stream, Body: sessionsBody(s, p)}
}
