package load_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// kills is how often each story kills: GUILDHALL_KILLS, or once.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("GUILDHALL_KILLS"))
	if os.Getenv("GUILDHALL_KILLS") == "" {
		return 1
	}
	if err != nil || n < 1 {
		t.Fatal("GUILDHALL_KILLS is a number of kills.")
	}
	return n
}

const (
	wanted  = 100 // what has to be open at a kill for it to count
	atOnce  = 32  // requests of other servers at once
	authors = 20
	patient = 100 * time.Second // a lease on PostgreSQL, and some
)

// Whatever a server answered 202 for is in the reader's home after a kill and a start, once.
func TestNothingAcceptedIsLostByAKill(t *testing.T) {
	near := startNear(t, 1)
	far := startFar(t, near, 5)
	ada := near.Employs("ada")
	ada.Follows(far, authors)
	posts := 1500
	for counted, round := 0, 0; counted < kills(t); round++ {
		if round > 3*kills(t)+5 {
			t.Fatalf("only %d of %d kills met %d activities that were not applied", counted, round, wanted)
		}
		mark := fmt.Sprintf("round-%d-%d", round, time.Now().UnixNano())
		letters := make([]Letter, posts)
		side(posts, 2, func(i int) { letters[i] = far.Post(i%authors, ada.Actor+"/inbox", mark) })

		var mu sync.Mutex
		accepted := map[string]bool{}
		var sent atomic.Int64
		kill := int64(posts/3 + rand.IntN(posts*2/3))
		killed := make(chan bool)
		go func() {
			defer close(killed)
			for sent.Load() < kill {
				time.Sleep(time.Millisecond)
			}
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
		sent.Store(int64(posts))
		<-killed
		waits, _ := near.open()
		counts := waits >= wanted
		if counts {
			counted++
		}
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
		// Other servers send again what was not answered: nothing becomes two by that.
		side(posts, atOnce, func(i int) {
			if status, err := far.Sends(letters[i]); err != nil || status != http.StatusAccepted {
				t.Errorf("what is sent again is answered with %d, %v", status, err)
			}
		})
		eventually(t, patient, "what was sent again is there as well", func() bool { home = ada.Home(mark); return len(home) == posts })
		for id, n := range home {
			if n != 1 {
				t.Errorf("after it was sent again %s is there %d times", id, n)
			}
		}
		t.Logf("· kill after %d of %d were accepted, %d of them not yet applied (counts: %v): none lost, none twice", len(accepted), posts, waits, counts)
		if t.Failed() {
			return
		}
	}
}

// Whoever was to get a post gets it after a kill and a start. A repeat has the same id, and there are no more of them than
// deliveries were in flight.
func TestEveryDeliveryArrivesAfterAKill(t *testing.T) {
	const followers, hosts, inFlight = 500, 50, 4
	near := startNear(t, 1)
	far := startFar(t, near, hosts)
	ada := near.Employs("ada")
	ada.IsFollowedBy(far, followers)
	far.Answers(300 * time.Millisecond)
	for counted, round := 0, 0; counted < kills(t); round++ {
		if round > 3*kills(t)+5 {
			t.Fatalf("only %d of %d kills met %d open deliveries", counted, round, wanted)
		}
		activity := ada.Says(fmt.Sprintf("Round %d.", round))
		eventually(t, patient, "deliveries stand", func() bool { _, waits := near.open(); return waits >= wanted })
		time.Sleep(time.Duration(rand.IntN(500)) * time.Millisecond)
		near.nodes[0].Kill()
		_, waits := near.open()
		counts := waits >= wanted
		if counts {
			counted++
		}
		near.nodes[0].Start()
		var reached map[string]int
		eventually(t, patient, "all followers have the post", func() bool { reached = far.Reached(activity); return len(reached) == followers })
		eventually(t, patient, "nothing waits any more", func() bool { _, waits := near.open(); return waits == 0 })
		repeats := 0
		for _, n := range far.Reached(activity) {
			repeats += n - 1
		}
		t.Logf("· kill with %d of %d deliveries open (counts: %v): all arrived, %d of them twice", waits, followers, counts, repeats)
		if most := hosts * inFlight; repeats > most {
			t.Errorf("%d deliveries were repeated, and at most %d were in flight", repeats, most)
		}
		if t.Failed() {
			return
		}
	}
}
