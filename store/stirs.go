package store

import "guildhall/models"

// Stir says that something new waits for some people. Whoever asked with OnStir hears of it after the commit.
func (tx *Tx) Stir(owners ...models.ID) {
	if len(owners) > 0 {
		tx.After(func() { tx.st.stirred(owners) })
	}
}

// OnStir calls fn after each commit that brought something for people, on this node or another; fn must not wait. It lasts as long as the store.
func (s *Store) OnStir(fn func(owners []models.ID)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stir = append(s.stir, fn)
}

func (s *Store) stirred(owners []models.ID) {
	s.stirHere(owners)
	s.tells(false, owners)
}

func (s *Store) stirHere(owners []models.ID) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, fn := range s.stir {
		fn(owners)
	}
}
