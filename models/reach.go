package models

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Audience says who is meant by a post. People mentioned belong to every audience, within the distance.
type Audience string

// The audiences, from narrow to wide.
const (
	Self      Audience = "self"      // nobody but the author
	Named     Audience = "named"     // the people mentioned
	Followers Audience = "followers" // followers of the author
	Members   Audience = "members"   // members of one closed community
	Everyone  Audience = "everyone"  // whoever lies within the distance
)

// Distance is the set of domains within which a post may be read. Our own organisation always belongs to it. World means
// no limit; without World and without Hosts the post stays inside.
type Distance struct {
	World bool
	Hosts []Host // sorted, distinct, without our own
}

// Inside is the distance of what never leaves.
func Inside() Distance { return Distance{} }

// World is the distance of what may be read anywhere.
func World() Distance { return Distance{World: true} }

// Within is the distance of our own organisation and the named domains.
func Within(hosts ...Host) Distance {
	hosts = slices.Clone(hosts)
	slices.Sort(hosts)
	return Distance{Hosts: slices.Compact(hosts)}
}

// IsInside tells whether nothing outside may read it.
func (d Distance) IsInside() bool { return !d.World && len(d.Hosts) == 0 }

// Holds tells whether a domain lies within the distance.
func (d Distance) Holds(h Host) bool {
	return d.World || slices.Contains(d.Hosts, h)
}

// Cut is what lies within both distances. It never widens either.
func (d Distance) Cut(by Distance) Distance {
	switch {
	case d.World:
		return by
	case by.World:
		return d
	}
	var both []Host
	for _, h := range d.Hosts {
		if slices.Contains(by.Hosts, h) {
			both = append(both, h)
		}
	}
	return Within(both...)
}

// String gives the stored form: inside, world, or the domains joined by commas.
func (d Distance) String() string {
	switch {
	case d.World:
		return "world"
	case len(d.Hosts) == 0:
		return "inside"
	}
	names := make([]string, len(d.Hosts))
	for i, h := range d.Hosts {
		names[i] = string(h)
	}
	return strings.Join(names, ",")
}

// ParseDistance reads the stored form; an empty string is inside, the narrowest.
func ParseDistance(s string) Distance {
	switch s {
	case "", "inside":
		return Inside()
	case "world":
		return World()
	}
	var hosts []Host
	for _, h := range strings.Split(s, ",") {
		hosts = append(hosts, Host(h))
	}
	return Within(hosts...)
}

// Value stores the distance as text.
func (d Distance) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the stored text; an unknown shape is an error, never a wider distance.
func (d *Distance) Scan(v any) error {
	switch s := v.(type) {
	case string:
		*d = ParseDistance(s)
	case []byte:
		*d = ParseDistance(string(s))
	case nil:
		*d = Inside()
	default:
		return fmt.Errorf("a distance is stored as text, not %T", v)
	}
	return nil
}

// GormDataType names the column type for the schema test.
func (Distance) GormDataType() string { return "text" }

// Reach is audience and distance together: who is meant, and where.
type Reach struct {
	Audience Audience `gorm:"not null;type:text"`
	Distance Distance `gorm:"not null;type:text"`
}
