package routes_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/testrig"
)

// With two listeners, each answers its own rows and nothing else: what a row is for stands in the table, and every row is asked for
// at both.
func TestEachListenerAnswersItsOwnRowsAlone(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.As("ada@acme.example")
	table := w.Server("acme.example").Table
	fill := strings.NewReplacer(":slug", "0000000000000000000000", ":id", "77", ":name", "ada", ":host", "peer.example", "*file", "style.css", ":version", "2.1", ":mark", "x", ":emoji", "x", ":picture", "x", ":tag", "x")
	asks := func(h http.Handler, method, path, accept string) int {
		r := httptest.NewRequest(method, "https://acme.example"+fill.Replace(path), strings.NewReader("{}"))
		r.Header.Set("Accept", accept)
		r.Header.Set("Content-Type", "application/activity+json")
		r.Header.Set("Origin", "https://acme.example")
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		return answer.Code
	}
	for _, row := range table.Rows {
		accept := "text/html"
		if row.Who == door.App || strings.HasPrefix(row.Path, "/api/") {
			accept = "application/json"
		}
		// What no row of the listener lists is answered as what never was.
		people, peers := listed(table.People, row), listed(table.Peers, row)
		wantPeople, wantPeers := row.Listener() != door.ForPeers, row.Listener() != door.ForPeople
		if people != wantPeople || peers != wantPeers {
			t.Errorf("%s %s is for %s: the people's listener answers %v, the peers' %v", row.Method, row.Path, row.Listener(), people, peers)
		}
		if !wantPeers {
			if got := asks(table.Peers, row.Method, row.Path, accept); got != http.StatusNotFound && got != http.StatusSeeOther && got != http.StatusUnauthorized {
				t.Errorf("%s %s answers %d on the peers' listener", row.Method, row.Path, got)
			}
		}
		if row.Who == door.Anyone && row.At == "" {
			t.Errorf("%s %s is for anyone: say at which listener", row.Method, row.Path)
		}
	}
}

// listed tells whether a listener knows a row.
func listed(h http.Handler, row door.Row) bool {
	return slices.ContainsFunc(h.(*gin.Engine).Routes(), func(r gin.RouteInfo) bool { return r.Method == row.Method && r.Path == row.Path })
}

// A member's session and a program's token are nothing on the peers' listener: it shows what strangers may see.
func TestThePeersListenerKnowsNobodyOfOurs(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	var token string
	ada.Home.Write(func(tx *store.Tx) error {
		m, err := accounts.Member(tx, ada.ID)
		if err == nil {
			token, err = accounts.NewToken(tx, m, "script", "read")
		}
		return err
	})
	get := func(h http.Handler, path string) int {
		r := httptest.NewRequest(http.MethodGet, "https://acme.example"+path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		return answer.Code
	}
	const me = "/api/v1/accounts/verify_credentials"
	if got := get(ada.Home.Table.People, me); got != http.StatusOK {
		t.Errorf("on the people's listener the token gives %d", got)
	}
	if got := get(ada.Home.Table.Peers, me); got != http.StatusNotFound {
		t.Errorf("on the peers' listener it gives %d", got)
	}
	// Documents for servers are not on the people's listener, pages are.
	r := httptest.NewRequest(http.MethodGet, string(ada.IRI), nil)
	r.Header.Set("Accept", "application/activity+json")
	answer := httptest.NewRecorder()
	if ada.Home.Table.People.ServeHTTP(answer, r); answer.Code != http.StatusNotFound {
		t.Errorf("the people's listener gives a document: %d", answer.Code)
	}
	for _, path := range []string{"/.well-known/webfinger?resource=acct:ada@acme.example", "/.well-known/nodeinfo", "/inbox"} {
		if got := get(ada.Home.Table.People, path); got != http.StatusNotFound {
			t.Errorf("the people's listener answers %s with %d", path, got)
		}
	}
	if got := get(ada.Home.Table.Peers, "/.well-known/security.txt"); got != http.StatusOK {
		t.Errorf("security.txt: %d", got)
	}
}

// By the peers' listener a stranger finds out whose server it is, and is offered no way in that is not there.
func TestThePeersListenerTellsWhoseItIs(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	table := w.Server("acme.example").Table
	page := func(h http.Handler, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "https://acme.example"+path, nil)
		r.Header.Set("Accept", "text/html")
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		return answer
	}
	for _, path := range []string{"/", "/about", "/nothing"} {
		got := page(table.Peers, path)
		if want := map[string]int{"/nothing": http.StatusNotFound}[path]; got.Code != max(want, http.StatusOK) {
			t.Errorf("%s answers %d", path, got.Code)
		}
		if strings.Contains(got.Body.String(), "/login") {
			t.Errorf("%s offers to sign in", path)
		}
	}
	if !strings.Contains(page(table.Peers, "/").Body.String(), "acme.example") {
		t.Error("the first page does not tell whose server it is")
	}
	if got := page(table.People, "/"); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/login" {
		t.Errorf("on the people's listener it answers %d and leads to %q", got.Code, got.Header().Get("Location"))
	}
	if got := page(table.People, "/about"); !strings.Contains(got.Body.String(), "/login") {
		t.Error("on the people's listener there is no way in")
	}
}
