package mastodon_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/blobs"
	"guildhall/clock"
	"guildhall/config"
	"guildhall/federation/outbound"
	"guildhall/gate"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/routes/mastodon"
	"guildhall/services/accounts"
	"guildhall/services/files"
	"guildhall/services/portraits"
	"guildhall/store"
	"guildhall/store/storetest"
)

const base = "https://acme.example"

// house is a server with the API and its people.
type house struct {
	t      testing.TB
	store  *store.Store
	clock  *clock.Moved
	site   paths.Site
	engine *gin.Engine
	rows   []door.Row
	tokens map[string]string
	ids    map[string]string
	told   *description // what answers are held against
}

// newHouse opens one with Ada and Bea, whose programs may do everything.
func newHouse(t testing.TB, change ...func(*mastodon.Deps)) *house {
	t.Helper()
	return newHouseIn(t, func(c clock.Clock) *store.Store { return storetest.Open(t, c) }, change...)
}

// newHouseIn opens one in a database of one's own.
func newHouseIn(t testing.TB, open func(clock.Clock) *store.Store, change ...func(*mastodon.Deps)) *house {
	t.Helper()
	h := &house{t: t, clock: clock.At(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)), site: paths.New(base),
		tokens: map[string]string{}, ids: map[string]string{}, told: describes(t)}
	h.store = open(h.clock)
	h.write(func(tx *store.Tx) error {
		_, err := accounts.EnsureOrganisation(tx, h.site, "Acme")
		return err
	})
	h.joins("ada", "read write follow")
	h.joins("bea", "read write follow")
	d, err := door.New(door.Options{Store: h.store, Clock: h.clock, Base: base})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := blobs.Open(config.Settings{Blobs: config.Blobs{Folder: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	judge := gate.New(gate.Options{Store: h.store, Site: h.site, Key: make([]byte, 32), Log: quiet}, ledger.New(h.store, nil))
	deps := mastodon.Deps{Store: h.store, Site: h.site, Files: files.New(kept, h.store, 40_000_000, 5_000_000_000, t.TempDir()),
		Gate: judge, Out: outbound.New(h.store, h.site, judge, nil, nil, quiet, 1_000_000), Release: "0.1.0", Source: "https://code.example/guildhall",
		AppPublic: func(models.Mode) string { return "world" }, Marks: sealing(t), Portraits: portraits.New(kept)}
	for _, c := range change {
		c(&deps)
	}
	api := mastodon.New(deps)
	gin.SetMode(gin.ReleaseMode)
	h.engine, h.rows = gin.New(), api.Rows()
	for _, row := range h.rows {
		h.engine.Handle(row.Method, row.Path, d.Guard(row, api.Refuse), row.Handle)
	}
	return h
}

func (h *house) write(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// joins makes somebody an account and a program with the scopes.
func (h *house) joins(name, scopes string) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		a, err := accounts.Create(tx, h.site, accounts.New{Handle: models.Handle(name), Name: strings.ToUpper(name[:1]) + name[1:],
			Email: name + "@acme.example", Hash: "x"})
		if err != nil {
			return err
		}
		m, err := accounts.Member(tx, a.ID)
		if err != nil {
			return err
		}
		h.ids[name] = a.ID.String()
		h.tokens[name], err = accounts.NewToken(tx, m, "script", scopes)
		return err
	})
}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// id is the ID of a person.
func (h *house) id(name string) models.ID { return models.ParseID(h.ids[name]) }

// knowsGroup stores a community of another server.
func (h *house) knowsGroup(name string, host models.Host) models.Actor {
	h.t.Helper()
	iri := models.IRI("https://" + string(host) + "/c/" + name)
	a := models.Actor{IRI: iri, Kind: models.Community, Host: host, Handle: models.Handle(name), Domain: string(host), Inbox: iri + "/inbox", Fields: []models.Field{}}
	h.write(func(tx *store.Tx) error { return tx.KeepActor(&a) })
	return a
}

// asks sends a request as somebody's program; a body that begins with { is JSON, any other a form.
func (h *house) asks(who, method, path, body string, headers ...string) answer {
	h.t.Helper()
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	switch {
	case strings.HasPrefix(body, "{"):
		r.Header.Set("Content-Type", "application/json")
	case body != "":
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token := h.tokens[who]; token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.engine.ServeHTTP(w, r)
	h.told.holds(h.t, method, path, w.Code, w.Body.Bytes())
	return answer{h.t, method + " " + path, w.Code, w.Header(), w.Body.Bytes()}
}

func (h *house) get(who, path string) answer {
	h.t.Helper()
	return h.asks(who, http.MethodGet, path, "").is(http.StatusOK)
}

func (h *house) post(who, path string, form ...string) answer {
	h.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	return h.asks(who, http.MethodPost, path, v.Encode())
}

// says posts a text and gives its id.
func (h *house) says(who, text, visibility string, more ...string) string {
	h.t.Helper()
	h.clock.Advance(time.Second)
	return h.post(who, "/api/v1/statuses", append([]string{"status", text, "visibility", visibility}, more...)...).is(200).object().text("id")
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s answered %d, not %d: %s", a.what, a.status, status, a.body)
	}
	return a
}

// object reads the answer as an object, and list as a list of them.
func (a answer) object() object {
	a.t.Helper()
	var o map[string]any
	a.read(&o)
	return object{a.t, o}
}

func (a answer) list() []object {
	a.t.Helper()
	var l []map[string]any
	a.read(&l)
	out := make([]object, len(l))
	for i := range l {
		out[i] = object{a.t, l[i]}
	}
	return out
}

func (a answer) read(into any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		a.t.Fatalf("%s: %v in %s", a.what, err, a.body)
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") || a.header.Get("Content-Length") == "" {
		a.t.Errorf("%s: headers are %v", a.what, a.header)
	}
}

// next follows the Link header to older rows; empty without one.
func (a answer) link(rel string) string {
	for _, part := range strings.Split(a.header.Get("Link"), ", ") {
		target, name, ok := strings.Cut(part, "; ")
		if ok && name == `rel="`+rel+`"` {
			return strings.TrimPrefix(strings.Trim(target, "<>"), base)
		}
	}
	return ""
}

// object is one JSON object of an answer.
type object struct {
	t testing.TB
	m map[string]any
}

func (o object) text(name string) string {
	o.t.Helper()
	s, ok := o.m[name].(string)
	if !ok {
		o.t.Fatalf("%s is %v in %v", name, o.m[name], o.m)
	}
	return s
}

func (o object) at(name string) object {
	o.t.Helper()
	m, ok := o.m[name].(map[string]any)
	if !ok {
		o.t.Fatalf("%s is %v in %v", name, o.m[name], o.m)
	}
	return object{o.t, m}
}

// has checks members one by one.
func (o object) has(want map[string]any) {
	o.t.Helper()
	for name, w := range want {
		got, there := o.m[name]
		if n, ok := w.(int); ok {
			w = float64(n)
		}
		gotJSON, _ := json.Marshal(got)
		wantJSON, _ := json.Marshal(w)
		if !there || string(gotJSON) != string(wantJSON) {
			o.t.Errorf("%s is %s (there: %v), not %s", name, gotJSON, there, wantJSON)
		}
	}
}

// ids of a list, in its order.
func ids(list []object) []string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = o.text("id")
	}
	return out
}
