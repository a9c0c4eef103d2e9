package load_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// The community that is measured.
const (
	manyMembers = 100_000
	manyHosts   = 2_000
	fewHosts    = 100 // others, from where people join in earnest
	manyAnswers = 10_000
)

// BenchmarkCommunity measures a whole server with a community that has a hundred thousand members on two thousand other
// servers: what posting, planning, opening pages and joining cost. It takes a few minutes and counts everything once, so it wants
// -benchtime 1x and no other load. With GUILDHALL_BENCH_WRITE=1 it writes its table into docs/performance.md.
func BenchmarkCommunity(b *testing.B) {
	var sheets []*sheet
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			s := &sheet{dialect: dialect, before: busy()}
			gathers(b, s)
			s.after = busy()
			sheets = append(sheets, s)
			b.ReportMetric(0, "ns/op")
		})
	}
	if len(sheets) == 2 && !b.Failed() {
		publish(b, sheets, "community: make bench writes it", "end of community", "")
	}
}

// meadow is the server with that community.
type meadow struct {
	*bench
	dsn    string
	far    *Far
	ada    *Worker
	actor  string // of the community
	id     string
	jar    *http.Cookie
	marks  int
	joined int // people who did so in earnest
}

func gathers(t *testing.B, s *sheet) {
	dsn := storetest.FreshDSN(t, s.dialect)
	m := &meadow{bench: &bench{B: t, sheet: s, near: startNearOn(t, dsn, 1), watch: storetest.OpenDSN(t, nil, dsn)}, dsn: dsn}
	if s.dialect == store.Postgres {
		m.db = storetest.PostgresProcess(t)
	}
	m.far = startFar(t, m.near, manyHosts+fewHosts)
	m.far.shared = true
	m.ada = m.near.Employs("ada")
	m.near.Runs("community", "create", "meadow", "--name", "Meadow", "--purpose", "What grows.", "--driver", "ada")
	err := m.watch.Read(t.Context(), func(tx *store.Tx) error {
		a, err := tx.ActorByHandle("meadow")
		m.actor, m.id = string(a.IRI), a.ID.String()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	m.signsIn()
	m.near.Employs("bea")
	m.submits("/@meadow/tend", url.Values{"do": {"save"}, "name": {"Meadow"}, "purpose": {"What grows."}, "needs": {"Gardeners need it."}, "measure": {"Hay."},
		"review": {time.Now().AddDate(0, 6, 0).Format(time.DateOnly)}, "inside": {"open"}, "partners": {"open"}, "world": {"open"}, "federation": {"both"},
		"ceiling": {"world"}, "core": {"bea"}})
	m.submits("/@meadow/tend", url.Values{"do": {"live"}})

	// As long as few are there.
	m.joins(1)
	few := m.joins(20)
	fewPages := m.page("/@meadow")
	m.fills()

	many := m.joins(20)
	s.add("join", "joining, accepted and answered, with 20 members and with 100,000", "the same", "%s; %s", millis(few), millis(many))

	accepted, rows := m.posts(5)
	s.add("accept", "a post to 100,000 members on 2,000 servers, answered", "50 ms", "%s", span(accepted))
	s.add("rows", "the same until all its deliveries are rows", "2 s", "%s", span(rows))
	_, most := resident(t, m.pid())
	s.add("memory", "highest resident memory under this", "300 MiB", "%d MiB", most)

	s.add("page", "its page with 20 members and with 100,000", "20 ms", "%s; %s", millis(fewPages), millis(m.page("/@meadow")))
	s.add("preview", "what the composer foretells about a post in it", "", "%s", millis(m.foretold()))
	s.add("thread", "first screen of a thread of 10,000 answers in it", "30 ms", "%s", millis(m.page(m.thread())))
}

// signsIn opens a browser's session for Ada.
func (m *meadow) signsIn() {
	m.Helper()
	r := m.form("/login", url.Values{"login": {"ada"}, "password": {"a long password"}})
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		m.Fatal(err)
	}
	_ = answer.Body.Close()
	for _, c := range answer.Cookies() {
		m.jar = c
	}
	if m.jar == nil {
		m.Fatalf("signing in was answered with %d and no cookie", answer.StatusCode)
	}
}

func (m *meadow) form(path string, v url.Values) *http.Request {
	r, err := http.NewRequest(http.MethodPost, m.near.URL+path, strings.NewReader(v.Encode()))
	if err != nil {
		m.Fatal(err)
	}
	r.URL.Host, r.Host = m.near.nodes[0].address, strings.TrimPrefix(m.near.URL, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", m.near.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if m.jar != nil {
		r.AddCookie(m.jar)
	}
	return r
}

// submits sends a form that leads on to another page.
func (m *meadow) submits(path string, v url.Values) {
	m.Helper()
	answer, err := http.DefaultTransport.RoundTrip(m.form(path, v))
	if err != nil {
		m.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 4000))
		m.Fatalf("POST %s was answered with %d: %s", path, answer.StatusCode, said)
	}
}

// joins lets a number of people elsewhere join, and gives what each costs until the answer is under way.
func (m *meadow) joins(n int) time.Duration {
	m.Helper()
	ls := make(letters, n)
	for i := range ls {
		m.joined++
		ls[i] = written(m, m.far.Followed(manyHosts+m.joined%fewHosts+m.joined/fewHosts*(manyHosts+fewHosts), m.actor).whole())
	}
	before := m.spent()
	hurls(m, m.near.nodes[0].address, ls, len(ls), 4, http.StatusAccepted)
	m.settles(2 * time.Minute)
	now := m.spent()
	return (now.server + now.database - before.server - before.database) / time.Duration(len(ls))
}

