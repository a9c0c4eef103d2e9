package outbound

import (
	"testing"

	"guildhall/gate"
	"guildhall/models"
)

// What forecasts keep of large crowds never takes more than its room, whatever comes.
func TestCrowdsStayWithinTheirRoom(t *testing.T) {
	c := newCrowds(10 * receiverBytes)
	of := func(n int) crowd { return crowd{to: make([]gate.Receiver, n)} }
	for i, n := range []int{4, 4, 11, 3, 10, 1, 0, 9} {
		c.keep(models.ID(i%3), of(n))
		held := 0
		for _, kept := range c.of {
			held += len(kept.to)
		}
		if held != c.held || held > 10 {
			t.Fatalf("after %d inboxes %d are kept, and %d counted", n, held, c.held)
		}
		if kept, known := c.find(models.ID(i % 3)); known != (n <= 10) || len(kept.to) != n && known {
			t.Errorf("%d inboxes: kept %v, %d", n, known, len(kept.to))
		}
	}
}
