package resolve

import (
	"html"
	"slices"
	"strings"

	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/services/conversations"
)

const (
	longestTitle   = 500     // runes
	longestContent = 200_000 // bytes of HTML, before it is cleaned
)

// FoundPost is a post of others as its own server, or its signed author, tells it: checked, and not yet stored or
// cleaned.
type FoundPost struct {
	Post   models.Post // without IDs; with one, it is stored already
	Author FoundActor
	Names  []Named      // whom it mentions or addresses, each once
	Groups []models.IRI // what may be the community that it stands in
	Tags   []string

	Quote   conversations.QuoteTold // what it says that it quotes
	quoted  *FoundPost              // that, where it is not stored yet
	replies models.IRI              // collection of what answers it, on its own server
	Facts   conversations.Facts     // what it has beside its text
}

// Named is somebody whom a post names, known or not.
type Named struct {
	IRI     models.IRI
	Mention bool
}

// written turns a note into what we keep. Dates in the future are today.
func (r *Resolver) written(n *wire.Note, author FoundActor) FoundPost {
	now := models.At(r.clock.Now())
	reach, quiet := ReachOf(n, &author.Actor)
	p := models.Post{
		IRI: n.ID, Kind: postKind(n), Title: plainLine(n.Title, longestTitle), Content: words(n),
		Summary: plainLine(n.Warning(), longestTitle), Sensitive: n.Sensitive || n.Warning() != "", Language: n.Language, URL: n.URL,
		ReplyTo: n.ReplyTo, Reach: reach, Quiet: quiet, Label: labelOf(n),
		Published: n.Published, Edited: n.Updated, Version: 1,
	}
	p.QuotePolicy = quotePolicy(n.CanQuote, &author.Actor)
	if p.Published == 0 || p.Published > now {
		p.Published = now
	}
	if p.Edited <= p.Published || p.Edited > now { // a date of the future says nothing; what changed does
		p.Edited = 0
	}
	if p.URL == "" {
		p.URL = string(n.ID)
	}
	if p.Kind.Elsewhere() && p.Title == "" {
		p.Title = n.Type
	}
	if c := models.IRI(n.Context); c.Host() != "" && !r.site.Ours(c) { // one of ours comes from the parent alone
		p.Context = c
	}
	f := FoundPost{Post: p, Author: author, Tags: n.Hashtags, Groups: slices.Clone(n.Audience), Facts: factsOf(n)}
	f.Quote = conversations.QuoteTold{Quoted: n.Quote, Stamp: n.Stamp}
	if n.Replies.Host() == n.ID.Host() {
		f.replies = n.Replies
	}
	for _, m := range n.Mentions {
		f.name(m.IRI, true)
	}
	for _, list := range [][]models.IRI{n.To, n.Cc} {
		for _, i := range list {
			if i != wire.Public && i != author.Actor.FollowersIRI {
				f.name(i, false)
				f.Groups = append(f.Groups, i)
			}
		}
	}
	if author.Actor.Kind == models.Community { // what a community writes itself stands in it
		f.Groups = append(f.Groups, author.Actor.IRI)
	}
	return f
}

func (f *FoundPost) name(i models.IRI, mention bool) {
	for _, n := range f.Names {
		if n.IRI == i {
			return
		}
	}
	f.Names = append(f.Names, Named{IRI: i, Mention: mention})
}

func postKind(n *wire.Note) models.PostKind {
	switch n.Kind {
	case wire.Post:
		if k := models.PostKind(n.Sort); k.Told() {
			return k
		}
		return models.Note
	case wire.Article:
		return models.Article
	case wire.Page:
		return models.PageDoc
	case wire.Question:
		if len(n.Options) > 0 {
			return models.PollPost
		}
		return models.Note
	case wire.Event:
		return models.EventPost
	case wire.Video:
		return models.Video
	case wire.Audio:
		return models.Audio
	case wire.Image:
		return models.Image
	case wire.File:
		return models.Document
	}
	return models.Card
}

// words are the content as HTML, with what a page points to.
func words(n *wire.Note) string {
	s := clip(n.ContentHTML, longestContent)
	if n.Quote != "" {
		s = wire.WithoutQuoteLine(s)
	}
	if n.MediaType != "" && !strings.HasPrefix(n.MediaType, "text/html") && !strings.HasPrefix(n.MediaType, "application/xhtml") {
		s = "<p>" + strings.ReplaceAll(html.EscapeString(s), "\n", "<br>") + "</p>"
	}
	if n.Link != "" {
		s += link(n.Link, n.Link)
	}
	return s
}

func link(to, name string) string {
	return `<p><a href="` + html.EscapeString(to) + `">` + html.EscapeString(name) + `</a></p>`
}

// ReachOf says who may read what somebody of another server wrote: the reach of its addressing, cut by its label. What
// names nobody is for the people it names. A label that we do not know keeps it between the author's server and ours.
// quiet says that it is kept out of public lists.
func ReachOf(n *wire.Note, author *models.Actor) (reach models.Reach, quiet bool) {
	switch n.Addressing(author.FollowersIRI) {
	case wire.World:
		reach = models.Reach{Audience: models.Everyone, Distance: models.World()}
	case wire.WorldQuiet:
		reach, quiet = models.Reach{Audience: models.Everyone, Distance: models.World()}, true
	case wire.ForPartners:
		reach = models.Reach{Audience: models.Everyone, Distance: models.Within(author.Host)}
	case wire.ForFollowers:
		reach = models.Reach{Audience: models.Followers, Distance: models.World()}
	case wire.ForCommunity:
		reach = models.Reach{Audience: models.Members, Distance: models.World()}
	default:
		reach = models.Reach{Audience: models.Named, Distance: models.World()}
	}
	switch labelOf(n) {
	case "", policy.Clear:
	default:
		reach.Distance = reach.Distance.Cut(models.Within(author.Host))
	}
	return reach, quiet
}

// labelOf is a label in its short form, with the old name of CLEAR in the new one; one that we do not know stays as it is.
func labelOf(n *wire.Note) string {
	label, _ := policy.ParseLabel(n.Label)
	if label == "WHITE" {
		return policy.Clear
	}
	return label
}

// causeOf narrows a reach to those who may learn that we look something up because of it: of what is not for everyone,
// the servers of its author and of the people it names.
func causeOf(f *FoundPost) *models.Reach {
	reach := f.Post.Reach
	if reach.Audience != models.Everyone {
		hosts := []models.Host{f.Author.Actor.Host}
		for _, n := range f.Names {
			if h := n.IRI.Host(); h != "" {
				hosts = append(hosts, h)
			}
		}
		reach.Distance = reach.Distance.Cut(models.Within(hosts...))
	}
	return &reach
}
