package courier_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"guildhall/clock"
	"guildhall/federation/courier"
	"guildhall/models"
)

// A server that was started anew while our connection to it lay idle: it takes one request for each connection and hangs up on
// the second, as a proxy does whose time for idle connections is over just then.
func TestAConnectionThatDiedIdleCostsNoAttempt(t *testing.T) {
	var asked atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				for first := true; ; first = false {
					r, err := http.ReadRequest(in)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, r.Body)
					if asked.Add(1); !first {
						return
					}
					if _, sent := r.Header["Idempotency-Key"]; sent {
						t.Error("the header went out")
					}
					_, _ = io.WriteString(conn, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
				}
			}()
		}
	}()
	way := &http.Transport{}
	defer way.CloseIdleConnections()
	c := &courier.Courier{Transport: way, UserAgent: "Guildhall/test", Clock: clock.At(now)}
	host := models.Host(l.Addr().String())
	for i := range 2 {
		if status, _, err := c.Post(t.Context(), pass(t, models.Out, host), models.IRI("http://"+string(host)+"/inbox"), note, courier.Digest(note), signer); err != nil || status != 202 {
			t.Fatalf("delivery %d: %d, %v", i+1, status, err)
		}
	}
	if n := asked.Load(); n != 3 {
		t.Errorf("%d requests arrived; the second delivery should have met a dead connection and knocked once more", n)
	}
}
