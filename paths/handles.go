package paths

import (
	"slices"
	"strings"

	"guildhall/models"
)

// reserved are names that nobody gets as a handle: words of our own URLs, and names that would pass for the organisation.
var reserved = []string{
	"about", "abuse", "account", "actor", "actors", "activities", "admin", "administrator", "all", "api", "assets", "auth", "community",
	"communities", "compose", "everyone", "explore", "federation", "followers", "following", "guildhall", "help", "here", "home",
	"host", "hostmaster", "inbox", "info", "instance", "login", "logout", "mail", "media", "members", "moderator", "nodeinfo", "noreply", "notices",
	"notifications", "oauth", "organisation", "organization", "outbox", "partners", "people", "policy", "postmaster", "posts",
	"privacy", "public", "root", "search", "security", "settings", "share", "signin", "signup", "static", "status", "support",
	"system", "tags", "terms", "webmaster", "well_known",
}

// NewHandle reads a name that somebody wants as the handle of a person or community: 1 to 30 of a to z, 0 to 9 and _,
// capitals made small. It gives false for another shape and for reserved names.
func NewHandle(s string) (models.Handle, bool) {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if s == "" || len(s) > 30 || slices.Contains(reserved, s) {
		return "", false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return "", false
		}
	}
	return models.Handle(s), true
}

// Furnish gives a new actor of ours its id and all its addresses. Kind and handle are given; ID and dates are the
// caller's.
func (s Site) Furnish(kind models.ActorKind, h models.Handle) models.Actor {
	id := s.NewActor()
	return models.Actor{
		IRI: id, Kind: kind, Local: true, Host: s.Host, Handle: h, Domain: s.Domain, URL: s.Profile(h),
		Inbox: s.Inbox(id), SharedInbox: s.SharedInbox(), OutboxIRI: s.Outbox(id), FollowersIRI: s.Followers(id),
		FollowingIRI: s.Following(id), FeaturedIRI: s.Featured(id), Fields: []models.Field{}, Version: 1,
	}
}
