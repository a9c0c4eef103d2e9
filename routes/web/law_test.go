package web_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
	"guildhall/testrig"
)

// filled is the path of a row with something in its named parts that nobody has.
func filled(row door.Row) string {
	return strings.NewReplacer(":name", "nobody", ":id", "4711", ":kind", "question", ":host", "nowhere.example", ":slug", strings.Repeat("x", 22), "*file", "none.css").Replace(row.Path)
}

// pages are the rows of the table that people look at.
func pages(s *testrig.Server) []door.Row {
	return slices.DeleteFunc(slices.Clone(s.Table.Rows), func(r door.Row) bool {
		return r.Who != door.Member && r.Who != door.Visitor || strings.HasPrefix(r.Path, "/.well-known") || strings.HasPrefix(r.Path, "/nodeinfo")
	})
}

func TestWhoeverIsNotSignedInIsLedToTheWayIn(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	b := stranger(t, w.Server("acme.example"))
	asked := 0
	for _, row := range pages(w.Server("acme.example")) {
		if row.Who != door.Member {
			continue
		}
		asked++
		path := filled(row)
		p := b.ask(httptest.NewRequest(row.Method, "https://acme.example"+path, nil))
		if p.status != http.StatusSeeOther || !strings.HasPrefix(p.to, "/login") || p.body != "" && strings.Contains(p.body, "acme:") {
			t.Errorf("%s %s answers %d and leads to %q", row.Method, path, p.status, p.to)
		}
		if row.Method == http.MethodGet && path != "/" && p.to != "/login?next="+strings.ReplaceAll(strings.ReplaceAll(path, "/", "%2F"), "@", "%40") {
			t.Errorf("%s %s does not lead back: %q", row.Method, path, p.to)
		}
	}
	if asked < 50 {
		t.Fatalf("only %d pages for members were found", asked)
	}
}

func TestThePageOfAnotherSiteChangesNothing(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	holds(ada, models.Admin)
	b := signedIn(t, ada)
	forged := map[string]func(*http.Request){
		"a browser says so":        func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"a sister site says so":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"an older browser says so": func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "https://evil.example") },
	}
	for name, how := range forged {
		for _, row := range w.Server("acme.example").Table.Rows {
			preview := row.Path == "/api/guildhall/v1/preview"
			if row.Method != http.MethodPost || row.Who != door.Member && row.Who != door.Visitor && !preview {
				continue
			}
			r := httptest.NewRequest(row.Method, "https://acme.example"+filled(row), strings.NewReader("text=hello&do=post"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if p := b.forged(r, how); p.status != http.StatusForbidden {
				t.Errorf("%s: POST %s answers %d", name, row.Path, p.status)
			}
		}
	}
}

// forged is ask with headers of somebody else's making.
func (b tab) forged(r *http.Request, how func(*http.Request)) page {
	r.Host, r.RemoteAddr = string(b.at.Host), "192.0.2.7:4711"
	r.Header.Set("Accept", "text/html")
	how(r)
	r.AddCookie(&http.Cookie{Name: "__Host-guildhall", Value: b.cookie})
	out := httptest.NewRecorder()
	b.at.Handler.ServeHTTP(out, r)
	return page{t: b.t, status: out.Code, to: out.Header().Get("Location"), body: out.Body.String(), head: out.Header()}
}

func TestEveryPageIsKeptByNobodyAndRunsNothingOfOthers(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	holds(ada, models.Admin)
	for who, b := range map[string]tab{"a member": signedIn(t, ada), "a stranger": stranger(t, w.Server("acme.example"))} {
		for _, row := range pages(w.Server("acme.example")) {
			if row.Method != http.MethodGet {
				continue
			}
			p := b.opens(filled(row))
			if got := p.head.Get("Cache-Control"); got != "private, no-store" {
				t.Errorf("%s: %s may be kept: %q", who, row.Path, got)
			}
			if p.status >= 300 && p.status < 400 {
				continue
			}
			csp := p.head.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
				"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: %s lacks %s", who, row.Path, want)
				}
			}
			if strings.Contains(csp, "unsafe") || p.head.Get("X-Content-Type-Options") != "nosniff" || p.head.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("%s: headers of %s: %v", who, row.Path, p.head)
			}
			if p.status == http.StatusInternalServerError {
				t.Errorf("%s: %s answers 500", who, row.Path)
			}
		}
	}
}

// same fails unless two answers agree in every byte: status, headers and body.
func same(t *testing.T, hidden, missing page) {
	t.Helper()
	if hidden.status != missing.status || hidden.to != missing.to || hidden.body != missing.body {
		t.Errorf("hidden answers %d %q, missing %d %q:\n%s\n---\n%s", hidden.status, hidden.to, missing.status, missing.to, hidden.body, missing.body)
	}
	if !maps.EqualFunc(hidden.head, missing.head, slices.Equal) {
		t.Errorf("headers differ: %v and %v", hidden.head, missing.head)
	}
}

// postOf finds the newest post of somebody.
func postOf(t *testing.T, p *testrig.Person) models.Post {
	t.Helper()
	var found models.Post
	p.Home.Read(func(tx *store.Tx) error {
		list, err := tx.PostsBy(p.ID, []models.Audience{models.Self, models.Named, models.Followers, models.Everyone}, store.Page{Limit: 1})
		if len(list) == 1 {
			found = list[0]
		}
		return err
	})
	if found.ID == 0 {
		t.Fatal("nothing was posted")
	}
	return found
}

