package ap

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/federation/inbound"
	"guildhall/federation/present"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
)

// MaxBody is the largest activity that an inbox takes, in bytes.
const MaxBody = 1 << 20

// AP answers other servers.
type AP struct {
	Site    paths.Site
	In      *inbound.Inbound
	Present *present.Present
	Door    *door.Door
	Contact string           // mail address or URL for strangers; empty for the page about the organisation
	Now     func() time.Time // for how long security.txt holds
}

// Rows lists the paths of this room.
func (a *AP) Rows() []door.Row {
	peer := func(path, judge string, h gin.HandlerFunc) door.Row {
		return door.Row{Method: http.MethodGet, Path: path, Who: door.PeerAsks, Judge: judge, Handle: h}
	}
	return []door.Row{
		{Method: http.MethodPost, Path: "/inbox", Who: door.PeerTells, Judge: "in", Handle: a.shared},
		{Method: http.MethodPost, Path: "/actors/:slug/inbox", Who: door.PeerTells, Judge: "in", Handle: a.personal},
		peer("/actors/:slug/key", "pull", a.key),
		peer("/actors/:slug/key/:mark", "pull", a.key),
		peer("/actors/:slug/key2", "pull", a.key),
		peer("/actors/:slug/key2/:mark", "pull", a.key),
		peer("/actors/:slug/outbox", "pull", a.collection(present.Outbox)),
		peer("/actors/:slug/followers", "pull", a.collection(present.Followers)),
		peer("/actors/:slug/following", "pull", a.collection(present.Following)),
		peer("/actors/:slug/featured", "pull", a.collection(present.Featured)),
		peer("/actors/:slug/moderators", "pull", a.collection(present.Moderators)),
		peer("/actors/:slug/followers_synchronization", "pull", a.synchronization),
		peer("/contexts/:id", "pull", a.context),
		peer("/stamps/:id", "pull", a.stamp),
		peer("/posts/:id/activity", "pull", a.activity),
		peer("/posts/:id/replies", "pull", a.replies),
		peer("/partners", "none: an empty collection that stands for partners and names none", a.partners),
		peer("/.well-known/webfinger", "pull", a.webfinger),
		peer("/.well-known/host-meta", "none: tells where WebFinger is", a.hostMeta),
		peer("/.well-known/nodeinfo", "none: tells where NodeInfo is", a.nodeInfoLinks),
		{Method: http.MethodGet, Path: "/.well-known/security.txt", Who: door.Anyone, At: door.ForAll, Judge: "none: tells strangers whom to write to about a weakness", Handle: a.securityText},
		peer("/nodeinfo/:version", "none: software and version, without telling counts", a.nodeInfo),
	}
}

// shared and personal take a POST as far as a durable row.
func (a *AP) shared(c *gin.Context) { a.take(c, "") }

func (a *AP) personal(c *gin.Context) { a.take(c, a.actor(c)) }

func (a *AP) take(c *gin.Context, owner models.IRI) {
	if !takesActivity(c.GetHeader("Content-Type")) {
		Refuse(c, fault.New(fault.NotSupported, "ap.take", "Send application/activity+json."))
		return
	}
	if packed := c.GetHeader("Content-Encoding"); packed != "" && !strings.EqualFold(packed, "identity") {
		Refuse(c, fault.New(fault.NotSupported, "ap.take", "Send the body as it is, without Content-Encoding."))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, MaxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		Refuse(c, fault.New(fault.TooLarge, "ap.take", "An activity may have one megabyte at most."))
		return
	}
	if err != nil {
		Refuse(c, fault.New(fault.Malformed, "ap.take", "The body ended early.").Because(err))
		return
	}
	if err := a.In.Receive(c.Request.Context(), inbound.Request{HTTP: c.Request, Body: body, Owner: owner,
		Count: func(host models.Host) error { return a.Door.Pace(c.Writer, door.Servers, string(host)) },
		Share: func(by models.IRI) error { return a.Door.Pace(c.Writer, door.Shares, string(by)) }}); err != nil {
		Refuse(c, err)
		return
	}
	c.Status(http.StatusAccepted)
}

