package server_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/store"
	"guildhall/testrig"
)

// hidden is something that whoever asks may not know of, by all its names, beside names of the same form that nothing has.
type hidden struct{ is, none map[string]string }

// house is an organisation with something hidden: from strangers and other servers the person mira and ada's letter to her,
// from bob, who works there, that letter.
type house struct {
	t       *testing.T
	w       *testrig.World
	s       *testrig.Server
	peer    *testrig.Peer
	letter  hidden
	mira    hidden
	token   string
	session string
	bob     *testrig.Person
	ada     *testrig.Person
	both    *strings.Replacer // what is hidden, and what nothing has, by one name
}

func newHouse(t *testing.T) *house {
	w := testrig.NewWorld(t, "acme.example")
	h := &house{t: t, w: w, s: w.Server("acme.example"), peer: w.Peer("peer.example")}
	h.s.Allows("peer.example")
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h.peer.HasKey(key) // which signs much faster
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example")
	h.ada, h.bob = ada, w.As("bob@acme.example").GoesOutward()
	w.Clock.Advance(time.Second) // so that no two things have numbers of the same moment
	ada.Posts("For everybody.", conversations.World)
	w.Clock.Advance(time.Second)
	m, err := h.s.Files.Upload(t.Context(), ada.Actor, files.Upload{Name: "notes.txt", Body: strings.NewReader("hidden words")})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Second)
	p := ada.Writes(conversations.Ask{Text: "For @mira alone.", Audience: models.Named, Where: conversations.Inside, Files: []models.ID{m.ID}})
	w.Clock.Advance(time.Second)
	next := func(id models.ID) string { return (id + 1).String() }
	const none = "zZ9y8x7w6v5u4t3s2r1q0p"
	base := "https://acme.example"
	h.letter = hidden{
		is: map[string]string{"post": slug(p.IRI), "id": p.ID.String(), "iri": string(p.IRI), "context": slug(models.IRI(p.Context)), "file": m.Slug, "file id": m.ID.String(),
			"page": p.URL, "create": string(p.IRI) + "/activity"},
		none: map[string]string{"post": none, "id": next(p.ID), "iri": base + "/posts/" + none, "context": none, "file": none, "file id": next(m.ID),
			"page": strings.Replace(p.URL, p.ID.String(), next(p.ID), 1), "create": base + "/posts/" + none + "/activity"},
	}
	h.mira = hidden{
		is:   map[string]string{"actor": slug(mira.IRI), "id": mira.ID.String(), "iri": string(mira.IRI), "name": "mira", "address": "mira@acme.example", "acct": "acct:mira@acme.example", "inbox": string(mira.Inbox), "page": base + "/@mira"},
		none: map[string]string{"actor": none, "id": next(mira.ID), "iri": base + "/actors/" + none, "name": "nobo", "address": "nobo@acme.example", "acct": "acct:nobo@acme.example", "inbox": base + "/actors/" + none + "/inbox", "page": base + "/@nobo"},
	}
	var same []string
	for _, of := range []hidden{h.letter, h.mira} {
		for _, names := range []map[string]string{of.is, of.none} {
			for _, name := range slices.SortedFunc(maps.Keys(names), func(a, b string) int { return len(names[b]) - len(names[a]) }) {
				same = append(same, names[name], "«it»", url.QueryEscape(names[name]), "«it»", url.PathEscape(names[name]), "«it»", strings.ToLower(names[name]), "«it»")
			}
		}
	}
	h.both = strings.NewReplacer(same...)
	h.s.Write(func(tx *store.Tx) error {
		who, err := accounts.Member(tx, h.bob.ID)
		if err == nil {
			h.token, err = accounts.NewToken(tx, who, "script", "read write follow push")
		}
		return err
	})
	return h
}

func slug(i models.IRI) string { return string(i)[strings.LastIndexByte(string(i), '/')+1:] }

// asker makes a request somebody's.
type asker struct {
	name string
	sign func(*http.Request)
	lets func(door.Row) bool // rows that have something for them
	not  []hidden            // hidden from them
}

