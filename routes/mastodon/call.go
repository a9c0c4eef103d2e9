package mastodon

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

// call is one request on its way through: who asks, what they say, and where the answer goes.
type call struct {
	*API
	gin *gin.Context
	in  input
	who models.Member // nobody, on routes for anyone
}

func (c *call) ctx() context.Context { return c.gin.Request.Context() }

// me is the ID of who asks.
func (c *call) me() models.ID { return c.who.ID }

// target is the ID in the path. One that is no number is answered like one that names nothing.
func (c *call) target() (models.ID, error) {
	id, ok := readID(c.gin.Param("id"))
	if !ok {
		return 0, notFound()
	}
	return id, nil
}

func notFound() error {
	return fault.New(fault.Missing, "mastodon.target", missing)
}

// missing is said of whatever is not there, and of whatever the reader may not read.
const missing = "Record not found"

// handle makes a Gin handler of one that reads its input and gives an error.
func (a *API) handle(fn func(*call) error) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{API: a, gin: g}
		var err error
		if c.in, err = read(g.Request); err == nil {
			if m := door.Of(g).Member; m != nil {
				c.who = *m
			}
			err = fn(c)
		}
		if err != nil {
			c.fail(err)
		}
	}
}

// Refuse answers whoever the door turned away.
func (a *API) Refuse(g *gin.Context, err error) { (&call{API: a, gin: g}).fail(err) }

// fail answers an error as {"error": sentence}. Hidden and missing have one sentence.
func (c *call) fail(err error) {
	status, sentence := fault.Status(err), fault.Say(err)
	switch status {
	case http.StatusNotFound:
		sentence = missing
	case http.StatusInternalServerError:
		_ = c.gin.Error(err) // logged by the table
	}
	c.show(status, func(p *pen) {
		p.object(func() { p.text("error", sentence) })
	})
}

// show sends what the function writes, in one piece with its length.
func (c *call) show(status int, write func(*pen)) {
	p := takePen()
	defer p.done()
	write(p)
	h := c.gin.Writer.Header()
	door.Later(h, status)
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(p.b)))
	h.Set("Cache-Control", "private, no-store")
	c.gin.Status(status)
	if _, err := c.gin.Writer.Write(p.b); err != nil {
		slog.DebugContext(c.ctx(), "an app hung up", "path", c.gin.FullPath(), "error", err)
	}
}

// ok sends an answer that went well.
func (c *call) ok(write func(*pen)) error {
	c.show(http.StatusOK, write)
	return nil
}

// nothing sends an empty object.
func (c *call) nothing() error {
	return c.ok(func(p *pen) { p.object(func() {}) })
}

// readWith opens the scene: fn loads what is to be shown, in one moment of the database.
func (c *call) readWith(fn func(*store.Tx) error) error {
	return c.store.Read(c.ctx(), fn)
}

// link sets the Link header of a list.
func (c *call) link(newest, oldest models.ID) {
	if l := links(c.site.Base, c.gin.Request.URL, newest, oldest); l != "" {
		c.gin.Header("Link", l)
	}
}

// sceneOn is the scene for one account by itself, counted anew, with the account that its owner moved to if that is known
// here.
func (c *call) sceneOn(tx *store.Tx, actor models.ID) (*scene, error) {
	c.counts.forget(c.me(), actor)
	ids := []models.ID{actor}
	a, err := tx.ActorByID(actor)
	if err != nil {
		return nil, err
	}
	var to *models.Actor
	if a.MovedTo != "" {
		known, err := tx.ActorsByIRI([]models.IRI{a.MovedTo})
		if err != nil {
			return nil, err
		}
		if next, ok := known[a.MovedTo]; ok && next.Gone == 0 {
			to, ids = &next, append(ids, next.ID)
		}
	}
	s, err := c.sceneFor(tx, ids)
	if err == nil {
		s.moved = to
	}
	return s, err
}

// sceneFor loads what the entities of an answer need beside themselves: partners, and counts of everybody shown. The
// number of queries does not depend on how many there are.
func (c *call) sceneFor(tx *store.Tx, ids []models.ID) (*scene, error) {
	s := &scene{api: c.API, viewer: c.me(), partners: map[models.Host]bool{}, now: tx.Now()}
	hosts, err := tx.Partners()
	if err != nil {
		return nil, err
	}
	for _, h := range hosts {
		s.partners[h] = true
	}
	s.tallies, err = c.counts.of(tx, c.me(), ids)
	return s, err
}

// sceneOf is scene for posts.
func (c *call) sceneOf(tx *store.Tx, posts ...models.PostShown) (*scene, error) {
	ids := make([]models.ID, 0, len(posts)+4)
	for i := range posts {
		ids = append(ids, posts[i].AuthorID)
		if posts[i].Quoted != nil {
			ids = append(ids, posts[i].Quoted.AuthorID)
		}
		if posts[i].BoostBy != nil {
			ids = append(ids, posts[i].BoostBy.ID)
		}
	}
	return c.sceneFor(tx, ids)
}
