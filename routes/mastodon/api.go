package mastodon

import (
	"net/http"

	"guildhall/federation/outbound"
	"guildhall/federation/resolve"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/services/gatherings"
	"guildhall/services/portraits"
	"guildhall/store"
)

// Deps are what the API works with.
type Deps struct {
	Store     *store.Store
	Site      paths.Site
	Gate      *gate.Gate
	Resolve   *resolve.Resolver
	Out       *outbound.Outbound // for rehearsals
	Portraits *portraits.Portraits
	Marks     paths.Marker // for pictures, which apps fetch without their token
	Files     *files.Files
	AppPublic func(models.Mode) string // what "public" means when an app says it: inside, partners or world
	Described bool                     // what is seen or heard is posted with a description only
	Cache     int64                    // bytes for counts that are remembered for a moment; 6 MB when 0
	Release   string                   // version of this program
	Source    string                   // where its source can be read
}

// API answers programs that speak Mastodon's client API.
type API struct {
	store     *store.Store
	site      paths.Site
	gate      *gate.Gate
	resolve   *resolve.Resolver
	out       *outbound.Outbound
	portraits *portraits.Portraits
	marks     paths.Marker
	files     *files.Files
	appPublic func(models.Mode) string
	described bool
	release   string
	source    string
	counts    counts
	face      string // picture of everybody who has none of ours
	mark      string // picture of the organisation
}

