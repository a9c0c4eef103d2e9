package door

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"guildhall/clock"
	"guildhall/fault"
)

// Limit is how much somebody may ask for.
type Limit struct {
	Name   string
	Minute int // in a minute, in the long run
	Burst  int // at once
}

// The limits. Strangers are counted by address, people and programs by account.
var (
	Strangers = Limit{"stranger", 300, 150}
	People    = Limit{"person", 900, 300}
	Programs  = Limit{"program", 600, 300}
	Peers     = Limit{"peer", 3000, 1500}
	Servers   = Limit{"server", 3000, 1500} // by the host whose signature held, whatever address it comes from
	Shares    = Limit{"share", 120, 120}    // of one account elsewhere; what a community passes on is not counted
	SignIns   = Limit{"sign-in", 20, 10}
	Previews  = Limit{"preview", 120, 40} // boundary.md, law 11
	LookUps   = Limit{"look-up", 60, 30}  // addresses asked for on the network by one person
)

const countedAtOnce = 50_000

// limits counts in memory, for this node alone.
type limits struct {
	clock clock.Clock
	mu    sync.Mutex
	kept  map[string]*rate.Limiter
}

func newLimits(c clock.Clock) *limits { return &limits{clock: c, kept: map[string]*rate.Limiter{}} }

// Pace counts one request of somebody. Beyond the limit it is fault.TooMany, and Retry-After is set on the answer. It
// does nothing when GUILDHALL_RATE_LIMITS is off.
func (d *Door) Pace(w http.ResponseWriter, limit Limit, who string) error {
	if d.limits == nil {
		return nil
	}
	wait := d.limits.take(limit, who)
	if wait == 0 {
		return nil
	}
	seconds := int(wait/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return fault.New(fault.TooMany, "door.Pace", "That was a lot in a short time. Please try again in "+strconv.Itoa(seconds)+" seconds.")
}

// take gives how long to wait; 0 when the request may go on.
func (l *limits) take(limit Limit, who string) time.Duration {
	now := l.clock.Now()
	name := limit.Name + " " + who
	l.mu.Lock()
	defer l.mu.Unlock()
	counter, ok := l.kept[name]
	if !ok {
		l.room(now)
		counter = rate.NewLimiter(rate.Every(time.Minute/time.Duration(limit.Minute)), limit.Burst)
		l.kept[name] = counter
	}
	ask := counter.ReserveN(now, 1)
	wait := ask.DelayFrom(now)
	if wait > 0 {
		ask.CancelAt(now)
	}
	return wait
}

// room makes room for one more: whoever has their whole burst again is forgotten first, then any half.
func (l *limits) room(now time.Time) {
	if len(l.kept) < countedAtOnce {
		return
	}
	for name, counter := range l.kept {
		if counter.TokensAt(now) >= float64(counter.Burst()) {
			delete(l.kept, name)
		}
	}
	for name := range l.kept {
		if len(l.kept) <= countedAtOnce/2 {
			return
		}
		delete(l.kept, name)
	}
}
