package frontend

import (
	"net/url"
	"strings"
)

// Path is a path of ours with named parts, in the form that the route table takes: /@:name/follow.
type Path string

// The pages, and the forms that share their path (GET shows, POST acts).
const (
	PathHome          Path = "/"
	PathLogin         Path = "/login"
	PathLoginCode     Path = "/login/code" // the second step: code or recovery code
	PathLogout        Path = "/logout"     // POST
	PathAbout         Path = "/about"
	PathKept          Path = "/about/kept" // what the employer can see
	PathFind          Path = "/find"       // ?q=
	PathNotices       Path = "/notices"
	PathNoticesClear  Path = "/notices/clear" // POST
	PathRequests      Path = "/requests"
	PathRequestAccept Path = "/requests/:id/accept" // POST; :id is the asking actor
	PathRequestRefuse Path = "/requests/:id/refuse" // POST
	PathCompose       Path = "/compose"             // GET shows the composer alone; POST with do=post or do=preview
	PathPreview       Path = "/api/guildhall/v1/preview"
	PathStatic        Path = "/static/*file"
	PathElsewhere     Path = "/elsewhere/:what/:id/:stamp" // what other servers have (paths.Elsewhere)
	PathMedia         Path = "/media/:slug"                // the bytes of a file
	PathMediaSmall    Path = "/media/:slug/small"          // its thumbnail
	PathLent          Path = "/lent/:slug"                 // the same for one receiver
	PathLentSmall     Path = "/lent/:slug/small"
)

// People and communities. The name is a handle of ours (ada) or an address without its first sign (ines@social.example).
const (
	PathProfile   Path = "/@:name"
	PathFollowers Path = "/@:name/followers"
	PathFollowing Path = "/@:name/following"
	PathFollow    Path = "/@:name/follow"   // POST, as all below
	PathUnfollow  Path = "/@:name/unfollow" // also takes an asking back
	PathBlock     Path = "/@:name/block"
	PathUnblock   Path = "/@:name/unblock"
	PathReport    Path = "/@:name/report" // GET (post) and POST
	PathAsk       Path = "/@:name/ask"    // reason: the wish to follow somebody on a closed server
	PathUnask     Path = "/@:name/unask"
	PathTend      Path = "/@:name/tend" // GET and POST (do): a community, for those who lead it

	PathDesk          Path = "/@:name/desk"    // GET and POST (do): for those who look after a community
	PathAppeals       Path = "/@:name/appeals" // GET and POST (do): for whom a ruling of a community concerns, and who answers
	PathLog           Path = "/@:name/log"     // what those who look after a community decided
	PathRuling        Path = "/@:name/log/:id" // GET and POST (reason): one of it, and the way back
	PathBans          Path = "/@:name/bans"    // GET (whom) and POST (whom, reason, until, posts): who does not write in a community
	PathWeek          Path = "/@:name/week"
	PathProgramme     Path = "/admin/programme"
	PathOnward        Path = "/@:name/onward"                   // address: a visitor goes on with it at home
	PathInteract      Path = "/authorize_interaction"           // uri: a member opens what they found elsewhere, as Mastodon sends them
	PathInteractLemmy Path = "/activitypub/externalInteraction" // uri: the same, as Lemmy does

	PathTag          Path = "/tags/:tag"
	PathTagFollow    Path = "/tags/:tag/follow" // POST
	PathTagUnfollow  Path = "/tags/:tag/unfollow"
	PathCalendar     Path = "/calendar.ics"        // what the viewer comes to
	PathCalendarBy   Path = "/calendar/:secret"    // the same for a calendar program, which cannot sign in
	PathEventsFile   Path = "/@:name/events.ics"   // of a person or community of ours
	PathEventFile    Path = "/posts/:id/event.ics" // one event
	PathKinds        Path = "/kinds/:kind"         // what there is of a kind
	PathQuestions    Path = "/questions"           // days, community, state
	PathCommunities  Path = "/communities"
	PathCommunityNew Path = "/communities/new" // GET and POST
)

