package door

import "github.com/gin-gonic/gin"

// Who says whom a route lets in.
type Who string

// Whom routes let in.
const (
	Anyone    Who = "anyone"    // answers without asking who it is
	Visitor   Who = "visitor"   // a page: a session sees more, a stranger what the gate gives to web
	Member    Who = "member"    // a signed-in person
	App       Who = "app"       // a bearer token with the row's scope
	PeerAsks  Who = "peer"      // another server fetches: signature read, answered by the gate
	PeerTells Who = "peer-post" // another server posts to an inbox
)

// Listener is a socket that requests arrive on. With GUILDHALL_LISTEN_PEERS there are two, else one answers every row.
type Listener string

// The listeners.
const (
	ForPeople Listener = "people" // pages of members, apps
	ForPeers  Listener = "peers"  // other servers and strangers
	ForAll    Listener = "all"    // both
)

// Row is one line of the route table: path, whom it lets in, what judges what leaves by it, and its handler. No access
// rule stands anywhere else by the shape of a path.
type Row struct {
	Method string
	Path   string
	Who    Who
	Scope  string // of an App route, as the client API names it
	Role   string // of a Member route that needs a role; several separated by a space, any of them opens it
	// Judge names the question to the gate that a stranger's answer depends on: "pull", "in", "page"; "session" when only
	// people of ours get anything; or "none: " with the reason why nothing needs to be judged.
	Judge  string
	At     Listener // which listener answers; empty: as Who has it
	Handle gin.HandlerFunc
}

const atPeers = "guildhall/at-peers"

// FromOutside notes that a request came by the peers' listener, where nobody of ours is recognised.
func FromOutside(c *gin.Context) { c.Set(atPeers, true) }

// AtPeers tells whether it did: then there is no way to sign in.
func AtPeers(c *gin.Context) bool { return c.GetBool(atPeers) }

// Listener is the one that answers the row: what servers ask is for peers, what strangers may see for both, all else for people. A
// row for anyone says it itself.
func (r Row) Listener() Listener {
	switch {
	case r.At != "":
		return r.At
	case r.Who == PeerAsks, r.Who == PeerTells:
		return ForPeers
	case r.Who == Visitor:
		return ForAll
	}
	return ForPeople
}
