package mastodon

import (
	"cmp"
	"sync"

	"guildhall/models"
	"guildhall/store"
)

// Counts beside a name in a list are asked for anew after this long, in milliseconds. An account's own page always counts.
const countsKeep = 10_000

const (
	countBytes = 120
	countsRoom = 6_000_000
)

// counts remembers for a moment how much belongs to whom, for each viewer apart: what one may read another may not.
type counts struct {
	room int64 // bytes; countsRoom when 0
	mu   sync.Mutex
	held map[pair]counted
}

type pair struct{ viewer, actor models.ID }

type counted struct {
	models.Tally
	until models.Time
}

// of gives the counts of many actors, and asks the store for those that are not known or too old.
func (c *counts) of(tx *store.Tx, viewer models.ID, ids []models.ID) (map[models.ID]models.Tally, error) {
	out := make(map[models.ID]models.Tally, len(ids))
	now := tx.Now()
	var ask []models.ID
	c.mu.Lock()
	for _, id := range ids {
		if k, ok := c.held[pair{viewer, id}]; ok && now < k.until {
			out[id] = k.Tally
		} else {
			ask = append(ask, id)
		}
	}
	c.mu.Unlock()
	if len(ask) == 0 {
		return out, nil
	}
	found, err := tx.Tallies(viewer, ask)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil || int64(len(c.held)+len(ask))*countBytes > cmp.Or(c.room, countsRoom) {
		c.held = map[pair]counted{}
	}
	for _, id := range ask {
		out[id] = found[id]
		c.held[pair{viewer, id}] = counted{found[id], now + countsKeep}
	}
	return out, nil
}

// bytes is how many bytes what is remembered takes.
func (c *counts) bytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(len(c.held)) * countBytes
}

// forget makes the counts of one account be asked for anew.
func (c *counts) forget(viewer, actor models.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, pair{viewer, actor})
}
