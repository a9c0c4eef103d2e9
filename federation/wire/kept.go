package wire

import "guildhall/models"

// Model gives the columns of a post that a note fills. Content stays empty, and so do the ids of rows: the caller
// sanitises ContentHTML and finds author, parent and community. A time in the future becomes now; so does a missing one.
func (n *Note) Model(now models.Time) models.Post {
	p := models.Post{IRI: n.ID, Kind: models.Card, Title: cut(n.Title, 500), Summary: cut(n.Summary, 1000),
		Sensitive: n.Sensitive, Language: n.Language, URL: n.URL, ReplyTo: n.ReplyTo, Label: n.Label,
		Published: n.Published, Edited: min(n.Updated, now), Version: 1}
	switch n.Kind {
	case Post:
		p.Kind = models.Note
	case Article:
		p.Kind = models.Article
	case Page:
		p.Kind = models.PageDoc
	}
	if p.Published == 0 || p.Published > now {
		p.Published = now
	}
	if p.Edited <= p.Published {
		p.Edited = 0
	}
	if p.URL == "" {
		p.URL = string(n.ID)
	}
	p.Reach, p.Quiet = n.Reach("")
	return p
}

// Reach says whom the note is for in our words, and whether it is kept out of public lists. What is below the world lies
// within its author's server and ours. Give the author's followers collection where it is known.
func (n *Note) Reach(followersOfAuthor models.IRI) (r models.Reach, quiet bool) {
	near := models.Inside()
	if h := n.Author.Host(); h != "" {
		near = models.Within(h)
	}
	switch n.Addressing(followersOfAuthor) {
	case World:
		return models.Reach{Audience: models.Everyone, Distance: models.World()}, false
	case WorldQuiet:
		return models.Reach{Audience: models.Everyone, Distance: models.World()}, true
	case ForPartners:
		return models.Reach{Audience: models.Everyone, Distance: near}, false
	case ForFollowers:
		return models.Reach{Audience: models.Followers, Distance: near}, false
	case ForCommunity:
		return models.Reach{Audience: models.Members, Distance: near}, false
	}
	return models.Reach{Audience: models.Named, Distance: near}, false
}

// People are all whom the note names: addressed or mentioned, each once, without Public, the author and the author's
// followers. Some may be collections or communities; who fetches them finds out.
func (n *Note) People(followersOfAuthor models.IRI) []models.IRI {
	seen := map[models.IRI]bool{Public: true, n.Author: true, followersOfAuthor: true, "": true}
	var all []models.IRI
	add := func(i models.IRI) {
		if !seen[i] {
			seen[i] = true
			all = append(all, i)
		}
	}
	for _, list := range [][]models.IRI{n.To, n.Cc, n.Audience} {
		for _, i := range list {
			add(i)
		}
	}
	for _, m := range n.Mentions {
		add(m.IRI)
	}
	return all
}

// Model gives the columns of an actor that its document fills. Summary and the values of fields stay empty or raw: the
// caller sanitises SummaryHTML and Fields, and sets the domain once WebFinger confirmed it.
func (a *ActorView) Model(now models.Time) models.Actor {
	m := models.Actor{IRI: a.ID, Kind: models.Service, Host: a.ID.Host(), Handle: models.Handle(cut(a.Handle, 200)),
		Name: cut(a.Name, 300), URL: a.URL, Icon: a.Icon, Image: a.Image, Inbox: a.Inbox, SharedInbox: a.SharedInbox,
		OutboxIRI: a.Outbox, FollowersIRI: a.Followers, FollowingIRI: a.Following, FeaturedIRI: a.Featured, Moderators: a.Moderators,
		Locked: a.Locked, Discoverable: a.Discoverable, Indexable: a.Indexable, Published: min(a.Published, now),
		Fetched: now, Version: 1}
	switch a.Kind {
	case Person:
		m.Kind = models.Person
	case Community:
		m.Kind = models.Community
	}
	if m.URL == "" {
		m.URL = string(a.ID)
	}
	return m
}

// KeyModels gives the rows of an actor's usable keys, without ids.
func (a *ActorView) KeyModels(now models.Time) []models.Key {
	rows := make([]models.Key, 0, len(a.Keys))
	for _, k := range a.Keys {
		rows = append(rows, models.Key{IRI: k.ID, Kind: k.Kind, Public: k.DER, Created: now})
	}
	return rows
}

// cut shortens a text to at most so many characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
