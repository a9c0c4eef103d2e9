package frontend

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var files embed.FS

// asset is one static file, under a name that changes with its bytes.
type asset struct {
	name string // guildhall.3f9ac2d1e0.css
	kind string
	body []byte
}

var assets, byHash = loadAssets()

func loadAssets() (byName, byHash map[string]asset) {
	byName, byHash = map[string]asset{}, map[string]asset{}
	entries, _ := files.ReadDir("static") // embedded: it is there, or the program did not compile
	for _, e := range entries {
		body, err := files.ReadFile("static/" + e.Name())
		if err != nil {
			continue
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		a := asset{name: strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:5]) + ext, kind: mime.TypeByExtension(ext), body: body}
		switch ext { // the machine's own tables differ
		case ".css":
			a.kind = "text/css; charset=utf-8"
		case ".js":
			a.kind = "text/javascript; charset=utf-8"
		case ".svg":
			a.kind = "image/svg+xml"
		}
		byName[e.Name()], byHash[a.name] = a, a
	}
	return byName, byHash
}

// StaticPath is the address of a static file, with the hash of its bytes in the name.
func StaticPath(file string) string { return PathStatic.With(assets[file].name) }

// Static serves the static files under /static/. A name holds the hash of its bytes, so browsers may keep it for a year;
// any other name is 404.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byHash[path.Base(r.URL.Path)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
		if r.Method != http.MethodHead {
			_, _ = w.Write(a.body)
		}
	})
}
