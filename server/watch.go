package server

import (
	"sync"
	"time"

	"guildhall/clock"
)

const (
	watched = 15 * time.Second // who asked twice within it whether a node is ready watches over it, as a proxy does
	farmost = 10 * time.Second // how long a node that stops waits for them to ask again
	turning = time.Second      // how long what is on its way already still comes, after they heard
)

// watch is what those know of a node's readiness who send requests to it. A node that stops goes on answering until they have heard
// so: else they would send to a closed door, and somebody would be answered 502.
type watch struct {
	mu         sync.Mutex
	last, then time.Time     // when somebody asked, and when before that
	told       chan struct{} // closed once somebody was told that the node stops; nil until it does
	heard      bool
}

// asked notes that somebody asks, and that they are told of the stop if there is one.
func (w *watch) asked() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last, w.then = clock.System{}.Now(), w.last
	if w.told != nil && !w.heard {
		w.heard = true
		close(w.told)
	}
}

// farewell returns when those who watch have heard that the node stops, after ten seconds at most; at once where nobody does.
func (w *watch) farewell() {
	w.mu.Lock()
	w.told = make(chan struct{})
	watchers := !w.then.IsZero() && clock.System{}.Now().Sub(w.then) < watched
	w.mu.Unlock()
	if !watchers {
		return
	}
	select {
	case <-w.told:
		time.Sleep(turning)
	case <-time.After(farmost):
	}
}
