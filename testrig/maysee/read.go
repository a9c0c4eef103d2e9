package maysee

import "slices"

// Gives tells whether an organisation gives a host anything at all, beside withdrawals.
func (w *World) Gives(home, host Host) bool {
	switch w.Peer(home, host).Standing {
	case Partner, Allowed:
		return true
	case Open:
		return w.Organisations[home] == nil || w.Organisations[home].OpenFor
	}
	return false
}

// takes is Gives for something of a distance: only what may go anywhere is for hosts that are no partners.
func (w *World) takes(home, host Host, d Distance) bool {
	return w.Gives(home, host) && (d.World || d.Within(host) && w.Peer(home, host).Standing == Partner)
}

// crosses is takes for one version of a post: an agreement reads from its start on.
func (w *World) crosses(p *Post, v *Version, host Host) bool {
	if host == p.Host {
		return true
	}
	return v.Audience != Self && v.Audience != Members && w.lets(host, p) && w.takes(p.Host, host, v.Distance) &&
		(v.Distance.World || w.Peer(p.Host, host).Since <= v.Settled)
}

// Means tells whether somebody belongs to the audience of a version. Everyone is whoever lies within the distance.
func (w *World) Means(p *Post, v *Version, who string) bool {
	switch {
	case who == p.Author:
		return true
	case v.Audience == Self:
		return false
	case slices.Contains(v.Named, who):
		return true
	case v.Audience == Members:
		return w.Follows[Follow{who, p.Community}]
	case v.Audience == Followers:
		return w.Follows[Follow{who, p.Author}]
	}
	return v.Audience == Everyone
}

// Reads tells whether somebody may read a post as it stands, by the law of the organisation that it lives in.
func (w *World) Reads(who string, p *Post) bool {
	return !p.Deleted && w.ReadsVersion(who, p, p.Last()) && !w.stopped(p, len(p.Versions), w.People[who].Host)
}

// ReadsVersion is Reads for what the post was.
func (w *World) ReadsVersion(who string, p *Post, v *Version) bool {
	return w.crosses(p, v, w.People[who].Host) && w.Means(p, v, who)
}

// ServerReads tells whether a server, by its own signature, may: what is for everyone within the distance, and what it was
// handed and may still have.
func (w *World) ServerReads(host Host, p *Post) bool {
	if p.Deleted || !w.crosses(p, p.Last(), host) || w.stopped(p, len(p.Versions), host) {
		return false
	}
	return p.Last().Audience == Everyone || p.Has[host] > 0 && !p.Ended[host] && w.someone(host, p, p.Last())
}

// MayHave tells whether a server was handed a version and may still have it: then its own signature may get it again, whoever
// there has stopped following meanwhile.
func (w *World) MayHave(host Host, p *Post, version int) bool {
	return !p.Deleted && w.crosses(p, p.Last(), host) && !w.stopped(p, version, host) && p.Has[host] >= version && !p.Ended[host]
}

// WebReads tells whether a visitor may see the page of a post.
func (w *World) WebReads(p *Post) bool {
	return !p.Deleted && p.Last().Audience == Everyone && p.Last().Distance.World && w.lets(Web, p) && !w.stopped(p, len(p.Versions), Web)
}

// Unsigned tells whether a request without a signature may have the document of a post.
func (w *World) Unsigned(p *Post) bool {
	return w.WebReads(p) && w.Organisations[p.Host].OpenFor
}

// someone tells whether anybody at a host belongs to a version.
func (w *World) someone(host Host, p *Post, v *Version) bool {
	for id, person := range w.People {
		if person.Host == host && w.Means(p, v, id) {
			return true
		}
	}
	return false
}

// HostReads tells whether anything at a host may know of a version of a post: the server itself, or somebody there.
func (w *World) HostReads(host Host, p *Post, v *Version) bool {
	return w.crosses(p, v, host) && (v.Audience == Everyone || w.someone(host, p, v))
}

// Shown tells whether an organisation may tell a host of somebody of its own (law 6).
func (w *World) Shown(who string, host Host) bool {
	if c := w.Communities[who]; c != nil {
		return c.Host == host || w.Gives(c.Host, host) && w.Sees(host, c)
	}
	p := w.People[who]
	return p.Host == host || p.Outward && w.Gives(p.Host, host)
}

// known is a post as an organisation knows it: its own as it is, another's as it was read last.
func (w *World) known(home Host, p *Post) *Version {
	if v := p.Taken[home]; p.Host != home && v != nil {
		return v
	}
	return p.Last()
}

// Takes is how an organisation takes in what it read: an answer to what it knows is for no more people than that is.
func (w *World) Takes(home Host, p *Post, version int) {
	v := w.copyFor(p, version, home)
	if p.Knows[home], p.Taken[home] = version, &v; v.Audience == Everyone && !v.Distance.World {
		v.Distance = Distance{Hosts: []Host{p.Host}} // for its partners, whom we do not know
	} else if v.Distance = (Distance{World: true}); v.Label != "" && v.Label != "CLEAR" {
		v.Distance = Distance{Hosts: []Host{p.Host}}
	}
	parent := w.Posts[p.Parent]
	if parent == nil || parent.Host != home && parent.Taken[home] == nil || p.Alone[home] {
		return
	}
	from := w.known(home, parent)
	if !w.reads(home, p.Author, parent) || parent.Host == home && !from.Distance.Within(p.Host) {
		p.Alone[home] = parent.Host == home
		return
	}
	if parent.Host == home {
		v.Distance = v.Distance.And(from.Distance)
		if v.Distance.Inside() {
			v.Distance = Distance{Hosts: []Host{p.Host}} // its author has it in any case
		}
	}
	if v.Audience == Named || answering(p.Author, parent, from, v.Audience) == v.Audience {
		return
	}
	v.Audience = Named
	named := []string{parent.Author}
	for _, who := range v.Named {
		if who != parent.Author && w.reads(home, who, parent) {
			named = append(named, who)
		}
	}
	v.Named = named
}

// reads tells whether home may take it that somebody is meant by a post: of its own it knows, of another's it knows whom
// the post names and who of its own people is meant. Whether they lie within is asked elsewhere, and answered aloud.
func (w *World) reads(home Host, who string, p *Post) bool {
	if p.Host == home {
		return w.Means(p, p.Last(), who)
	}
	v := w.known(home, p)
	if v.Audience == Everyone && v.Distance.World || slices.Contains(v.Named, who) || who == p.Author {
		return true
	}
	return w.People[who].Host == home && w.Means(p, v, who)
}
