package frontend

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"guildhall/fault"
)

// ContentSecurityPolicy is what our pages permit a browser: our own styles, script, pictures and forms. Nothing inline.
const ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// frame is how a page stands in the shell.
type frame string

const (
	stream frame = "stream" // navigation, text, side column
	wide   frame = "wide"   // navigation, and all the rest for tables
	single frame = "single" // no navigation: one card in the middle
)

// view is a page made ready for the shell.
type view struct {
	Title string // of the window; the page has its own h1
	Frame frame
	Here  Path // the entry of the navigation that is current
	Body  templ.Component
	Side  templ.Component // nil without a side column
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render draws a page and writes it with its status in one go. Headers that a handler set before, such as
// Cache-Control, stay; without one a page is private and not kept. An error means that the page could not be drawn or
// the reader has gone; when nothing was written yet, the reader has been given a plain 500.
func Render(ctx context.Context, w http.ResponseWriter, status int, shell Shell, page Page) error {
	s := newSheet(shell)
	v := page.view(s)
	return write(ctx, w, status, layout(s, v))
}

// Part is a piece of a page that can be drawn alone.
type Part interface {
	part(s *sheet) templ.Component
}

// RenderPart draws a piece of a page, for the script that puts it in place.
func RenderPart(ctx context.Context, w http.ResponseWriter, status int, shell Shell, part Part) error {
	return write(ctx, w, status, part.part(newSheet(shell)))
}

func write(ctx context.Context, w http.ResponseWriter, status int, c templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() < 1<<20 { // one huge page should not be carried along for ever
			buf.Reset()
			buffers.Put(buf)
		}
	}()
	if err := c.Render(ctx, buf); err != nil {
		http.Error(w, fault.Say(nil), http.StatusInternalServerError)
		return fault.New(fault.Internal, "frontend.Render", "The page could not be drawn. Please try again.").Because(err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	h.Set("Content-Security-Policy", ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
	w.WriteHeader(status)
	_, err := w.Write(buf.Bytes())
	return err
}
