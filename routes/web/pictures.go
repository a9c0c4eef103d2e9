package web

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/services/people"
	"guildhall/services/portraits"
	"guildhall/store"
)

// rowsOfPictures are the faces and banners of our own people and communities, and the form that changes one's own.
func rowsOfPictures(w *Web) []door.Row {
	shown := func(path frontend.Path, s portraits.Shape) door.Row {
		return door.Row{Method: get, Path: path.String(), Who: door.Visitor, Judge: "pull page", Handle: func(c *gin.Context) { w.picture(c, s) }}
	}
	return []door.Row{shown(frontend.PathFace, portraits.Face), shown(frontend.PathBanner, portraits.Banner),
		{Method: post, Path: frontend.PathPictures.String(), Who: door.Member, Judge: "session", Handle: w.savePictures}}
}

// picture shows a face or banner to whoever may read whose it is: people of ours, an app of theirs, a server, a visitor.
func (w *Web) picture(c *gin.Context, s portraits.Shape) {
	v := w.visit(c)
	name := c.Param("picture")
	load := func(tx *store.Tx) (policy.Subject, error) {
		a, err := tx.ActorByIRI(models.IRI(w.Site.Base + "/actors/" + c.Param("slug")))
		if err != nil {
			return policy.Subject{}, err
		}
		worn := a.Icon
		if s.Word == portraits.Banner.Word {
			worn = a.Image
		}
		if !a.Local || a.Gone != 0 || worn != portraits.Worn(a, s, name) {
			return policy.Subject{}, gate.NoSuchThing("web.picture")
		}
		doc, err := w.Gate.ActorDoc(tx, a)
		return policy.Subject{Actor: &doc}, err
	}
	err := w.maySee(v, load)
	if err != nil {
		v.fail(err)
		return
	}
	w.showPortrait(v, name)
}

// showPortrait answers with a picture that was judged.
func (w *Web) showPortrait(v *visit, name string) {
	b, kind, err := w.Portraits.Open(v.ctx(), name)
	if err != nil {
		v.fail(err)
		return
	}
	defer func() { _ = b.Close() }()
	h := v.gin.Writer.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "private, no-store")
	if v.who != nil { // the path changes with the picture
		h.Set("Cache-Control", "private, max-age=86400, immutable")
	}
	http.ServeContent(v.gin.Writer, v.gin.Request, "", models.Time(0).Go(), b)
}

func (w *Web) maySee(v *visit, load gate.Load) error {
	if v.who != nil || v.marked() != 0 {
		return v.read(func(tx *store.Tx) error { _, err := load(tx); return err })
	}
	asker, err := w.Door.Signed(v.gin.Request)
	if err != nil {
		return err
	}
	if _, err = w.Gate.Pull(v.ctx(), asker, load); err != nil && asker.Actor == nil {
		_, err = w.Gate.Page(v.ctx(), load)
	}
	return err
}

// savePictures takes the pictures of the form: a new face, a new banner, or none of them any more.
func (w *Web) savePictures(c *gin.Context) {
	v := w.visit(c)
	if err := v.takePictures(); err != nil {
		v.fail(err)
		return
	}
	_ = v.done(frontend.PathSettings.With(), "flash.profile")
}

func (v *visit) takePictures() error {
	const op = "web.takePictures"
	r := v.gin.Request
	r.Body = http.MaxBytesReader(v.gin.Writer, r.Body, 2*portraits.MostBytes+1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.New(fault.TooLarge, op, "The pictures are too large: 16 MB each at most.").Because(err)
		}
		return fault.New(fault.Malformed, op, "The form could not be read. Open the page again and try once more.").Because(err)
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	var change people.Profile
	for _, one := range []struct {
		shape portraits.Shape
		to    **string
	}{{portraits.Face, &change.Icon}, {portraits.Banner, &change.Image}} {
		if r.PostFormValue("no-"+one.shape.Word) != "" {
			*one.to = new(string)
		}
		files := r.MultipartForm.File[one.shape.Word]
		if len(files) == 0 || files[0].Size == 0 {
			continue
		}
		worn, err := v.wear(v.ctx(), files[0], one.shape)
		if err != nil {
			return err
		}
		*one.to = &worn
	}
	if change.Icon == nil && change.Image == nil {
		return nil
	}
	return v.write(func(tx *store.Tx) error {
		_, err := people.Update(tx, v.Site, v.who.Actor, change)
		return err
	})
}

func (v *visit) wear(ctx context.Context, file *multipart.FileHeader, s portraits.Shape) (string, error) {
	f, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	name, err := v.Portraits.Make(ctx, f, s)
	return portraits.Worn(v.who.Actor, s, strings.TrimSpace(name)), err
}