// Posts. The page of a post is under its author's name; what is done to it goes by its id.
const (
	PathPost        Path = "/@:name/:id"
	PathPostWhy     Path = "/posts/:id/why"
	PathPostHistory Path = "/posts/:id/history"
	PathPostReview  Path = "/posts/:id/review"    // POST: its author asks for a review
	PathPostEdit    Path = "/posts/:id/edit"      // GET and POST
	PathPostDelete  Path = "/posts/:id/delete"    // GET and POST
	PathFavourite   Path = "/posts/:id/favourite" // POST, as all below
	PathDown        Path = "/posts/:id/down"
	PathUndown      Path = "/posts/:id/undown"
	PathUnfavourite Path = "/posts/:id/unfavourite"
	PathUnquote     Path = "/posts/:id/unquote"  // takes a post of one's own out of this one
	PathQuotable    Path = "/posts/:id/quotable" // quotable
	PathQuoteAllow  Path = "/requests/quotes/:id/allow"
	PathQuoteRefuse Path = "/requests/quotes/:id/refuse"
	PathReact       Path = "/posts/:id/react" // face
	PathUnreact     Path = "/posts/:id/unreact"
	PathBoost       Path = "/posts/:id/boost"
	PathUnboost     Path = "/posts/:id/unboost"
	PathPin         Path = "/posts/:id/pin"
	PathUnpin       Path = "/posts/:id/unpin"
	PathPinIn       Path = "/posts/:id/feature" // on top of the community of ours that it stands in
	PathUnpinIn     Path = "/posts/:id/unfeature"
	PathVote        Path = "/posts/:id/vote"
	PathAccept      Path = "/posts/:id/accept" // says that it answered the question of its thread
	PathUnaccept    Path = "/posts/:id/unaccept"
	PathDecide      Path = "/posts/:id/decide" // GET and POST (do, reason): for those who look after its community
	PathLock        Path = "/posts/:id/lock"   // its thread
	PathUnlock      Path = "/posts/:id/unlock"
	PathSum         Path = "/posts/:id/sum" // puts it above its thread
	PathUnsum       Path = "/posts/:id/unsum"
	PathAttend      Path = "/posts/:id/attend"
	PathUnattend    Path = "/posts/:id/unattend"
)

// Faces and banners of our own people and communities, at addresses that other servers learn.
const (
	PathFace   Path = "/actors/:slug/face/:picture"
	PathBanner Path = "/actors/:slug/banner/:picture"

	PathEmojiPicture Path = "/emoji/:picture" // of the organisation's own emoji
)

// A person's own settings.
const (
	PathPictures         Path = "/settings/pictures"   // POST (face, banner, no-face, no-banner), multipart
	PathSettings         Path = "/settings/profile"    // GET and POST
	PathPassword         Path = "/settings/password"   // GET and POST
	PathTwoFactor        Path = "/settings/two-factor" // GET
	PathTwoFactorStart   Path = "/settings/two-factor/start"
	PathTwoFactorConfirm Path = "/settings/two-factor/confirm"
	PathTwoFactorOff     Path = "/settings/two-factor/off"
	PathTwoFactorCodes   Path = "/settings/two-factor/codes" // new recovery codes
	PathCalendarAddress  Path = "/settings/calendar"         // GET; POST makes an address
	PathCalendarEnd      Path = "/settings/calendar/end"
	PathSessions         Path = "/settings/sessions" // GET
	PathSessionEnd       Path = "/settings/sessions/:id/end"
	PathSessionsEndRest  Path = "/settings/sessions/end-others"
	PathArchive          Path = "/settings/archive" // GET; POST (password) gives a zip file
	PathMove             Path = "/settings/move"    // GET and POST (move_to, password)
	PathMoveCancel       Path = "/settings/move/cancel"
	PathAliasAdd         Path = "/settings/move/alias" // alias, an address
	PathAliasDrop        Path = "/settings/move/unalias"
)

