package load_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// trouble takes a database away, or something of it, and gives the way back.
type trouble struct {
	name  string
	reads bool // what only reads goes on
	brief bool // it is there again and again, and nobody need be turned away
	begin func(n *Near) (mend func())
}

// lasting is how long something goes on: a while, or as long as the environment says.
func lasting(t *testing.T, name string, while time.Duration) time.Duration {
	t.Helper()
	if os.Getenv(name) == "" {
		return while
	}
	d, err := time.ParseDuration(os.Getenv(name))
	if err != nil || d <= 0 {
		t.Fatalf("%s is a length of time, like 60s.", name)
	}
	return d
}

func postgres() bool { return os.Getenv("GUILDHALL_TEST_DATABASE") == store.Postgres }

// longest is how long a request may take while the database is away: its patience, and what a busy machine adds.
const longest = 15 * time.Second

// underTrouble lets other servers send and Ada post while a database is in trouble. Whoever is turned away is told when to come
// again, comes again, and in the end nothing is lost and nothing is there twice.
func underTrouble(t *testing.T, dsn string, lasts time.Duration, x trouble) {
	const followers, hosts, posts, inFlight = 24, 6, 400, 4
	near := startNearOn(t, dsn, 1)
	far := startFar(t, near, hosts)
	ada := near.Employs("ada")
	ada.Follows(far, authors)
	ada.IsFollowedBy(far, followers)
	mark := fmt.Sprintf("trouble-%d", time.Now().UnixNano())
	letters := make([]Letter, posts)
	side(posts, 2, func(i int) { letters[i] = far.Post(i%authors, ada.Actor+"/inbox", mark) })

	var accepted, refused atomic.Int64
	var said []string
	var works sync.WaitGroup
	began := make(chan bool)
	works.Go(func() {
		for accepted.Load() < posts/4 {
			time.Sleep(time.Millisecond)
		}
		mend := x.begin(near)
		close(began)
		if !x.brief {
			near.turnsAway(ada, x.reads)
		}
		time.Sleep(lasts)
		mend()
	})
	works.Go(func() {
		for i := range 4 {
			if a := ada.insistsFor(lasts+patient, fmt.Sprintf("From Ada, %d.", i)); a != "" {
				said = append(said, a)
			}
		}
	})
	side(posts, atOnce, func(i int) {
		if i > posts/2 { // the others are sent into the trouble
			<-began
		}
		for until := time.Now().Add(lasts + patient); time.Now().Before(until); {
			status, wait := far.posts(t, letters[i])
			if status == http.StatusAccepted {
				accepted.Add(1)
				return
			}
			if status != http.StatusServiceUnavailable || wait == "" {
				t.Errorf("a server is answered with %d and Retry-After %q", status, wait)
				return
			}
			refused.Add(1)
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("%s was never accepted", letters[i].ID)
	})
	works.Wait()
	if refused.Load() == 0 && !x.brief {
		t.Error("nobody was turned away: there was no trouble")
	}
	var home map[string]int
	eventually(t, patient, "all is in Ada's home", func() bool { home = ada.Home(mark); return len(home) == posts })
	for _, l := range letters {
		if n := home[strings.TrimSuffix(l.ID, "/activity")]; n != 1 {
			t.Errorf("%s is there %d times", l.ID, n)
		}
	}
	repeats := 0
	for _, activity := range said {
		eventually(t, patient, "all followers have what Ada said", func() bool { return len(far.Reached(activity)) == followers })
		for _, n := range far.Reached(activity) {
			repeats += n - 1
		}
	}
	if repeats > hosts*inFlight {
		t.Errorf("%d deliveries were repeated", repeats)
	}
	if status, _, _ := ada.asks(http.MethodGet, "/readyz", nil); status != http.StatusOK {
		t.Errorf("afterwards it is %d", status)
	}
	t.Logf("· %s for %s: %d accepted activities applied once, %d times told to come again, %d posts with all %d followers, %d of them twice",
		x.name, lasts, posts, refused.Load(), len(said), followers, repeats)
}

// posts sends a letter and gives status and Retry-After.
func (f *Far) posts(t *testing.T, l Letter) (int, string) {
	began := time.Now()
	answer, err := f.web.Do(l.whole())
	if err != nil {
		t.Errorf("a server was not answered: %v", err)
		return 0, ""
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if took := time.Since(began); took > longest {
		t.Errorf("a server waited %s for %d", took, answer.StatusCode)
	}
	return answer.StatusCode, answer.Header.Get("Retry-After")
}

// turnsAway knocks at doors of each kind while the database is away.
func (n *Near) turnsAway(ada *Worker, reads bool) {
	n.t.Helper()
	name := strings.TrimPrefix(n.URL, "http://")
	var doors sync.WaitGroup
	knock := func(method, path string, away bool, headers ...string) {
		doors.Go(func() {
			var form map[string][]string
			if method == http.MethodPost {
				form = map[string][]string{"status": {"Is anybody there?"}, "login": {"ada@near.example"}, "password": {"a long password"}}
			}
			began := time.Now()
			status, body, head := ada.asks(method, path, form, headers...)
			switch took := time.Since(began); {
			case took > longest:
				n.t.Errorf("%s %s took %s", method, path, took)
			case away && (status != http.StatusServiceUnavailable || head.Get("Retry-After") == ""):
				n.t.Errorf("%s %s is answered with %d, Retry-After %q: %.200s", method, path, status, head.Get("Retry-After"), body)
			case !away && status != http.StatusOK:
				n.t.Errorf("%s %s needs no writing and is answered with %d: %.200s", method, path, status, body)
			}
		})
	}
	activity := []string{"Accept", "application/activity+json"}
	knock(http.MethodGet, "/healthz", false)
	knock(http.MethodPost, "/api/v1/statuses", true)
	knock(http.MethodGet, "/readyz", !reads)
	knock(http.MethodGet, "/api/v1/timelines/home", !reads)
	knock(http.MethodGet, "/.well-known/webfinger?resource=acct:ada@"+name, !reads, activity...)
	knock(http.MethodGet, strings.TrimPrefix(ada.Actor, n.URL)+"/outbox", !reads, activity...)
	knock(http.MethodGet, "/@ada", !reads, "Accept", "text/html")
	knock(http.MethodGet, "/about", !reads, "Accept", "text/html")
	doors.Wait()
}

// The database is gone for a while: PostgreSQL hangs up, or is silent; SQLite is locked by another process.
func TestTheDatabaseIsAwayUnderLoad(t *testing.T) {
	lasts := lasting(t, "GUILDHALL_AWAY", 8*time.Second) // longer than anybody's patience
	if !postgres() {
		t.Run("locked", func(t *testing.T) {
			underTrouble(t, storetest.DSN(t), lasts, trouble{name: "locked", reads: true, begin: func(n *Near) func() { return storetest.Hold(t, n.DSN) }})
		})
		return
	}
	for name, begin := range map[string]func(*storetest.Way){"hanging up": (*storetest.Way).Cut, "silent": (*storetest.Way).Hush} {
		t.Run(name, func(t *testing.T) {
			way := storetest.Between(t, storetest.DSN(t))
			underTrouble(t, way.DSN, lasts, trouble{name: name, begin: func(*Near) func() { begin(way); return way.Mend }})
		})
	}
}

// The database is slow for a while: each answer of PostgreSQL takes longer; SQLite is locked by somebody again and again.
func TestTheDatabaseIsSlowUnderLoad(t *testing.T) {
	const lasts = 4 * time.Second
	if postgres() {
		way := storetest.Between(t, storetest.DSN(t))
		underTrouble(t, way.DSN, lasts, trouble{name: "slow", brief: true, begin: func(*Near) func() { way.Slow(10 * time.Millisecond); return way.Mend }})
		return
	}
	underTrouble(t, storetest.DSN(t), lasts, trouble{name: "slow", brief: true, begin: func(n *Near) func() {
		over, ended := make(chan bool), make(chan bool)
		go func() {
			defer close(ended)
			for {
				release := storetest.Hold(t, n.DSN)
				time.Sleep(300 * time.Millisecond)
				release()
				select {
				case <-over:
					return
				case <-time.After(50 * time.Millisecond):
				}
			}
		}()
		return func() { close(over); <-ended }
	}})
}

// The disk is full for a while. SQLite's process may write no byte to any file; PostgreSQL refuses new rows with the code of a
// full disk.
func TestTheDiskIsFullUnderLoad(t *testing.T) {
	const lasts = 3 * time.Second
	underTrouble(t, storetest.DSN(t), lasts, trouble{name: "disk full", reads: true, begin: func(n *Near) func() {
		if postgres() {
			return storetest.Fill(t, n.DSN, "inbox", "posts", "jobs", "outbox")
		}
		n.nodes[0].MayWrite(1)
		return func() { n.nodes[0].MayWrite(^uint64(0)) }
	}})
}