func (h *house) askers() []asker {
	return []asker{
		{"a stranger", func(*http.Request) {}, func(door.Row) bool { return true }, []hidden{h.letter, h.mira}},
		{"another server", func(r *http.Request) {
			digest := ""
			if r.Method == http.MethodPost {
				raw, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(string(raw)))
				digest = signature.Digest(raw)
			}
			if err := signature.Sign(r, digest, models.IRI(string(h.peer.Nell)+"#main-key"), h.peer.Key, h.w.Clock.Now()); err != nil {
				h.t.Fatal(err)
			}
		}, func(r door.Row) bool {
			return r.Who == door.PeerAsks || r.Who == door.PeerTells || r.Who == door.Visitor
		}, []hidden{h.letter, h.mira}},
		{"bob's app", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.token) }, func(r door.Row) bool { return r.Who == door.App }, []hidden{h.letter}},
		{"bob's browser", func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.AddCookie(&http.Cookie{Name: "__Host-guildhall", Value: h.session})
		}, func(r door.Row) bool { return r.Who == door.Member || r.Who == door.Visitor || r.Who == door.PeerAsks }, []hidden{h.letter}},
	}
}

// signsIn lets bob's browser in again, whatever a request did to it.
func (h *house) signsIn() {
	h.s.Write(func(tx *store.Tx) error {
		who, err := accounts.Member(tx, h.bob.ID)
		if err == nil {
			h.session, err = accounts.SignIn(tx, nil, who, "", "a browser")
		}
		return err
	})
}

// answer is all that whoever asked can see.
type answer struct {
	status int
	head   string
	body   string
}

var changing = regexp.MustCompile(`nonce-[A-Za-z0-9_+/=-]+|nonce="[^"]*"|W?/?"[A-Za-z0-9_-]{20}"`)

