package courier_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/federation/signature"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/policy"
)

var (
	now    = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	edKey  = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	signer = keys.Signer{KeyID: "https://acme.example/actors/ada/key2", Kind: models.Ed25519, Private: edKey}
	note   = []byte(`{"type":"Create"}`)
)

// internet answers by host, and notes every request that arrives with what is wrong with its signature.
type internet struct {
	t     *testing.T
	hosts map[string]http.HandlerFunc
	log   []string
	last  *http.Request
}

func (n *internet) RoundTrip(r *http.Request) (*http.Response, error) {
	n.last = r
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	how := "unsigned"
	if signature.Signed(r) {
		how = "signed"
		c, err := signature.Read(r)
		if err == nil {
			err = signature.Check(r, body, c, edKey.Public(), models.IRI(r.URL.String()).Host(), now)
		}
		if err != nil {
			how = err.Error()
		} else if c.Manner() == models.RFC9421 {
			how += " by rfc9421"
		}
	}
	n.log = append(n.log, r.Method+" "+r.URL.String()+" "+how)
	serve, ok := n.hosts[r.URL.Host]
	if !ok {
		return nil, errors.New("no such host")
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	serve(w, r)
	return w.Result(), nil
}

func (n *internet) saw(want ...string) {
	n.t.Helper()
	if strings.Join(n.log, "\n") != strings.Join(want, "\n") {
		n.t.Errorf("sent:\n%s\nwant:\n%s", strings.Join(n.log, "\n"), strings.Join(want, "\n"))
	}
}

func with(t *testing.T, hosts map[string]http.HandlerFunc) (*courier.Courier, *internet) {
	n := &internet{t: t, hosts: hosts}
	return &courier.Courier{Transport: n, UserAgent: "Guildhall/test (+https://acme.example)", Clock: clock.At(now)}, n
}

// pass is what the judge gives for an allowed host; the test cannot make one otherwise.
func pass(t *testing.T, door models.Door, host models.Host) policy.Pass {
	t.Helper()
	verb := map[models.Door]models.Verb{models.Out: models.Delete, models.Fetch: models.Ask}[door]
	d := policy.Decide(policy.Crossing{Door: door, Verb: verb, Mode: models.OpenMode, Peer: policy.Peer{Host: host, Standing: models.Allowed}}, nil)
	if !d.Allows() {
		t.Fatalf("the judge allows nothing: %s", d.Why)
	}
	return d.Pass()
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func document(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	}
}

func never(models.Host) (policy.Pass, error) {
	return policy.Pass{}, errors.New("nobody was to be asked")
}

func TestADeliveryArrivesSignedAndNamed(t *testing.T) {
	c, n := with(t, map[string]http.HandlerFunc{"guild.example": status(http.StatusAccepted)})
	code, again, err := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example:443/inbox?x=1#f", note, courier.Digest(note), signer)
	if code != 202 || again != 0 || err != nil {
		t.Fatalf("%d, %v, %v", code, again, err)
	}
	n.saw("POST https://guild.example/inbox?x=1 signed")
	if h := n.last.Header; h.Get("User-Agent") != "Guildhall/test (+https://acme.example)" || h.Get("Content-Type") != "application/activity+json" ||
		h.Get("Digest") != signature.Digest(note) || h.Get("Date") != "Mon, 23 Nov 2026 09:00:00 GMT" {
		t.Errorf("headers: %v", h)
	}
}

func TestNothingIsSentWithoutAPassForThatHostAndDoor(t *testing.T) {
	everywhere := status(http.StatusAccepted)
	c, n := with(t, map[string]http.HandlerFunc{"guild.example": everywhere, "guild.example:8443": everywhere, "evil.guild.example": everywhere})
	for name, p := range map[string]policy.Pass{
		"none": {}, "another host": pass(t, models.Out, "north.example"), "another port": pass(t, models.Out, "guild.example:8443"),
		"another door": pass(t, models.Fetch, "guild.example"),
	} {
		if _, _, err := c.Post(t.Context(), p, "https://guild.example/inbox", note, courier.Digest(note), signer); !fault.Is(err, fault.Internal) {
			t.Errorf("post with a pass for %s: %v", name, err)
		}
	}
	for name, p := range map[string]policy.Pass{"none": {}, "another host": pass(t, models.Fetch, "north.example"), "another door": pass(t, models.Out, "guild.example")} {
		if _, err := c.Get(t.Context(), p, "https://guild.example/a", courier.Document, signer, never); !fault.Is(err, fault.Internal) {
			t.Errorf("get with a pass for %s: %v", name, err)
		}
	}
	for _, bad := range []models.IRI{"", "inbox", "ftp://guild.example/", "https://ada:x@guild.example/", "mailto:a@guild.example", "https:guild.example"} {
		if _, _, err := c.Post(t.Context(), pass(t, models.Out, "guild.example"), bad, note, courier.Digest(note), signer); !fault.Is(err, fault.Invalid) {
			t.Errorf("an inbox at %q: %v", bad, err)
		}
	}
	if _, _, err := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), keys.Signer{}); !fault.Is(err, fault.Internal) {
		t.Errorf("a delivery without a key: %v", err)
	}
	n.saw()
}