// Administrators.
const (
	PathPeers          Path = "/admin/peers"                // GET and POST (domain, standing)
	PathPeer           Path = "/admin/peers/:host"          // GET
	PathPeerStanding   Path = "/admin/peers/:host/standing" // POST (standing)
	PathPeerKeys       Path = "/admin/peers/:host/keys"     // POST (weak)
	PathPeerForget     Path = "/admin/peers/:host/forget"   // POST
	PathPeerAbout      Path = "/admin/peers/:host/about"    // POST (owner, reason, review, below)
	PathPeerLook       Path = "/admin/peers/:host/look"     // POST: asks a server what it is
	PathPeerAnswer     Path = "/admin/peers/:host/answer"   // POST (do, sentence)
	PathPeerLists      Path = "/admin/lists"                // GET and POST (kind, below, list), multipart
	PathPeerList       Path = "/admin/lists/:id"            // GET and POST (do, sure)
	PathPeerListFile   Path = "/admin/lists.csv"            // GET (kind)
	PathPolicy         Path = "/admin/policy"               // GET: what is in force, in plain sentences
	PathPolicyDraft    Path = "/admin/policy/draft"         // GET (from) and POST (do, text, since, reason)
	PathPolicyHistory  Path = "/admin/policy/history"       // GET
	PathPolicyVersion  Path = "/admin/policy/versions/:id"  // GET (against)
	PathPolicyApprove  Path = "/admin/policy/versions/:id/approve"
	PathPolicyBack     Path = "/admin/policy/back"          // POST (reason): one step back
	PathDecisions      Path = "/admin/decisions"            // GET (day, peer, door, verdict, rule, before)
	PathDecision       Path = "/admin/decisions/:id"        // GET
	PathActs           Path = "/admin/acts"                 // GET (kind, before)
	PathHeld           Path = "/admin/held"                 // GET
	PathHeldItem       Path = "/admin/held/:id"             // GET and POST (do, words)
	PathPeople         Path = "/admin/people"               // GET and POST (name, email, password, role, locked)
	PathPersonDisable  Path = "/admin/people/:name/disable" // POST, as all below
	PathPersonEnable   Path = "/admin/people/:name/enable"
	PathPersonGrant    Path = "/admin/people/:name/grant" // role, until
	PathPersonRevoke   Path = "/admin/people/:name/revoke"
	PathPersonPassword Path = "/admin/people/:name/password"
	PathEmoji          Path = "/admin/emoji" // GET and POST (name, picture), multipart
	PathEmojiDrop      Path = "/admin/emoji/:id/drop"
	PathJobs           Path = "/admin/jobs"        // GET
	PathJob            Path = "/admin/jobs/:id"    // POST (do)
	PathReports        Path = "/admin/reports"     // GET (all)
	PathReportShow     Path = "/admin/reports/:id" // GET and POST (do, reason, post)
)

// String is the path as the route table binds it.
func (p Path) String() string { return string(p) }

// With fills the named parts in their order, each escaped: PathFollow.With("ada") is /@ada/follow. Parts that are
// missing stay empty; too many are left out.
func (p Path) With(parts ...string) string {
	var out strings.Builder
	rest := string(p)
	for {
		at := strings.IndexAny(rest, ":*")
		if at < 0 {
			out.WriteString(rest)
			return out.String()
		}
		out.WriteString(rest[:at])
		end := strings.IndexByte(rest[at:], '/')
		if end < 0 {
			rest = ""
		} else {
			rest = rest[at+end:]
		}
		if len(parts) > 0 {
			out.WriteString(url.PathEscape(parts[0]))
			parts = parts[1:]
		}
	}
}

// Back gives the local path that a form asked to return to, or home where it asked for anything else: a path of ours
// starts with one slash, and nothing in it may lead a browser elsewhere.
func Back(asked string) string {
	if !strings.HasPrefix(asked, "/") || strings.HasPrefix(asked, "//") || strings.ContainsAny(asked, "\\\r\n\t") {
		return string(PathHome)
	}
	return asked
}
