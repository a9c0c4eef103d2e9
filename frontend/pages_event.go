package frontend

import (
	"fmt"
	"net/url"
	"time"

	"guildhall/models"
)

// event are the details of an event, or nil.
func (p Post) event() *models.Details {
	if p.Kind != models.EventPost || p.Details == nil {
		return nil
	}
	return p.Details
}

// time says when it takes place: the day and hour of the place where it is, and the end where it is told.
func (p Post) time(s *sheet) string {
	d := p.Details
	if d.Starts == 0 {
		return ""
	}
	start, zone := p.there(d.Starts)
	from := s.Day(start) + ", " + start.Go().Format("15:04")
	if d.Ends == 0 {
		return from + " " + zone
	}
	end, _ := p.there(d.Ends)
	if s.Day(end) == s.Day(start) {
		return from + "–" + end.Go().Format("15:04") + " " + zone
	}
	return from + " – " + s.Day(end) + ", " + end.Go().Format("15:04") + " " + zone
}

// there is a moment as the clocks at the event's place show it, and what those clocks are called.
func (p Post) there(t models.Time) (models.Time, string) {
	if p.Details.Zone != "" {
		if zone, err := time.LoadLocation(p.Details.Zone); err == nil {
			_, offset := t.Go().In(zone).Zone()
			return t + models.Time(offset)*1000, p.Details.Zone
		}
	}
	return t, "UTC"
}

// mayAttend tells whether the viewer can say that they will come.
func (p Post) mayAttend(s *sheet, look postLook) bool {
	d := p.Details
	over := d.Ends != 0 && d.Ends <= s.Now || d.Ends == 0 && d.Starts != 0 && d.Starts <= s.Now
	return s.Viewer != nil && look == postMain && d.Status != "cancelled" && d.JoinMode != "external" && !over
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
