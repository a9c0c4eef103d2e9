package routes

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// packedLeast is the size in bytes from which on a body is compressed: below, it fits one packet anyway.
const packedLeast = 1400

// packed compresses texts for whoever takes gzip. A browser that brings a cookie gets it only for what a page of ours asked for,
// or the person themselves: a website elsewhere that makes a browser ask, with words of its own in the address, learns nothing
// from the size of the answer (BREACH).
func packed(c *gin.Context) {
	if !takesGzip(c.GetHeader("Accept-Encoding")) || c.Request.Method == http.MethodHead || !ownAsks(c.Request) {
		c.Next()
		return
	}
	w := &packer{ResponseWriter: c.Writer}
	c.Writer = w
	defer func() {
		c.Writer = w.ResponseWriter
		w.end()
	}()
	c.Next()
}

// ownAsks tells whether no other website can have made this request with the cookie of a person.
func ownAsks(r *http.Request) bool {
	if r.Header.Get("Cookie") == "" {
		return true
	}
	from := r.Header.Get("Sec-Fetch-Site")
	return from == "same-origin" || from == "none"
}

// takesGzip reads Accept-Encoding; a weight of naught is a no. spec: rfc9110#section-12.5.3
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if coding = strings.TrimSpace(coding); strings.EqualFold(coding, "gzip") || coding == "*" {
			_, q, weighed := strings.Cut(weight, "=")
			n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			return !weighed || err == nil && n > 0
		}
	}
	return false
}

// packer decides at the first write, by what the handler said of the body, whether it is compressed.
type packer struct {
	gin.ResponseWriter
	decided bool
	zip     *gzip.Writer
}

// The fastest level: it takes most of what there is to take from a page, at a fraction of the time.
var zips = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}

func (p *packer) decide(first int) {
	if p.decided {
		return
	}
	p.decided = true
	h := p.Header()
	size := first
	if n, err := strconv.Atoi(h.Get("Content-Length")); err == nil {
		size = n
	}
	if !isText(h.Get("Content-Type")) {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	strong := h.Get("ETag") != "" && !strings.HasPrefix(h.Get("ETag"), "W/") // it names these very bytes
	if size < packedLeast || strong || h.Get("Content-Encoding") != "" || p.ResponseWriter.Status() != http.StatusOK {
		return
	}
	h.Del("Content-Length")
	h.Set("Content-Encoding", "gzip")
	p.zip = zips.Get().(*gzip.Writer)
	p.zip.Reset(p.ResponseWriter)
}

// isText tells of a Content-Type whether its bytes get smaller. What is streamed is left alone.
func isText(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch {
	case kind == "text/event-stream":
		return false
	case strings.HasPrefix(kind, "text/"), kind == "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "application/") && (strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml"))
}

// Write compresses, or passes on.
func (p *packer) Write(body []byte) (int, error) {
	p.decide(len(body))
	if p.zip != nil {
		return p.zip.Write(body)
	}
	return p.ResponseWriter.Write(body)
}

// WriteString is Write.
func (p *packer) WriteString(s string) (int, error) { return p.Write([]byte(s)) }

// WriteHeaderNow sends the head; what the body will be must be known by then.
func (p *packer) WriteHeaderNow() {
	p.decide(0)
	p.ResponseWriter.WriteHeaderNow()
}

// Flush sends what was written so far.
func (p *packer) Flush() {
	p.decide(0)
	if p.zip != nil {
		_ = p.zip.Flush() // a reader that is gone is seen at the next write
	}
	p.ResponseWriter.Flush()
}

// Unwrap is for http.ResponseController.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packer) end() {
	if p.zip != nil {
		_ = p.zip.Close() // a reader that is gone needs no end
		p.zip.Reset(nil)
		zips.Put(p.zip)
		p.zip = nil
	}
}
