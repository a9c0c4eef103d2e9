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
	Handle gin.HandlerFunc
}
