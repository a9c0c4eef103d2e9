package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// served is a server that runs as a process of its own.
type served struct {
	t       *testing.T
	process *exec.Cmd
	address string
	log     *watched
}

// watched keeps what a process says, and tells when it said something.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serves starts guildhall serve for the shell's installation and waits until it answers.
func (s *shell) serves(flags ...string) *served {
	s.t.Helper()
	address := freeAddress(s.t)
	v := s.starts(append([]string{"serve", "--listen", address}, flags...)...)
	v.address = address
	v.says("listening")
	return v
}

// starts runs a command as a process of its own.
func (s *shell) starts(args ...string) *served {
	s.t.Helper()
	v := &served{t: s.t, log: &watched{}}
	v.process = exec.Command(os.Args[0], args...)
	v.process.Env = append(append([]string{}, s.env...), "GUILDHALL_TEST_RUN_MAIN=yes")
	v.process.Stdout, v.process.Stderr = v.log, v.log
	if err := v.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = v.process.Process.Kill() // a test that failed leaves it
		_ = v.process.Wait()
	})
	return v
}

// says waits until the process said a word.
func (v *served) says(word string) {
	v.t.Helper()
	v.saysWithin(word, 12*time.Second)
}

// saysWithin waits longer, or less long.
func (v *served) saysWithin(word string, patience time.Duration) {
	v.t.Helper()
	for range patience / (20 * time.Millisecond) {
		if strings.Contains(v.log.String(), word) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	v.t.Fatalf("the server never said %q, but:\n%s", word, v.log.String())
}

// over tells when the process has ended.
func (v *served) over() <-chan struct{} {
	over := make(chan struct{})
	go func() {
		_ = v.process.Wait()
		close(over)
	}()
	return over
}

// ends waits for the end of the process and gives its exit code, -1 for one that a signal ended.
func (v *served) ends() int {
	v.t.Helper()
	select {
	case <-v.over():
	case <-time.After(15 * time.Second):
		v.t.Fatalf("the server does not end; it said:\n%s", v.log.String())
	}
	return v.process.ProcessState.ExitCode()
}

// status asks the server as a program would.
func (v *served) status(path, token string) int {
	v.t.Helper()
	code, _ := v.asks(http.MethodGet, path, token, nil)
	return code
}

func (v *served) asks(method, path, token string, form url.Values) (code int, body []byte) {
	v.t.Helper()
	r, err := http.NewRequest(method, "http://"+v.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Host = "acme.example"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, body
}

func TestARunningServerObeysCommandsAtOnceAndStopsCleanly(t *testing.T) {
	s := newShell(t)
	v := s.serves()
	if lines := strings.Count(v.log.String(), "\n"); lines != 1 || !strings.Contains(v.log.String(), v.address) || !strings.Contains(v.log.String(), "https://acme.example") {
		t.Errorf("one line says where it listens, but it said:\n%s", v.log.String())
	}
	s.has("ada", "--role", "admin")
	s.has("bob")
	token := strings.TrimSpace(s.does("token", "create", "bob", "--scope", "read write"))
	const me = "/api/v1/accounts/verify_credentials"
	if got := v.status(me, token); got != http.StatusOK {
		t.Fatalf("a token that was just made gives %d", got)
	}
	s.does("user", "disable", "bob")
	if got := v.status(me, token); got != http.StatusUnauthorized {
		t.Errorf("the token of a closed account gives %d", got)
	}
	s.does("peer", "block", "bad.example")
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := v.ends(); code != done {
		t.Errorf("it ended with %d:\n%s", code, v.log.String())
	}
	again := s.serves() // the lock is free again
	if err := again.process.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := again.ends(); code != done {
		t.Errorf("it ended with %d:\n%s", code, again.log.String())
	}
}

func TestAProxyHearsThatANodeStopsBeforeItsDoorCloses(t *testing.T) {
	v := newShell(t).serves()
	for range 2 {
		if got := v.status("/readyz", ""); got != http.StatusOK {
			t.Fatalf("a node that serves says %d", got)
		}
	}
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	v.says("stopping")
	if got := v.status("/about", ""); got != http.StatusOK { // sent by the proxy before it asked again
		t.Errorf("while its proxy does not know, it answers %d", got)
	}
	got := v.status("/readyz", "")
	for range 20 { // the line comes a moment before
		if got == http.StatusServiceUnavailable {
			break
		}
		time.Sleep(20 * time.Millisecond)
		got = v.status("/readyz", "")
	}
	if got != http.StatusServiceUnavailable {
		t.Errorf("a node that stops says %d", got)
	}
	if code := v.ends(); code != done {
		t.Errorf("it ended with %d:\n%s", code, v.log.String())
	}
}

func TestASecondSignalEndsTheServerAtOnce(t *testing.T) {
	v := newShell(t).serves()
	slow, err := net.Dial("tcp", v.address) // somebody whose request never ends
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "POST /inbox HTTP/1.1\r\nHost: acme.example\r\nContent-Type: application/activity+json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
	if _, err := bufio.NewReader(slow).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(slow, "{")
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	v.says("a second signal")
	over := v.over()
	for range 200 { // the program takes a moment to let signals have their way
		select {
		case <-over:
			if code := v.process.ProcessState.ExitCode(); code != -1 {
				t.Errorf("it ended by itself with %d:\n%s", code, v.log.String())
			}
			return
		case <-time.After(50 * time.Millisecond):
			_ = v.process.Process.Signal(syscall.SIGTERM)
		}
	}
	t.Errorf("it did not end by the second signal:\n%s", v.log.String())
}

func TestASecondServerOnOneFileIsRefused(t *testing.T) {
	s := newShell(t)
	s.env = append(s.env, "GUILDHALL_DATABASE="+storetest.FreshDSN(t, store.SQLite))
	first := s.serves()
	out, errs := s.gives(failed, "serve", "--listen", freeAddress(t))
	if out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "stop that one first") {
		t.Errorf("the second server said:\n%s%s", out, errs)
	}
	other := newShell(t)
	_, errs = other.gives(failed, "serve", "--listen", first.address)
	if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "GUILDHALL_LISTEN") {
		t.Errorf("a taken address is told as:\n%s", errs)
	}
	if got := first.status("/api/v1/instance", ""); got != http.StatusOK && got != http.StatusUnauthorized {
		t.Errorf("the first server answers %d afterwards", got)
	}
}

