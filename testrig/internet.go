package testrig

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"guildhall/models"
)

// Exchange is one request that went over the fake internet, with its answer.
type Exchange struct {
	From, To models.Host
	Method   string
	Path     string
	Header   http.Header
	Sent     []byte
	Status   int
	Answered http.Header
	Got      []byte
}

// Internet routes requests to handlers by host and remembers every byte.
type Internet struct {
	mu    sync.Mutex
	hosts map[models.Host]http.Handler
	down  map[models.Host]bool
	log   []Exchange
	count int
	dying map[models.Host]*death
}

// death is what ends a server at one of its next requests, before or after it was carried.
type death struct {
	in    int // requests until then
	after bool
	kill  func()
}

func newInternet() *Internet {
	return &Internet{hosts: map[models.Host]http.Handler{}, down: map[models.Host]bool{}, dying: map[models.Host]*death{}}
}

// from is the way out of one host.
func (n *Internet) from(h models.Host) http.RoundTripper { return wayOut{net: n, host: h} }

type wayOut struct {
	net  *Internet
	host models.Host
}

// RoundTrip carries one request, as a network would: the receiver sees a request of its own.
func (w wayOut) RoundTrip(r *http.Request) (*http.Response, error) {
	to := models.HostOf(r.URL)
	w.net.mu.Lock()
	handler, down := w.net.hosts[to], w.net.down[to]
	w.net.mu.Unlock()
	dies := w.net.dies(w.host)
	if dies != nil && !dies.after {
		dies.kill()
		return nil, errKilled
	}
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	x := Exchange{From: w.host, To: to, Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Sent: sent}
	if handler == nil || down {
		w.net.keep(x)
		return nil, fmt.Errorf("no route to %s", to)
	}
	in := httptest.NewRequest(r.Method, r.URL.String(), bytes.NewReader(sent)).WithContext(r.Context())
	in.Header, in.Host, in.RemoteAddr = r.Header.Clone(), r.URL.Host, "192.0.2.1:1234"
	out := httptest.NewRecorder()
	handler.ServeHTTP(out, in)
	answer := out.Result()
	answer.Request = r
	x.Status, x.Got, x.Answered = answer.StatusCode, out.Body.Bytes(), answer.Header
	w.net.keep(x)
	if dies != nil {
		dies.kill()
		return nil, errKilled
	}
	return answer, nil
}

var errKilled = errors.New("the server that asked was killed")

// joins puts a host on the network.
func (n *Internet) joins(h models.Host, as http.Handler) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.hosts[h] = as
}

// dies tells whether this request is the last of its host.
func (n *Internet) dies(h models.Host) *death {
	n.mu.Lock()
	defer n.mu.Unlock()
	d := n.dying[h]
	if d == nil {
		return nil
	}
	if d.in--; d.in > 0 {
		return nil
	}
	delete(n.dying, h)
	return d
}

// Count tells how many exchanges there were.
func (n *Internet) Count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.count
}

// Take gives what was carried since the last time, and forgets it.
func (n *Internet) Take() []Exchange {
	n.mu.Lock()
	defer n.mu.Unlock()
	taken := n.log
	n.log = nil
	return taken
}

func (n *Internet) keep(x Exchange) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.log, n.count = append(n.log, x), n.count+1
}

// Exchanges lists what was carried so far, in order.
func (n *Internet) Exchanges() []Exchange {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]Exchange(nil), n.log...)
}

// left gives every byte that left a host, as requests of its own and as answers to others, heads included.
func (n *Internet) left(h models.Host) string {
	var all strings.Builder
	for _, x := range n.Exchanges() {
		if x.From == h {
			fmt.Fprintf(&all, "%s %s %v\n%s\n", x.Method, x.Path, x.Header, x.Sent)
		}
		if x.To == h {
			fmt.Fprintf(&all, "%d\n%s\n", x.Status, x.Got)
		}
	}
	return all.String()
}