func TestWhatADeliveryDoesNext(t *testing.T) {
	for _, c := range []struct {
		code int
		next error
	}{
		{200, nil}, {202, nil}, {204, nil}, {410, courier.ErrGone}, {400, courier.ErrRefused}, {403, courier.ErrRefused}, {404, courier.ErrRefused},
		{422, courier.ErrRefused}, {501, courier.ErrRefused}, {401, courier.ErrLater}, {408, courier.ErrLater}, {429, courier.ErrLater},
		{500, courier.ErrLater}, {502, courier.ErrLater}, {503, courier.ErrLater}, {307, courier.ErrLater},
	} {
		to, n := with(t, map[string]http.HandlerFunc{"guild.example": status(c.code, "Location", "https://guild.example/else", "Retry-After", "120")})
		code, again, err := to.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer)
		if code != c.code || again != 2*time.Minute || (c.next == nil) != (err == nil) || c.next != nil && !errors.Is(err, c.next) {
			t.Errorf("%d: got %d, %v, %v; want %v", c.code, code, again, err, c.next)
		}
		// Once and nowhere else; and once more in the other manner of signing where the signature may be what is disliked.
		if c.code == 400 || c.code == 401 || c.code == 403 {
			n.saw("POST https://guild.example/inbox signed", "POST https://guild.example/inbox signed by rfc9421")
		} else {
			n.saw("POST https://guild.example/inbox signed")
		}
	}
	to, _ := with(t, nil)
	if code, _, err := to.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer); code != 0 || !errors.Is(err, courier.ErrLater) {
		t.Errorf("no answer: %d, %v", code, err)
	}
}

func TestRetryAfterIsReadAndBounded(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "soon": 0, "-5": 0, "60": time.Minute, "999999999": 24 * time.Hour, "99999999999999999999": 0,
		"Mon, 23 Nov 2026 09:05:00 GMT": 5 * time.Minute, "Mon, 23 Nov 2020 09:05:00 GMT": 0, "Mon, 23 Nov 2099 09:05:00 GMT": 24 * time.Hour,
	} {
		c, _ := with(t, map[string]http.HandlerFunc{"guild.example": status(503, "Retry-After", header)})
		if _, got, _ := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

func TestAFetchBringsTheDocument(t *testing.T) {
	const profile = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"; charset=utf-8`
	for _, c := range []struct {
		kind string
		want courier.Want
		ok   bool
	}{
		{"application/activity+json", courier.Document, true}, {"application/activity+json; charset=utf-8", courier.Document, true},
		{"Application/Activity+JSON", courier.Document, true}, {profile, courier.Document, true},
		{`application/ld+json; profile="https://example.org/x https://www.w3.org/ns/activitystreams"`, courier.Document, true},
		{"application/ld+json", courier.Document, false}, {"application/json", courier.Document, false}, {"text/html", courier.Document, false}, {"", courier.Document, false},
		{`application/ld+json; profile="https://example.org/x"`, courier.Document, false},
		{"application/jrd+json", courier.WebFinger, true}, {"application/json", courier.WebFinger, true}, {"text/plain", courier.WebFinger, false},
		{"application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\"", courier.JSON, true}, {"text/html", courier.JSON, false},
	} {
		to, n := with(t, map[string]http.HandlerFunc{"guild.example": document(c.kind, `{}`)})
		a, err := to.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/u/bob?a=b#main-key", c.want, signer, never)
		if c.ok && (err != nil || string(a.Body) != "{}" || a.Final != "https://guild.example/u/bob?a=b" || a.Status != 200) {
			t.Errorf("%s: %+v, %v", c.kind, a, err)
		}
		if !c.ok && (!fault.Is(err, fault.NotSupported) || len(a.Body) > 0) {
			t.Errorf("%s: %+v, %v", c.kind, a, err)
		}
		n.saw("GET https://guild.example/u/bob?a=b signed")
	}
	to, n := with(t, map[string]http.HandlerFunc{"guild.example": document("application/activity+json", `{}`)})
	if _, err := to.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, keys.Signer{}, never); err != nil {
		t.Error(err)
	}
	n.saw("GET https://guild.example/a unsigned")
}

