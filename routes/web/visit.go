package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

// visit is one request on its way through.
type visit struct {
	*Web
	gin     *gin.Context
	who     *models.Member // nil for a stranger
	session models.ID      // of this browser; 0 without
}

func (w *Web) visit(c *gin.Context) *visit {
	a := door.Of(c)
	return &visit{Web: w, gin: c, who: a.Member, session: a.Session}
}

func (v *visit) ctx() context.Context { return v.gin.Request.Context() }

// me is the ID of who looks; 0 for a stranger.
func (v *visit) me() models.ID {
	if v.who == nil {
		return 0
	}
	return v.who.ID
}

// form is a field of the form that was sent, without space around it.
func (v *visit) form(name string) string { return strings.TrimSpace(v.gin.Request.PostFormValue(name)) }

// forms are all values of a field that may be there several times.
func (v *visit) forms(name string) []string {
	v.form(name) // reads the form
	var out []string
	for _, s := range v.gin.Request.PostForm[name] {
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

// query is a part of the address after the question mark.
func (v *visit) query(name string) string { return strings.TrimSpace(v.gin.Query(name)) }

// ticked tells whether a box was ticked.
func (v *visit) ticked(name string) bool { return v.gin.Request.PostFormValue(name) != "" }

// target is the ID in the path. One that is no number is answered like one that names nothing.
func (v *visit) target() (models.ID, error) {
	if id := models.ParseID(v.gin.Param("id")); id != 0 {
		return id, nil
	}
	return 0, nothing()
}

func nothing() error { return fault.New(fault.Missing, "web.target", "There is nothing here.") }

func (v *visit) read(fn func(*store.Tx) error) error  { return v.Store.Read(v.ctx(), fn) }
func (v *visit) write(fn func(*store.Tx) error) error { return v.Store.Write(v.ctx(), fn) }

// onPage is the part of a list that the address asks for; its cursor is the ID of the last line seen.
func (v *visit) onPage() store.Page {
	return store.Page{MaxID: models.ParseID(v.query("before")), Limit: pageSize}
}

const pageSize = 30

// older is the path of the next page of a list whose last line is known; empty when this page was not full.
func (v *visit) older(lines int, last models.ID) string {
	if lines < pageSize {
		return ""
	}
	u := *v.gin.Request.URL
	q := u.Query()
	q.Set("before", last.String())
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// page shows what fn loads, with its shell, all of one moment of the database.
func (v *visit) page(status int, fn func(*store.Tx) (frontend.Page, error)) error {
	var p frontend.Page
	var shell frontend.Shell
	err := v.read(func(tx *store.Tx) (err error) {
		if p, err = fn(tx); err == nil {
			shell, err = v.shell(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.render(status, shell, p)
}

// show shows a page that needs nothing of the database but its shell.
func (v *visit) show(status int, p frontend.Page) error {
	return v.page(status, func(*store.Tx) (frontend.Page, error) { return p, nil })
}

// render writes the page. What goes wrong from here on is for the log: the answer has begun.
func (v *visit) render(status int, shell frontend.Shell, p frontend.Page) error {
	if shell.Flash != "" {
		v.dropFlash()
	}
	door.Later(v.gin.Writer.Header(), status)
	if err := frontend.Render(v.ctx(), v.gin.Writer, status, shell, p); err != nil {
		v.Log.Debug("a page was not written", "row", v.gin.FullPath(), "err", err)
	}
	return nil
}

// redirect sends the browser on with a GET.
func (v *visit) redirect(path string) {
	v.gin.Header("Cache-Control", "private, no-store")
	v.gin.Redirect(http.StatusSeeOther, path)
}

// done sends the browser on, and says there what was done; key is a phrase that begins with "flash.", or empty.
func (v *visit) done(path, key string) error {
	if key != "" {
		v.setFlash(key)
	}
	v.redirect(path)
	return nil
}

// back is done for a form that says where it was sent from.
func (v *visit) back(key string) error {
	return v.done(frontend.Back(v.gin.Request.PostFormValue(frontend.FieldBack)), key)
}

// program tells whether the answer is for a program, or for our own script, rather than for a page.
func (v *visit) program() bool {
	return v.gin.FullPath() == frontend.PathPreview.String()
}

// fail shows the page of an error. Faults of our own go to the log; hidden and missing look the same.
func (v *visit) fail(err error) {
	status := fault.Status(err)
	if status == http.StatusInternalServerError {
		_ = v.gin.Error(err)
	}
	if v.program() {
		v.json(status, struct {
			Error string `json:"error"`
		}{fault.Say(err)})
		return
	}
	shell := frontend.Shell{Site: v.Site, Organisation: v.Settings.Name, Lang: lang}
	if err := v.read(func(tx *store.Tx) (err error) {
		shell, err = v.shell(tx)
		return err
	}); err != nil {
		level := slog.LevelError
		if fault.Is(err, fault.Unavailable) { // that is what the page says
			level = slog.LevelDebug
		}
		v.Log.Log(v.ctx(), level, "the shell of a page could not be filled", "err", err)
	}
	_ = v.render(status, shell, frontend.MistakeOf(err))
}

// json writes an answer for a program.
func (v *visit) json(status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		_ = v.gin.Error(err)
		v.gin.Status(http.StatusInternalServerError)
		return
	}
	door.Later(v.gin.Writer.Header(), status)
	v.gin.Header("Cache-Control", "private, no-store")
	v.gin.Header("X-Content-Type-Options", "nosniff")
	v.gin.Data(status, "application/json; charset=utf-8", body)
}
