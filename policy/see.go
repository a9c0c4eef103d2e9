package policy

import (
	"strings"

	"guildhall/models"
)

// More is what the gate knows of a crossing beside what the judge is given.
type More struct {
	Text        string   // of the post: its words without marks
	Links       []string // hosts that it links to
	Roles       []string // of the actor, in our organisation
	Communities []string // of ours that the actor is in
	Community   CommunitySeen
}

// See writes down what rules see of a crossing.
func See(c *Crossing, m More) *Input {
	in := &Input{Community: m.Community}
	in.Crossing = CrossingSeen{Direction: direction[c.Door], Door: string(c.Door), Time: c.Time.Go()}
	in.Peer = c.Peer.seen()
	in.Activity.Type = string(c.Verb)
	actor := c.Doer()
	if actor != nil {
		in.Actor = ActorSeen{Handle: string(actor.Handle), Domain: actor.Domain, Local: actor.Local, Kind: string(actor.Kind), Roles: m.Roles, Communities: m.Communities, Since: actor.Published.Go()}
	}
	if post := c.About(); post != nil {
		in.Post = c.post(post, m)
	}
	return in
}

var direction = map[models.Door]string{models.Out: "out", models.Pull: "out", models.Page: "out", models.In: "in", models.Fetch: "in"}

func (p Peer) seen() PeerSeen {
	return PeerSeen{Domain: string(p.Host), Standing: string(p.Standing), Software: p.Software, Since: p.Since.Go()}
}

// Doer is who acts: of a post that is fetched, its author.
func (c *Crossing) Doer() *models.Actor {
	if c.Actor != nil {
		return c.Actor
	}
	return c.who()
}

// SeeBeside is what rules see of the same crossing to another peer.
func SeeBeside(in *Input, p Peer) *Input { return in.Beside(p.seen()) }

func (c *Crossing) post(post *models.PostView, m More) PostSeen {
	s := PostSeen{Kind: string(post.Kind), Audience: string(post.Audience), Distance: far(post.Distance), Label: Shown(post.Label, post.Reach),
		Text: m.Text, Title: post.Title, Language: strings.ToLower(post.Language), Tags: post.Tags, Links: m.Links, Reply: post.ReplyTo != ""}
	if s.Kind == "" {
		s.Kind = string(models.Note)
	}
	if post.Published != 0 && c.Time > post.Published {
		s.Age = Span(c.Time.Go().Sub(post.Published.Go()))
	}
	for i := range post.People {
		p := &post.People[i]
		s.Mentions = append(s.Mentions, string(p.Handle)+"@"+p.Domain)
	}
	for i := range post.Media {
		f := &post.Media[i]
		s.Attachments = append(s.Attachments, AttachmentSeen{Type: f.Type, Size: f.Bytes})
	}
	return s
}

func far(d models.Distance) string {
	switch {
	case d.World:
		return "world"
	case d.IsInside():
		return "inside"
	}
	return "partners"
}

// Shown is the label of a post: the one that was set, or the one that its reach implies (boundary.md, Words).
func Shown(label string, r models.Reach) string {
	switch {
	case label != "":
		return label
	case r.Audience == models.Named || r.Audience == models.Self:
		return Red
	case r.Distance.World:
		return Clear
	case r.Distance.IsInside():
		return AmberStrict
	}
	return Amber
}