func TestEachRedirectIsJudgedAndSignedAnew(t *testing.T) {
	c, n := with(t, map[string]http.HandlerFunc{
		"guild.example": status(302, "Location", "/moved"), "www.guild.example": document("application/activity+json", `{"id":1}`),
	})
	n.hosts["guild.example"] = func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{"/a": "/b", "/b": "https://WWW.guild.example/c"}[r.URL.Path]
		http.Redirect(w, r, to, http.StatusFound)
	}
	var asked []models.Host
	ask := func(h models.Host) (policy.Pass, error) {
		asked = append(asked, h)
		return pass(t, models.Fetch, h), nil
	}
	a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, ask)
	if err != nil || a.Final != "https://www.guild.example/c" || string(a.Body) != `{"id":1}` {
		t.Fatalf("%+v, %v", a, err)
	}
	n.saw("GET https://guild.example/a signed", "GET https://guild.example/b signed", "GET https://www.guild.example/c signed")
	if fmt.Sprint(asked) != "[guild.example www.guild.example]" {
		t.Errorf("asked for %v", asked)
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	closed := fault.New(fault.Forbidden, "gate.Fetch", "This host is blocked.")
	for name, c := range map[string]struct {
		to   string
		next courier.Next
		want func(error) bool
		sent int
	}{
		"a blocked host": {"https://blocked.example/x", func(models.Host) (policy.Pass, error) { return policy.Pass{}, closed }, func(err error) bool { return errors.Is(err, closed) }, 1},
		"a pass for another host": {"https://blocked.example/x", func(models.Host) (policy.Pass, error) { return pass(t, models.Fetch, "guild.example"), nil },
			func(err error) bool { return fault.Is(err, fault.Internal) }, 1},
		"down to http": {"http://guild.example/x", never, func(err error) bool { return errors.Is(err, courier.ErrRefused) }, 1},
		"a file":       {"file:///etc/passwd", never, func(err error) bool { return errors.Is(err, courier.ErrRefused) }, 1},
		"nowhere":      {"", never, func(err error) bool { return errors.Is(err, courier.ErrRefused) }, 1},
		"in a circle": {"https://guild.example/a", func(h models.Host) (policy.Pass, error) { return pass(t, models.Fetch, h), nil },
			func(err error) bool { return errors.Is(err, courier.ErrRefused) }, 4},
	} {
		to, n := with(t, map[string]http.HandlerFunc{"guild.example": status(302, "Location", c.to), "blocked.example": document("application/activity+json", `{}`)})
		_, err := to.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, c.next)
		if !c.want(err) || len(n.log) != c.sent {
			t.Errorf("%s: %v after %q", name, err, n.log)
		}
	}
}

