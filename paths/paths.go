// Package paths spells every URL of ours once: it builds them from the parts, and reads the parts back.
//
// Ids on the wire are random and tell nothing (boundary.md, law 5): an actor is /actors/RANDOM, a post /posts/RANDOM.
// The names that people read (/@ada, /@ada/NUMBER) are pages; the ids answer them too, by the Accept header.
package paths

import (
	"crypto/rand"
	"net/url"
	"strings"

	"guildhall/models"
)

// Site is where an installation lives; it builds and recognises its own URLs.
type Site struct {
	Base string      // scheme://host[:port], no slash at the end
	Host models.Host // the peer that we are to others
	// Domain is the part behind the @ of our addresses; the host, unless a split domain is set.
	Domain string
}

// New reads a base URL that was validated before.
func New(base string) Site {
	base = strings.TrimRight(base, "/")
	u, err := url.Parse(base)
	if err != nil {
		return Site{Base: base}
	}
	return Site{Base: base, Host: models.HostOf(u), Domain: u.Host}
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Random makes the random part of an id: 22 characters of base 62, 131 bits.
func Random() string {
	var raw [32]byte
	out := make([]byte, 0, 22)
	for len(out) < 22 {
		_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
		for _, b := range raw {
			if b < 248 && len(out) < 22 { // 248 = 4 * 62: every character as likely as any other
				out = append(out, alphabet[b%62])
			}
		}
	}
	return string(out)
}

// Slug tells whether a string has the shape of a random part.
func Slug(s string) bool {
	if len(s) != 22 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}

func (s Site) iri(path string) models.IRI { return models.IRI(s.Base + path) }

// NewActor makes the id of an actor.
func (s Site) NewActor() models.IRI { return s.iri("/actors/" + Random()) }

// NewPost makes the id of a post.
func (s Site) NewPost() models.IRI { return s.iri("/posts/" + Random()) }

// NewContext makes the id of a conversation (FEP-7888).
func (s Site) NewContext() models.IRI { return s.iri("/contexts/" + Random()) }

// Emoji is the address of a picture of an emoji of ours.
func (s Site) Emoji(picture string) string { return s.Base + "/emoji/" + picture }

// NewStamp makes the id of a consent to a quote.
func (s Site) NewStamp() models.IRI { return s.iri("/stamps/" + Random()) }

// Replies is the collection of what answers a post of ours.
func (s Site) Replies(post models.IRI) models.IRI { return post + "/replies" }

// NewActivity makes the id of an activity.
func (s Site) NewActivity() models.IRI { return s.iri("/activities/" + Random()) }

// Inbox is the personal inbox of an actor of ours, given its id.
func (s Site) Inbox(actor models.IRI) models.IRI { return actor + "/inbox" }

// Outbox is the collection of what an actor of ours published.
func (s Site) Outbox(actor models.IRI) models.IRI { return actor + "/outbox" }

// Followers is the collection of an actor's followers.
func (s Site) Followers(actor models.IRI) models.IRI { return actor + "/followers" }

// Following is the collection of whom an actor follows.
func (s Site) Following(actor models.IRI) models.IRI { return actor + "/following" }

// Featured is the collection of an actor's pinned posts.
func (s Site) Featured(actor models.IRI) models.IRI { return actor + "/featured" }

// Moderators is the collection of those who look after a community (FEP-1b12).
func (s Site) Moderators(community models.IRI) models.IRI { return community + "/moderators" }

// Synchronization lists the followers that an actor has on the server that asks (FEP-8fcf).
func (s Site) Synchronization(actor models.IRI) models.IRI {
	return actor + "/followers_synchronization"
}

// Key is the id of an actor's RSA key, a document of its own (law 6).
func (s Site) Key(actor models.IRI) models.IRI { return actor + "/key" }

// Multikey is the id of an actor's Ed25519 key (FEP-521a).
func (s Site) Multikey(actor models.IRI) models.IRI { return actor + "/key2" }

// SharedInbox is the one inbox for the whole organisation.
func (s Site) SharedInbox() models.IRI { return s.iri("/inbox") }

// Partners is the collection that stands for all partners and names none (boundary.md, Reach in the words of others).
func (s Site) Partners() models.IRI { return s.iri("/partners") }

// Profile is the page of an actor.
func (s Site) Profile(h models.Handle) string { return s.Base + "/@" + string(h) }

// PostPage is the page of a post.
func (s Site) PostPage(h models.Handle, id models.ID) string {
	return s.Base + "/@" + string(h) + "/" + id.String()
}

// Media is where the bytes of a file lie, for whoever may read its post.
func (s Site) Media(slug string) string { return s.Base + "/media/" + slug }

// Lent is an address of a file that was made for one receiver.
func (s Site) Lent(ticket string) string { return s.Base + "/lent/" + ticket }

// Tag is the page of a hashtag.
func (s Site) Tag(tag string) string { return s.Base + "/tags/" + url.PathEscape(tag) }

// NodeInfo is where the NodeInfo document of a schema version lies.
func (s Site) NodeInfo(schema string) string { return s.Base + "/nodeinfo/" + schema }

// WebFingerTemplate is where WebFinger answers, with {uri} for what is asked.
func (s Site) WebFingerTemplate() string { return s.Base + "/.well-known/webfinger?resource={uri}" }

// SubscribeTemplate is where people of ours, at this server, go on with what they found on another one.
func (s Site) SubscribeTemplate() string { return s.Base + "/authorize_interaction?uri={uri}" }

// IntentTemplate is the same in the words of activity intents.
func (s Site) IntentTemplate() string { return s.Base + "/authorize_interaction?uri={object}" }

// Ours tells whether an IRI lies on this site.
func (s Site) Ours(i models.IRI) bool { return i.Host() == s.Host }

// actorPart reads the random part of an actor's id back, and what follows it ("inbox", "key"). An IRI of another site,
// or of another shape, gives false.
func (s Site) actorPart(i models.IRI) (slug, rest string, ok bool) {
	path, found := strings.CutPrefix(string(i), s.Base+"/actors/")
	if !found {
		return "", "", false
	}
	slug, rest, _ = strings.Cut(path, "/")
	return slug, rest, Slug(slug)
}

// ActorOfInbox gives the actor's id from the address of a personal inbox of ours.
func (s Site) ActorOfInbox(i models.IRI) (models.IRI, bool) { return s.actorWith(i, "inbox") }

// ActorOfFollowers gives the actor's id from its followers collection.
func (s Site) ActorOfFollowers(i models.IRI) (models.IRI, bool) { return s.actorWith(i, "followers") }

func (s Site) actorWith(i models.IRI, suffix string) (models.IRI, bool) {
	slug, rest, ok := s.actorPart(i)
	if !ok || rest != suffix {
		return "", false
	}
	return s.iri("/actors/" + slug), true
}

// KeyOf is the id of an actor's key of a kind.
func (s Site) KeyOf(actor models.IRI, kind models.KeyKind) models.IRI {
	if kind == models.Ed25519 {
		return s.Multikey(actor)
	}
	return s.Key(actor)
}
