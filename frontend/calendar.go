package frontend

import (
	"strings"
	"unicode/utf8"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/prose"
)

// CalendarType is the media type of a calendar.
const CalendarType = "text/calendar; charset=utf-8"

// Calendar is events as other programs keep them (RFC 5545): for a person of ours, who may read them. Times are in UTC, which every
// program turns into its own.
func Calendar(name string, events []models.PostView) []byte {
	var c calendar
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Guildhall//EN")
	c.line("METHOD", "PUBLISH")
	c.line("X-WR-CALNAME", escaped(name))
	for i := range events {
		c.event(&events[i])
	}
	c.line("END", "VCALENDAR")
	return []byte(c.String())
}

// PublicCalendar is that for a stranger, from judged copies only.
func PublicCalendar(name string, copies []policy.Copy) []byte {
	var events []models.PostView
	for _, c := range copies {
		if p := c.Subject().Post; p != nil {
			events = append(events, *p)
		}
	}
	return Calendar(name, events)
}

type calendar struct{ strings.Builder }

func (c *calendar) event(p *models.PostView) {
	d := p.Details
	if d == nil || d.Starts == 0 {
		return
	}
	const shape = "20060102T150405Z"
	c.line("BEGIN", "VEVENT")
	c.line("UID", escaped(string(p.IRI)))
	c.line("DTSTAMP", max(p.Published, p.Edited).Go().Format(shape))
	c.line("DTSTART", d.Starts.Go().Format(shape))
	if d.Ends != 0 {
		c.line("DTEND", d.Ends.Go().Format(shape))
	}
	c.line("SUMMARY", escaped(p.Title))
	if text := prose.Plain(p.Content); text != "" {
		c.line("DESCRIPTION", escaped(text))
	}
	where := d.Place
	if where == "" {
		where = d.Online
	}
	if where != "" {
		c.line("LOCATION", escaped(where))
	}
	if p.URL != "" {
		c.line("URL", oneWord(p.URL))
	}
	switch d.Status {
	case "cancelled":
		c.line("STATUS", "CANCELLED")
	case "tentative":
		c.line("STATUS", "TENTATIVE")
	default:
		c.line("STATUS", "CONFIRMED")
	}
	c.line("END", "VEVENT")
}

// line writes one property, folded as the format wants it: no line is longer than 75 octets.
func (c *calendar) line(name, value string) {
	rest, most := name+":"+value, 75
	for len(rest) > most {
		at := most
		for at > 1 && !utf8.RuneStart(rest[at]) {
			at--
		}
		c.WriteString(rest[:at] + "\r\n ")
		rest, most = rest[at:], 74
	}
	c.WriteString(rest + "\r\n")
}

// escaped is a text in which nothing means anything.
func escaped(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n", "\x00", "").Replace(s)
}

// oneWord is an address that ends no line.
func oneWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
