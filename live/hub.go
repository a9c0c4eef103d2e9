package live

import (
	"sync"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// most is how many listeners one person has at most.
const most = 20

// Hub knows who listens in this process.
type Hub struct {
	mu    sync.Mutex
	waits map[models.ID]map[chan struct{}]bool
}

// New makes the hub of a store.
func New(st *store.Store) *Hub {
	h := &Hub{waits: map[models.ID]map[chan struct{}]bool{}}
	st.OnStir(h.wake)
	return h
}

// Listen gives a channel that receives after something new came for a person. Call stop when done.
func (h *Hub) Listen(owner models.ID) (woke <-chan struct{}, stop func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waits[owner]) >= most {
		return nil, nil, fault.New(fault.TooMany, "live.Listen", "Too many windows are listening. Please close some.")
	}
	if h.waits[owner] == nil {
		h.waits[owner] = map[chan struct{}]bool{}
	}
	c := make(chan struct{}, 1)
	h.waits[owner][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waits[owner], c)
		if len(h.waits[owner]) == 0 {
			delete(h.waits, owner)
		}
	}, nil
}

func (h *Hub) wake(owners []models.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range owners {
		for c := range h.waits[o] {
			select {
			case c <- struct{}{}:
			default:
			}
		}
	}
}
