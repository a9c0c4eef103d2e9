package server

import (
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// oneConn is a listener that accepts one connection.
type oneConn struct{ come chan net.Conn }

func (l oneConn) Accept() (net.Conn, error) {
	if c, ok := <-l.come; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (l oneConn) Close() error   { return nil }
func (l oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// Whoever sends us a byte a second holds a connection for a minute at most, and a head for ten seconds.
func TestHostileAByteASecondIsHungUpOn(t *testing.T) {
	for name, c := range map[string]struct {
		first string // sent at once
		most  time.Duration
	}{
		"a head":           {"", 12 * time.Second},
		"a head, begun":    {"POST /inbox HTTP/1.1\r\nHost: acme.example\r\nX-Slow: ", 12 * time.Second},
		"a body":           {"POST /inbox HTTP/1.1\r\nHost: acme.example\r\nContent-Length: 1000000\r\n\r\n", 62 * time.Second},
		"a body in chunks": {"POST /inbox HTTP/1.1\r\nHost: acme.example\r\nTransfer-Encoding: chunked\r\n\r\n", 62 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				l := oneConn{make(chan net.Conn, 1)}
				l.come <- ours
				whole := false
				s := serves(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					_, err := io.ReadAll(r.Body)
					whole = err == nil
				}))
				go func() { _ = s.Serve(l) }()
				go func() { _, _ = io.Copy(io.Discard, theirs) }()
				began := time.Now()
				_, err := io.WriteString(theirs, c.first)
				for err == nil && time.Since(began) < time.Hour {
					time.Sleep(time.Second)
					_, err = theirs.Write([]byte("1"))
				}
				if took := time.Since(began); took > c.most || whole {
					t.Errorf("it was listened to for %s, to its end: %t", took, whole)
				}
				_ = theirs.Close()
				close(l.come)
				_ = s.Close()
			})
		})
	}
}
