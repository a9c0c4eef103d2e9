package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/testrig"
)

// password is everybody's in these stories.
const password = "a short sentence to remember"

var passwordHash = sync.OnceValue(func() string {
	hash, err := accounts.HashPassword(password)
	if err != nil {
		panic(err)
	}
	return hash
})

// desk is somebody's browser without script: it keeps cookies and follows redirects when told.
type desk struct {
	t       testing.TB
	home    *testrig.Server
	cookies map[string]*http.Cookie
	headers map[string]string
}

// visits opens a browser at an organisation; nobody is signed in.
func visits(t testing.TB, w *testrig.World, host string) *desk {
	return &desk{t: t, home: w.Server(host), cookies: map[string]*http.Cookie{}, headers: map[string]string{}}
}

// signsIn opens a browser and signs in with the form; the person is made on first sight.
func signsIn(t testing.TB, w *testrig.World, address string) *desk {
	t.Helper()
	p := w.As(address)
	p.Home.Write(func(tx *store.Tx) error {
		a, err := tx.AccountOf(p.ID)
		if err == nil {
			a.Password = passwordHash()
			err = tx.SaveAccount(&a)
		}
		return err
	})
	d := visits(t, w, string(p.Home.Host))
	d.sends("/login", "login", string(p.Handle), "password", password).to("/")
	return d
}

// sheet is what the browser got.
type sheet struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   string
}

func (d *desk) ask(method, path, kind string, body io.Reader) sheet {
	d.t.Helper()
	r := httptest.NewRequestWithContext(context.WithoutCancel(d.t.Context()), method, d.home.Site.Base+path, body)
	r.RequestURI = ""
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method == http.MethodPost {
		r.Header.Set("Origin", d.home.Site.Base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range d.headers {
		r.Header.Set(name, value)
	}
	for _, c := range d.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	d.home.Handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(d.cookies, c.Name)
			continue
		}
		d.cookies[c.Name] = c
	}
	return sheet{d.t, method + " " + path, w.Code, w.Header(), w.Body.String()}
}

// opens asks for a page.
func (d *desk) opens(path string) sheet {
	d.t.Helper()
	return d.ask(http.MethodGet, path, "", nil)
}

// sends sends a form of names and values.
func (d *desk) sends(path string, form ...string) sheet {
	d.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	return d.ask(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// is checks the status.
func (p sheet) is(status int) sheet {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answered %d, not %d: %s", p.what, p.status, status, words(p.body))
	}
	return p
}

// to checks that the browser is sent on to a path.
func (p sheet) to(path string) sheet {
	p.t.Helper()
	p.is(http.StatusSeeOther)
	if got := p.header.Get("Location"); got != path {
		p.t.Fatalf("%s leads to %q, not %q", p.what, got, path)
	}
	return p
}

// says checks that the page holds each text.
func (p sheet) says(texts ...string) sheet {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			p.t.Fatalf("%s does not say %q: %s", p.what, text, words(p.body))
		}
	}
	return p
}

// hides checks that the page holds none.
func (p sheet) hides(texts ...string) sheet {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			p.t.Fatalf("%s says %q", p.what, text)
		}
	}
	return p
}

// field reads the value of a hidden field.
func (p sheet) field(name string) string {
	p.t.Helper()
	_, rest, ok := strings.Cut(p.body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !ok || value == "" {
		p.t.Fatalf("%s has no field %s", p.what, name)
	}
	return value
}

// words are the main part of a page, for messages.
func words(body string) string {
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body, _, _ = strings.Cut(main, "</main>")
	}
	return body[:min(len(body), 3000)]
}
