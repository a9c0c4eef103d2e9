package routes

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/routes/ap"
	"guildhall/routes/door"
	"guildhall/routes/mastodon"
	"guildhall/routes/web"
)

// Rooms are what the table is made of.
type Rooms struct {
	Door  *door.Door
	Peers *ap.AP
	Apps  *mastodon.API
	Pages *web.Web
	Log   *slog.Logger

	Ready   func(ctx context.Context) error                    // nil while requests can be served
	Now     func() time.Time                                   // for how long requests take
	Observe func(who door.Who, status int, took time.Duration) // told of each request; names nobody
}

// Table is the front door of an installation: a handler for one socket, and one for each of two.
type Table struct {
	Rows         []door.Row
	http.Handler              // every row
	People       http.Handler // what ForPeople and ForAll have; no documents for servers
	Peers        http.Handler // what ForPeers and ForAll have, for strangers: no session or token is looked at
}

// New builds the table and the handler that answers by it.
func New(o Rooms) *Table {
	gin.SetMode(gin.ReleaseMode)
	t := &Table{}
	for _, room := range o.rows(door.ForAll) {
		t.Rows = append(t.Rows, room.rows...)
	}
	t.Handler, t.People, t.Peers = o.engine(door.ForAll), o.engine(door.ForPeople), o.engine(door.ForPeers)
	return t
}

// room is rows with how those are told whom the door turns away.
type room struct {
	rows   []door.Row
	refuse func(*gin.Context, error)
}

func (o Rooms) rows(at door.Listener) []room {
	return []room{{o.health(), ap.Refuse}, {o.Peers.Rows(), ap.Refuse}, {o.Apps.Rows(), o.Apps.Refuse}, {shared(o.Peers, o.Pages, at), o.Pages.Refuse}, {o.Pages.Rows(), o.Pages.Refuse}}
}

// engine answers the rows of a listener.
func (o Rooms) engine(at door.Listener) http.Handler {
	engine := gin.New()
	engine.HandleMethodNotAllowed = false // another method on a path that exists tells no more than a path that does not
	engine.RedirectTrailingSlash, engine.RedirectFixedPath = false, false
	missing := func(c *gin.Context) { notFound(c, o.Apps, o.Pages) }
	engine.Use(o.observed, recovered(o.Log), logged(o.Log), door.Patient, packed, legible(missing))
	if at == door.ForPeers {
		engine.Use(strangersOnly)
	}
	for _, room := range o.rows(at) {
		for _, r := range room.rows {
			if l := r.Listener(); at != door.ForAll && l != door.ForAll && l != at {
				continue
			}
			guard, who := o.Door.Guard(r, room.refuse), func(c *gin.Context) { c.Set(askedAs, r.Who) }
			engine.Handle(r.Method, r.Path, who, guard, r.Handle)
			if r.Method == http.MethodGet { // the same answer without its body
				engine.Handle(http.MethodHead, r.Path, who, guard, r.Handle)
			}
		}
	}
	engine.NoRoute(missing)
	return engine
}

// strangersOnly lets nobody of ours be recognised: whoever reaches the peers' listener comes from outside.
func strangersOnly(c *gin.Context) {
	door.FromOutside(c)
	c.Request.Header.Del("Cookie")
	if strings.HasPrefix(strings.ToLower(c.GetHeader("Authorization")), "bearer ") {
		c.Request.Header.Del("Authorization")
	}
	c.Next()
}

// shared are the ids that are a document for servers and a page for people; the people's listener has no documents.
func shared(peers *ap.AP, pages *web.Web, at door.Listener) []door.Row {
	both := func(path string, document, page gin.HandlerFunc) door.Row {
		return door.Row{Method: http.MethodGet, Path: path, Who: door.Visitor, Judge: "pull page", Handle: func(c *gin.Context) {
			switch wanted := ap.WantsActivity(c.Request.Header.Values("Accept")); {
			case wanted && at == door.ForPeople:
				ap.Refuse(c, fault.New(fault.Missing, "routes", "There is nothing here."))
			case wanted:
				document(c)
			default:
				page(c)
			}
		}}
	}
	return []door.Row{
		both("/actors/:slug", peers.Actor, pages.ActorBySlug),
		both("/posts/:id", peers.Post, pages.PostBySlug),
		both("/@:name", peers.Profile, pages.Profile),
	}
}

// notFound answers what no row lists, in the form that was asked for.
func notFound(c *gin.Context, apps *mastodon.API, pages *web.Web) {
	err := fault.New(fault.Missing, "routes", "There is nothing here.")
	if ap.WantsActivity(c.Request.Header.Values("Accept")) || c.Request.Method == http.MethodPost && !strings.Contains(c.GetHeader("Accept"), "html") {
		ap.Refuse(c, err)
		return
	}
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		apps.Refuse(c, err)
		return
	}
	pages.Refuse(c, err)
}

// legible answers addresses that hold bytes that are no text as what is not there: nothing of ours is named so, and the
// databases differ in what they make of them.
func legible(missing gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		query, err := url.QueryUnescape(c.Request.URL.RawQuery)
		for _, s := range []string{c.Request.URL.Path, query} {
			if err != nil || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				c.Abort()
				missing(c)
				return
			}
		}
		c.Next()
	}
}

// recovered turns a panic into a plain 500 and a line in the log; the visitor learns nothing of it.
func recovered(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.Error("a request panicked", "path", c.FullPath(), "panic", p, "stack", string(debug.Stack()))
				c.AbortWithStatus(http.StatusInternalServerError)
			}
		}()
		c.Next()
	}
}

// logged notes faults of our own. A line names the row, never the person, the address or the page.
func logged(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		for _, e := range c.Errors {
			log.Error("a request failed", "row", c.FullPath(), "status", c.Writer.Status(), "err", e.Err)
		}
	}
}
