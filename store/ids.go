package store

import (
	"math/rand/v2"
	"sync"

	"guildhall/models"
)

// ids gives rising IDs. Each new millisecond starts at a random place of its 65536, so that two nodes hardly meet; when
// one is used up, the next millisecond is borrowed from.
type ids struct {
	mu   sync.Mutex
	last models.ID
}

func (g *ids) next(now models.Time) models.ID {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := randomID(now)
	if id <= g.last || id>>16 == g.last>>16 {
		id = g.last + 1
	}
	g.last = id
	return id
}

// randomID is an ID of the moment with random low bits. The highest ones are left out, to keep room for those after it.
func randomID(t models.Time) models.ID {
	if t < 0 {
		t = 0
	}
	return models.IDAt(t) | models.ID(rand.Uint32N(1<<16-1<<10))
}