// fills makes members of a hundred thousand people, whose servers answer by themselves.
func (m *meadow) fills() {
	host := fmt.Sprintf("'h' || substr('00' || (s.i %% %[1]d), -max(3, length('' || (s.i %% %[1]d)))) || '.localhost:%[2]s'", manyHosts, m.far.port)
	if m.sheet.dialect == store.Postgres {
		host = fmt.Sprintf("'h' || lpad((s.i %% %[1]d)::text, greatest(3, length((s.i %% %[1]d)::text)), '0') || '.localhost:%[2]s'", manyHosts, m.far.port)
	}
	storetest.Multiply(m, m.dsn, "actors", "id = (SELECT max(id) FROM actors WHERE NOT local)", 1, manyMembers, map[string]string{
		"id": "actors.id - s.i * 65536", "iri": "'http://' || " + host + " || '/users/' || s.i", "host": host, "domain": host, "handle": "'p' || s.i",
		"inbox": "'http://' || " + host + " || '/users/' || s.i || '/inbox'", "shared_inbox": "'http://' || " + host + " || '/inbox'",
		"followers_iri": "'http://' || " + host + " || '/users/' || s.i || '/followers'",
	})
	storetest.Multiply(m, m.dsn, "follows", "id = (SELECT max(id) FROM follows)", 1, manyMembers, map[string]string{
		"id": "follows.id - s.i * 65536", "iri": "'http://' || " + host + " || '/users/' || s.i || '/joined'",
		"follower_id": "(SELECT max(id) FROM actors WHERE NOT local) - s.i * 65536",
	})
	storetest.Multiply(m, m.dsn, "peers", "host = (SELECT min(host) FROM peers WHERE host LIKE 'h%')", 0, manyHosts-1, map[string]string{"host": host})
	if m.sheet.dialect == store.Postgres {
		storetest.Bulk(m, m.dsn, "ANALYZE")
	}
	m.posts(1) // what was not in anybody's memory is
}

// posts lets Ada post in the community, and gives how long the answer took and how long it was until every delivery is a row.
func (m *meadow) posts(n int) (accepted, rows []time.Duration) {
	m.Helper()
	for range n {
		m.marks++
		began := time.Now()
		m.submits("/compose", url.Values{"do": {"post"}, "text": {fmt.Sprintf("What grows, %d", m.marks)}, "audience": {"everyone"}, "distance": {"world"}, "community": {m.id}})
		accepted = append(accepted, time.Since(began))
		eventually(m, time.Minute, "all deliveries are rows", func() bool { return m.unplanned() == 0 })
		rows = append(rows, time.Since(began))
		m.settles(5 * time.Minute)
	}
	return accepted, rows
}

// unplanned counts the events of which nobody has yet made deliveries.
func (m *meadow) unplanned() int64 {
	m.Helper()
	return storetest.Value(m, m.dsn, "SELECT count(*) FROM jobs WHERE NOT dead AND kind = 'publish'")
}

// page is what a page costs Ada's server.
func (m *meadow) page(path string) time.Duration {
	m.Helper()
	return m.costs(func() *http.Request {
		r, err := http.NewRequest(http.MethodGet, m.near.URL+path, nil)
		if err != nil {
			m.Fatal(err)
		}
		r.AddCookie(m.jar)
		r.Header.Set("Accept", "text/html")
		return r
	}())
}

func (m *meadow) foretold() time.Duration {
	r := m.form("/compose", url.Values{"do": {"preview"}, "text": {"What grows"}, "audience": {"everyone"}, "distance": {"world"}, "community": {m.id}})
	r.URL.Host = r.Host
	return m.costs(r)
}

func (m *meadow) costs(r *http.Request) time.Duration {
	m.Helper()
	const often = 50
	ls := letters{written(m, r)}
	hurls(m, m.near.nodes[0].address, ls, 5, 1, http.StatusOK)
	before := m.spent()
	hurls(m, m.near.nodes[0].address, ls, often, 1, http.StatusOK)
	now := m.spent()
	return (now.server + now.database - before.server - before.database) / often
}

// thread makes ten thousand answers to the newest post of the community, and gives the address of its page.
func (m *meadow) thread() string {
	m.Helper()
	newest := "id = (SELECT max(id) FROM posts WHERE local)"
	storetest.Multiply(m, m.dsn, "posts", newest, 1, manyAnswers, map[string]string{
		"id": "posts.id + s.i * 65536", "parent_id": "posts.id", "iri": "posts.iri || '/g' || s.i", "url": "posts.iri || '/g' || s.i",
		"author_id": "CASE WHEN s.i % 3 = 0 THEN posts.author_id ELSE (SELECT max(id) FROM actors WHERE NOT local) - s.i * 65536 END", "local": "s.i % 3 = 0",
	})
	if m.sheet.dialect == store.Postgres {
		storetest.Bulk(m, m.dsn, "ANALYZE")
	}
	root := storetest.Value(m, m.dsn, "SELECT min(thread_id) FROM posts WHERE id = (SELECT max(id) FROM posts)")
	return "/@ada/" + models.ID(root).String()
}
