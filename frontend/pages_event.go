package frontend

import (
	"fmt"
	"net/url"

	"guildhall/models"
)

// event are the details of an event, or nil.
func (p Post) event() *models.Details {
	if p.Kind != models.EventPost || p.Details == nil {
		return nil
	}
	return p.Details
}

// time says when it takes place: the day and hour, and the end where it is told.
func (p Post) time(s *sheet) string {
	d := p.Details
	if d.Starts == 0 {
		return ""
	}
	from := s.Day(d.Starts) + ", " + d.Starts.Go().Format("15:04")
	switch {
	case d.Ends == 0:
		return from + " UTC"
	case d.Ends.Go().YearDay() == d.Starts.Go().YearDay() && d.Ends.Go().Year() == d.Starts.Go().Year():
		return from + "–" + d.Ends.Go().Format("15:04") + " UTC"
	}
	return from + " – " + s.Day(d.Ends) + ", " + d.Ends.Go().Format("15:04") + " UTC"
}

// mayAttend tells whether the viewer can say that they will come.
func (p Post) mayAttend(s *sheet, look postLook) bool {
	d := p.Details
	over := d.Ends != 0 && d.Ends <= s.Now || d.Ends == 0 && d.Starts != 0 && d.Starts <= s.Now
	return s.Viewer != nil && look == postMain && !p.Local && d.Status != "cancelled" && d.JoinMode != "external" && !over
}

// length is how long a film or sound is: 1:03:20.
func (p Post) length() string {
	n := p.Details.Seconds
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// host is where a web address leads, to be shown; the address itself where it cannot be read.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}
