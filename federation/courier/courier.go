package courier

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/federation/signature"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/policy"
)

const (
	total    = 10 * time.Second // for one request with its whole answer; for a fetch with all its redirects
	drained  = 4 << 10          // bytes of an answer to a delivery that are read, so that the connection can be used again
	maxWait  = 24 * time.Hour   // the longest Retry-After that is believed
	activity = `application/activity+json`
	streams  = `https://www.w3.org/ns/activitystreams`
)

// What lies beneath an error of a request that was sent, or could not be: what to do next.
var (
	ErrGone    = errors.New("gone for good")         // 410: the inbox or object was there and is not any more
	ErrRefused = errors.New("refused")               // the same request will not be taken later either
	ErrLater   = errors.New("not now; try it later") // no answer, or one that may change
)

// Courier sends requests. It is safe for use by several goroutines.
type Courier struct {
	Transport http.RoundTripper // the guarded way out (package egress); in tests a made-up internet
	UserAgent string            // software, version and URL of the site: Guildhall/0.1 (+https://acme.example)
	Clock     interface{ Now() time.Time }
	Manners   Manners // how each server wants to be signed to
}

// Head is one more header of a delivery. The signature covers it.
type Head struct{ Name, Value string }

// Digest is the Digest header of a body, made once per activity and shared by all its deliveries.
func Digest(body []byte) string { return signature.Digest(body) }

// Post delivers one activity to an inbox, once. digest is what Digest gave for the body. The status is 0 when there was no
// answer; retryAfter is what the other server asked for, 0 when it did not, at most a day. An error has ErrGone, ErrRefused
// or ErrLater beneath it, or is of kind Internal when the pass does not open the way: then nothing was sent.
// spec: ap#delivery
func (c *Courier) Post(ctx context.Context, pass policy.Pass, inbox models.IRI, body []byte, digest string, by keys.Signer, heads ...Head) (status int, retryAfter time.Duration, err error) {
	const op = "courier.Post"
	to, err := place(op, inbox)
	if err != nil {
		return 0, 0, err
	}
	if !pass.Opens(models.Out, models.Host(to.Host)) {
		return 0, 0, noPass(op)
	}
	if by.Private == nil || digest == "" {
		return 0, 0, fault.New(fault.Internal, op, "A delivery was not prepared: it needs a key and a digest.")
	}
	ctx, stop := context.WithTimeout(ctx, total)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
	if err != nil {
		return 0, 0, fault.New(fault.Internal, op, "The address of the inbox cannot be used.").Because(err)
	}
	r.Header.Set("Content-Type", activity)
	r.Header.Set("Accept", activity+", application/json")
	// A connection that the other side closed while it lay idle costs another attempt at once, not half a minute: an activity
	// may arrive twice, its id is the same. An empty value of this header tells http.Transport so, and is not sent.
	r.Header["Idempotency-Key"] = nil
	for _, h := range heads {
		r.Header.Set(h.Name, h.Value)
	}
	answer, err := c.knock(op, r, digest, by)
	if err != nil {
		return 0, 0, err
	}
	drain(answer)
	return answer.StatusCode, wait(answer.Header.Get("Retry-After"), c.Clock.Now()), verdict(op, answer.StatusCode)
}

// send sends a request that is ready.
func (c *Courier) send(op string, r *http.Request) (*http.Response, error) {
	answer, err := c.Transport.RoundTrip(r)
	if err == nil {
		return answer, nil
	}
	if fault.Is(err, fault.Forbidden) { // our own guard: the address lies where this server does not go
		return nil, fault.New(fault.Forbidden, op, fault.Say(err)).Because(errors.Join(ErrRefused, err))
	}
	return nil, fault.New(fault.Unreachable, op, "The other server did not answer.").Because(errors.Join(ErrLater, err))
}

// place reads an address for one request: absolute http or https, without user or fragment, the host as peers are named.
func place(op string, i models.IRI) (*url.URL, error) {
	u, err := url.Parse(string(i))
	host := i.Host()
	if err != nil || host == "" || u.Opaque != "" || len(i) > 2048 {
		return nil, fault.New(fault.Invalid, op, "This is not an address of another server.").Because(errors.Join(ErrRefused, err))
	}
	u.Host, u.Fragment, u.RawFragment = string(host), "", ""
	return u, nil
}

func noPass(op string) error {
	return fault.New(fault.Internal, op, "Nothing is sent without a decision for this host.")
}

// verdict turns a status into what to do next; nil for 2xx. A redirect of a delivery is not followed, and neither it nor
// 401 (the other side may have failed to fetch our key) need last.
func verdict(op string, status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusGone:
		return fault.New(fault.Gone, op, "It is gone from the other server.").Because(ErrGone)
	case status == http.StatusTooManyRequests:
		return fault.New(fault.TooMany, op, "The other server asks us to slow down.").Because(ErrLater)
	case status == http.StatusNotFound:
		return fault.New(fault.Missing, op, "The other server does not have it, or not for us.").Because(ErrRefused)
	case status == http.StatusUnauthorized, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status < 400:
		return unanswered(op, status, ErrLater)
	case status < 500:
		return fault.New(fault.Forbidden, op, "The other server refused: status "+strconv.Itoa(status)+".").Because(ErrRefused)
	case status == http.StatusNotImplemented:
		return unanswered(op, status, ErrRefused)
	}
	return unanswered(op, status, ErrLater)
}

func unanswered(op string, status int, next error) error {
	return fault.New(fault.Unreachable, op, "The other server did not answer as it should: status "+strconv.Itoa(status)+".").Because(next)
}

// wait reads Retry-After, in seconds or as a date.
func wait(header string, now time.Time) time.Duration {
	var d time.Duration
	if n, err := strconv.ParseInt(strings.TrimSpace(header), 10, 64); err == nil {
		d = time.Duration(min(max(n, 0), int64(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), maxWait)
}
