package store_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// Those who take the rows of lanes and share a commit take them in the order of the lanes, however they came, and what is in one lane keeps
// the order in which it came: two commits, and a commit and what adds work, never wait for each other.
func TestWhoTakesLanesTakesThemInOrder(t *testing.T) {
	s := storetest.Open(t, nil)
	var mu sync.Mutex
	var ran []string
	var all sync.WaitGroup
	joins := func(lane, what string, first func()) {
		all.Go(func() {
			err := s.JoinAt(context.Background(), lane, func(*store.Tx) error {
				if first != nil {
					first()
				}
				mu.Lock()
				defer mu.Unlock()
				ran = append(ran, what)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	committing, goOn := make(chan bool), make(chan bool)
	joins("host:one", "one", func() { close(committing); <-goOn })
	<-committing // the committer of this lane is at work, and those who come now share its next commit
	lanes := sameHands("host:one", 4)
	for i := len(lanes) - 1; i >= 0; i-- {
		joins(lanes[i], lanes[i], nil)
		time.Sleep(20 * time.Millisecond) // it stands in the queue
	}
	close(goOn)
	all.Wait()
	if want := append([]string{"one"}, lanes...); !slices.Equal(ran, want) {
		t.Errorf("they ran as %v, not %v", ran, want)
	}
}

// sameHands are lanes in order that go with another to the same committer, wherever there are a few.
func sameHands(lane string, n int) (lanes []string) {
	for i := 0; len(lanes) < n; i++ {
		if other := "host:" + strings.Repeat("x", 1+i/26) + string(rune('a'+i%26)); store.HandsOf(other) == store.HandsOf(lane) {
			lanes = append(lanes, other)
		}
	}
	slices.Sort(lanes)
	return lanes
}
