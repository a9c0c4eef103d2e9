package testrig

import (
	"bytes"
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
	Got      []byte
}

// Internet routes requests to handlers by host and remembers every byte.
type Internet struct {
	mu    sync.Mutex
	hosts map[models.Host]http.Handler
	down  map[models.Host]bool
	log   []Exchange
}

func newInternet() *Internet {
	return &Internet{hosts: map[models.Host]http.Handler{}, down: map[models.Host]bool{}}
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
	x.Status, x.Got = answer.StatusCode, out.Body.Bytes()
	w.net.keep(x)
	return answer, nil
}

func (n *Internet) keep(x Exchange) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.log = append(n.log, x)
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
