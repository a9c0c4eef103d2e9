package gate

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
)

// Closed tells whether federation was closed when somebody last looked (boundary.md, law 16). It is a hint that costs nothing, for
// who would begin something that could not cross; each decision reads for itself.
func (g *Gate) Closed() bool { return g.store.Closed() }

// closedFor says that a door is closed for a while: whoever knocks comes again, and does not take what is here for gone.
func closedFor(op string) error {
	return fault.New(fault.Unavailable, op, "Federation is closed for a while. Please come again later.")
}

// waits tells whether a crossing was stopped only because federation is closed.
func waits(c policy.Crossing, d policy.Decision) bool {
	return c.Barred && d.Verdict == models.Deny && d.Rule == policy.Barred
}
