package resolve

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"guildhall/federation/wire"
	"guildhall/models"
)

const (
	longestHandle = 100    // runes
	longestName   = 200    // runes
	longestAbout  = 50_000 // bytes of HTML, before it is cleaned
)

// FoundActor is somebody elsewhere as their own document tells: checked, and not yet stored or cleaned.
type FoundActor struct {
	Actor models.Actor // without an ID
	Keys  []models.Key // that the document holds
	Refs  []models.IRI // of keys that have a document of their own
	claim string       // name@domain that the document gives as its address; to be confirmed there
	emoji []models.Emoji
	sure  bool // the address was confirmed; without, a known one stays
}

// found checks an actor's document and takes from it what we keep. What belongs to another server, or to us, is left out;
// without an inbox that we can deliver to it is no actor to us.
// spec: ap#actor-objects; fep-fe34#origin
func (r *Resolver) found(v *wire.ActorView) (FoundActor, error) {
	host := v.ID.Host()
	switch {
	case host == "" || r.site.Ours(v.ID):
		return FoundActor{}, nonsense("resolve.Actor", "The other server gave an account an id that cannot be its own.")
	case !r.mayReach(v.Inbox):
		return FoundActor{}, nonsense("resolve.Actor", "The account has no inbox that can be delivered to.")
	}
	own := func(i models.IRI) models.IRI {
		if i.Host() != host {
			return ""
		}
		return i
	}
	a := models.Actor{
		IRI: v.ID, Host: host, Kind: kindOf(v.Kind), Handle: handleOf(v), Domain: string(host),
		Name: plainLine(v.Name, longestName), Summary: clip(v.SummaryHTML, longestAbout), URL: v.URL, Icon: v.Icon, Image: v.Image,
		Inbox: v.Inbox, OutboxIRI: own(v.Outbox), FollowersIRI: own(v.Followers), FollowingIRI: own(v.Following),
		FeaturedIRI: own(v.Featured), Moderators: own(v.Moderators), Locked: v.Locked, Discoverable: v.Discoverable, Indexable: v.Indexable,
		Published: min(v.Published, models.At(r.clock.Now())), Fetched: models.At(r.clock.Now()),
		AlsoKnownAs: v.AlsoKnownAs,
	}
	if v.MovedTo != v.ID {
		a.MovedTo = v.MovedTo
	}
	if r.mayReach(v.SharedInbox) {
		a.SharedInbox = v.SharedInbox
	}
	if a.URL == "" {
		a.URL = string(v.ID)
	}
	for _, f := range v.Fields {
		a.Fields = append(a.Fields, models.Field{Name: plainLine(f.Name, longestName), Value: clip(f.Value, 4096)})
	}
	f := FoundActor{Actor: a, Refs: v.KeyRefs, claim: v.WebFinger, emoji: emojiOf(v.Emoji)}
	for _, k := range v.Keys {
		f.Keys = append(f.Keys, models.Key{IRI: k.ID, Kind: k.Kind, Public: k.DER})
	}
	return f, nil
}

// mayReach tells whether an address is one that we could send to: on another server, and http only where that is
// permitted. The gate judges the host when the time comes.
func (r *Resolver) mayReach(i models.IRI) bool {
	return i.Host() != "" && !r.site.Ours(i) && (r.insecure || strings.HasPrefix(string(i), "https://"))
}

func kindOf(k wire.Kind) models.ActorKind {
	switch k {
	case wire.Person:
		return models.Person
	case wire.Community:
		return models.Community
	}
	return models.Service
}

// handleOf is the name that an account is called by; where it has none that can be written in an address, the last part
// of its id.
func handleOf(v *wire.ActorView) models.Handle {
	if usableName(v.Handle) {
		return models.Handle(v.Handle)
	}
	id := strings.TrimRight(string(v.ID), "/")
	if last := id[strings.LastIndexByte(id, '/')+1:]; usableName(last) {
		return models.Handle(last)
	}
	return "account"
}

func usableName(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > longestHandle {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.~!$&'()*+,;=%", r) {
			return false
		}
	}
	return true
}

// plainLine is a text of others on one line, without control characters, of bounded length.
func plainLine(s string, runes int) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 { // and those that turn the direction
			return -1
		}
		return r
	}, s)), " ")
	if utf8.RuneCountInString(s) > runes {
		s = string([]rune(s)[:runes])
	}
	return s
}

// clip cuts a text at a number of bytes, at the border of a character.
func clip(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return s[:bytes]
}
