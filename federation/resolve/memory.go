package resolve

import (
	"sync"
	"time"
)

// memory keeps a bounded number of things for a time. All of them can be had again.
type memory[K comparable, V any] struct {
	mu   sync.Mutex
	most int
	each int64 // bytes that one takes, about
	keep time.Duration
	held map[K]remembered[V]
}

type remembered[V any] struct {
	what  V
	until time.Time
}

func newMemory[K comparable, V any](room share, keep time.Duration) *memory[K, V] {
	return &memory[K, V]{most: int(max(2, room.bytes/room.each)), each: room.each, keep: keep, held: make(map[K]remembered[V])}
}

// share is a number of bytes, and how many of them one thing takes.
type share struct{ bytes, each int64 }

// bytes is how many bytes all take that is kept, about.
func (m *memory[K, V]) bytes() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.held)) * m.each
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
