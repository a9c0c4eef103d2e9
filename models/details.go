package models

import (
	"strings"
	"time"
)

// Details are what events, films, sounds and pages tell beside their text. What was not told is zero.
type Details struct {
	PostID   ID     `gorm:"primaryKey;autoIncrement:false"`
	Starts   Time   `gorm:"not null"`
	Ends     Time   `gorm:"not null"`
	Zone     string `gorm:"not null;type:text"` // time zone by its name, as Europe/Berlin
	Place    string `gorm:"not null;type:text"` // plain text
	Online   string `gorm:"not null;type:text"` // web address where it takes place
	Status   string `gorm:"not null;type:text"` // confirmed, tentative or cancelled
	JoinMode string `gorm:"not null;type:text"` // free, restricted, external or invite
	Seconds  int64  `gorm:"not null"`           // how long a film or sound is
	Link     string `gorm:"not null;type:text"` // what a page points to, where joining happens elsewhere
}

// TableName is the table of what posts tell beside their text.
func (Details) TableName() string { return "post_details" }

// Line tells when and where an event takes place, or where a page points to, in one line; nothing of nil.
func (d *Details) Line() string {
	if d == nil {
		return ""
	}
	var parts []string
	for _, t := range []Time{d.Starts, d.Ends} {
		if t != 0 {
			parts = append(parts, d.At(t).Format("2 Jan 2006, 15:04 MST"))
		}
	}
	when := strings.Join(parts, " to ")
	parts = nil
	if d.Status == "cancelled" {
		parts = append(parts, "Called off")
	}
	for _, s := range []string{when, d.Place, d.Online, d.Link} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// At is a moment as the clocks at the event's place show it; UTC where its zone is not known.
func (d *Details) At(t Time) time.Time {
	if d.Zone != "" {
		if zone, err := time.LoadLocation(d.Zone); err == nil {
			return t.Go().In(zone)
		}
	}
	return t.Go()
}

// AttendanceState is where somebody's coming to an event stands.
type AttendanceState string

// The states of coming. Who takes it back has no row.
const (
	AttendanceAsked    AttendanceState = "asked"
	AttendanceAccepted AttendanceState = "accepted"
	AttendanceRefused  AttendanceState = "refused"
)

// Attendance says that somebody of ours will come to an event.
type Attendance struct {
	PostID  ID              `gorm:"primaryKey;autoIncrement:false;index:attendances_actor,priority:2"`
	ActorID ID              `gorm:"primaryKey;autoIncrement:false;index:attendances_actor,priority:1"`
	IRI     IRI             `gorm:"uniqueIndex:attendances_iri;not null;type:text"` // id of the Join activity
	State   AttendanceState `gorm:"not null;type:text"`
	Created Time            `gorm:"not null"`
}
