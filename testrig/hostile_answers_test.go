package testrig_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// A server that answers our questions with something else than a document is not believed, costs few requests, and leaves
// nothing behind. (One that answers a byte a second, and bounded bytes: federation/courier. Lists without an end:
// TestStoryListsOfAnswersWithoutAnEndEnd.)
func TestHostileAnswers(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 16<<20))
	_ = z.Close()
	body := func(kind, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, text)
		}
	}
	const activity = "application/activity+json"
	for story, answers := range map[string]http.HandlerFunc{
		"a page for people with 200":          body("text/html", "<html>Just a moment...</html>"),
		"a page that claims to be a document": body(activity, "<html>Just a moment...</html>"),
		"a document without an end":           body(activity, `{"id":"`+strings.Repeat("x", 3<<20)),
		"a deep document":                     body(activity, strings.Repeat(`{"a":`, 10_000)+"1"+strings.Repeat("}", 10_000)),
		"a packed bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", activity)
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		},
		"redirects without an end": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		},
		"a redirect to itself": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String(), http.StatusMovedPermanently)
		},
		"a redirect to us": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://acme.example/actors/x", http.StatusFound)
		},
		"a redirect within the house": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:8080/metrics", http.StatusTemporaryRedirect)
		},
		"nothing at all": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", activity) },
	} {
		t.Run(story, func(t *testing.T) {
			w, ada, peer := outside(t)
			acme := w.Server("acme.example")
			bad := w.Peer("bad.example")
			acme.Allows("bad.example")
			var asked atomic.Int32
			bad.Instead = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodGet {
					asked.Add(1)
					answers(w, r)
				}
				return r.Method == http.MethodGet
			}
			before := inboxOf(acme.Store)
			status, answer := bad.Sends(ada.Inbox, follow(bad, ada.IRI))
			if status != http.StatusUnauthorized && status != http.StatusServiceUnavailable {
				t.Errorf("answered %d %s", status, answer)
			}
			w.Settle()
			if n := asked.Load(); n == 0 || n > 5 {
				t.Errorf("it was asked %d times", n)
			}
			if n := inboxOf(acme.Store); n != before || ada.IsFollowedBy("nell@bad.example") {
				t.Errorf("%d activities are kept instead of %d", n, before)
			}
			for _, x := range w.Net.Exchanges() {
				if x.From == "acme.example" && (x.To == "acme.example" || strings.HasPrefix(string(x.To), "127.")) {
					t.Errorf("it sent us to %s%s", x.To, x.Path)
				}
			}
			hostileStillAnswers(t, peer, ada.IRI)
		})
	}
}
