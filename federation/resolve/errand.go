package resolve

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
)

const (
	errandRequests = 20               // of one errand
	errandTime     = 30 * time.Second // of one errand
	peerPerMinute  = 240              // requests to one peer

	shortestRest = time.Minute // of a peer that says that it is asked too much, and not for how long
	longestRest  = time.Hour   // however long it asks for
)

// errand is one reason to go out. It is used by one goroutine.
type errand struct {
	*Resolver
	left  int
	cause *models.Reach // reach of the post that sends us; nil where a person or a signature does
	asks  models.Host   // the one server that somebody who looks after the boundary asks what it is; empty otherwise
}

// pass asks the gate whether a host may be asked.
func (e *errand) pass(ctx context.Context, host models.Host, cause *models.Reach) (policy.Pass, error) {
	if host == e.asks {
		return e.gate.Inquire(ctx, host)
	}
	return e.gate.Fetch(ctx, host, cause)
}

// errand begins one. The context that comes back ends with it.
func (r *Resolver) errand(ctx context.Context, cause *models.Reach) (*errand, context.Context, context.CancelFunc) {
	ctx, done := context.WithTimeout(ctx, errandTime)
	return &errand{Resolver: r, left: r.requests, cause: cause}, ctx, done
}

// with is the same errand for a part that another post causes; both draw on one budget.
func (e *errand) with(cause *models.Reach, do func() error) error {
	before := e.cause
	e.cause = cause
	defer func() { e.cause = before }()
	return do()
}

// spend takes one request off the errand's budget and off what the peer may be asked in a minute.
func (e *errand) spend(host models.Host) error {
	if e.left <= 0 {
		return fault.New(fault.Unavailable, "resolve.spend", "This needs more requests to other servers than are made at once. Please try again.")
	}
	e.left--
	return e.pace(host)
}

// rested tells whether a peer may be asked again, after it asked for a rest.
func (r *Resolver) rested(host models.Host) error {
	if until, asked := r.rests.get(host, r.clock.Now()); asked && r.clock.Now().Before(until) {
		return fault.New(fault.Unavailable, "resolve.rested", string(host)+" asks us to wait. Please try again later.")
	}
	return nil
}

// rest notes that a peer asked for a rest, with 429 or 503, within bounds.
// spec: rfc9110#field.retry-after
func (r *Resolver) rest(host models.Host, status int, wait time.Duration) {
	switch {
	case status == http.StatusTooManyRequests:
		wait = max(wait, shortestRest)
	case status != http.StatusServiceUnavailable:
		return
	}
	if wait > 0 && host != "" {
		r.rests.put(host, r.clock.Now().Add(wait), r.clock.Now()) // which forgets it after the longest rest
	}
}

// pace holds the number of requests to one peer within what it can be asked.
func (r *Resolver) pace(host models.Host) error {
	if r.unpaced {
		return nil
	}
	now := r.clock.Now()
	limit := r.paces.make(host, now, func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(time.Minute/peerPerMinute), peerPerMinute)
	})
	if !limit.AllowN(now, 1) {
		return fault.New(fault.Unavailable, "resolve.pace", string(host)+" is being asked too much just now. Please try again in a minute.")
	}
	return nil
}
