package door_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/store/storetest"
)

// house is a server with one member, ada, who is signed in and has a token.
type house struct {
	t       *testing.T
	store   *store.Store
	clock   *clock.Moved
	door    *door.Door
	session string
	token   string
}

func newHouse(t *testing.T, limited bool) *house {
	t.Helper()
	h := &house{t: t, clock: clock.At(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))}
	h.store = storetest.Open(t, h.clock)
	site := paths.New("https://acme.example")
	err := h.store.Write(t.Context(), func(tx *store.Tx) error {
		a, err := accounts.Create(tx, site, accounts.New{Handle: "ada", Email: "ada@acme.example", Hash: "x"})
		if err != nil {
			return err
		}
		if err := accounts.Grant(tx, models.Actor{}, a, models.BoundaryRole, 0, ""); err != nil {
			return err
		}
		m, err := accounts.Member(tx, a.ID)
		if err != nil {
			return err
		}
		if h.session, err = accounts.SignIn(tx, nil, m, "", "a browser"); err != nil {
			return err
		}
		h.token, err = accounts.NewToken(tx, m, "script", "read follow")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.door, err = door.New(door.Options{Store: h.store, Clock: h.clock, Base: "https://acme.example", RateLimits: limited,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// knock sends a request to a route of a kind and gives the status and the sentence of the answer.
func (h *house) knock(row door.Row, change func(*http.Request)) (int, string, door.Asking) {
	h.t.Helper()
	gin.SetMode(gin.TestMode)
	var seen door.Asking
	e := gin.New()
	refuse := func(c *gin.Context, err error) { c.String(fault.Status(err), fault.Say(err)) }
	e.Handle(row.Method, "/x", h.door.Guard(row, refuse), func(c *gin.Context) {
		seen = door.Of(c)
		c.String(http.StatusOK, "in")
	})
	r := httptest.NewRequest(row.Method, "https://acme.example/x", nil)
	change(r)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Code, w.Body.String(), seen
}

func nobody(*http.Request) {}

func (h *house) browser(r *http.Request) {
	w := httptest.NewRecorder()
	h.door.SetSession(w, h.session)
	r.AddCookie(w.Result().Cookies()[0])
}

func (h *house) program(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.token) }

func TestWhoComesInWhere(t *testing.T) {
	h := newHouse(t, true)
	foreign := func(r *http.Request) {
		h.browser(r)
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	stale := func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__Host-guildhall", Value: "made-up"}) }
	made := func(r *http.Request) { r.Header.Set("Authorization", "Bearer made-up") }
	get, post := http.MethodGet, http.MethodPost
	cases := map[string]struct {
		row   door.Row
		by    func(*http.Request)
		want  int
		words string
	}{
		"a stranger, to a page":                   {door.Row{Method: get, Who: door.Visitor}, nobody, 200, "in"},
		"a stranger, to a member's page":          {door.Row{Method: get, Who: door.Member}, nobody, 401, "sign in"},
		"a made-up cookie":                        {door.Row{Method: get, Who: door.Member}, stale, 401, "sign in"},
		"a made-up cookie, to a page":             {door.Row{Method: get, Who: door.Visitor}, stale, 200, "in"},
		"ada":                                     {door.Row{Method: post, Who: door.Member}, h.browser, 200, "in"},
		"ada, through the page of another site":   {door.Row{Method: post, Who: door.Member}, foreign, 403, "another site"},
		"a stranger's form from another site":     {door.Row{Method: post, Who: door.Visitor}, foreign, 403, "another site"},
		"ada, to a page of her role":              {door.Row{Method: get, Who: door.Member, Role: "boundary admin"}, h.browser, 200, "in"},
		"ada, to a page of another role":          {door.Row{Method: get, Who: door.Member, Role: "admin"}, h.browser, 403, "another role"},
		"a program":                               {door.Row{Method: get, Who: door.App, Scope: "read:statuses"}, h.program, 200, "in"},
		"a program beyond its scope":              {door.Row{Method: post, Who: door.App, Scope: "write:statuses"}, h.program, 403, "scopes"},
		"a program that follows":                  {door.Row{Method: post, Who: door.App, Scope: "write:follows"}, h.program, 200, "in"},
		"a made-up token":                         {door.Row{Method: get, Who: door.App, Scope: "read"}, made, 401, "invalid"},
		"no token":                                {door.Row{Method: get, Who: door.App, Scope: "read"}, nobody, 401, "sign in"},
		"ada's page, to the programs' door":       {door.Row{Method: post, Who: door.App, Scope: "write"}, h.browser, 200, "in"},
		"another page, to the programs' door":     {door.Row{Method: post, Who: door.App, Scope: "write"}, foreign, 403, "another site"},
		"a token, to a member's page":             {door.Row{Method: get, Who: door.Member}, h.program, 401, "sign in"},
		"a server, to an inbox":                   {door.Row{Method: post, Who: door.PeerTells}, nobody, 200, "in"},
		"ada's browser, to the id of a post":      {door.Row{Method: get, Who: door.PeerAsks}, h.browser, 200, "in"},
		"a token's scope does not open admin":     {door.Row{Method: get, Who: door.App, Scope: "admin:read"}, h.program, 403, "scopes"},
		"a program with a role's route":           {door.Row{Method: get, Who: door.App, Scope: "read", Role: "admin"}, h.program, 403, "another role"},
		"anybody, where nobody is asked who":      {door.Row{Method: get, Who: door.Anyone}, nobody, 200, "in"},
		"a stranger, where a role is needed only": {door.Row{Method: get, Who: door.Visitor, Role: "admin"}, nobody, 403, "another role"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, words, _ := h.knock(c.row, c.by)
			if code != c.want || !strings.Contains(words, c.words) {
				t.Fatalf("answered %d %q", code, words)
			}
		})
	}
}

func TestAHandlerLearnsWhoAsks(t *testing.T) {
	h := newHouse(t, true)
	_, _, a := h.knock(door.Row{Method: http.MethodGet, Who: door.Member}, h.browser)
	if a.Member == nil || a.Member.Handle != "ada" || a.Session == 0 || a.Token != nil {
		t.Fatalf("a browser: %+v", a)
	}
	_, _, a = h.knock(door.Row{Method: http.MethodGet, Who: door.App, Scope: "read"}, h.program)
	if a.Member == nil || a.Token == nil || a.Session != 0 {
		t.Fatalf("a program: %+v", a)
	}
}

func TestASessionInUseStaysOpen(t *testing.T) {
	h := newHouse(t, true)
	row := door.Row{Method: http.MethodGet, Who: door.Member}
	for range 4 {
		h.clock.Advance(20 * 24 * time.Hour)
		if code, _, _ := h.knock(row, h.browser); code != http.StatusOK {
			t.Fatal("signed out although it was in use")
		}
	}
	h.clock.Advance(61 * 24 * time.Hour)
	if code, _, _ := h.knock(row, h.browser); code != http.StatusUnauthorized {
		t.Fatal("still signed in after two months")
	}
}

func TestTheCookieIsForThisServerAlone(t *testing.T) {
	h := newHouse(t, true)
	w := httptest.NewRecorder()
	h.door.SetSession(w, "secret")
	c := w.Result().Cookies()[0]
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Name != "__Host-guildhall" {
		t.Fatalf("the cookie: %s", c)
	}
	plain, err := door.New(door.Options{Base: "http://acme.localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	w = httptest.NewRecorder()
	plain.DropSession(w)
	if c := w.Result().Cookies()[0]; c.Secure || c.MaxAge >= 0 || c.Name != "guildhall-8080" {
		t.Fatalf("the cookie without TLS: %s", c)
	}
}

func TestWhereARequestComesFrom(t *testing.T) {
	h := newHouse(t, true)
	cases := []struct{ remote, forwarded, want string }{
		{"203.0.113.9:1000", "", "203.0.113.9"},
		{"203.0.113.9:1000", "1.2.3.4", "203.0.113.9"},             // nobody may say who they are
		{"10.0.0.1:1000", "1.2.3.4", "1.2.3.4"},                    // the proxy may
		{"10.0.0.1:1000", "9.9.9.9, 1.2.3.4, 10.0.0.7", "1.2.3.4"}, // two proxies; what lies before is hearsay
		{"10.0.0.1:1000", "9.9.9.9, rubbish", "10.0.0.1"},          //
		{"10.0.0.1:1000", "[2001:db8::5]:99", "2001:db8::5"},       //
		{"[::ffff:10.0.0.1]:1000", "1.2.3.4:77", "1.2.3.4"},        //
		{"10.0.0.1:1000", "", "10.0.0.1"},                          //
		{"10.0.0.1:1000", "10.0.0.2, 10.0.0.3", "10.0.0.2"},        // all of them ours
		{"[2001:db8::1%eth0]:1000", "", "2001:db8::1"},             //
	}
	for _, c := range cases {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := h.door.Address(r); got.String() != c.want {
			t.Errorf("%s through %q is %s, not %s", c.remote, c.forwarded, got, c.want)
		}
	}
	a, b := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::ffff:2")
	if door.Network(a) != door.Network(b) {
		t.Error("one subscriber counts as many")
	}
}

func TestTooMuchInAShortTime(t *testing.T) {
	h := newHouse(t, true)
	row := door.Row{Method: http.MethodGet, Who: door.Visitor}
	codes := map[int]int{}
	for range door.Strangers.Burst + 5 {
		code, _, _ := h.knock(row, nobody)
		codes[code]++
	}
	if codes[http.StatusOK] != door.Strangers.Burst || codes[http.StatusTooManyRequests] != 5 {
		t.Fatalf("answers: %v", codes)
	}
	w := httptest.NewRecorder()
	err := h.door.Pace(w, door.Strangers, "192.0.2.1")
	if !fault.Is(err, fault.TooMany) || w.Header().Get("Retry-After") != "1" {
		t.Fatalf("%v, Retry-After %q", err, w.Header().Get("Retry-After"))
	}
	if err := h.door.Pace(w, door.Strangers, "192.0.2.99"); err != nil {
		t.Fatal("somebody else pays for it")
	}
	h.clock.Advance(time.Minute)
	if code, _, _ := h.knock(row, nobody); code != http.StatusOK {
		t.Fatal("a minute later it is still too much")
	}
	open := newHouse(t, false)
	for range 2 * door.Strangers.Burst {
		if code, _, _ := open.knock(row, nobody); code != http.StatusOK {
			t.Fatal("limited although limits are off")
		}
	}
}

func FuzzAddress(f *testing.F) {
	d, err := door.New(door.Options{Base: "https://acme.example", TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("10.0.0.1:5", "1.2.3.4, 10.0.0.2")
	f.Add("[::1]:5", "[::1]")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		r := &http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		if at := d.Address(r); at.IsValid() && at.Zone() != "" {
			t.Fatalf("an address with a zone: %s", at)
		}
	})
}
