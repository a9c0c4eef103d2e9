package door

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
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
	Archives  = Limit{"archive", 1, 3}    // of one person, each of which reads all that is theirs
	LookUps   = Limit{"look-up", 60, 30}  // addresses asked for on the network by one person
)

// all finds a limit by its name.
var all = func() map[string]Limit {
	by := map[string]Limit{}
	for _, l := range []Limit{Strangers, People, Programs, Peers, Servers, Shares, SignIns, Previews, Archives, LookUps} {
		by[l.Name] = l
	}
	return by
}()

// News is how nodes that share a database tell each other what was spent here; package store carries it.
type News interface {
	Spend(who string, times int)
	OnSpent(func(who string, times int))
}

// counterBytes is what one counter takes, with its place in the map.
const counterBytes = 320

// limits counts in memory, and hears what was spent at the other nodes.
type limits struct {
	clock clock.Clock
	news  News // nil when there are no others
	most  int
	mu    sync.Mutex
	kept  map[string]*counter
}

// counter is one limit of somebody.
type counter struct {
	*rate.Limiter
	untold int // what was spent here and the others do not know of yet
}

func newLimits(c clock.Clock, news News, bytes int64) *limits {
	l := &limits{clock: c, news: news, most: int(max(2, bytes/counterBytes)), kept: map[string]*counter{}}
	if news != nil {
		news.OnSpent(l.elsewhere)
	}
	return l
}

// named is how a counter is called here and to the other nodes: of a known length, and telling nobody whose it is.
func (l Limit) named(who string) string {
	sum := sha256.Sum256([]byte(who))
	return l.Name + ":" + base64.RawURLEncoding.EncodeToString(sum[:15])
}

// share is after how much the other nodes are told: a twentieth of what may be asked for at once, so that many requests make few
// words, and what nobody knows of stays small.
func (l Limit) share() int { return max(1, l.Burst/20) }

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
	name := limit.named(who)
	wait, tell := l.count(limit, name, now)
	if tell > 0 {
		l.news.Spend(name, tell)
	}
	return wait
}

// count takes one, and gives how long to wait and how much the other nodes are to be told.
func (l *limits) count(limit Limit, name string, now time.Time) (wait time.Duration, tell int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counter(limit, name, now)
	ask := c.ReserveN(now, 1)
	if wait = ask.DelayFrom(now); wait > 0 {
		ask.CancelAt(now)
		return wait, 0
	}
	if c.untold++; l.news != nil && c.untold >= limit.share() {
		tell, c.untold = c.untold, 0
	}
	return 0, tell
}

// elsewhere counts what was spent at another node.
func (l *limits) elsewhere(name string, times int) {
	kind, _, _ := strings.Cut(name, ":")
	limit, known := all[kind] // a newer node may know more
	if !known || times < 1 {
		return
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counter(limit, name, now).ReserveN(now, min(times, limit.Burst))
}

// counter gives what is counted under a name; mu is held.
func (l *limits) counter(limit Limit, name string, now time.Time) *counter {
	c, ok := l.kept[name]
	if !ok {
		l.room(now)
		c = &counter{Limiter: rate.NewLimiter(rate.Every(time.Minute/time.Duration(limit.Minute)), limit.Burst)}
		l.kept[name] = c
	}
	return c
}

// room makes room for one more: whoever has their whole burst again is forgotten first, then any half.
func (l *limits) room(now time.Time) {
	if len(l.kept) < l.most {
		return
	}
	for name, c := range l.kept {
		if c.TokensAt(now) >= float64(c.Burst()) {
			delete(l.kept, name)
		}
	}
	for name := range l.kept {
		if len(l.kept) <= l.most/2 {
			return
		}
		delete(l.kept, name)
	}
}

// Held is how much memory the counters take.
func (d *Door) Held() int64 {
	if d.limits == nil {
		return 0
	}
	d.limits.mu.Lock()
	defer d.limits.mu.Unlock()
	return int64(len(d.limits.kept)) * counterBytes
}