func (a *AP) actor(c *gin.Context) models.IRI {
	return models.IRI(a.Site.Base + "/actors/" + c.Param("slug"))
}

func (a *AP) post(c *gin.Context) models.IRI {
	return models.IRI(a.Site.Base + "/posts/" + c.Param("id"))
}

// Actor and Post answer the ids that are pages too; the table sends requests for a document here.
func (a *AP) Actor(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) { return a.Present.Actor(c.Request.Context(), r, a.actor(c)) })
}

// Post answers the id of a post.
func (a *AP) Post(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) { return a.Present.Post(c.Request.Context(), r, a.post(c)) })
}

// Profile answers /@name when a document is asked for.
func (a *AP) Profile(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) {
		return a.Present.Handle(c.Request.Context(), r, models.Handle(c.Param("name")))
	})
}

func (a *AP) activity(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) { return a.Present.Activity(c.Request.Context(), r, a.post(c)) })
}

func (a *AP) collection(which present.Which) gin.HandlerFunc {
	return func(c *gin.Context) {
		a.signed(c, func(r door.Asker) ([]byte, error) {
			after := c.Query("after")
			return a.Present.Collection(c.Request.Context(), r, a.actor(c), which, after != "" || c.Query("page") != "", after)
		})
	}
}

func (a *AP) synchronization(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) {
		return a.Present.Synchronization(c.Request.Context(), r, a.actor(c))
	})
}

// context lists a conversation, and replies the answers to a post.
func (a *AP) context(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) {
		after := c.Query("after")
		return a.Present.Context(c.Request.Context(), r, models.IRI(a.Site.Base+"/contexts/"+c.Param("id")), after != "" || c.Query("page") != "", after)
	})
}

func (a *AP) replies(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) {
		after := c.Query("after")
		return a.Present.Replies(c.Request.Context(), r, a.post(c), after != "" || c.Query("page") != "", after)
	})
}

// stamp gives the consent to a quote.
func (a *AP) stamp(c *gin.Context) {
	a.signed(c, func(r door.Asker) ([]byte, error) {
		return a.Present.Stamp(c.Request.Context(), r, models.IRI(a.Site.Base+"/stamps/"+c.Param("id")))
	})
}

// key verifies no signature, or two servers would wait for each other.
func (a *AP) key(c *gin.Context) {
	body, err := a.Present.Key(c.Request.Context(), a.actor(c), models.IRI(a.Site.Base+c.Request.URL.Path))
	if err != nil {
		Refuse(c, err)
		return
	}
	public(c, activityType, body)
}

// signed reads the signature and answers that reader.
func (a *AP) signed(c *gin.Context, give func(door.Asker) ([]byte, error)) {
	asker, err := a.Door.Signed(c.Request)
	if err != nil {
		Refuse(c, err)
		return
	}
	body, err := give(asker)
	if err != nil {
		Refuse(c, err)
		return
	}
	c.Header("Cache-Control", "private, no-store")
	c.Header("Vary", "Accept, Signature")
	c.Data(http.StatusOK, activityType, body)
}

const activityType = `application/activity+json; charset=utf-8`

// public answers what anybody may have and keep for a while; who has it already is told that it is still so. The tag is a
// weak one: it names what is said, compressed or not. spec: rfc9110#section-13.1.2
func public(c *gin.Context, kind string, body []byte) {
	digest := sha256.Sum256(body)
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(digest[:15]) + `"`
	c.Header("Cache-Control", "public, max-age=3600")
	c.Header("Vary", "Accept")
	c.Header("ETag", tag)
	if has(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, kind, body)
}

// has tells whether a list of tags holds one, by what it names.
func has(tags, tag string) bool {
	for t := range strings.SplitSeq(tags, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// Refuse answers with status and sentence, and nothing else.
func Refuse(c *gin.Context, err error) {
	if fault.Is(err, fault.Internal) {
		_ = c.Error(err)
	}
	door.Later(c.Writer.Header(), fault.Status(err))
	c.Header("Cache-Control", "private, no-store")
	c.Header("Vary", "Accept, Signature")
	c.AbortWithStatusJSON(fault.Status(err), gin.H{"error": fault.Say(err)})
}
