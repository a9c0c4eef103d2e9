package maysee

import "slices"

// Wish is what an author asks for.
type Wish struct {
	Author    string
	Audience  Audience
	Distance  Distance // as chosen: Inside, the partners of now or some of them, or the world
	Keeps     bool     // an edit that says nothing of the distance
	Label     string
	Mentions  []string
	Parent    string // post, empty for none
	Quote     string
	Community string   // that it shall stand in
	ParentIn  string   // the community of the author's organisation that a parent from elsewhere stands in, as the organisation took it in
	Abroad    bool     // it stands in a community elsewhere, with what it answers
	Before    *Version // what an edit changes
}

// Settle is law 2: what the author asked for, cut by the ceilings of this moment. It tells false where the wish cannot be
// met and is answered with a sentence instead.
func (w *World) Settle(o Wish) (Version, bool) {
	home := w.People[o.Author].Host
	v := Version{Audience: o.Audience, Distance: o.Distance, Label: o.Label, Settled: w.Now}
	room, fits := w.room(o, &v)
	if !fits {
		return v, false
	}
	for _, source := range []string{o.Parent, o.Quote} {
		if source == "" {
			continue
		}
		p := w.Posts[source]
		if w.gone(home, o.Author, p) { // what came of it goes no further than it did
			if o.Before == nil || width[v.Audience] > width[o.Before.Audience] {
				return v, false
			}
			v.Distance = v.Distance.And(o.Before.Distance)
			continue
		}
		from := w.known(home, p)
		v.Label = strictest(v.Label, from.Label)
		v.Distance = v.Distance.And(w.ceiling(home, p, from))
		if source == o.Quote && v.Audience != Self && !(from.Audience == Everyone && from.Label != "RED") {
			if !(p.Author == o.Author && from.Audience == Followers && v.Audience == Followers) {
				return v, false // nobody carries on what is not for everyone
			}
		}
		if source == o.Parent && v.Audience == Members && from.Audience == Members {
			continue // the same readers
		}
		if source == o.Parent && v.Audience != Self {
			v.Audience = answering(o.Author, p, from, v.Audience)
		}
	}
	if o.Label == "RED" && v.Audience != Named && v.Audience != Self {
		return v, false // RED can be set only on named
	}
	if v.Audience == Members && room == nil {
		return v, false // only a closed community has members to write for
	}
	label := o.Label
	if room != nil {
		if v.Distance = v.Distance.And(w.within(room)); !room.Gives() || v.Audience == Members {
			v.Distance = Distance{}
		}
		if label == "" && v.Audience != Self {
			label = room.Label
			v.Label = strictest(v.Label, label)
		}
		v.Room = room.ID
	}
	v.Distance = v.Distance.And(w.permits(home, label, room != nil || o.Abroad))
	if v.Audience == Self {
		v.Distance = Distance{}
		return v, true
	}
	return v, w.name(home, o, &v)
}

var width = map[Audience]int{Self: 0, Named: 1, Followers: 2, Members: 3, Everyone: 4}

// gone tells whether somebody has no more access to a post, as their organisation knows it.
func (w *World) gone(home Host, who string, p *Post) bool {
	return p.Deleted && p.Host == home || p.Gone[home] || !w.Means(p, w.known(home, p), who)
}

// answering is law 3: an answer to what is not for everyone is for those it names. Who goes on under a post of their own
// for followers keeps the same readers.
func answering(author string, parent *Post, from *Version, asked Audience) Audience {
	switch {
	case from.Audience == Self:
		return Self
	case from.Audience == Everyone && from.Label != "RED":
		return asked
	case parent.Author == author && from.Audience == Followers && asked == Followers:
		return asked
	}
	return Named
}

// name settles who of those mentioned belongs to the post. In an answer the author of the parent is among them.
func (w *World) name(home Host, o Wish, v *Version) bool {
	meant := slices.Clone(o.Mentions)
	var parent *Post
	if parent = w.Posts[o.Parent]; parent != nil && w.gone(home, o.Author, parent) {
		parent = nil
	}
	if parent != nil {
		if !slices.Contains(meant, parent.Author) {
			meant = append(meant, parent.Author)
		}
	}
	for _, who := range meant {
		if who == o.Author {
			continue
		}
		if parent != nil && w.known(home, parent).Audience != Everyone && who != parent.Author && !w.reads(home, who, parent) {
			continue // who may not read is not tagged
		}
		host := w.People[who].Host
		if host == home || v.Distance.Within(host) && w.takes(home, host, v.Distance) {
			v.Named = append(v.Named, who)
		} else if v.Audience == Named {
			return false // refused with a sentence
		}
	}
	slices.Sort(v.Named)
	return true
}

// ceiling is how far what is derived from a post may go, as the organisation home knows it: as far as the post, and to its
// author in any case. What came from elsewhere has the reach of its addressing, which names people, not domains.
func (w *World) ceiling(home Host, p *Post, from *Version) Distance {
	d := from.Distance
	if p.Host != home && from.Audience != Everyone && from.Label == "" {
		d = Distance{World: true}
	}
	d = d.And(w.permits(home, from.Label, p.Community != ""))
	if p.Host != home && !d.Within(p.Host) {
		d.Hosts = append(slices.Clone(d.Hosts), p.Host)
	}
	return d
}

// permits is the ceiling of a label, in a community or outside of any. One that nobody knows permits nothing.
func (w *World) permits(home Host, label string, inRoom bool) Distance {
	switch label {
	case "", "CLEAR":
		return Distance{World: true}
	case "GREEN", "RED":
		return w.Partners(home)
	}
	if label == "AMBER" && inRoom {
		return w.Partners(home)
	}
	return Distance{} // AMBER, AMBER+STRICT
}

func strictest(a, b string) string {
	order := []string{"", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"}
	rank := func(l string) int {
		if i := slices.Index(order, l); i >= 0 {
			return i
		}
		return len(order)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}
