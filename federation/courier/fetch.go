package courier

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/policy"
)

const (
	maxBody = 1 << 20 // bytes of a fetched document
	maxHops = 3       // redirects
)

// Want is what a fetch asks for, and the types that it takes.
type Want struct {
	accept string
	takes  func(kind string, params map[string]string) bool
}

// What can be fetched.
var (
	// Document is an object or actor. application/ld+json counts only with the profile of ActivityStreams, so that a file
	// that somebody uploaded somewhere does not. spec: ap#retrieving-objects
	Document = Want{activity + `, application/ld+json; profile="` + streams + `"`, func(kind string, params map[string]string) bool {
		return kind == activity || kind == "application/ld+json" && profiled(params["profile"])
	}}
	// WebFinger is a JRD.
	WebFinger = Want{"application/jrd+json, application/json;q=0.9", oneOf("application/jrd+json", "application/json")}
	// JSON is a NodeInfo document or the list of them.
	JSON = Want{"application/json", oneOf("application/json", "application/jrd+json")}
)

func oneOf(kinds ...string) func(string, map[string]string) bool {
	return func(kind string, _ map[string]string) bool {
		for _, k := range kinds {
			if k == kind {
				return true
			}
		}
		return false
	}
}

// profiled looks for ActivityStreams in a list of profiles.
func profiled(list string) bool {
	for _, p := range strings.Fields(list) {
		if p == streams {
			return true
		}
	}
	return false
}

// Answer is what a fetch brought.
type Answer struct {
	Body   []byte
	Type   string     // media type without parameters
	Final  models.IRI // where it was found after redirects, without a fragment
	Status int        // of the last answer, also beside an error; 0 when there was none

	RetryAfter time.Duration // what the host of Final asked for beside an error; 0 when it did not, at most a day
}

// Next asks the gate whether a fetch may go on to a host that a redirect named.
type Next func(host models.Host) (policy.Pass, error)

// Get fetches one document, once. It follows at most three redirects, never from https to http, each with a pass from next
// and a signature of its own. A zero Signer sends it unsigned. An error of next is returned as it is; any other has ErrGone,
// ErrRefused or ErrLater beneath it, or is of kind Internal when a pass does not open the way: then nothing was sent there.
func (c *Courier) Get(ctx context.Context, pass policy.Pass, iri models.IRI, want Want, by keys.Signer, next Next) (Answer, error) {
	const op = "courier.Get"
	ctx, stop := context.WithTimeout(ctx, total)
	defer stop()
	answer, at, err := c.walk(ctx, op, pass, iri, want.accept, by, next)
	if err != nil {
		return statusOf(answer), err
	}
	found, err := read(op, answer, at, want)
	if err != nil {
		found.RetryAfter = wait(answer.Header.Get("Retry-After"), c.Clock.Now())
	}
	return found, err
}

// walk asks an address and follows redirects to the answer at their end. Beside an error the answer, if there is one, is read already.
func (c *Courier) walk(ctx context.Context, op string, pass policy.Pass, iri models.IRI, accept string, by keys.Signer, next Next) (*http.Response, *url.URL, error) {
	at, err := place(op, iri)
	if err != nil {
		return nil, nil, err
	}
	for hop := 0; ; hop++ {
		if !pass.Opens(models.Fetch, models.Host(at.Host)) {
			return nil, nil, noPass(op)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, nil, fault.New(fault.Internal, op, "The address cannot be used.").Because(err)
		}
		r.Header.Set("Accept", accept)
		r.Header.Set("Accept-Encoding", "identity")
		answer, err := c.knock(op, r, "", by)
		if err != nil || !redirects(answer.StatusCode) {
			return answer, at, err
		}
		drain(answer)
		if at, err = follow(op, at, answer, hop); err != nil {
			return answer, nil, err
		}
		if pass, err = next(models.Host(at.Host)); err != nil {
			return answer, nil, err
		}
	}
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow finds where a redirect leads.
func follow(op string, from *url.URL, answer *http.Response, hop int) (*url.URL, error) {
	lost := fault.New(fault.Unreachable, op, "The other server sends us from place to place.")
	if hop == maxHops {
		return nil, lost.Because(errors.Join(ErrRefused, errors.New("more than three redirects")))
	}
	to, err := from.Parse(answer.Header.Get("Location"))
	if err != nil || answer.Header.Get("Location") == "" {
		return nil, lost.Because(errors.Join(ErrRefused, errors.New("a redirect without a readable Location"), err))
	}
	if from.Scheme == "https" && to.Scheme != "https" {
		return nil, lost.Because(errors.Join(ErrRefused, errors.New("a redirect from https to "+to.Scheme)))
	}
	return place(op, models.IRI(to.String()))
}

// read takes the document out of the last answer.
func read(op string, answer *http.Response, at *url.URL, want Want) (Answer, error) {
	defer func() { _ = answer.Body.Close() }()
	a := Answer{Status: answer.StatusCode, Final: models.IRI(at.String())}
	if err := verdict(op, answer.StatusCode); err != nil {
		_, _ = io.CopyN(io.Discard, answer.Body, drained)
		return a, err
	}
	wrong := fault.New(fault.NotSupported, op, "The other server answered with something else than was asked for.")
	if answer.StatusCode != http.StatusOK {
		return a, wrong.Because(errors.Join(ErrRefused, errors.New(answer.Status)))
	}
	kind, params, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil || !want.takes(kind, params) || len(answer.Header["Content-Type"]) != 1 {
		return a, wrong.Because(errors.Join(ErrRefused, errors.New("type "+answer.Header.Get("Content-Type")), err))
	}
	if coding := answer.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return a, wrong.Because(errors.Join(ErrRefused, errors.New("compressed although we did not ask for it")))
	}
	large := fault.New(fault.TooLarge, op, "The other server answered with more than one mebibyte.").Because(ErrRefused)
	if answer.ContentLength > maxBody {
		return a, large
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody+1))
	switch {
	case err != nil:
		return a, fault.New(fault.Unreachable, op, "The other server broke off, or was too slow.").Because(errors.Join(ErrLater, err))
	case len(body) > maxBody:
		return a, large
	case answer.ContentLength >= 0 && int64(len(body)) != answer.ContentLength:
		return a, fault.New(fault.Unreachable, op, "The other server sent less than it said.").Because(ErrLater)
	}
	a.Body, a.Type = body, kind
	return a, nil
}
