package keys

import "sync"

// shelf is a bounded cache of two generations: when the young one is full it becomes the old one, and what is asked for
// moves back. It keeps at most limit values and forgets what was not asked for longest, roughly.
type shelf[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]V
	half       int
	turn       uint64 // rises with each drop, so that a value read before it is not kept after it
}

func newShelf[K comparable, V any](limit int) *shelf[K, V] {
	return &shelf[K, V]{young: map[K]V{}, half: max(1, limit/2)}
}

// get gives the value at a key, or what load gives, which is kept unless it is an error.
func (s *shelf[K, V]) get(at K, load func() (V, error)) (V, error) {
	s.mu.Lock()
	v, ok := s.young[at]
	if !ok {
		if v, ok = s.old[at]; ok {
			s.put(at, v)
		}
	}
	turn := s.turn
	s.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == turn {
		s.put(at, v)
	}
	return v, nil
}

// set replaces the value at a key.
func (s *shelf[K, V]) set(at K, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(at, v)
}

// put keeps a value; the lock is held.
func (s *shelf[K, V]) put(at K, v V) {
	if len(s.young) >= s.half {
		s.young, s.old = make(map[K]V, s.half), s.young
	}
	s.young[at] = v
}

// remove forgets one value.
func (s *shelf[K, V]) remove(at K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	delete(s.young, at)
	delete(s.old, at)
}

// drop forgets what matches.
func (s *shelf[K, V]) drop(matches func(K, V) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	for _, m := range []map[K]V{s.young, s.old} {
		for at, v := range m {
			if matches(at, v) {
				delete(m, at)
			}
		}
	}
}

// size is how many values are kept.
func (s *shelf[K, V]) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.young) + len(s.old)
}
