package routes_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/testrig"
)

// What anybody may have is not sent again to who has it.
func TestPublicDocumentsAreSentOnce(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.As("ada@acme.example")
	table := w.Server("acme.example").Table
	asks := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "https://acme.example"+path, nil)
		r.Header.Set("Accept", "application/activity+json")
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		answer := httptest.NewRecorder()
		table.Peers.ServeHTTP(answer, r)
		return answer
	}
	for _, path := range []string{"/.well-known/nodeinfo", "/nodeinfo/2.1", "/.well-known/host-meta"} {
		first := asks(path, "")
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || !strings.HasPrefix(tag, `W/"`) {
			t.Errorf("%s: %d, tag %q", path, first.Code, tag)
			continue
		}
		if again := asks(path, `"other", `+tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s again: %d with %d bytes", path, again.Code, again.Body.Len())
		}
		if other := asks(path, `W/"other"`); other.Code != http.StatusOK || other.Body.String() != first.Body.String() {
			t.Errorf("%s with a tag that is none of it: %d", path, other.Code)
		}
	}
}
