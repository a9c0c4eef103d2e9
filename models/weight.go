package models

import "unsafe"

// Bytes is how much memory the actor takes, about.
func (a *Actor) Bytes() int64 {
	n := int64(unsafe.Sizeof(*a)) + int64(cap(a.Fields))*int64(unsafe.Sizeof(Field{})) + int64(cap(a.AlsoKnownAs))*int64(unsafe.Sizeof(IRI("")))
	for _, text := range []IRI{a.IRI, a.Inbox, a.SharedInbox, a.OutboxIRI, a.FollowersIRI, a.FollowingIRI, a.FeaturedIRI, a.Moderators, a.MovedTo} {
		n += int64(len(text))
	}
	for _, text := range []string{string(a.Host), string(a.Handle), a.Domain, a.Name, a.Summary, a.SummarySrc, a.URL, a.Icon, a.Image} {
		n += int64(len(text))
	}
	for _, f := range a.Fields {
		n += int64(len(f.Name) + len(f.Value))
	}
	for _, other := range a.AlsoKnownAs {
		n += int64(len(other))
	}
	return n
}

// Bytes is how much memory the post takes, about.
func (p *Post) Bytes() int64 {
	return int64(unsafe.Sizeof(*p)) + int64(len(p.IRI)+len(p.Title)+len(p.Content)+len(p.Source)+len(p.Summary)+len(p.Language)+len(p.URL)+len(p.ReplyTo)+len(p.Context)+len(p.Label))
}
