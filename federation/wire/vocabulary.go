package wire

import (
	"strings"

	"guildhall/models"
)

// Kind says what a document is to us.
type Kind string

// The kinds of activities.
const (
	Create           Kind = "create"
	Update           Kind = "update"
	Delete           Kind = "delete"
	Undo             Kind = "undo"
	Follow           Kind = "follow"
	Accept           Kind = "accept"
	Reject           Kind = "reject"
	Like             Kind = "like"
	Reaction         Kind = "reaction"
	Dislike          Kind = "dislike"
	AnnounceObject   Kind = "announce-object"
	AnnounceActivity Kind = "announce-activity"
	Add              Kind = "add"
	Remove           Kind = "remove"
	Block            Kind = "block"
	Lock             Kind = "lock"
	Report           Kind = "report"
	Move             Kind = "move"
	Join             Kind = "join"
	Leave            Kind = "leave"
	Invite           Kind = "invite"
	Vote             Kind = "vote"
	QuoteRequest     Kind = "quote-request"
)

// The kinds of actors, objects and the rest. Other is any activity or object that we do not know.
const (
	Person       Kind = "person"
	Community    Kind = "community"
	Service      Kind = "service"
	Organisation Kind = "organisation"
	Post         Kind = "post"
	Article      Kind = "article"
	Page         Kind = "page"
	Question     Kind = "question-poll"
	Event        Kind = "event"
	Video        Kind = "video"
	Audio        Kind = "audio"
	Image        Kind = "image"
	File         Kind = "document"
	Collection   Kind = "collection"
	Tombstone    Kind = "tombstone"
	Key          Kind = "key"
	Other        Kind = "other"
)

// class is which view a document gets.
type class uint8

const (
	unknown class = iota
	activity
	actor
	thing
	collection
	grave
	key
)

type meaning struct {
	class class
	kind  Kind
	verb  models.Verb
}

// vocabulary maps the names of types to what they mean here. spec: as2-vocab#types; fep-c0e0; fep-044f
var vocabulary = map[string]meaning{
	"Create":       {activity, Create, models.Create},
	"Update":       {activity, Update, models.Update},
	"Delete":       {activity, Delete, models.Delete},
	"Undo":         {activity, Undo, models.Undo},
	"Follow":       {activity, Follow, models.Follow},
	"Accept":       {activity, Accept, models.Accept},
	"Reject":       {activity, Reject, models.Reject},
	"Like":         {activity, Like, models.Like},
	"EmojiReact":   {activity, Reaction, models.Like},
	"Dislike":      {activity, Dislike, models.Like},
	"Announce":     {activity, AnnounceObject, models.Announce},
	"Add":          {activity, Add, models.Add},
	"Remove":       {activity, Remove, models.Remove},
	"Block":        {activity, Block, models.Block},
	"Lock":         {activity, Lock, models.Lock},
	"Flag":         {activity, Report, models.Flag},
	"Move":         {activity, Move, models.Move},
	"Join":         {activity, Join, models.Join},
	"Leave":        {activity, Leave, models.Leave},
	"Invite":       {activity, Invite, models.Invite},
	"QuoteRequest": {activity, QuoteRequest, models.AskQuote},

	"Arrive": {activity, Other, models.Other},
	"Ignore": {activity, Other, models.Other}, "Listen": {activity, Other, models.Other},
	"Offer": {activity, Other, models.Other}, "Read": {activity, Other, models.Other},
	"TentativeAccept": {activity, Other, models.Other}, "TentativeReject": {activity, Other, models.Other},
	"Travel": {activity, Other, models.Other}, "View": {activity, Other, models.Other},

	"Person": {actor, Person, ""}, "Group": {actor, Community, ""},
	"Service": {actor, Service, ""}, "Application": {actor, Service, ""}, "Organization": {actor, Organisation, ""},

	"Note": {thing, Post, ""}, "Article": {thing, Article, ""}, "Page": {thing, Page, ""},
	"Question": {thing, Question, ""}, "Event": {thing, Event, ""}, "Video": {thing, Video, ""},
	"Audio": {thing, Audio, ""}, "Image": {thing, Image, ""}, "Document": {thing, File, ""},
	"Answer": {thing, Post, ""}, // a vote, as some call it

	"Collection": {collection, Collection, ""}, "OrderedCollection": {collection, Collection, ""},
	"CollectionPage": {collection, Collection, ""}, "OrderedCollectionPage": {collection, Collection, ""},

	"Tombstone": {grave, Tombstone, ""},
	"Key":       {key, Key, ""}, "CryptographicKey": {key, Key, ""}, "Multikey": {key, Key, ""},
}

const spacePrefix = "www.w3.org/ns/activitystreams#"

// Public is the collection of everybody. spec: ap#public-addressing
const Public models.IRI = "https://" + spacePrefix + "Public"

func isPublic(s string) bool {
	return s == string(Public) || s == "as:Public" || s == "Public" || s == "http://"+spacePrefix+"Public"
}

// bare is the name of a type without the prefix of the vocabulary.
func bare(name string) string {
	for _, prefix := range []string{"as:", "https://" + spacePrefix, "http://" + spacePrefix} {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			return short
		}
	}
	return name
}

// meaningOf tells what an object is: the first of its types that we know decides. Of an unknown type, what has an
// inbox and a name is an actor, and what somebody did is an activity.
func (t *tape) meaningOf(p *parts) (name string, m meaning) {
	t.each(p.kind, func(k at) bool {
		if t.slots[k].what != text {
			return true
		}
		s := bare(t.nameOf(k))
		if name == "" {
			name = s
		}
		if known, ok := vocabulary[s]; ok {
			name, m = s, known
		}
		return m.class == unknown
	})
	if m.class != unknown {
		return name, m
	}
	switch {
	case p.inbox != 0 && (p.handle != 0 || p.publicKey != 0):
		return name, meaning{actor, Service, ""}
	case p.actor != 0 && (p.object != 0 || p.author == 0):
		return name, meaning{activity, Other, models.Other}
	case p.pem != 0 && p.owner != 0:
		return name, meaning{key, Key, ""}
	}
	return name, meaning{thing, Other, ""}
}
