package load_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/store"
)

// Three nodes share one PostgreSQL. While other servers send and Ada posts, one node after another is killed at a random
// moment and started again. Whoever sends knocks again until it is answered, as servers do. All that was accepted is in Ada's
// home once, and each of her posts reaches every follower.
func TestNodesComeAndGoUnderLoad(t *testing.T) {
	if os.Getenv("GUILDHALL_TEST_DATABASE") != store.Postgres {
		t.Skip("Several nodes share a PostgreSQL; this half is on SQLite.")
	}
	const followers, hosts, posts = 100, 20, 600
	near := startNear(t, 3)
	far := startFar(t, near, hosts)
	ada := near.Employs("ada")
	ada.Follows(far, authors)
	ada.IsFollowedBy(far, followers)
	for round := range kills(t) {
		mark := fmt.Sprintf("round-%d-%d", round, time.Now().UnixNano())
		letters := make([]Letter, posts)
		side(posts, 2, func(i int) { letters[i] = far.Post(i%authors, ada.Actor+"/inbox", mark) })
		over := make(chan bool)
		var fate sync.WaitGroup
		killed := 0
		fate.Go(func() {
			for {
				victim := near.nodes[rand.IntN(len(near.nodes))]
				select {
				case <-over:
					return
				case <-time.After(time.Duration(50+rand.IntN(300)) * time.Millisecond):
				}
				victim.Kill()
				killed++
				time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
				victim.Start()
			}
		})
		var said []string
		var speaks sync.WaitGroup
		speaks.Go(func() {
			for i := range 3 {
				if a := ada.insists(fmt.Sprintf("From Ada, round %d, %d.", round, i)); a != "" {
					said = append(said, a)
				}
			}
		})
		side(posts, atOnce, func(i int) {
			for range 200 {
				if status, err := far.Sends(letters[i]); err == nil && status == http.StatusAccepted {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Errorf("%s was never accepted", letters[i].ID)
		})
		speaks.Wait()
		close(over)
		fate.Wait()
		var home map[string]int
		eventually(t, patient, "all is in Ada's home", func() bool { home = ada.Home(mark); return len(home) == posts })
		for _, l := range letters {
			if n := home[strings.TrimSuffix(l.ID, "/activity")]; n != 1 {
				t.Errorf("%s is there %d times", l.ID, n)
			}
		}
		for _, activity := range said {
			eventually(t, patient, "all followers have what Ada said", func() bool { return len(far.Reached(activity)) == followers })
		}
		t.Logf("· %d kills: %d accepted activities applied once, %d posts with all %d followers", killed, posts, len(said), followers)
		if t.Failed() {
			return
		}
	}
}
