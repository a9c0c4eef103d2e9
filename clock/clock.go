// Package clock is the only place that reads the time of the machine, so that tests and the demo can move it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// System is the clock of the machine.
type System struct{}

// Now is the present moment in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Moved is a clock that stands until it is moved. It is safe for use by several goroutines.
type Moved struct {
	mu  sync.Mutex
	now time.Time
}

// At makes a clock that stands at a moment.
func At(t time.Time) *Moved { return &Moved{now: t.UTC()} }

// Now is the moment the clock stands at.
func (m *Moved) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Advance moves the clock on, or back with a negative duration.
func (m *Moved) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// Set puts the clock to a moment.
func (m *Moved) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t.UTC()
}

// Handover is a clock that stands where it is put until it is let go, and then runs with the machine. The demo seeds its
// past with it.
type Handover struct {
	Moved
	live bool
}

// Now is the moment it stands at, or the machine's once it was let go.
func (h *Handover) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.live {
		return time.Now().UTC()
	}
	return h.now
}

// LetGo makes the clock run with the machine from now on.
func (h *Handover) LetGo() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live = true
}
