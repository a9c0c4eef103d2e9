package courier

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/policy"
)

// Bounds are how much of a file is taken, and how long that may last.
type Bounds struct {
	Bytes int64
	Time  time.Duration // for all of it
	Stall time.Duration // for each 64 KiB: a byte a second is no way to send a film
}

const slice = 64 << 10

// Take fetches a file and writes it, as it comes, into a place of the caller's. It follows redirects as Get does, and its errors are
// like those of Get. A place that can Expect is told how many bytes will come, or -1. What the other server says of its type is not believed, and not even looked at.
func (c *Courier) Take(ctx context.Context, pass policy.Pass, iri models.IRI, by keys.Signer, next Next, into io.Writer, most Bounds) (Answer, error) {
	const op = "courier.Take"
	ctx, stop := context.WithTimeout(ctx, most.Time)
	defer stop()
	slow := time.AfterFunc(total, stop) // until the head of the answer is there, redirects and all
	defer slow.Stop()
	answer, at, err := c.walk(ctx, op, pass, iri, "*/*", by, next)
	if err != nil {
		return statusOf(answer), err
	}
	defer func() { _ = answer.Body.Close() }()
	a := Answer{Status: answer.StatusCode, Final: models.IRI(at.String())}
	if err := verdict(op, answer.StatusCode); err != nil {
		a.RetryAfter = wait(answer.Header.Get("Retry-After"), c.Clock.Now())
		return a, err
	}
	large := fault.New(fault.TooLarge, op, "The file of the other server is too large.").Because(ErrRefused)
	switch coding := answer.Header.Get("Content-Encoding"); {
	case answer.StatusCode != http.StatusOK:
		return a, fault.New(fault.NotSupported, op, "The other server answered with something else than a file.").Because(errors.Join(ErrRefused, errors.New(answer.Status)))
	case coding != "" && !strings.EqualFold(coding, "identity"):
		return a, fault.New(fault.NotSupported, op, "The other server compressed a file although we did not ask for it.").Because(ErrRefused)
	case answer.ContentLength > most.Bytes:
		return a, large
	}
	if place, ok := into.(interface{ Expect(int64) }); ok {
		place.Expect(answer.ContentLength)
	}
	took, broken := int64(0), error(nil)
	for broken == nil {
		slow.Reset(most.Stall)
		var n int64
		n, broken = io.CopyN(into, answer.Body, min(slice, most.Bytes+1-took))
		if took += n; took > most.Bytes {
			return a, large
		}
	}
	switch {
	case !errors.Is(broken, io.EOF):
		return a, fault.New(fault.Unreachable, op, "The other server broke off, or was too slow.").Because(errors.Join(ErrLater, broken))
	case answer.ContentLength >= 0 && took != answer.ContentLength:
		return a, fault.New(fault.Unreachable, op, "The other server sent less than it said.").Because(ErrLater)
	}
	return a, nil
}

func statusOf(answer *http.Response) Answer {
	if answer == nil {
		return Answer{}
	}
	return Answer{Status: answer.StatusCode}
}
