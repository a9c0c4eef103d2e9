package jobs

import (
	"math/rand/v2"
	"time"
)

// The waits after failures: 30 seconds, doubled each time, up to 12 hours. A delivery is tried about 25 times in the seven
// days after which it is given up.
const (
	firstWait   = 30 * time.Second
	longestWait = 12 * time.Hour
	lifetime    = 7 * 24 * time.Hour
)

// innerAttempts is how often inner work is tried: about a day.
const innerAttempts = 12

// wait is the time after the n-th failure in a row, a fifth more or less at random, so that what failed together does not
// come back together.
func wait(n int) time.Duration {
	d := longestWait
	if n = max(n, 1); n < 12 {
		d = min(d, firstWait<<(n-1))
	}
	return d*4/5 + rand.N(d*2/5)
}
