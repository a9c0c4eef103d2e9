package maysee

import "slices"

// Community is a community of an organisation, as its people settled it. Its members are those who follow it.
type Community struct {
	ID      string
	Host    Host
	State   string // draft, live, resting or archived
	Closed  bool   // what is posted in it is for its members, and it stays inside
	Switch  string // off, in only, out only or both
	Ceiling string // world, partners or inside
	Label   string // handed down to what has none
	Leads   []string
	Invited map[string]bool

	Inside, Partners, World Way // how people come in, by where they are
}

// Way is how people come into a community.
type Way string

// The ways in.
const (
	Freely    Way = "open"
	Asking    Way = "request"
	Invitated Way = "invitation"
	Hidden    Way = "hidden"
)

// Known tells whether a community speaks with any other server.
func (c *Community) Known() bool { return c.State != "draft" && c.Switch != "off" && !c.Closed }

// Gives tells whether what is posted in it goes out.
func (c *Community) Gives() bool { return c.Known() && (c.Switch == "both" || c.Switch == "out only") }

// takes tells whether posts come in.
func (c *Community) takes() bool {
	return c.Known() && c.State == "live" && (c.Switch == "both" || c.Switch == "in only")
}

// keeps tells whether what is posted in it is for its members: it is closed, or still being founded.
func (c *Community) keeps() bool { return c.Closed || c.State == "draft" }

// within is its ceiling at this moment.
func (w *World) within(c *Community) Distance {
	switch c.Ceiling {
	case "world":
		return Distance{World: true}
	case "partners":
		return w.Partners(c.Host)
	}
	return Distance{}
}

// way is how somebody of a host comes in.
func (w *World) way(c *Community, host Host) Way {
	switch {
	case host == c.Host:
		return c.Inside
	case w.Peer(c.Host, host).Standing == Partner:
		return c.Partners
	}
	return c.World
}

// Sees tells whether a community is there at all for a host, or for the web.
func (w *World) Sees(host Host, c *Community) bool {
	if host == c.Host {
		return true
	}
	return c.Known() && w.within(c).Within(host) && (w.way(c, host) != Hidden || w.belongs(host, c))
}

// belongs tells whether somebody of a host is a member, or invited, or asked to come while they could and waits for the answer.
func (w *World) belongs(host Host, c *Community) bool {
	for id, p := range w.People {
		if p.Host == host && (w.Follows[Follow{id, c.ID}] || w.Asked[Follow{id, c.ID}] || c.Invited[id]) {
			return true
		}
	}
	return false
}

// lets tells whether a host may have what stands in a post's community, as far as that community says.
func (w *World) lets(host Host, p *Post) bool {
	c := w.Communities[p.Community]
	return c == nil || c.Host != p.Host || host == p.Host || c.Gives() && w.Sees(host, c)
}

// MayJoin tells whether somebody can be in a community the moment they ask.
func (w *World) MayJoin(who string, c *Community) bool {
	host := w.People[who].Host
	if slices.Contains(c.Leads, who) {
		return true
	}
	if c.State == "archived" || host != c.Host && !w.Sees(host, c) {
		return false
	}
	return c.Invited[who] || c.State != "draft" && w.way(c, host) == Freely
}

// MayPost tells whether somebody may write in a community.
func (w *World) MayPost(who string, c *Community) bool {
	host, leads := w.People[who].Host, slices.Contains(c.Leads, who)
	if c.State != "live" {
		return c.State == "draft" && leads
	}
	if host != c.Host && !(c.takes() && w.within(c).Within(host)) {
		return false
	}
	return leads || w.Follows[Follow{who, c.ID}] || w.way(c, host) == Freely
}

// knows tells whether somebody of the organisation may know of its community.
func (w *World) knows(who string, c *Community) bool {
	if slices.Contains(c.Leads, who) || w.Follows[Follow{who, c.ID}] || c.Invited[who] {
		return true
	}
	return c.State != "draft" && c.Inside != Hidden
}

// room finds the community that something new stands in: the one that is asked for, or that of what it answers, where its author
// may write there; else it stands beside it. It tells false where the wish is answered with a sentence instead.
func (w *World) room(o Wish, v *Version) (*Community, bool) {
	if o.Before != nil && o.Community == "" {
		return nil, true // an edit brings nothing into a community
	}
	c, inherited := w.Communities[o.Community], false
	parent := w.Posts[o.Parent]
	home, in := w.People[o.Author].Host, ""
	if parent != nil {
		if in = parent.Community; parent.Host != home {
			in = o.ParentIn
		}
	}
	if c == nil && in != "" && w.known(home, parent).Audience != Named {
		c, inherited = w.Communities[in], true
	}
	if c == nil || c.Host != home {
		return nil, true
	}
	if o.Before == nil {
		switch may := w.MayPost(o.Author, c); {
		case !inherited && (!may || !w.knows(o.Author, c)):
			return nil, false
		case inherited && !may:
			return nil, c.State == "live" // in one that rests nobody goes on
		}
	}
	if o.Before != nil && o.Before.Audience == Members && v.Audience == Members {
		return c, true // written while only members read there, and it stays with them
	}
	everybody := v.Audience == Everyone || v.Audience == Members
	switch {
	case parent != nil && !everybody && v.Audience != Followers:
		return nil, true // a word aside
	case c.keeps() && v.Audience == Followers:
		return nil, false
	case !c.keeps() && v.Audience == Followers && parent != nil:
		return nil, true
	case !c.keeps() && v.Audience != Everyone && parent == nil, !c.keeps() && v.Audience == Followers:
		return nil, false
	}
	if c.keeps() && v.Audience == Everyone {
		v.Audience = Members
	}
	return c, true
}