// New makes the API.
func New(d Deps) *API {
	return &API{
		store: d.Store, site: d.Site, gate: d.Gate, resolve: d.Resolve, out: d.Out, files: d.Files, marks: d.Marks, portraits: d.Portraits, appPublic: d.AppPublic, described: d.Described, counts: counts{room: d.Cache}, release: d.Release, source: d.Source,
		face: d.Site.Base + frontend.StaticPath("face.svg"), mark: d.Site.Base + frontend.StaticPath("mark.svg"),
	}
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Cached is how many bytes the counts take that are remembered.
func (a *API) Cached() int64 { return a.counts.bytes() }

// Rows lists every path of the API with the scope that a token needs.
func (a *API) Rows() []door.Row {
	open := func(method, path string, fn func(*call) error) door.Row {
		return door.Row{Method: method, Path: path, Who: door.Anyone, At: door.ForPeople, Handle: a.handle(fn),
			Judge: "none: the organisation describes itself, and counts nothing"}
	}
	row := func(method, path, scope string, fn func(*call) error) door.Row {
		return door.Row{Method: method, Path: path, Who: door.App, Scope: scope, Judge: "session", Handle: a.handle(fn)}
	}
	return append(rowsOfCommunities(row), []door.Row{
		open(get, "/api/guildhall/v1/openapi.yaml", (*call).openapi),
		open(get, "/api/v1/instance", (*call).instanceV1),
		open(get, "/api/v2/instance", (*call).instanceV2),
		open(get, "/api/v1/custom_emojis", (*call).customEmojis),

		row(get, "/api/v1/accounts/verify_credentials", "read:accounts", (*call).verifyCredentials),
		row(http.MethodPatch, "/api/v1/accounts/update_credentials", "write:accounts", (*call).updateCredentials),
		row(http.MethodDelete, "/api/v1/profile/avatar", "write:accounts", (*call).dropAvatar),
		row(http.MethodDelete, "/api/v1/profile/header", "write:accounts", (*call).dropHeader),
		row(get, "/api/v1/accounts/lookup", "read:accounts", (*call).lookup),
		row(get, "/api/v1/accounts/relationships", "read:follows", (*call).relationships),
		row(get, "/api/v1/accounts/:id", "read:accounts", (*call).account),
		row(get, "/api/v1/accounts/:id/statuses", "read:statuses", (*call).accountStatuses),
		row(get, "/api/v1/accounts/:id/followers", "read:accounts", (*call).followers),
		row(get, "/api/v1/accounts/:id/following", "read:accounts", (*call).following),
		row(post, "/api/v1/accounts/:id/follow", "write:follows", (*call).follow),
		row(post, "/api/v1/accounts/:id/unfollow", "write:follows", (*call).unfollow),
		row(post, "/api/v1/accounts/:id/block", "write:blocks", (*call).block),
		row(post, "/api/v1/accounts/:id/unblock", "write:blocks", (*call).unblock),
		row(get, "/api/v1/follow_requests", "read:follows", (*call).followRequests),
		row(post, "/api/v1/follow_requests/:id/authorize", "write:follows", (*call).authorize),
		row(post, "/api/v1/follow_requests/:id/reject", "write:follows", (*call).reject),

		{Method: post, Path: "/api/v1/media", Who: door.App, Scope: "write:media", Judge: "session", Handle: a.takeFile},
		{Method: post, Path: "/api/v2/media", Who: door.App, Scope: "write:media", Judge: "session", Handle: a.takeFile},
		row(get, "/api/v1/media/:id", "write:media", (*call).file),
		row(http.MethodPut, "/api/v1/media/:id", "write:media", (*call).changeFile),

		row(post, "/api/v1/reports", "write:reports", (*call).report),

		row(get, "/api/v2/search", "read:search", (*call).search),

		row(post, "/api/v1/statuses", "write:statuses", (*call).postStatus),
		row(get, "/api/v1/statuses/:id", "read:statuses", (*call).status),
		row(http.MethodPut, "/api/v1/statuses/:id", "write:statuses", (*call).editStatus),
		row(http.MethodDelete, "/api/v1/statuses/:id", "write:statuses", (*call).deleteStatus),
		row(get, "/api/v1/statuses/:id/history", "read:statuses", (*call).statusHistory),
		row(get, "/api/v1/statuses/:id/source", "read:statuses", (*call).statusSource),
		row(get, "/api/v1/statuses/:id/context", "read:statuses", (*call).context),
		row(post, "/api/v1/statuses/:id/favourite", "write:favourites", (*call).favourite),
		row(post, "/api/v1/statuses/:id/unfavourite", "write:favourites", (*call).unfavourite),
		row(post, "/api/v1/statuses/:id/reblog", "write:statuses", (*call).boost),
		row(post, "/api/v1/statuses/:id/unreblog", "write:statuses", (*call).unboost),
		row(post, "/api/v1/statuses/:id/pin", "write:accounts", (*call).pin),
		row(post, "/api/v1/statuses/:id/unpin", "write:accounts", (*call).unpin),
		row(get, "/api/v1/statuses/:id/favourited_by", "read:accounts", (*call).favouritedBy),
		row(get, "/api/v1/statuses/:id/reblogged_by", "read:accounts", (*call).boostedBy),

		row(get, "/api/v1/statuses/:id/quotes", "read:statuses", (*call).quotes),
		row(post, "/api/v1/statuses/:id/quotes/:quoting/revoke", "write:statuses", (*call).revokeQuote),
		row(http.MethodPut, "/api/v1/statuses/:id/interaction_policy", "write:statuses", (*call).setQuotable),
		row(get, "/api/v1/interaction_requests", "read:notifications", (*call).quoteWishes),
		row(get, "/api/v1/interaction_requests/:id", "read:notifications", (*call).quoteWish),
		row(post, "/api/v1/interaction_requests/:id/authorize", "write:statuses", (*call).allowQuote),
		row(post, "/api/v1/interaction_requests/:id/reject", "write:statuses", (*call).refuseQuote),
		row(get, "/api/v1/pleroma/statuses/:id/reactions", "read:statuses", (*call).faces),
		row(get, "/api/v1/pleroma/statuses/:id/reactions/:emoji", "read:statuses", (*call).faces),
		row(http.MethodPut, "/api/v1/pleroma/statuses/:id/reactions/:emoji", "write:favourites", (*call).putFace),
		row(http.MethodDelete, "/api/v1/pleroma/statuses/:id/reactions/:emoji", "write:favourites", (*call).takeFace),

		row(get, "/api/v1/timelines/home", "read:statuses", (*call).home),
		row(get, "/api/v1/timelines/public", "read:statuses", (*call).publicTimeline),
		row(get, "/api/v1/timelines/tag/:tag", "read:statuses", (*call).tagTimeline),
		row(get, "/api/v1/tags/:id", "read:follows", (*call).tag),
		row(post, "/api/v1/tags/:id/follow", "write:follows", (*call).followTag),
		row(post, "/api/v1/tags/:id/unfollow", "write:follows", (*call).unfollowTag),
		row(get, "/api/v1/followed_tags", "read:follows", (*call).followedTags),

		row(get, "/api/v1/notifications", "read:notifications", (*call).notifications),
		row(get, "/api/v1/notifications/:id", "read:notifications", (*call).notification),
		row(post, "/api/v1/notifications/clear", "write:notifications", (*call).clearNotifications),

		row(get, "/api/v1/polls/:id", "read:statuses", (*call).poll),
		row(post, "/api/v1/polls/:id/votes", "write:statuses", (*call).vote),

		row(get, "/api/guildhall/v1/questions", "read:statuses", (*call).questions),
		row(get, "/api/guildhall/v1/kinds/:kind", "read:statuses", (*call).postsOfKind),
		row(post, "/api/guildhall/v1/statuses/:id/accept", "write:statuses", pressed(conversations.Accept)),
		row(post, "/api/guildhall/v1/statuses/:id/unaccept", "write:statuses", pressed(conversations.Unaccept)),
		row(post, "/api/guildhall/v1/statuses/:id/down", "write:favourites", (*call).down),
		row(post, "/api/guildhall/v1/statuses/:id/undown", "write:favourites", (*call).undown),
		row(post, "/api/guildhall/v1/statuses/:id/lock", "write:statuses", pressed(conversations.Lock)),
		row(post, "/api/guildhall/v1/statuses/:id/unlock", "write:statuses", pressed(conversations.Unlock)),
		row(post, "/api/guildhall/v1/statuses/:id/feature", "write:statuses", pressed(communities.Pin)),
		row(post, "/api/guildhall/v1/statuses/:id/unfeature", "write:statuses", pressed(communities.Unpin)),
		row(post, "/api/guildhall/v1/statuses/:id/attend", "write:statuses", (*call).attend),
		row(post, "/api/guildhall/v1/statuses/:id/unattend", "write:statuses", pressed(gatherings.Leave)),

		row(get, "/api/v1/preferences", "read:accounts", (*call).preferences),
		row(get, "/api/v1/filters", "read:filters", (*call).emptyList),
		row(get, "/api/v2/filters", "read:filters", (*call).emptyList),
		row(get, "/api/v1/lists", "read:lists", (*call).emptyList),
	}...)
}
