package load_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A lean client writes requests that were made before, and reads no more of an answer than it must: what the generator
// spends is taken from the server beside it, and net/http's own client spends more than a server does on a small answer.

// letters are requests as they go over the wire, one for each in turn.
type letters [][]byte

// written makes a request ready for the lean client.
func written(t testing.TB, r *http.Request) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hurls sends n requests over a number of connections, each letter in its turn, and tells how long all of them took. An answer
// with another status ends the benchmark.
func hurls(t testing.TB, address string, ls letters, n, conns, status int) time.Duration {
	t.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	var once sync.Once
	var wrong error
	began := time.Now()
	for range conns {
		wg.Go(func() {
			c, err := net.Dial("tcp", address)
			if err == nil {
				defer c.Close()
				in := bufio.NewReaderSize(c, 32<<10)
				for i := next.Add(1) - 1; i < int64(n) && err == nil; i = next.Add(1) - 1 {
					if _, err = c.Write(ls[i%int64(len(ls))]); err == nil {
						err = answered(in, status)
					}
				}
			}
			if err != nil {
				next.Add(int64(n)) // the others stop as well
				once.Do(func() { wrong = err })
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return took
}

// answered reads one answer and throws its body away.
func answered(in *bufio.Reader, status int) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	fields := bytes.Fields(line)
	if len(fields) < 2 || string(fields[1]) != strconv.Itoa(status) {
		rest, _ := io.ReadAll(io.LimitReader(in, int64(min(in.Buffered(), 500))))
		return fmt.Errorf("an answer begins with %q, not with %d: %s", line, status, rest)
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
	if !chunked {
		_, err = in.Discard(length)
		return err
	}
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		if _, err := in.Discard(int(size) + 2); err != nil || size == 0 {
			return err
		}
	}
}
