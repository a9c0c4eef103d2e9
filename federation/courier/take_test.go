package courier_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/federation/courier"
	"guildhall/keys"
	"guildhall/models"
)

// answersFile is a network on which one host answers with a body of a length that it tells, or -1.
type answersFile struct {
	body   io.Reader
	length int64
}

func (a answersFile) RoundTrip(r *http.Request) (*http.Response, error) {
	body, write := io.Pipe()
	go func() {
		_, err := io.Copy(write, a.body)
		_ = write.CloseWithError(err)
	}()
	go func() { <-r.Context().Done(); _ = write.CloseWithError(r.Context().Err()) }()
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body, ContentLength: a.length, Request: r}, nil
}

// dripping gives a byte at a time, for ever.
type dripping struct{ every time.Duration }

func (d dripping) Read(p []byte) (int, error) {
	time.Sleep(d.every)
	p[0] = 'x'
	return 1, nil
}

// endless gives bytes for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAFileIsTakenWithinItsBounds(t *testing.T) {
	bounds := courier.Bounds{Bytes: 1 << 20, Time: 5 * time.Second, Stall: 100 * time.Millisecond}
	for name, c := range map[string]struct {
		answer answersFile
		want   error
	}{
		"a file":                    {answersFile{strings.NewReader(strings.Repeat("x", 1<<20)), 1 << 20}, nil},
		"a file of unknown length":  {answersFile{strings.NewReader("x"), -1}, nil},
		"one byte too many":         {answersFile{strings.NewReader(strings.Repeat("x", 1<<20+1)), -1}, courier.ErrRefused},
		"says that it is too large": {answersFile{dripping{time.Hour}, 1<<20 + 1}, courier.ErrRefused},
		"without an end":            {answersFile{endless{}, -1}, courier.ErrRefused},
		"a byte now and then":       {answersFile{dripping{20 * time.Millisecond}, -1}, courier.ErrLater},
		"less than it said":         {answersFile{strings.NewReader("x"), 2}, courier.ErrLater},
	} {
		t.Run(name, func(t *testing.T) {
			var into bytes.Buffer
			carries := &courier.Courier{Transport: c.answer, Clock: clock.System{}}
			began := time.Now()
			_, err := carries.Take(t.Context(), pass(t, models.Fetch, "files.example"), "https://files.example/a", keys.Signer{}, never, &into, bounds)
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%v, wanted %v", err, c.want)
			}
			if into.Len() > 1<<20+1 || time.Since(began) > 3*time.Second {
				t.Errorf("%d bytes in %s", into.Len(), time.Since(began))
			}
		})
	}
}