func TestWhatAFetchMayFind(t *testing.T) {
	for code, want := range map[int]fault.Kind{404: fault.Missing, 410: fault.Gone, 403: fault.Forbidden, 401: fault.Unreachable, 429: fault.TooMany, 500: fault.Unreachable, 204: fault.NotSupported} {
		c, _ := with(t, map[string]http.HandlerFunc{"guild.example": status(code)})
		a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, never)
		if !fault.Is(err, want) || a.Status != code {
			t.Errorf("%d: %+v, %v", code, a, err)
		}
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	body := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	for n, ok := range map[int]bool{1 << 20: true, 1<<20 + 1: false} {
		for _, honest := range []bool{true, false} {
			c, _ := with(t, map[string]http.HandlerFunc{"guild.example": document("application/activity+json", body(n))})
			if honest {
				c.Transport = altered{c.Transport, func(a *http.Response) { a.ContentLength = int64(n) }}
			}
			a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, never)
			if ok != (err == nil) || !ok && (!fault.Is(err, fault.TooLarge) || len(a.Body) > 0) {
				t.Errorf("%d bytes, length told %v: %v", n, honest, err)
			}
		}
	}
	c, _ := with(t, map[string]http.HandlerFunc{"guild.example": document("application/activity+json", `{}`)})
	c.Transport = altered{c.Transport, func(a *http.Response) {
		a.ContentLength, a.Body = 1<<40, io.NopCloser(readBy(func() { t.Error("a body that is told to be too large was read") }))
	}}
	if _, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, never); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a body told to be a terabyte: %v", err)
	}
	for name, change := range map[string]func(*http.Response){
		"shorter than told": func(a *http.Response) { a.ContentLength = 100 },
		"longer than told":  func(a *http.Response) { a.ContentLength = 1 },
		"compressed":        func(a *http.Response) { a.Header.Set("Content-Encoding", "gzip") },
		"two types":         func(a *http.Response) { a.Header.Add("Content-Type", "text/html") },
	} {
		c, _ := with(t, map[string]http.HandlerFunc{"guild.example": document("application/activity+json", `{}`)})
		c.Transport = altered{c.Transport, change}
		if a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, never); err == nil || len(a.Body) > 0 {
			t.Errorf("%s was taken", name)
		}
	}
}

// readBy is a body that tells when it is read.
type readBy func()

func (f readBy) Read([]byte) (int, error) { f(); return 0, io.EOF }

// altered changes answers on their way.
type altered struct {
	http.RoundTripper
	change func(*http.Response)
}

func (a altered) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := a.RoundTripper.RoundTrip(r)
	if err == nil {
		a.change(answer)
	}
	return answer, err
}

// drip gives a byte a second, for ever, until the request ends.
type drip struct{ ctx context.Context }

func (d drip) Read(p []byte) (int, error) {
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	}
}

type slow struct{}

func (slow) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, ContentLength: -1, Header: http.Header{"Content-Type": {"application/activity+json"}}, Body: io.NopCloser(drip{r.Context()})}, nil
}

func TestASlowServerIsLeftAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &courier.Courier{Transport: slow{}, Clock: clock.At(now)}
		start := time.Now()
		a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/a", courier.Document, signer, never)
		if !errors.Is(err, courier.ErrLater) || len(a.Body) > 0 || time.Since(start) > 11*time.Second {
			t.Errorf("fetch: %v after %v", err, time.Since(start))
		}
		start = time.Now()
		code, _, err := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer)
		if code != 200 || err != nil || time.Since(start) > 11*time.Second {
			t.Errorf("delivery: %d, %v after %v", code, err, time.Since(start))
		}
	})
}

func TestOverARealConnection(t *testing.T) {
	var got []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ = io.ReadAll(r.Body)
		claim, err := signature.Read(r)
		if err == nil {
			err = signature.Check(r, got, claim, edKey.Public(), models.Host(r.Host), now)
		}
		if err != nil {
			http.Error(w, err.Error(), fault.Status(err))
			return
		}
		if r.Method == http.MethodGet && r.URL.Query().Get("short") == "" {
			document("application/activity+json", `{"ok":true}`)(w, r)
		} else if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", "100")
			document("application/activity+json", `{"ok":`)(w, r)
		}
	}))
	defer s.Close()
	c := &courier.Courier{Transport: &http.Transport{}, UserAgent: "Guildhall/test", Clock: clock.At(now)}
	iri := func(path string) models.IRI { return models.IRI(s.URL + path) }
	host := iri("/").Host()
	code, _, err := c.Post(t.Context(), pass(t, models.Out, host), iri("/inb%C3%B6x?q=%20"), note, courier.Digest(note), signer)
	if code != 200 || err != nil || !bytes.Equal(got, note) {
		t.Fatalf("%d, %v, %q", code, err, got)
	}
	a, err := c.Get(t.Context(), pass(t, models.Fetch, host), iri("/outbox?page=2"), courier.Document, signer, never)
	if err != nil || string(a.Body) != `{"ok":true}` {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err = c.Get(t.Context(), pass(t, models.Fetch, host), iri("/outbox?short=1"), courier.Document, signer, never); !errors.Is(err, courier.ErrLater) {
		t.Fatalf("an answer that broke off: %v", err)
	}
}
