package load_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// One server sends as fast as it can, and nobody limits it. Meanwhile others send one activity after another, as servers
// do: each is taken, nobody waits long for an answer, and each post is there soon, though thousands came before it.
func TestAFloodByOneServerKeepsNobodyWaiting(t *testing.T) {
	const flooders, others, drops = 16, 4, 3000
	const answered, applied = 3 * time.Second, 10 * time.Second // at most, on a machine that also plays all these servers
	lasts := lasting(t, "GUILDHALL_FLOOD", 5*time.Second)
	near := startNear(t, 1)
	far := startFar(t, near, others+1)
	ada := near.Employs("ada")
	ada.Follows(far, authors)
	mark := fmt.Sprintf("calm-%d", time.Now().UnixNano())
	floods := func(n int) bool { return n%far.hosts == 0 }
	flood := make([]Letter, drops)
	side(drops, 2, func(i int) { flood[i] = far.Post((i%(authors/far.hosts))*far.hosts, ada.Actor+"/inbox", "flood") })

	over := make(chan bool)
	var sent, refused atomic.Int64
	var water sync.WaitGroup
	began := time.Now()
	for range flooders {
		water.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				n := sent.Add(1)
				if status, err := far.Sends(flood[n%drops]); err != nil || status != http.StatusAccepted {
					refused.Add(1)
				}
			}
		})
	}
	var mu sync.Mutex
	var waits, ways []time.Duration
	var calm sync.WaitGroup
	for n := 1; n <= others; n++ {
		if floods(n) {
			t.Fatal("a calm server floods")
		}
		calm.Go(func() {
			for time.Since(began) < lasts {
				l := far.Post(n, ada.Actor+"/inbox", mark)
				at := time.Now()
				status, err := far.Sends(l)
				wait := time.Since(at)
				if err != nil || status != http.StatusAccepted {
					t.Errorf("a calm server is answered with %d, %v", status, err)
					return
				}
				id := strings.TrimSuffix(l.ID, "/activity")
				for !ada.knowsOf(id) && time.Since(at) < applied {
					time.Sleep(20 * time.Millisecond)
				}
				mu.Lock()
				waits, ways = append(waits, wait), append(ways, time.Since(at))
				mu.Unlock()
			}
		})
	}
	calm.Wait()
	close(over)
	water.Wait()
	slices.Sort(waits)
	slices.Sort(ways)
	if len(waits) == 0 {
		t.Fatal("nobody else was served")
	}
	if sent.Load() < 5*int64(len(waits)) {
		t.Errorf("%d requests are no flood beside %d", sent.Load(), len(waits))
	}
	if worst := waits[len(waits)-1]; worst > answered {
		t.Errorf("somebody else waited %s for an answer", worst)
	}
	if worst := ways[len(ways)-1]; worst >= applied {
		t.Errorf("a post of somebody else was not known here after %s", worst)
	}
	t.Logf("· %d requests of one server in %s (%d of them refused); %d of others: answered after %s in the middle and %s at most, known here after %s and %s",
		sent.Load(), time.Since(began).Round(time.Second), refused.Load(), len(waits), waits[len(waits)/2].Round(time.Millisecond), waits[len(waits)-1].Round(time.Millisecond),
		ways[len(ways)/2].Round(time.Millisecond), ways[len(ways)-1].Round(time.Millisecond))
}
