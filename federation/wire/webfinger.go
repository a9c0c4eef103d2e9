package wire

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// WebFinger is an answer about an address. It proves nothing: the actor's own document and, where the domains differ,
// the named domain must confirm it.
type WebFinger struct {
	Subject   string // as written, usually acct:name@domain
	Aliases   []string
	Self      models.IRI // the actor; empty when there is no ActivityPub account
	Server    models.IRI // the actor of the whole server, in an answer about the server itself (FEP-d556)
	Profile   string     // page for people
	Subscribe string     // template for following from elsewhere
}

const maxLinks = 64

// ParseWebFinger reads a JRD. It fails with fault.Malformed or fault.TooLarge. spec: rfc7033#section-4.4; fep-4adb
func ParseWebFinger(body []byte) (WebFinger, error) {
	t, err := borrow(body)
	if err != nil {
		return WebFinger{}, asFault("wire.ParseWebFinger", err)
	}
	defer t.giveBack()
	if t.slots[0].what != object {
		return WebFinger{}, fault.New(fault.Malformed, "wire.ParseWebFinger", "The answer is not one object.")
	}
	w := WebFinger{Subject: t.textOf(t.member(0, "subject"))}
	if w.Subject == "" {
		return w, fault.New(fault.Malformed, "wire.ParseWebFinger", "The answer names no subject.")
	}
	t.each(t.member(0, "aliases"), func(k at) bool {
		if t.slots[k].what == text {
			w.Aliases = append(w.Aliases, t.written(k))
		}
		return len(w.Aliases) < maxLinks
	})
	t.links(t.member(0, "links"), func(rel, kind, href, template string) {
		switch {
		case rel == "self" && w.Self == "" && isActivityType(kind) && isWeb(href):
			w.Self = models.IRI(href)
		case (rel == "https://"+spacePrefix+"Service" || rel == "https://"+spacePrefix+"Application") && w.Server == "" && isWeb(href):
			w.Server = models.IRI(href)
		case rel == "http://webfinger.net/rel/profile-page" && w.Profile == "" && isWeb(href):
			w.Profile = href
		case rel == "http://ostatus.org/schema/1.0/subscribe" && isWeb(template):
			w.Subscribe = template
		}
	})
	return w, nil
}

func (t *tape) links(i at, f func(rel, kind, href, template string)) (n int) {
	t.each(i, func(k at) bool {
		if t.slots[k].what == object {
			n++
			f(t.textOf(t.member(k, "rel")), t.textOf(t.member(k, "type")), t.textOf(t.member(k, "href")), t.textOf(t.member(k, "template")))
		}
		return n < maxLinks
	})
	return n
}

// isActivityType tells whether a media type stands for ActivityPub: activity+json, or ld+json with or without profile.
func isActivityType(s string) bool {
	kind, _, _ := strings.Cut(s, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "application/activity+json" || kind == "application/ld+json"
}

// Address splits the subject into name and domain; false when it is no address.
func (w WebFinger) Address() (name, domain string, ok bool) {
	rest := strings.TrimPrefix(w.Subject, "acct:")
	name, domain, ok = strings.Cut(strings.TrimPrefix(rest, "@"), "@")
	if !ok || name == "" || domain == "" || strings.ContainsAny(domain, "@/ ") {
		return "", "", false
	}
	return name, domain, true
}