func TestAServerThatIsToldToStopWhileItStartsStops(t *testing.T) {
	s := newShell(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"serve", "--listen", freeAddress(t)}, s.env, strings.NewReader(""), &out, &errs); code != done {
		t.Errorf("it ended with %d:\n%s", code, errs.String())
	}
	if code := run(ctx, []string{"user", "list"}, s.env, strings.NewReader(""), &out, &errs); code != failed || !strings.Contains(errs.String(), "stopped before it was finished") {
		t.Errorf("a command that was stopped ended with %d:\n%s", code, errs.String())
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAnAnswerThatIsLostIsNoSuccess(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"token", "create", "ada", "--scope", "read"}, s.env, strings.NewReader(""), full{}, &errs); code != failed || !strings.Contains(errs.String(), "standard output") {
		t.Errorf("it ended with %d:\n%s", code, errs.String())
	}
}

// Two sockets: one for people, one for what the internet may reach. Both close with the server.
func TestPeopleAndPeersEachHaveAListener(t *testing.T) {
	s := newShell(t)
	outside := freeAddress(t)
	v := s.serves("--listen-peers", outside)
	peers := &served{t: t, address: outside}
	for path, want := range map[string][2]int{
		"/login":                    {200, 404},
		"/api/v1/instance":          {200, 404},
		"/.well-known/nodeinfo":     {404, 200},
		"/.well-known/security.txt": {200, 200},
		"/about":                    {200, 200},
	} {
		if got := [2]int{v.status(path, ""), peers.status(path, "")}; got != want {
			t.Errorf("%s: people get %d, peers %d; want %v", path, got[0], got[1], want)
		}
	}
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := v.ends(); code != done {
		t.Errorf("it ended with %d:\n%s", code, v.log.String())
	}
	_, errs := s.gives(wrong, "serve", "--listen", outside, "--listen-peers", outside)
	if !strings.Contains(errs, "GUILDHALL_LISTEN_PEERS and GUILDHALL_LISTEN are the same") {
		t.Errorf("the same address twice is told as:\n%s", errs)
	}
}
