package wire

import (
	"time"

	"github.com/go-fed/activity/streams"

	"guildhall/models"
	"guildhall/policy"
)

// poll adds the answers of a post that asks. While its author keeps the counts secret, none are told.
// spec: as2-vocab#questions
func (w *writer) poll(m members, p *models.Poll) {
	w.terms |= pollTerms
	options := make([]any, len(p.Options))
	for i, o := range p.Options {
		replies := members{"type": "Collection"}
		if !p.Secret() {
			replies["totalItems"] = o.Votes
		}
		options[i] = members{"type": "Note", "name": o.Name, "replies": replies}
	}
	kind := "oneOf"
	if p.Multiple {
		kind = "anyOf"
	}
	m[kind] = options
	m["votersCount"] = p.Voters
	if p.Closes != 0 {
		m["endTime"] = p.Closes.Go().Format(time.RFC3339)
	}
	if p.Closed != 0 {
		m["closed"] = p.Closed.Go().Format(time.RFC3339)
	}
}

// vote writes the choice of an option: a note with a name and no content, for the poll's author alone.
// spec: as2-vocab#questions
func (w *writer) vote(a *policy.Act) (members, error) {
	if a.Post == nil || a.Post.Local || len(a.To) != 1 {
		return nil, unwritable("A vote goes to the author of a poll elsewhere.", nil)
	}
	v := streams.NewActivityStreamsNote()
	v.SetJSONLDId(idOf(a.Vote.IRI))
	v.SetActivityStreamsName(nameOf(a.Vote.Name))
	by := streams.NewActivityStreamsAttributedToProperty()
	by.AppendIRI(link(string(a.Actor.IRI)))
	v.SetActivityStreamsAttributedTo(by)
	poll := streams.NewActivityStreamsInReplyToProperty()
	poll.AppendIRI(link(string(a.Post.IRI)))
	v.SetActivityStreamsInReplyTo(poll)
	addressees{To: a.To}.on(v)
	m, err := serialised(v)
	if err == nil {
		m.lists("to")
	}
	return m, err
}
