package resolve

import (
	"sync"
	"time"
)

// memory keeps a bounded number of things for a time. All of them can be had again.
type memory[K comparable, V any] struct {
	mu   sync.Mutex
	most int
	keep time.Duration
	held map[K]remembered[V]
}

type remembered[V any] struct {
	what  V
	until time.Time
}

func newMemory[K comparable, V any](most int, keep time.Duration) *memory[K, V] {
	return &memory[K, V]{most: most, keep: keep, held: make(map[K]remembered[V])}
}

// get gives what is kept under a name, while its time lasts.
func (m *memory[K, V]) get(name K, now time.Time) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.held[name]
	if !ok || now.After(found.until) {
		var none V
		return none, false
	}
	return found.what, true
}

// put keeps something.
func (m *memory[K, V]) put(name K, what V, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.room(now)
	m.held[name] = remembered[V]{what, now.Add(m.keep)}
}

// forget lets go of what is kept under a name.
func (m *memory[K, V]) forget(name K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.held, name)
}

// first tells whether a name is new within the time, and notes it.
func (m *memory[K, V]) first(name K, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found, ok := m.held[name]; ok && !now.After(found.until) {
		return false
	}
	m.room(now)
	var mark V
	m.held[name] = remembered[V]{mark, now.Add(m.keep)}
	return true
}

// make gives what is kept, made first where there is none, and keeps it for as long again.
func (m *memory[K, V]) make(name K, now time.Time, fresh func() V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.held[name]
	if !ok || now.After(found.until) {
		m.room(now)
		found.what = fresh()
	}
	found.until = now.Add(m.keep)
	m.held[name] = found
	return found.what
}

// room makes room for one more: what has ended goes first, then any half.
func (m *memory[K, V]) room(now time.Time) {
	if len(m.held) < m.most {
		return
	}
	for name, r := range m.held {
		if now.After(r.until) {
			delete(m.held, name)
		}
	}
	for name := range m.held {
		if len(m.held) <= m.most/2 {
			return
		}
		delete(m.held, name)
	}
}