func (h *house) asks(by asker, method, address, kind, accept, body string) answer {
	r := httptest.NewRequest(method, "https://acme.example"+address, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Accept", accept)
	by.sign(r)
	w := httptest.NewRecorder()
	h.s.Handler.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests { // tries with a password are counted
		h.w.Clock.Advance(time.Hour)
		return h.asks(by, method, address, kind, accept, body)
	}
	head := ""
	for _, k := range slices.Sorted(maps.Keys(w.Header())) {
		if k != "Content-Length" { // the body is compared
			head += k + ": " + strings.Join(w.Header()[k], ", ") + "\n"
		}
	}
	return answer{w.Code, changing.ReplaceAllString(h.both.Replace(head), "…"), changing.ReplaceAllString(h.both.Replace(w.Body.String()), "…")}
}

// same fails where the two can be told apart.
func (h *house) same(what string, a, b answer) {
	h.t.Helper()
	if a != b {
		x, y := a.head+"\n"+a.body, b.head+"\n"+b.body
		at := 0
		for at < len(x) && at < len(y) && x[at] == y[at] {
			at++
		}
		at = max(0, at-120)
		h.t.Errorf("%s: hidden is answered %d, missing %d\n… %s\n---\n… %s", what, a.status, b.status, x[at:min(len(x), at+300)], y[at:min(len(y), at+300)])
	}
}

var parameter = regexp.MustCompile(`[:*][a-z]+`)

// By every row of the table, every method and every form: what is hidden from who asks is answered like what never was.
func TestHiddenIsAbsentByEveryRoute(t *testing.T) {
	h := newHouse(t)
	rows := h.s.Table.Rows
	methods := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, "PROPFIND"}
	asked, inside := 0, 0
	for _, by := range h.askers() {
		for _, row := range rows {
			if !by.lets(row) || !strings.ContainsAny(row.Path, ":*") {
				continue
			}
			h.signsIn()
			for _, of := range by.not {
				for name, is := range of.is {
					for _, pair := range places(row.Path, is, of.none[name]) {
						for _, method := range methods {
							if method != row.Method && by.name != "a stranger" {
								continue // no row; the same for everybody
							}
							accepts, kinds := []string{"text/html", "application/activity+json", "application/json"}, []string{""}
							if method != row.Method || row.Who == door.Member || row.Who == door.App {
								accepts = accepts[:1] // they answer in one form
							}
							for _, accept := range accepts {
								if method == row.Method && (method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch) {
									kinds = []string{"application/x-www-form-urlencoded", "application/json", "application/activity+json"}
								}
								for _, kind := range kinds {
									a, b := h.asks(by, method, pair[0], kind, accept, ""), h.asks(by, method, pair[1], kind, accept, "")
									h.same(fmt.Sprintf("%s, %s %s as %s, sending %q", by.name, method, pair[0], accept, kind), a, b)
									asked++
									if strings.HasPrefix(by.name, "bob") && a.status != http.StatusUnauthorized {
										inside++
									}
								}
							}
						}
					}
				}
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	if asked < 5000 || inside < 1000 {
		t.Errorf("only %d pairs were asked for, %d of them by somebody of ours who was let in", asked, inside)
	}
}

// places puts a name, and one that nothing has, at each place of a path where one goes.
func places(path, is, none string) (pairs [][2]string) {
	if strings.Contains(is, "://") {
		is, none = url.PathEscape(is), url.PathEscape(none)
	}
	for i := range parameter.FindAllString(path, -1) {
		put := func(name string) string {
			n := -1
			return parameter.ReplaceAllStringFunc(path, func(p string) string {
				if n++; n == i {
					return name
				}
				if p == ":name" {
					return "ada"
				}
				return "1"
			})
		}
		pairs = append(pairs, [2]string{put(is), put(none)})
	}
	return pairs
}

// fields are the names under which forms and queries take somebody or something.
var fields = map[string][]string{
	"id":      {"id", "id[]", "in_reply_to_id", "quoted_status_id", "max_id", "since_id", "min_id", "status_ids[]", "account_id", "account_ids[]", "media_ids[]", "post", "reply", "answers", "quote", "before", "after", "last_read_id"},
	"file id": {"media_ids[]", "files", "file", "files[]"},
	"iri":     {"q", "uri", "url", "resource", "after", "who", "post", "object"},
	"page":    {"q", "uri", "url", "resource"},
	"post":    {"after", "post", "q"},
	"name":    {"acct", "q", "who", "name", "handle"},
	"address": {"acct", "q", "who", "to"},
	"acct":    {"resource", "q"},
}

// Named in a query, a form or a document it is answered likewise.
func TestHiddenIsAbsentInEveryForm(t *testing.T) {
	h := newHouse(t)
	asked := 0
	for _, by := range h.askers() {
		for _, row := range h.s.Table.Rows {
			ours := row.Who == door.Member || row.Who == door.App
			if !by.lets(row) || row.Who == door.PeerTells || strings.Contains(row.Path, "stream") || ours && !strings.HasPrefix(by.name, "bob") || slices.ContainsFunc([]string{"login", "password", "/settings/move", "/settings/calendar", "two-factor"}, func(s string) bool { return strings.Contains(row.Path, s) }) {
				continue // streams do not end, whoever is no member is sent away before anything is read, a password takes its time, and new secrets differ
			}
			path := parameter.ReplaceAllString(strings.ReplaceAll(row.Path, ":name", "ada"), "1")
			h.signsIn()
			for _, of := range by.not {
				for name, is := range of.is {
					for _, field := range fields[name] {
						ask := func(value string) (all []answer) {
							query := url.Values{field: {value}, "resolve": {"false"}}.Encode()
							if row.Method == http.MethodGet || row.Method == http.MethodDelete {
								for _, accept := range []string{"text/html", "application/activity+json"} {
									all = append(all, h.asks(by, row.Method, path+"?"+query, "", accept, ""))
								}
								return all
							}
							doc, _ := json.Marshal(map[string]any{strings.TrimSuffix(field, "[]"): value, "status": "", "resolve": false})
							return append(all, h.asks(by, row.Method, path+"?"+query, "application/x-www-form-urlencoded", "application/json", query),
								h.asks(by, row.Method, path, "application/json", "application/json", string(doc)))
						}
						a, b := ask(is), ask(of.none[name])
						for i := range a {
							h.same(fmt.Sprintf("%s, %s %s with %s of its %s", by.name, row.Method, path, field, name), a[i], b[i])
							asked++
						}
					}
				}
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	if asked < 3000 {
		t.Errorf("only %d pairs were asked for", asked)
	}
}

// Whatever activity names it, by whatever inbox: it is answered alike, does nothing, and nothing is sent in return.
func TestHiddenIsAbsentInEveryActivity(t *testing.T) {
	h := newHouse(t)
	h.peer.Sends(h.ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/follows/1","type":"Follow","actor":"%s","object":"%s"}`, h.peer.Nell, h.ada.IRI))
	h.w.Settle()
	types := []string{"Like", "Dislike", "EmojiReact", "Announce", "Follow", "Undo", "Accept", "Reject", "TentativeAccept", "Join", "Leave", "Invite", "Add", "Remove", "Block", "Flag", "Move", "Delete", "Update", "View", "Read", "QuoteRequest", "Offer", "Question"}
	n, turn := 0, 0
	sends := func(inbox, activity string) answer {
		r := httptest.NewRequest(http.MethodPost, inbox, strings.NewReader(activity))
		r.Header.Set("Content-Type", "application/activity+json")
		if err := signature.Sign(r, signature.Digest([]byte(activity)), models.IRI(string(h.peer.Nell)+"#main-key"), h.peer.Key, h.w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		before := len(h.w.Net.Exchanges())
		w := httptest.NewRecorder()
		h.s.Handler.ServeHTTP(w, r)
		h.w.Settle()
		said := ""
		for _, x := range h.w.Net.Exchanges()[before:] {
			said += fmt.Sprintf("%s %s %s %s\n", x.Method, x.To, x.Path, x.Sent)
		}
		return answer{w.Code, fmt.Sprint(w.Header()), h.both.Replace(w.Body.String() + numbers.ReplaceAllString(said, "…"))}
	}
	for _, of := range []hidden{h.letter, h.mira} {
		for name, is := range of.is {
			if !strings.Contains(is, "://") {
				continue
			}
			for _, kind := range types {
				for _, form := range []string{`"object":"%s"`, `"object":{"id":"%s","type":"Note"}`, `"object":{"id":"https://peer.example/inner","type":"Follow","actor":"` + string(h.peer.Nell) + `","object":"%s"}`,
					`"object":"` + string(h.ada.IRI) + `","target":"%s"`, `"object":"` + string(h.ada.IRI) + `","instrument":"%[1]s","result":"%[1]s","inReplyTo":"%[1]s"`} {
					inboxes := [][2]string{{string(h.ada.Inbox), string(h.ada.Inbox)}, {"https://acme.example/inbox", "https://acme.example/inbox"}, {h.mira.is["inbox"], h.mira.none["inbox"]}}
					turn++
					for _, to := range inboxes[turn%3:][:1] { // each in its turn
						send := func(value, inbox string) answer {
							n++
							return sends(inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/acts/%06d","type":"%s","actor":"%s",%s}`, n, kind, h.peer.Nell, fmt.Sprintf(form, value)))
						}
						h.same(fmt.Sprintf("a %s of its %s to %s, as %s", kind, name, to[0], form), send(is, to[0]), send(of.none[name], to[1]))
						if t.Failed() {
							t.FailNow()
						}
					}
				}
			}
			for _, field := range []string{"inReplyTo", "quoteUrl", "quote", "context", "tag", "to"} {
				send := func(value string) answer {
					n++
					note := fmt.Sprintf("https://peer.example/notes/%06d", n)
					put := fmt.Sprintf(`"%s":"%s"`, field, value)
					if field == "tag" {
						put = fmt.Sprintf(`"tag":[{"type":"Mention","href":"%s","name":"@mira@acme.example"}]`, value)
					}
					h.peer.Serves(strings.TrimPrefix(note, "https://peer.example"), "")
					return sends("https://acme.example/inbox", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":"%s","type":"Note","attributedTo":"%s","content":"<p>Here.</p>","to":["https://www.w3.org/ns/activitystreams#Public"],%s}}`,
						note, h.peer.Nell, note, h.peer.Nell, put))
				}
				h.same(fmt.Sprintf("a post with the %s of its %s", field, name), send(is), send(of.none[name]))
			}
		}
	}
	if h.ada.Noticed(models.NoticeFavourite)+h.ada.Noticed(models.NoticeBoost) != 0 {
		t.Error("somebody thanked for, or shared, what they may not read")
	}
}

var numbers = regexp.MustCompile(`(acts|notes)/[0-9]{6}|activities/[A-Za-z0-9]{22}`)
