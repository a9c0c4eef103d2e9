package load_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/store/storetest"
)

const (
	olderVersion = 17     // of the schema: what follows rebuilds lanes and counts all there is
	ballast      = 25_000 // posts that make the counting last
)

// moves lets an installation live in another database.
func (n *Near) moves(dsn string) {
	n.DSN = dsn
	for i, e := range n.env {
		if strings.HasPrefix(e, "GUILDHALL_DATABASE=") {
			n.env[i] = "GUILDHALL_DATABASE=" + dsn
		}
	}
}

// grows adds posts that nobody sees.
func (n *Near) grows() {
	before := "posts.id - s.i * 65536"
	storetest.Multiply(n.t, n.DSN, "posts", "id = (SELECT min(id) FROM posts WHERE NOT local)", 1, ballast, map[string]string{
		"id": before, "thread_id": before, "iri": "posts.iri || '/b' || s.i", "url": "posts.iri || '/b' || s.i"})
}

// upgradeDies starts a node that upgrades the schema, and kills it a moment after the database was seen at a version or a later one.
func (n *Node) upgradeDies(seen *storetest.Watch, version int64) {
	n.near.t.Helper()
	c := exec.Command(n.near.bin, "serve", "--listen", n.address)
	c.Env, c.Stdout, c.Stderr = n.near.env, n.near.log, n.near.log
	if err := c.Start(); err != nil {
		n.near.t.Fatal(err)
	}
	eventuallyAt(n.near.t, time.Millisecond/4, patient, fmt.Sprintf("the schema is at version %d", version), func() bool { return seen.Version() >= version })
	time.Sleep(time.Duration(rand.IntN(12_000)) * time.Microsecond)
	_ = c.Process.Kill()
	_ = c.Wait()
}

// upgradeDiesOnAndOn kills one upgrade after another, each a random number of steps further, until one comes through or has one step left. It gives the
// versions at which the schema then stood half-way, and how many kills came too late for that.
func (n *Node) upgradeDiesOnAndOn(from, newest int64) (at []int64, late int) {
	n.near.t.Helper()
	steps := storetest.Steps(n.near.t, n.near.DSN)
	seen := storetest.Watches(n.near.t, n.near.DSN)
	defer seen.Close()
	for {
		ahead := slices.DeleteFunc(slices.Clone(steps), func(v int64) bool { return v <= from || v >= newest })
		if len(ahead) == 0 {
			return at, late
		}
		n.upgradeDies(seen, ahead[rand.IntN(min(2, len(ahead)))])
		if from = seen.Version(); from == newest {
			late++
		} else {
			at = append(at, from)
		}
	}
}

// An upgrade is killed again and again while it changes the schema of a database in which activities wait to be applied and
// deliveries to be made. In the end it comes through, and all that was accepted before is applied once, and each delivery made.
func TestAKillDuringMigrationLosesNothing(t *testing.T) {
	const followers, hosts, posts, inFlight = 500, 50, 1500, 4
	near := startNear(t, 1)
	defer near.nodes[0].Kill() // before its database goes
	far := startFar(t, near, hosts)
	ada := near.Employs("ada")
	ada.Follows(far, authors)
	ada.IsFollowedBy(far, followers)
	far.Answers(100 * time.Millisecond)
	missed := 0
	for counted, round := 0, 0; counted < kills(t); round++ {
		if round > 3*kills(t)+5 {
			t.Fatalf("only %d of %d kills met a migration under way", counted, round)
		}
		mark := fmt.Sprintf("round-%d-%d", round, time.Now().UnixNano())
		letters := make([]Letter, posts)
		side(posts, 2, func(i int) { letters[i] = far.Post(i%authors, ada.Actor+"/inbox", mark) })
		var mu sync.Mutex
		accepted := map[string]bool{}
		var sent atomic.Int64
		kill := int64(posts/3 + rand.IntN(posts*2/3))
		var activity string
		killed := make(chan bool)
		go func() {
			defer close(killed)
			for sent.Load() < kill {
				time.Sleep(time.Millisecond)
			}
			activity = ada.insists(fmt.Sprintf("Round %d.", round))
			time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
			near.nodes[0].Kill()
		}()
		side(posts, atOnce, func(i int) {
			status, err := far.Sends(letters[i])
			if err == nil && status == http.StatusAccepted {
				mu.Lock()
				accepted[strings.TrimSuffix(letters[i].ID, "/activity")] = true
				mu.Unlock()
				sent.Add(1)
			}
		})
		sent.Store(posts)
		<-killed
		unapplied, deliveries := near.open()
		newest := storetest.Version(t, near.DSN)
		near.moves(storetest.Older(t, near.DSN, olderVersion))
		if round == 0 {
			near.grows()
		}
		at, late := near.nodes[0].upgradeDiesOnAndOn(olderVersion, newest)
		if unapplied+deliveries >= wanted {
			counted += len(at)
		}
		missed += late
		near.nodes[0].Start()
		var home map[string]int
		eventually(t, patient, fmt.Sprintf("all %d accepted posts are in Ada's home", len(accepted)), func() bool {
			home = ada.Home(mark)
			for id := range accepted {
				if home[id] == 0 {
					return false
				}
			}
			return true
		})
		for id, n := range home {
			if n != 1 {
				t.Errorf("%s is there %d times", id, n)
			}
		}
		eventually(t, patient, "all followers have the post", func() bool { return len(far.Reached(activity)) == followers })
		eventually(t, patient, "nothing waits any more", func() bool { _, waits := near.open(); return waits == 0 })
		repeats := 0
		for _, n := range far.Reached(activity) {
			repeats += n - 1
		}
		if most := (1 + late) * hosts * inFlight; repeats > most { // a kill that came too late met a server at work
			t.Errorf("%d deliveries were repeated, and at most %d were in flight", repeats, most)
		}
		t.Logf("· %d activities not applied and %d deliveries open, from version %d to %d, killed while the schema stood at %v (%d kills so far came too late and do not count): none lost, none applied twice, %d delivered twice", unapplied, deliveries, olderVersion, newest, at, missed, repeats)
		if t.Failed() {
			return
		}
	}
}
