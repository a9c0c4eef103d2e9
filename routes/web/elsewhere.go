package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/clock"
	"guildhall/federation/resolve"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
)

// rowsOfElsewhere are what other servers have and people of ours look at, through our own origin.
func rowsOfElsewhere(w *Web) []door.Row {
	return []door.Row{{Method: get, Path: frontend.PathElsewhere.String(), Who: door.Visitor, At: door.ForPeople, Handle: w.elsewhere,
		Judge: "none: a stranger gets nothing and causes no fetch; for people of ours the gate is asked for the host"}}
}

// elsewhere shows a picture, film or file of another server to a person of ours who may see where it stands.
func (w *Web) elsewhere(c *gin.Context) {
	v := w.visit(c)
	l, err := v.loan()
	var lent resolve.Lent
	if asked := c.GetHeader("Range"); asked != "" && asked != "bytes=0-" {
		l.Whole = true
	}
	if err == nil {
		lent, err = w.Resolve.Borrow(v.ctx(), l)
	}
	if err != nil {
		v.fail(err)
		return
	}
	defer func() { _ = lent.Close() }()
	h := c.Writer.Header()
	h.Set("Content-Type", lent.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // apps in a browser have an origin of their own; the path is for one person
	h.Set("Cache-Control", "private, no-store")
	if l.Cause == nil { // a face or an emoji is the same for everybody of ours, and its path changes with it
		h.Set("Cache-Control", "private, max-age=86400, immutable")
	}
	if l.Kind == models.DocumentFile {
		h.Set("Content-Disposition", "attachment")
	}
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(clock.System{}.Now().Add(slowReader))
	if lent.Stream != nil {
		pour(c, lent)
		return
	}
	http.ServeContent(c.Writer, c.Request, "", lent.At.Go(), lent)
}

// pour hands a film or sound on as it comes. Parts of it are to be had once all of it is here.
func pour(c *gin.Context, lent resolve.Lent) {
	h := c.Writer.Header()
	h.Set("Accept-Ranges", "bytes")
	if lent.Bytes >= 0 {
		h.Set("Content-Length", strconv.FormatInt(lent.Bytes, 10))
	}
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return
	}
	whole := make([]byte, 64<<10)
	for {
		n, err := lent.Stream.Read(whole)
		if n > 0 {
			if _, gone := c.Writer.Write(whole[:n]); gone != nil {
				return
			}
			c.Writer.Flush()
		}
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			panic(http.ErrAbortHandler) // it broke off: the browser must not take what it has for the whole
		}
	}
}

// slowReader is how long a film may take to reach whoever looks at it.
const slowReader = 15 * time.Minute

// loan finds what the path means, for whoever looks.
func (v *visit) loan() (l resolve.Loan, err error) {
	viewer := v.me()
	if viewer == 0 {
		viewer = v.marked()
	}
	id := models.ParseID(v.gin.Param("id"))
	if viewer == 0 || id == 0 {
		return l, nothing()
	}
	l.Kind = models.PictureFile
	err = v.read(func(tx *store.Tx) error {
		switch paths.Lent(v.gin.Param("what")) {
		case paths.LentFace, paths.LentBanner:
			a, err := tx.ActorByID(id)
			if err != nil || a.Local || a.Gone != 0 {
				return err
			}
			if l.Address = a.Icon; v.gin.Param("what") == string(paths.LentBanner) {
				l.Address = a.Image
			}
			return nil
		case paths.LentEmoji:
			e, err := tx.Emoji(id)
			l.Address = e.Picture
			return err
		case paths.LentFile, paths.LentPoster:
			m, err := tx.Media(id)
			if err != nil || m.PostID == nil || m.Local() {
				return err
			}
			post, err := tx.VisiblePost(viewer, *m.PostID)
			l.Address, l.Kind, l.Cause = m.Remote, m.Kind, &post.Reach
			if v.gin.Param("what") == string(paths.LentPoster) {
				l.Address, l.Kind = m.Poster, models.PictureFile
			}
			return err
		}
		return nil
	})
	if err == nil && (l.Address == "" || paths.Stamp(l.Address) != v.gin.Param("stamp")) {
		err = nothing()
	}
	return l, err
}

// marked is the person for whom an app was given a path, while that holds; 0 for anybody else.
func (v *visit) marked() (who models.ID) {
	mark := v.query(paths.MarkParameter)
	if mark == "" {
		return 0
	}
	_ = v.read(func(tx *store.Tx) error {
		id, ok := paths.Marked(v.Vault, v.gin.Request.URL.Path, mark, tx.Now())
		if !ok {
			return nil
		}
		if m, err := accounts.Member(tx, id); err == nil && m.Account.Disabled == 0 && m.Gone == 0 {
			who = m.ID
		}
		return nil
	})
	return who
}
