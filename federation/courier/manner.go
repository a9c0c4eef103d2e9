package courier

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"guildhall/federation/signature"
	"guildhall/keys"
	"guildhall/models"
)

// Manners remembers by which specification each server takes our signatures. A server that refuses one is asked by the other,
// once; what it takes is kept, here and by Save. The zero value knows nothing and remembers in memory alone.
type Manners struct {
	Load func(ctx context.Context, host models.Host) models.Manner         // what was saved; empty when nothing was. May be nil
	Save func(ctx context.Context, host models.Host, manner models.Manner) // may be nil
	Room int64                                                             // bytes that what is known may take; 2 MB when 0

	mu    sync.Mutex
	known map[models.Host]manner
}

type manner struct {
	takes models.Manner
	asked time.Time // when both were refused last
}

const (
	mannerBytes = 200
	mannersRoom = 2_000_000
	askAgain    = time.Hour // after both were refused: the reason is most likely another
)

func (m *Manners) of(ctx context.Context, host models.Host) manner {
	m.mu.Lock()
	known, ok := m.known[host]
	m.mu.Unlock()
	if ok {
		return known
	}
	if m.Load != nil {
		known.takes = m.Load(ctx, host)
	}
	if known.takes != models.RFC9421 {
		known.takes = models.Cavage
	}
	m.keep(host, known)
	return known
}

func (m *Manners) keep(host models.Host, now manner) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || int64(len(m.known)) >= m.most() {
		m.known = map[models.Host]manner{}
	}
	m.known[host] = now
}

func (m *Manners) most() int64 {
	if m.Room > 0 {
		return m.Room / mannerBytes
	}
	return mannersRoom / mannerBytes
}

// Held is how many bytes what is known takes.
func (m *Manners) Held() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.known)) * mannerBytes
}

func otherThan(m models.Manner) models.Manner {
	if m == models.RFC9421 {
		return models.Cavage
	}
	return models.RFC9421
}

// disliked tells whether an answer may mean that the signature was not understood.
func disliked(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden
}

// knock signs a new request in the manner that the host takes, sends it, and knocks once more in the other manner when it is
// refused. The second answer counts only when it is better.
func (c *Courier) knock(op string, r *http.Request, digest string, by keys.Signer) (*http.Response, error) {
	r.Header.Set("User-Agent", c.UserAgent)
	if by.Private == nil {
		return c.send(op, r)
	}
	host := models.Host(r.URL.Host)
	known := c.Manners.of(r.Context(), host)
	again := r.Clone(r.Context()) // as it is before it is signed
	if err := c.sign(r, known.takes, digest, by); err != nil {
		return nil, err
	}
	answer, err := c.send(op, r)
	if err != nil || !disliked(answer.StatusCode) || c.Clock.Now().Sub(known.asked) < askAgain {
		return answer, err
	}
	if again.GetBody != nil {
		if again.Body, err = again.GetBody(); err != nil {
			return answer, nil
		}
	}
	if c.sign(again, otherThan(known.takes), digest, by) != nil {
		return answer, nil
	}
	second, err := c.send(op, again)
	if err == nil && !disliked(second.StatusCode) {
		drain(answer)
		if second.StatusCode < 300 { // what else it says of this request tells nothing of the signature
			known = manner{takes: otherThan(known.takes)}
			c.Manners.keep(host, known)
			if c.Manners.Save != nil {
				c.Manners.Save(context.WithoutCancel(r.Context()), host, known.takes)
			}
		}
		return second, nil
	}
	if err == nil {
		drain(second)
	}
	known.asked = c.Clock.Now()
	c.Manners.keep(host, known)
	return answer, nil
}

func drain(answer *http.Response) {
	_, _ = io.CopyN(io.Discard, answer.Body, drained)
	_ = answer.Body.Close()
}

// sign signs in one manner. digest is a Digest header's value.
func (c *Courier) sign(r *http.Request, how models.Manner, digest string, by keys.Signer) error {
	if how == models.RFC9421 {
		if sum, ok := strings.CutPrefix(digest, "SHA-256="); ok {
			digest = "sha-256=:" + sum + ":"
		}
		return signature.SignMessage(r, digest, by.KeyID, by.Private, c.Clock.Now())
	}
	return signature.Sign(r, digest, by.KeyID, by.Private, c.Clock.Now())
}
