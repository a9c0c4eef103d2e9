package load_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// BenchmarkGrowth measures what an activity, a home page and a claim cost a whole server while what is stored grows, with few
// peers and with many. It takes a quarter of an hour, less with GUILDHALL_GROWTH=100000, which
// goes no further, and draws docs/growth.svg with GUILDHALL_BENCH_WRITE=1.
func BenchmarkGrowth(b *testing.B) {
	sizes := []int{1_000, 100_000, 1_000_000}
	if most, err := strconv.Atoi(os.Getenv("GUILDHALL_GROWTH")); err == nil {
		sizes = slices.DeleteFunc(sizes, func(n int) bool { return n > most })
	}
	var lines []line
	commit := ""
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		for _, peers := range []int{10, 5_000} {
			b.Run(fmt.Sprintf("%s/%d-peers", dialect, peers), func(b *testing.B) {
				g := grows(b, dialect, peers)
				l := line{name: fmt.Sprintf("%s, %d peers", map[string]string{store.SQLite: "SQLite", store.Postgres: "PostgreSQL"}[dialect], peers)}
				for _, posts := range sizes {
					g.to(posts)
					l.points = append(l.points, point{float64(posts), [3]float64{g.activity(), g.home(), g.claim()}})
					p := l.points[len(l.points)-1]
					fmt.Printf("%-24s %9d posts: activity %.3f ms, home %.3f ms, claim %.3f ms\n", l.name, posts, p.y[0], p.y[1], p.y[2])
				}
				lines = append(lines, l)
				b.ReportMetric(0, "ns/op")
			})
		}
	}
	if !b.Failed() && len(lines) == 4 {
		commit = revision(b)
		drawn(b, lines, commit)
	}
}

// growth is a server whose database is filled between measurements.
type growth struct {
	*bench
	dsn    string
	far    *Far
	ada    *Worker
	peers  int
	filled int
	rounds int
}

const (
	growthPeople = 20 // whom Ada follows for real
	growthOp     = 1000
)

