package wire

import (
	"slices"
	"strings"

	"guildhall/models"
)

// Addressing says whom a received thing names as its readers. What is not addressed is never public.
type Addressing string

// The kinds of addressing.
const (
	World        Addressing = "world"       // Public in to
	WorldQuiet   Addressing = "world-quiet" // Public in cc only
	ForPartners  Addressing = "partners"    // another Guildhall's collection of its partners
	ForFollowers Addressing = "followers"
	ForCommunity Addressing = "group"
	Named        Addressing = "named"
	NoReach      Addressing = "none"
)

const partnersTail = "/partners"

type addressees struct {
	To, Cc, Audience []models.IRI
	followers        models.IRI // of the author, where it is known
	aside            bool       // names somebody by what is no web address
}

// addressees reads the three lists, in any of their shapes. bto and bcc are not for us.
// spec: ap#delivery; as2-vocab#dfn-audience
func (t *tape) addressees(p *parts) (a addressees, err error) {
	for _, k := range []at{p.to, p.cc, p.audience} {
		a.aside = a.aside || t.ref(t.firstOf(k)) != ""
	}
	a.To = t.iris(p.to, MaxRecipients+1)
	a.Cc = t.iris(p.cc, MaxRecipients+1)
	a.Audience = t.iris(p.audience, MaxRecipients+1)
	if max(len(a.To), len(a.Cc), len(a.Audience)) > MaxRecipients {
		err = asFault("wire.Parse", errLarge)
	}
	return a, err
}

func (a addressees) reach() Addressing {
	switch {
	case slices.Contains(a.To, Public):
		return World
	case slices.Contains(a.Cc, Public), slices.Contains(a.Audience, Public):
		return WorldQuiet
	}
	followers := slices.ContainsFunc(a.To, a.isFollowers) || slices.ContainsFunc(a.Cc, a.isFollowers)
	switch {
	case len(a.Audience) > 0 && followers && a.toPartners():
		return ForPartners
	case len(a.Audience) > 0 && a.sentToAudience():
		return ForCommunity
	case followers:
		return ForFollowers
	case len(a.To)+len(a.Cc) > 0, a.aside:
		return Named
	}
	return NoReach
}

// sentToAudience tells whether what names an audience is sent to it: it, or a collection below its address, is among those addressed, or
// nobody else is. Where only others are, the audience says where a thing stands and not who may read it.
// spec: fep-1b12#audience
func (a addressees) sentToAudience() bool {
	if len(a.To)+len(a.Cc) == 0 {
		return true
	}
	return slices.ContainsFunc(slices.Concat(a.To, a.Cc), func(i models.IRI) bool {
		return slices.ContainsFunc(a.Audience, func(g models.IRI) bool { return i == g || strings.HasPrefix(string(i), string(g)+"/") })
	})
}

// isFollowers tells whether an address is the author's followers. Where the author's document is not at hand the path
// has to tell.
func (a addressees) isFollowers(i models.IRI) bool {
	if a.followers != "" {
		return i == a.followers
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(string(i), "https://"), "http://"), "/")
	for _, part := range strings.Split(path, "/") {
		switch strings.TrimSuffix(part, ".json") {
		case "followers", "subscribers":
			return true
		}
	}
	return false
}

// toPartners tells whether the audience is the collection in which a Guildhall keeps its partners.
func (a addressees) toPartners() bool {
	return slices.ContainsFunc(a.Audience, func(i models.IRI) bool { return strings.HasSuffix(string(i), partnersTail) })
}

func (n *Note) addressing() addressees {
	return addressees{To: n.To, Cc: n.Cc, Audience: n.Audience, aside: n.aside}
}

// Addressing says whom the note is for. Give the author's followers collection where it is known; without it, the path
// of an address has to tell.
func (n *Note) Addressing(followersOfAuthor models.IRI) Addressing {
	a := n.addressing()
	a.followers = followersOfAuthor
	return a.reach()
}

// Addressing says whom the activity is for, or what it carries where the activity itself names nobody.
func (a *Activity) Addressing(followersOfActor models.IRI) Addressing {
	own := addressees{To: a.To, Cc: a.Cc, Audience: a.Audience, followers: followersOfActor}
	if r := own.reach(); r != NoReach {
		return r
	}
	return a.reach
}
