package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/services/conversations"
	"guildhall/store"
)

// ActorBySlug is the page at the id of an actor of ours: a member is led to the profile, a stranger reads what reaches
// the world.
func (w *Web) ActorBySlug(c *gin.Context) {
	w.handle(func(v *visit) error {
		load := func(tx *store.Tx) (models.Actor, error) {
			a, err := tx.ActorByIRI(models.IRI(v.Site.Base + "/actors/" + c.Param("slug")))
			if err == nil && a.Gone != 0 {
				err = nothing()
			}
			return a, err
		}
		if v.who == nil {
			return v.strangersProfile(load)
		}
		var a models.Actor
		err := v.read(func(tx *store.Tx) (err error) {
			a, err = load(tx)
			return err
		})
		if err != nil {
			return err
		}
		return v.done(frontend.PathProfile.With(frontend.Name(a)), "")
	})(c)
}

// PostBySlug is the page at the id of a post of ours, likewise. A member who may not read it is not led to it.
func (w *Web) PostBySlug(c *gin.Context) {
	w.handle(func(v *visit) error {
		load := func(tx *store.Tx) (models.PostView, error) {
			return tx.PostViewByIRI(models.IRI(v.Site.Base + "/posts/" + c.Param("id")))
		}
		if v.who == nil {
			return v.strangersThread(load)
		}
		var post models.PostView
		err := v.read(func(tx *store.Tx) (err error) {
			if post, err = load(tx); err == nil {
				_, err = tx.VisiblePost(v.me(), post.ID)
			}
			return err
		})
		if err != nil {
			return err
		}
		return v.done(frontend.PathPost.With(frontend.Name(post.Author), post.ID.String()), "")
	})(c)
}

// strangersProfile shows what the gate lets a stranger see of an actor of ours: nothing at all, in the same words, whether
// there is nobody or somebody who is inside.
func (v *visit) strangersProfile(load func(*store.Tx) (models.Actor, error)) error {
	who, err := v.Gate.Page(v.ctx(), func(tx *store.Tx) (policy.Subject, error) {
		a, err := load(tx)
		if err != nil || !a.Local {
			return policy.Subject{}, elseHidden(err)
		}
		doc, err := v.Gate.ActorDoc(tx, a)
		return policy.Subject{Actor: &doc}, err
	})
	if err != nil {
		return err
	}
	doc := who.Subject().Actor
	if doc.Kind == models.Organisation {
		return v.done(frontend.PathAbout.With(), "")
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.PublicProfile{Actor: who}
		if v.onPage().MaxID == 0 {
			pins, err := tx.Pins(doc.ID, conversations.MostPins)
			if err != nil {
				return p, err
			}
			pinned, err := tx.PostViews(pins)
			if err != nil {
				return p, err
			}
			if p.Pinned, err = v.Gate.Sheets(tx, gate.Stranger, pinned); err != nil {
				return p, err
			}
		}
		list, err := tx.WorldPosts(doc.ID, v.onPage().MaxID, pageSize)
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		p.Posts, err = v.Gate.Sheets(tx, gate.Stranger, list)
		return p, err
	})
}

// strangersPost is the page of a post for a stranger, under its author's name: /@ada/NUMBER.
func (v *visit) strangersPost(id models.ID) error {
	return v.strangersThread(func(tx *store.Tx) (models.PostView, error) {
		post, err := tx.PostView(id)
		if err == nil && !strings.EqualFold(string(post.Author.Handle), v.name()) {
			err = nothing()
		}
		return post, err
	})
}

// strangersThread shows a post of ours that reaches the world, with what stands above and below it as far as that does
// too.
func (v *visit) strangersThread(load func(*store.Tx) (models.PostView, error)) error {
	var id models.ID
	post, err := v.Gate.Page(v.ctx(), func(tx *store.Tx) (policy.Subject, error) {
		view, err := load(tx)
		if err != nil || !view.Local {
			return policy.Subject{}, elseHidden(err)
		}
		id = view.ID
		return policy.Subject{Post: &view}, nil
	})
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.PublicPost{Post: post}
		above, below, err := tx.Thread(0, id) // as nobody of ours
		if fault.Is(err, fault.Missing) {     // deleted in between: the copy was handed out before
			return p, nil
		}
		if err != nil {
			return p, err
		}
		if p.Before, err = v.Gate.Sheets(tx, gate.Stranger, views(above)); err != nil {
			return p, err
		}
		p.After, err = v.Gate.Sheets(tx, gate.Stranger, views(below))
		return p, err
	})
}

func views(shown []models.PostShown) []models.PostView {
	out := make([]models.PostView, len(shown))
	for i := range shown {
		out[i] = shown[i].PostView
	}
	return out
}

// elseHidden is the error, or the one answer to what a stranger may not see.
func elseHidden(err error) error {
	if err == nil {
		err = gate.NoSuchThing("web.public")
	}
	return err
}
