package web

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
)

func rowsOfFiles(w *Web) []door.Row {
	return []door.Row{
		w.visitor(get, frontend.PathMedia, "pull page", (*visit).file),
		w.visitor(get, frontend.PathMediaSmall, "pull page", (*visit).fileSmall),
		w.visitor(get, frontend.PathLent, "pull page", (*visit).lent),
		w.visitor(get, frontend.PathLentSmall, "pull page", (*visit).lentSmall),
	}
}

func (v *visit) file() error      { return v.bytesOf(v.mayHave, false) }
func (v *visit) fileSmall() error { return v.bytesOf(v.mayHave, true) }
func (v *visit) lent() error      { return v.bytesOf(v.mayBorrow, false) }
func (v *visit) lentSmall() error { return v.bytesOf(v.mayBorrow, true) }

// mayHave asks the gate for whoever is signed in, signs, or is a stranger.
func (v *visit) mayHave() (models.Media, error) {
	slug := v.gin.Param("slug")
	if v.who != nil {
		return v.Gate.FileOf(v.ctx(), v.me(), slug)
	}
	r, err := v.Door.Signed(v.gin.Request)
	if err != nil {
		if fault.Is(err, fault.TooMany) || fault.Is(err, fault.Internal) || fault.Is(err, fault.Unavailable) {
			return models.Media{}, err
		}
		return models.Media{}, nothing() // a signature that does not hold opens nothing, and tells nothing
	}
	return v.Gate.File(v.ctx(), r, slug)
}

// mayBorrow asks it for whom an address was made.
func (v *visit) mayBorrow() (models.Media, error) { return v.Gate.Lent(v.ctx(), v.gin.Param("slug")) }

// bytesOf answers with the bytes of a file, or a range of them. Each request is judged; what the browser has is only confirmed.
func (v *visit) bytesOf(judge func() (models.Media, error), small bool) error {
	m, err := judge()
	if err != nil {
		return nothingIf(err)
	}
	small = small && m.SmallWidth > 0
	f, err := v.Files.Open(v.ctx(), m, small)
	if err != nil {
		return nothingIf(err)
	}
	defer func() { _ = f.Close() }()
	kind, tag := m.Type, paths.Stamp("tag of "+m.Slug) // not the slug itself: it is the file's own address, which not everybody who has another is shown
	if small {
		if kind, err = smallType(f); err != nil {
			return err
		}
		tag += "-small"
	}
	h := v.gin.Writer.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Signature")
	h.Set("ETag", fmt.Sprintf("%q", tag))
	h.Set("Content-Disposition", mime.FormatMediaType(disposition(m.Kind), map[string]string{"filename": m.Name}))
	_ = http.NewResponseController(v.gin.Writer).SetWriteDeadline(clock.System{}.Now().Add(slowReader))
	http.ServeContent(v.gin.Writer, v.gin.Request, "", time.Time{}, f)
	return nil
}

// disposition lets pictures, films and sounds be shown, and has everything else downloaded.
func disposition(k models.MediaKind) string {
	if k == models.DocumentFile {
		return "attachment"
	}
	return "inline"
}

// smallType tells which of two forms a thumbnail has, both made by us.
func smallType(f io.ReadSeeker) (string, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil {
		return "", err
	}
	_, err := f.Seek(0, io.SeekStart)
	if strings.HasPrefix(string(head), "\x89PNG") {
		return "image/png", err
	}
	return "image/jpeg", err
}

// nothingIf makes the answer for a file that is hidden that of one that never was.
func nothingIf(err error) error {
	switch fault.KindOf(err) {
	case fault.Missing, fault.Hidden, fault.Forbidden, fault.Gone, fault.Unsigned:
		return nothing()
	}
	return err
}