func grows(t *testing.B, dialect string, peers int) *growth {
	dsn := storetest.FreshDSN(t, dialect)
	b := &bench{B: t, sheet: &sheet{dialect: dialect}, near: startNearOn(t, dsn, 1), watch: storetest.OpenDSN(t, nil, dsn)}
	if dialect == store.Postgres {
		b.db = storetest.PostgresProcess(t)
	}
	g := &growth{bench: b, dsn: dsn, far: startFar(t, b.near, 10), ada: b.near.Employs("ada"), peers: peers}
	g.ada.Follows(g.far, growthPeople)
	g.settles(5 * time.Minute)
	g.arrive(40)
	// As many people elsewhere as there may be peers, a thousand at least, and a lane for each peer that has something to wait for.
	people := max(1000, peers)
	host := fmt.Sprintf("'g' || (s.i %% %d) || '.localhost:9'", peers)
	storetest.Multiply(t, dsn, "actors", "id = (SELECT max(id) FROM actors WHERE NOT local)", 1, people, map[string]string{
		"id": "actors.id - s.i * 65536", "iri": "'http://' || " + host + " || '/users/' || s.i", "host": host, "domain": host, "handle": "'g' || s.i",
		"inbox": "'http://' || " + host + " || '/users/' || s.i || '/inbox'",
	})
	storetest.Multiply(t, dsn, "peers", "host = (SELECT min(host) FROM peers)", 0, peers-1, map[string]string{"host": "'g' || s.i || '.localhost:9'"})
	err := b.watch.Write(t.Context(), func(tx *store.Tx) error {
		jobs := make([]models.Job, peers)
		for i := range jobs {
			jobs[i] = models.Job{Lane: fmt.Sprintf("host:g%d.localhost:9", i), Kind: "x", RunAt: tx.Now() + 12*3_600_000}
		}
		return tx.AddJobs(jobs)
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// to fills up to a number of posts, by those thousands of people; every tenth stands in Ada's home. Each came in by an activity.
func (g *growth) to(posts int) {
	from, to := g.filled+1, posts
	g.filled = posts
	people := max(1000, g.peers)
	before := "- (2000000 - s.i) * 655360" // a time before, ten milliseconds apart
	newest := "id = (SELECT max(id) FROM posts WHERE NOT local AND iri NOT LIKE '%/g%')"
	storetest.Multiply(g, g.dsn, "posts", newest, from, to, map[string]string{
		"id": "posts.id " + before, "thread_id": "posts.id " + before, "iri": "posts.iri || '/g' || s.i", "url": "posts.iri || '/g' || s.i",
		"author_id": fmt.Sprintf("(SELECT max(id) FROM actors WHERE NOT local) - (1 + s.i %% %d) * 65536", people),
	})
	storetest.Multiply(g, g.dsn, "home", "item_id = (SELECT max(item_id) FROM home)", (from+9)/10, to/10, map[string]string{
		"item_id": "home.item_id - (2000000 - s.i * 10) * 655360", "post_id": "home.post_id - (2000000 - s.i * 10) * 655360",
	})
	storetest.Multiply(g, g.dsn, "inbox", "id = (SELECT max(id) FROM inbox WHERE state = 'applied' AND activity NOT LIKE '%/g%')", from, to, map[string]string{
		"id": "inbox.id " + before, "activity": "inbox.activity || '/g' || s.i",
	})
	if g.sheet.dialect == store.Postgres {
		storetest.Bulk(g, g.dsn, "ANALYZE") // as its own autovacuum does after so many rows
	}
	g.arrive(200) // what was not in anybody's memory is
}

// arrive lets posts of those whom Ada follows come in, and gives what each costs.
func (g *growth) arrive(posts int) float64 {
	g.rounds++
	mark := fmt.Sprintf("grown-%d", g.rounds)
	ls := make(letters, posts)
	side(posts, 2, func(i int) { ls[i] = written(g, g.far.Post(i%growthPeople, g.ada.Actor+"/inbox", mark).whole()) })
	before := g.spent()
	hurls(g, g.near.nodes[0].address, ls, posts, 16, http.StatusAccepted)
	for g.backlog().Unapplied > 0 {
		time.Sleep(20 * time.Millisecond)
	}
	each := g.each(before, posts)
	if home := g.ada.Home(mark); len(home) != posts {
		g.Fatalf("%d of %d posts stand in the home timeline", len(home), posts)
	}
	return each
}

func (g *growth) activity() float64 { return g.arrive(growthOp) }

func (g *growth) home() float64 {
	r, err := http.NewRequest(http.MethodGet, g.near.URL+"/api/v1/timelines/home", nil)
	if err != nil {
		g.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+g.ada.token)
	ls := letters{written(g, r)}
	hurls(g, g.near.nodes[0].address, ls, 50, 16, http.StatusOK)
	before := g.spent()
	hurls(g, g.near.nodes[0].address, ls, growthOp, 16, http.StatusOK)
	return g.each(before, growthOp)
}

// claim leases the one lane that is due, beside all that wait, and lets it go. The server rests meanwhile; what it had left undone is leased
// once, and not given back.
func (g *growth) claim() float64 {
	g.near.nodes[0].Kill()
	defer g.near.nodes[0].Start()
	lane := "host:live.localhost:9"
	err := g.watch.Write(g.Context(), func(tx *store.Tx) error {
		return tx.AddJobs([]models.Job{{Lane: lane, Kind: "x", RunAt: tx.Now()}})
	})
	own, _ := used(os.Getpid())
	before := cost{own, family(g.db)}
	for range 2 * growthOp {
		if err == nil {
			err = g.watch.Write(g.Context(), func(tx *store.Tx) error {
				lanes, err := tx.ClaimLanes("growth", store.Shares{Inner: 10, Well: 10, Ailing: 10}, tx.Now()+60_000)
				if err == nil && !slices.ContainsFunc(lanes, func(l models.Lane) bool { return l.Name == lane }) {
					err = fmt.Errorf("%d lanes were due, and not that one", len(lanes))
				}
				if err != nil {
					return err
				}
				return tx.ReleaseLane(lane, store.Release{Owner: "growth"})
			})
		}
	}
	own, _ = used(os.Getpid())
	after := cost{own, family(g.db)}
	storetest.Bulk(g, g.dsn, "DELETE FROM jobs WHERE lane = '"+lane+"'", "DELETE FROM lanes WHERE name = '"+lane+"'")
	if err != nil {
		g.Fatal(err)
	}
	return float64(after.server+after.database-before.server-before.database) / 1e6 / (2 * growthOp)
}

// each is what n operations have cost since a moment, in milliseconds, with what the database spent on them.
func (g *growth) each(before cost, n int) float64 {
	now := g.spent()
	return float64(now.server+now.database-before.server-before.database) / 1e6 / float64(n)
}

var growthPanels = [3]string{"an activity, accepted and applied", "a page of home", "a claim of a lane"}

// drawn writes the plot and its numbers.
func drawn(t testing.TB, lines []line, commit string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "![Cost over stored posts](growth.svg)\n\nCommit %s; %s; load at the end %s. CPU of server and database together, in milliseconds.\n\n| | stored posts | %s |\n|---|---|---|---|---|\n",
		commit, machine(), busy(), strings.Join(growthPanels[:], " | "))
	for _, l := range lines {
		for _, p := range l.points {
			fmt.Fprintf(&b, "| %s | %s | %.2f | %.2f | %.2f |\n", l.name, thousands(int(p.x)), p.y[0], p.y[1], p.y[2])
		}
	}
	fmt.Print("\n", b.String())
	if os.Getenv("GUILDHALL_BENCH_WRITE") == "" {
		return
	}
	if err := os.WriteFile("../docs/growth.svg", []byte(plot(lines, growthPanels)), 0o644); err != nil {
		t.Fatal(err)
	}
	rewrite(t, "growth: make growth writes it", "end of growth", b.String())
}
