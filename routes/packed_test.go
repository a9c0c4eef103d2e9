package routes

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

const long = "Words that are said again and again. "

func packing() http.Handler {
	e := gin.New()
	e.Use(packed)
	e.GET("/page", func(c *gin.Context) {
		c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(strings.Repeat(long, 100)))
	})
	e.GET("/short", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", []byte(`{}`)) })
	e.GET("/picture", func(c *gin.Context) { c.Data(http.StatusOK, "image/png", []byte(strings.Repeat(long, 100))) })
	e.GET("/file", func(c *gin.Context) {
		c.Header("Content-Type", "text/plain")
		c.Header("ETag", `"these-bytes"`)
		http.ServeContent(c.Writer, c.Request, "", time.Time{}, strings.NewReader(strings.Repeat(long, 100)))
	})
	e.GET("/stream", func(c *gin.Context) {
		c.Header("Content-Type", "text/event-stream")
		_, _ = c.Writer.WriteString(strings.Repeat(long, 100))
		c.Writer.Flush()
	})
	e.GET("/none", func(c *gin.Context) { c.AbortWithStatus(http.StatusNotFound) })
	return e
}

// Texts are compressed for those who take it, unless another website made a browser ask with a person's cookie.
func TestTextsAreCompressedForThoseWhoTakeThem(t *testing.T) {
	gin.SetMode(gin.TestMode)
	h := packing()
	for _, c := range []struct {
		name, path string
		headers    []string
		packed     bool
	}{
		{"a page", "/page", []string{"Accept-Encoding", "br, gzip"}, true},
		{"whatever one has", "/page", []string{"Accept-Encoding", "*;q=0.5"}, true},
		{"no gzip", "/page", []string{"Accept-Encoding", "gzip;q=0, br"}, false},
		{"said nothing", "/page", nil, false},
		{"less than a packet", "/short", []string{"Accept-Encoding", "gzip"}, false},
		{"a picture", "/picture", []string{"Accept-Encoding", "gzip"}, false},
		{"a file by its bytes", "/file", []string{"Accept-Encoding", "gzip"}, false},
		{"part of a file", "/file", []string{"Accept-Encoding", "gzip", "Range", "bytes=0-1999"}, false},
		{"a stream", "/stream", []string{"Accept-Encoding", "gzip"}, false},
		{"nothing there", "/none", []string{"Accept-Encoding", "gzip"}, false},
		{"a page of ours asks", "/page", []string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "same-origin"}, true},
		{"the person asks", "/page", []string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "none"}, true},
		{"another website asks", "/page", []string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "cross-site"}, false},
		{"another name of the domain asks", "/page", []string{"Accept-Encoding", "gzip", "Cookie", "a=b", "Sec-Fetch-Site", "same-site"}, false},
		{"a browser that does not say who asks", "/page", []string{"Accept-Encoding", "gzip", "Cookie", "a=b"}, false},
	} {
		asks := func(headers ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodGet, c.path, nil)
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w
		}
		got := asks(c.headers...)
		if is := got.Header().Get("Content-Encoding") == "gzip"; is != c.packed {
			t.Errorf("%s: compressed is %v", c.name, is)
			continue
		}
		if !c.packed {
			continue
		}
		z, err := gzip.NewReader(got.Body)
		if err != nil {
			t.Fatal(c.name, err)
		}
		body, err := io.ReadAll(z)
		if err != nil || string(body) != asks().Body.String() {
			t.Errorf("%s: %d bytes came out, %v", c.name, len(body), err)
		}
		if got.Header().Get("Vary") == "" || got.Header().Get("Content-Length") != "" {
			t.Errorf("%s: %v", c.name, got.Header())
		}
	}
}
