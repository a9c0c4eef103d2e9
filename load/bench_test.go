package load_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// BenchmarkServer measures a whole server as docs/performance.md tells it: a process of its own with gate, record and metrics,
// first on SQLite, then on PostgreSQL. It takes some minutes and counts everything once, so it wants -benchtime 1x and no
// other load. With GUILDHALL_BENCH_WRITE=1 it writes the table of that page anew.
func BenchmarkServer(b *testing.B) {
	var sheets []*sheet
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			s := &sheet{dialect: dialect, before: busy()}
			measured(b, s)
			s.after = busy()
			sheets = append(sheets, s)
			b.ReportMetric(0, "ns/op") // the figures are in the sheet
		})
	}
	if len(sheets) == 2 && !b.Failed() {
		publish(b, sheets, "figures: make bench writes them", "end of figures", fmt.Sprintf("; a policy of %d rules", sheets[0].rules))
	}
}

// bench is one server that is measured, and those who play with it.
type bench struct {
	*testing.B
	sheet *sheet
	near  *Near
	db    int // the process of PostgreSQL
	watch *store.Store
}

// measured runs all scenarios on one database, in the order of the table.
func measured(t *testing.B, s *sheet) {
	dsn := storetest.FreshDSN(t, s.dialect)
	if _, err := program(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	b := &bench{B: t, sheet: s, near: startNearOn(t, dsn, 1)}
	first := time.Since(began)
	b.near.nodes[0].Kill()
	began = time.Now()
	b.near.nodes[0].Start()
	s.add("start", "start to first answer, new database", "100 ms", "%s; again %s", millis(first), millis(time.Since(began)))
	time.Sleep(2 * time.Second)
	idle, _ := resident(t, b.pid())
	if s.dialect == store.Postgres {
		b.db = storetest.PostgresProcess(t)
	}
	b.watch = storetest.OpenDSN(t, nil, dsn)
	s.rules = judged(b, b.watch)

	b.inbox()
	b.deliveries()
	b.reads()
	b.posts()
	b.deadBesideLive()

	_, most := resident(t, b.pid())
	s.add("memory", "resident memory: idle / highest under all of this", "55 / 120 MiB", "%d / %d MiB", idle, most)
}

func (b *bench) pid() int { return b.near.nodes[0].process.Process.Pid }

// cost is what something took of the processors: of the server, and of the database when that is another process.
type cost struct{ server, database time.Duration }

func (b *bench) spent() cost {
	own, ended := used(b.pid())
	return cost{own + ended, family(b.db)}
}

// since is what n operations have cost each since a moment, as the table tells it.
func (b *bench) since(before cost, n int) string {
	now := b.spent()
	each := millis((now.server - before.server) / time.Duration(n))
	if b.db != 0 {
		each += fmt.Sprintf(" and %s of the database", millis((now.database-before.database)/time.Duration(n)))
	}
	return each
}

// settles waits until nothing waits to be applied, published or delivered.
func (b *bench) settles(most time.Duration) {
	b.Helper()
	eventually(b, most, "all is applied, published and delivered", func() bool {
		l := b.backlog()
		return l.Unapplied == 0 && l.Waiting == 0 && b.planned() == 0
	})
	time.Sleep(100 * time.Millisecond) // what is written down afterwards belongs to it
}

func (b *bench) backlog() (l store.Backlog) {
	b.Helper()
	err := b.watch.Read(b.Context(), func(tx *store.Tx) (err error) { l, err = tx.Backlog(); return err })
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// inbox: 2,000 signed posts of 20 people whom Ada follows.
func (b *bench) inbox() {
	const posts, people, conns = 2000, 20, 16
	far := startFar(b, b.near, 10)
	ada := b.near.Employs("ada")
	ada.Follows(far, people)
	b.settles(5 * time.Minute)
	var rates, applied []time.Duration
	var costs string
	for round := range 3 { // the first one warms up
		mark := fmt.Sprintf("inbox-%d-%d", round, time.Now().UnixNano())
		ls := make(letters, posts)
		side(posts, 2, func(i int) { ls[i] = written(b, far.Post(i%people, ada.Actor+"/inbox", mark).whole()) })
		before, began := b.spent(), time.Now()
		took := hurls(b, b.near.nodes[0].address, ls, posts, conns, http.StatusAccepted)
		for b.backlog().Unapplied > 0 {
			time.Sleep(20 * time.Millisecond)
		}
		all := time.Since(began)
		costs = b.since(before, posts)
		if home := ada.Home(mark); len(home) != posts {
			b.Fatalf("%d of %d posts stand in the home timeline", len(home), posts)
		}
		if round > 0 {
			rates, applied = append(rates, took), append(applied, all)
		}
	}
	b.sheet.add("inbox", "inbox: 2,000 signed posts of 20 people, accepted", "4,000/s", "%s", rate(posts, rates))
	b.sheet.add("visible", "the same until all stand in the follower's home", "2,500/s, 0.4 ms", "%s, %s", rate(posts, applied), costs)

	asked := far.Asked()
	if status, err := far.Sends(far.Followed(people+1, ada.Actor)); err != nil || status != http.StatusAccepted {
		b.Fatal(status, err)
	}
	b.settles(5 * time.Minute)
	b.sheet.add("learn", "requests made to learn one new follower", "1, at most 2", "%d", far.Asked()-asked)
}

// deliveries: one post to 500 inboxes on 50 hosts, in all its ways.
func (b *bench) deliveries() {
	const followers, hosts, posts = 500, 50, 5
	far := startFar(b, b.near, hosts)
	bob := b.near.Employs("bob")
	bob.IsFollowedBy(far, followers)
	b.settles(5 * time.Minute)

	last, costs := b.sends(bob, far, posts, followers, all)
	b.sheet.add("500", "one post to 500 inboxes on 50 hosts, last arrival", "350 ms, 0.95 ms each", "%s, %s", span(last), costs)

	far.Answers(100 * time.Millisecond)
	slow, _ := b.sends(bob, far, posts, followers, all)
	b.sheet.add("100ms", "the same 500, each inbox answers after 100 ms", "0.5 s", "%s", span(slow))

	healthy := func(host string) bool { return !strings.HasPrefix(host, "h000.") && !strings.HasPrefix(host, "h001.") }
	far.AnswersBy(func(host string) time.Duration {
		if healthy(host) {
			return 0
		}
		return 2 * time.Second
	})
	two, _ := b.sends(bob, far, posts, followers, healthy)
	far.Answers(0)
	b.sheet.add("slow", "the same 500, 2 hosts answer after 2 s: last healthy host", "as without them, within 10 %", "%s, against %s: medians %+.0f %%", span(two), span(last),
		100*(float64(median(two))/float64(median(last))-1))

	shared := startFar(b, b.near, hosts)
	shared.shared = true
	cleo := b.near.Employs("cleo")
	cleo.IsFollowedBy(shared, followers)
	b.settles(5 * time.Minute)
	last, costs = b.sends(cleo, shared, posts, hosts, all)
	b.sheet.add("shared", "the same through 50 shared inboxes", "50 ms", "%s, %s", span(last), costs)
}

func all(string) bool { return true }

// sends lets somebody post a number of times, one after another, and tells for each when the last of the hosts asked for had it.
func (b *bench) sends(w *Worker, far *Far, posts, inboxes int, of func(string) bool) (last []time.Duration, costs string) {
	b.Helper()
	before := b.spent()
	for i := range posts {
		began := time.Now()
		activity := w.Says(fmt.Sprintf("Post %d of %s.", i, began))
		eventually(b, 5*time.Minute, "all have it", func() bool { return len(far.Reached(activity)) == inboxes })
		last = append(last, far.LastAt(of).Sub(began))
		b.settles(5 * time.Minute)
		for inbox, n := range far.Reached(activity) {
			if n != 1 {
				b.Fatalf("%s was reached %d times", inbox, n)
			}
		}
	}
	return last, b.since(before, posts*inboxes)
}

// reads: what is asked for most, each 16 at once.
func (b *bench) reads() {
	const conns = 16
	node := b.near.nodes[0]
	far := startFar(b, b.near, 4)
	get := func(path string, headers ...string) *http.Request {
		r, err := http.NewRequest(http.MethodGet, b.near.URL+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return r
	}
	run := func(key, work, goal string, n int, ls letters) {
		hurls(b, node.address, ls, n/10, conns, http.StatusOK)
		var rates []time.Duration
		before := b.spent()
		for range 3 {
			rates = append(rates, hurls(b, node.address, ls, n, conns, http.StatusOK))
		}
		b.sheet.add(key, work, goal, "%s, %s", rate(n, rates), b.since(before, 3*n))
	}
	host := strings.TrimPrefix(b.near.URL, "http://")
	run("webfinger", "webfinger, 16 connections", "50,000/s, 0.025 ms", 20_000,
		letters{written(b, get("/.well-known/webfinger?resource="+url.QueryEscape("acct:ada@"+host)))})
	ada := b.near.Knows("ada")
	signed := letters{}
	for i := range 20 {
		signed = append(signed, written(b, far.SignedGet(i, ada.Actor)))
	}
	run("actor", "actor document, signature checked each time", "20,000/s, 0.07 ms", 10_000, signed)
	run("home", "home timeline, 20 posts, client API", "12,000/s, 0.1 ms", 5_000,
		letters{written(b, get("/api/v1/timelines/home", "Authorization", "Bearer "+ada.token))})
}

// posts: through the client API, until their deliveries are planned.
func (b *bench) posts() {
	const n, conns = 2000, 16
	dan := b.near.Employs("dan")
	b.settles(5 * time.Minute)
	var rates []time.Duration
	var costs string
	for round := range 3 {
		ls := make(letters, n)
		for i := range ls {
			r, err := http.NewRequest(http.MethodPost, b.near.URL+"/api/v1/statuses", strings.NewReader(url.Values{"status": {fmt.Sprintf("A few words of round %d, number %d.", round, i)}, "visibility": {"public"}}.Encode()))
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+dan.token)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			ls[i] = written(b, r)
		}
		before := b.spent()
		took := hurls(b, b.near.nodes[0].address, ls, n, conns, http.StatusOK)
		eventually(b, 5*time.Minute, "all is published", func() bool { return b.planned() == 0 })
		costs = b.since(before, n)
		if round > 0 {
			rates = append(rates, took)
		}
	}
	b.sheet.add("post", "new post through the client API, its delivery planned", "3,000/s, 0.4 ms", "%s, %s", rate(n, rates), costs)
}

// planned counts the inner work that waits.
func (b *bench) planned() (jobs int64) {
	b.Helper()
	err := b.watch.Read(b.Context(), func(tx *store.Tx) error {
		lanes, err := tx.LaneCounts()
		for _, l := range lanes {
			if strings.HasPrefix(l.Lane, "work:publish") {
				jobs += l.Jobs
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return jobs
}

// deadBesideLive: 20,000 deliveries wait for 20 hosts that are dead, half of them silent, half hanging up. Then 4,000 are to go to 200 that live.
func (b *bench) deadBesideLive() {
	const dead, each, live, posts = 20, 50, 200, 20
	gone, well := startFar(b, b.near, dead), startFar(b, b.near, live)
	eve, fay := b.near.Employs("eve"), b.near.Employs("fay")
	eve.IsFollowedBy(gone, dead*each)
	fay.IsFollowedBy(well, live)
	b.settles(5 * time.Minute)
	gone.AnswersBy(func(host string) time.Duration {
		if strings.HasPrefix(host, "h00") {
			return silent
		}
		return hangsUp
	})
	for i := range posts {
		eve.Says(fmt.Sprintf("To the dead, %d.", i))
	}
	eventually(b, 5*time.Minute, "20,000 deliveries wait", func() bool { return b.backlog().Waiting >= dead*each*posts })
	var activities []string
	before, began := b.spent(), time.Now()
	for i := range posts {
		activities = append(activities, fay.Says(fmt.Sprintf("To the living, %d.", i)))
	}
	eventually(b, 5*time.Minute, "the living have everything", func() bool {
		for _, a := range activities {
			if len(well.Reached(a)) != live {
				return false
			}
		}
		return true
	})
	took := well.LastAt(all).Sub(began)
	b.sheet.add("dead", "4,000 deliveries to 200 live hosts beside 20,000 to 20 dead ones", "2 s", "%.1f s, %s each", took.Seconds(), b.since(before, live*posts))
}

func median(of []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(of))[len(of)/2]
}
