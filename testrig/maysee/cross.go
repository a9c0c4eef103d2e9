package maysee

import "slices"

// MayTell tells whether an organisation may let a host see the text or an id of a version of a post: of its own by its own
// law, of another's no further than that went as far as it knows.
func (w *World) MayTell(home, host Host, p *Post, version int) bool {
	if p.Host == host {
		return true
	}
	if p.Host == home {
		now := p.Last()
		return !p.Deleted && w.HostReads(host, p, now) && !w.stopped(p, version, host) && (version == len(p.Versions) || w.HostReads(host, p, &p.Versions[version-1]))
	}
	if !w.Gives(home, host) {
		return false
	}
	v := &p.Versions[version-1]
	if !w.permits(home, v.Label, p.Community != "").World && !w.permits(home, v.Label, p.Community != "").Within(host) {
		return false
	}
	return v.Audience == Everyone && v.Distance.World || slices.ContainsFunc(v.Named, func(who string) bool { return w.People[who].Host == host })
}

// MayWithdraw tells whether a withdrawal may name a post to a host: only where the post, or something about it, is known.
func (w *World) MayWithdraw(host Host, p *Post) bool {
	return p.Host == host || p.Handed[host] > 0
}

// Answer is what a look-up by id gives.
type Answer int

// The answers. Gone is for those who had or could have read the thing.
const (
	Absent Answer = iota
	Given
	Gone
)

// AnswerTo is what a person's signature gets for a post of an organisation.
func (w *World) AnswerTo(who string, p *Post) Answer {
	if w.Reads(who, p) {
		return Given
	}
	host := w.People[who].Host
	if p.Deleted && w.Gives(p.Host, host) && (p.Handed[host] > 0 || w.ReadsVersion(who, p, p.Last()) && !w.stopped(p, len(p.Versions), host)) {
		return Gone
	}
	return Absent
}

// AnswerToServer is what a server's own signature gets.
func (w *World) AnswerToServer(host Host, p *Post) Answer {
	switch {
	case w.ServerReads(host, p):
		return Given
	case p.Deleted && w.Gives(p.Host, host) && (p.Handed[host] > 0 || p.Last().Audience == Everyone && w.crosses(p, p.Last(), host) && !w.stopped(p, len(p.Versions), host)):
		return Gone
	}
	return Absent
}

// Entry is what becomes of what arrives.
type Entry string

// The entries.
const (
	In    Entry = "allow"
	Waits Entry = "hold"
	Out   Entry = "deny"
)

// Enters tells what an organisation does with what a peer sends.
func (w *World) Enters(home, host Host, withdraws bool) Entry {
	switch s := w.Peer(home, host).Standing; {
	case withdraws || s == Partner || s == Allowed || s == Open && w.Organisations[home].OpenFor:
		return In
	case s == Limited:
		return Waits
	}
	return Out
}

// TakesIn tells whether a version of a post may come in, by whatever door: what is meant for partners comes from partners.
func (w *World) TakesIn(home Host, p *Post, version int) bool {
	v := w.copyFor(p, version, home)
	partners := v.Audience == Everyone && !v.Distance.World
	return !w.refuses(home, p.Host, &v) && w.Enters(home, p.Host, false) == In && (!partners || w.Peer(home, p.Host).Standing == Partner)
}

// MayAsk tells whether an organisation may ask a peer for anything. Whose words wait must be known by its key.
func (w *World) MayAsk(home, host Host) bool {
	return w.Enters(home, host, false) != Out
}
