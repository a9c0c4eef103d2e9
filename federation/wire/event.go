package wire

import (
	"strconv"
	"strings"
	"time"

	"guildhall/models"
)

// Facts are what an event, film, sound or page tells beside its text, as written. What was not told is zero.
type Facts struct {
	Starts, Ends models.Time
	Zone         string // Europe/Berlin
	Place        string // in one line
	Online       string // web address
	Status       string // confirmed, tentative or cancelled
	JoinMode     string // free, restricted, external or invite
	JoinAt       string // web address, where joining happens elsewhere
	Seconds      int64  // how long a film or sound is
}

// facts reads what stands beside the text, under the names that it goes by. spec: fep-8a8e
func (t *tape) facts(n *Note, p *parts) {
	f := &n.Facts
	f.Seconds = duration(t.textOf(p.duration))
	if n.Kind != Event {
		return
	}
	if z := t.textOf(p.timezone); len(z) < 64 && strings.Contains(z, "/") || z == "UTC" {
		f.Zone = z
	}
	f.Starts, f.Ends = t.whenIn(p.startTime, f.Zone), t.whenIn(p.endTime, f.Zone)
	if f.Ends < f.Starts {
		f.Ends = 0
	}
	f.Status = oneOf(strings.ToLower(t.textOf(p.status)), "confirmed", "tentative", "cancelled")
	f.JoinMode = oneOf(strings.ToLower(t.textOf(p.joinMode)), "free", "restricted", "external", "invite")
	f.JoinAt = t.address(p.joinAt)
	t.each(p.location, func(k at) bool {
		if a := t.address(k); a != "" && f.Online == "" {
			f.Online = a
		} else if where := t.place(k); where != "" && f.Place == "" {
			f.Place = where
		} else if t.slots[k].what == object && f.Online == "" {
			f.Online = t.picture(k) // a place on the network has a url and nothing else
		}
		return f.Place == "" || f.Online == ""
	})
}

// oneOf is the word if it is among those that we know.
func oneOf(word string, known ...string) string {
	for _, k := range known {
		if word == k {
			return k
		}
	}
	return ""
}

// place is where something happens, in one line: a name, an address in one text or in parts.
func (t *tape) place(i at) string {
	if t.is(i, text) {
		return strings.TrimSpace(t.written(i))
	}
	if !t.is(i, object) {
		return ""
	}
	words := []string{t.textOf(t.member(i, "name"))}
	address := t.member(i, "address")
	if t.is(address, object) {
		street, town := t.textOf(t.member(address, "streetAddress")), t.textOf(t.member(address, "addressLocality"))
		town = strings.TrimSpace(t.textOf(t.member(address, "postalCode")) + " " + town)
		words = append(words, street, town, t.textOf(t.member(address, "addressCountry")))
	} else {
		words = append(words, t.textOf(address))
	}
	var out []string
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" && (len(out) == 0 || out[len(out)-1] != w) {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// whenIn reads a time; one that says no zone is meant in the zone that stands beside it, else in UTC.
func (t *tape) whenIn(i at, zone string) models.Time {
	if zone != "" && t.is(i, text) {
		s := strings.TrimSpace(t.written(i))
		for _, shape := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
			if len(s) != len(shape) {
				continue
			}
			if there, err := time.LoadLocation(zone); err == nil {
				if at, err := time.ParseInLocation(shape, s, there); err == nil {
					return bounded(models.At(at))
				}
			}
		}
	}
	return t.when(i)
}

// mostSeconds is a year; what claims to be longer tells no length.
const mostSeconds = 365 * 24 * 3600

// duration reads a length like PT1H2M3S in seconds; 0 when it says none. Days count 24 hours, months and years nothing.
// spec: as2-vocab#dfn-duration
func duration(s string) int64 {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || len(s) > 40 {
		return 0
	}
	total, clock := 0.0, false
	for rest != "" {
		if rest[0] == 'T' {
			clock, rest = true, rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if end <= 0 {
			return 0
		}
		n, err := strconv.ParseFloat(rest[:end], 64)
		if err != nil {
			return 0
		}
		switch unit := rest[end]; {
		case unit == 'D' && !clock:
			n *= 24 * 3600
		case unit == 'H' && clock:
			n *= 3600
		case unit == 'M' && clock:
			n *= 60
		case unit == 'S' && clock:
		default:
			return 0
		}
		total, rest = total+n, rest[end+1:]
	}
	if total > mostSeconds {
		return 0
	}
	return int64(total)
}
