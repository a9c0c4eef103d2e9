package testrig_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// FuzzCursors asks for pages of collections, and for whom WebFinger knows, with places and names that strangers invent: no
// error of ours, and nothing that stays inside.
func FuzzCursors(f *testing.F) {
	w := testrig.NewWorld(f, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.As("ivo@acme.example")
	peer := w.Peer("peer.example")
	acme := w.Server("acme.example").Allows("peer.example")
	post := ada.Posts("OPEN to the world.", conversations.World)
	inside := ada.Posts("INSIDE alone.", conversations.Inside)
	for _, seed := range []string{"", "1", "AAAA", "////", "..", "%00", "\xff", strings.Repeat("A", 4096), strings.TrimPrefix(string(inside.IRI), "https://acme.example/posts/"),
		"acct:ada@acme.example", "acct:@@", "acct:ivo@acme.example", string(inside.IRI), "https://acme.example/@ada"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, place string) {
		said := url.QueryEscape(place)
		for _, address := range []string{string(ada.IRI) + "/followers?after=" + said, string(ada.OutboxIRI) + "?after=" + said, string(post.IRI) + "/replies?after=" + said,
			string(inside.IRI) + "/replies?after=" + said, "https://acme.example/.well-known/webfinger?resource=" + said} {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.Header.Set("Accept", "application/activity+json")
			if err := signature.Sign(r, "", models.IRI(peer.Nell+"#main-key"), peer.Key, peer.Now()); err != nil {
				t.Fatal(err)
			}
			answer := httptest.NewRecorder()
			acme.Handler.ServeHTTP(answer, r)
			if body := answer.Body.String(); answer.Code >= 500 || strings.Contains(body, "INSIDE") || strings.Contains(body, "Ivo") {
				t.Fatalf("%s is answered %d %s", address, answer.Code, body)
			}
		}
	})
}