func TestHiddenIsAbsentByteForByte(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	here := w.Server("acme.example")
	ada, bea := w.As("ada@acme.example"), w.As("bea@acme.example")
	browser := signedIn(t, ada)
	nobody := "/posts/" + strings.Repeat("x", 22)
	for name, fields := range map[string][]string{
		"inside":        {"audience", "everyone", "distance", "inside"},
		"to partners":   {"audience", "everyone", "distance", "partners"},
		"for followers": {"audience", "followers", "distance", "world"},
		"for oneself":   {"audience", "self", "distance", "inside"},
	} {
		t.Run(name, func(t *testing.T) {
			browser.sends("/compose", append(fields, "text", "the salary bands", "do", "post")...).is(http.StatusSeeOther)
			p := postOf(t, ada)
			slug := strings.TrimPrefix(string(p.IRI), here.Site.Base)
			web := stranger(t, here)
			same(t, web.opens("/@ada/"+p.ID.String()), web.opens("/@ada/4711"))
			same(t, web.opens("/@ada/"+p.ID.String()), web.opens("/@zoe/4711"))
			same(t, web.opens(slug), web.opens(nobody))
			if name != "for oneself" {
				return
			}
			other := signedIn(t, bea)
			same(t, other.opens("/@ada/"+p.ID.String()), other.opens("/@ada/4711"))
			same(t, other.opens(slug), other.opens(nobody))
			for _, act := range []string{"favourite", "boost", "delete", "edit", "unfavourite", "unboost"} {
				same(t, other.sends("/posts/"+p.ID.String()+"/"+act, "text", "x"), other.sends("/posts/4711/"+act, "text", "x"))
			}
			for _, look := range []string{"why", "delete", "edit"} {
				same(t, other.opens("/posts/"+p.ID.String()+"/"+look), other.opens("/posts/4711/"+look))
			}
			same(t, other.opens("/compose?reply="+p.ID.String()), other.opens("/compose?reply=4711"))
			for _, do := range []string{"post", "preview"} {
				same(t, other.sends("/compose", "text", "x", "do", do, "audience", "everyone", "distance", "inside", "reply", p.ID.String()),
					other.sends("/compose", "text", "x", "do", do, "audience", "everyone", "distance", "inside", "reply", "4711"))
			}
		})
	}
	t.Run("a person who is inside", func(t *testing.T) {
		web := stranger(t, here)
		same(t, web.opens("/@bea"), web.opens("/@zoe"))
		same(t, web.opens(strings.TrimPrefix(string(bea.IRI), here.Site.Base)), web.opens("/actors/"+strings.Repeat("x", 22)))
		same(t, web.opens("/@bea"), web.opens("/no/such/page"))
	})
}

func TestWhatNoTextHoldsIsAnsweredAndNoMistakeOfOurs(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	holds(ada, models.Admin)
	b, web := signedIn(t, ada), stranger(t, w.Server("acme.example"))
	for _, odd := range []string{"%00", "%ff", "a%00b", "%ff%fe", "%F0%9F%A6%8A", strings.Repeat("a", 3000), "..", "%2e%2e", "-1", "99999999999999999999999"} {
		for _, path := range []string{"/@" + odd, "/@" + odd + "/5", "/@ada/" + odd, "/@ada@" + odd, "/actors/" + odd, "/posts/" + odd, "/admin/peers/" + odd,
			"/find?q=" + odd, "/login?next=" + odd, "/admin/peers?q=" + odd + "&after=" + odd + "&standing=" + odd, "/admin/people?q=" + odd + "&before=" + odd,
			"/notices?before=" + odd, "/compose?reply=" + odd + "&to=" + odd, "/posts/" + odd + "/why"} {
			for _, tab := range []tab{b, web} {
				if p := tab.opens(path); p.status >= 500 && p.status != http.StatusBadGateway && p.status != http.StatusServiceUnavailable {
					t.Errorf("GET %s answers %d", path, p.status)
				}
			}
		}
	}
	for _, odd := range []string{"a\x00b", "\xff\xfe", strings.Repeat("ü", 200_000)} {
		for _, row := range pages(w.Server("acme.example")) {
			if row.Method != http.MethodPost || row.Path == "/logout" || strings.Contains(row.Path, "/sessions/") || row.Path == "/login" {
				continue
			}
			p := b.sends(strings.ReplaceAll(filled(row), "nobody", "ada"), "text", odd, "title", odd, "warning", odd, "language", odd, "audience", odd, "distance", odd, "reply", odd, "name", odd,
				"about", odd, "line_name", odd, "line_value", odd, "handle", odd, "purpose", odd, "domain", odd, "standing", odd, "email", odd, "display", odd,
				"role", odd, "until", odd, "back", odd, "ticket", odd, "code", odd, "do", "post")
			if p.status >= 500 {
				t.Errorf("POST %s answers %d", row.Path, p.status)
			}
		}
		if p := web.sends("/login", "login", odd, "password", odd, "next", odd); p.status >= 500 {
			t.Errorf("POST /login answers %d", p.status)
		}
	}
}
