package load_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// program is guildhall as an operator has it, built once.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "guildhall-load")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(folder, "guildhall")
	build := exec.Command("go", "build", "-o", bin, "./cmd/guildhall")
	build.Dir = ".."
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bin, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(code)
}

// said keeps what several processes print.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Near is one installation of ours, run by one or more processes.
type Near struct {
	t   testing.TB
	bin string
	env []string
	DSN string
	URL string
	log *said

	nodes []*Node
	turn  atomic.Uint64
}

// Node is one process that serves an installation.
type Node struct {
	near    *Near
	address string
	process *exec.Cmd
	runs    atomic.Bool
}

// startNear makes an installation with a number of nodes; the first one's address is its URL.
func startNear(t testing.TB, nodes int) *Near {
	t.Helper()
	return startNearOn(t, storetest.DSN(t), nodes)
}

func startNearOn(t testing.TB, dsn string, nodes int) *Near {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	n := &Near{t: t, bin: bin, DSN: dsn, log: &said{}}
	for range nodes {
		n.nodes = append(n.nodes, &Node{near: n, address: freeAddress(t)})
	}
	_, port, _ := net.SplitHostPort(n.nodes[0].address)
	n.URL = "http://near.localhost:" + port
	n.env = []string{"PATH=" + os.Getenv("PATH"), "GUILDHALL_URL=" + n.URL, "GUILDHALL_DATABASE=" + dsn, "GUILDHALL_DATA=" + t.TempDir(), "GUILDHALL_FEDERATION=open",
		"GUILDHALL_INSECURE_HTTP=true", "GUILDHALL_ALLOW_NETS=127.0.0.0/8,::1/128", "GUILDHALL_RATE_LIMITS=off"}
	t.Cleanup(func() {
		for _, node := range n.nodes {
			node.Kill()
		}
		if t.Failed() {
			t.Logf("the servers said:\n%s", tail(n.log.String(), 4000))
		}
	})
	for _, node := range n.nodes {
		node.Start()
	}
	return n
}

func tail(s string, most int) string { return s[max(0, len(s)-most):] }

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// dial connects to a node that runs, each in its turn, as a proxy in front would.
func (n *Near) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	for range 2 * len(n.nodes) {
		node := n.nodes[n.turn.Add(1)%uint64(len(n.nodes))]
		if !node.runs.Load() {
			continue
		}
		if conn, err := (&net.Dialer{}).DialContext(ctx, network, node.address); err == nil {
			return conn, nil
		}
	}
	return nil, errors.New("no node answers")
}

// Start sets a node going and waits until it answers.
func (n *Node) Start() {
	n.near.t.Helper()
	n.process = exec.Command(n.near.bin, "serve", "--listen", n.address)
	n.process.Env = n.near.env
	n.process.Stdout, n.process.Stderr = n.near.log, n.near.log
	if err := n.process.Start(); err != nil {
		n.near.t.Fatal(err)
	}
	for range 10_000 {
		if answer, err := http.Get("http://" + n.address + "/.well-known/nodeinfo"); err == nil {
			_ = answer.Body.Close()
			n.runs.Store(true)
			return
		}
		time.Sleep(time.Millisecond)
	}
	n.near.t.Fatalf("a node does not answer; it said:\n%s", tail(n.near.log.String(), 2000))
}

// Kill ends a node as a power cut would: only the process that this test started.
func (n *Node) Kill() {
	if n.process == nil {
		return
	}
	n.runs.Store(false)
	_ = n.process.Process.Kill()
	_ = n.process.Wait()
	n.process = nil
}

// Runs runs a command of guildhall on the installation and gives what it printed.
func (n *Near) Runs(args ...string) string {
	n.t.Helper()
	c := exec.Command(n.bin, args...)
	c.Env = n.env
	out, err := c.Output()
	if err != nil {
		n.t.Fatalf("guildhall %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Worker is somebody of ours with an app.
type Worker struct {
	near  *Near
	Name  string
	Actor string
	token string
}

// Employs makes an account and a token for it.
func (n *Near) Employs(name string) *Worker {
	n.t.Helper()
	n.Runs("user", "create", name, "--email", name+"@near.example", "--password", "a long password")
	return n.Knows(name)
}

// Knows makes a token for an account that exists.
func (n *Near) Knows(name string) *Worker {
	n.t.Helper()
	w := &Worker{near: n, Name: name, token: n.Runs("token", "create", name, "--scope", "read write follow")}
	var me struct{ URI string }
	w.does(http.MethodGet, "/api/v1/accounts/lookup?acct="+name, nil, &me)
	w.Actor = me.URI
	return w
}

// asks does one request to any node that lives, and gives status and answer.
func (w *Worker) asks(method, path string, form url.Values, headers ...string) (int, []byte, http.Header) {
	w.near.t.Helper()
	for _, node := range w.near.nodes {
		if !node.runs.Load() {
			continue
		}
		r, err := http.NewRequest(method, "http://"+node.address+path, strings.NewReader(form.Encode()))
		if err != nil {
			w.near.t.Fatal(err)
		}
		r.Host = strings.TrimPrefix(w.near.URL, "http://")
		r.Header.Set("Authorization", "Bearer "+w.token)
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			continue
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil {
			return answer.StatusCode, body, answer.Header
		}
	}
	return 0, nil, nil
}

func (w *Worker) does(method, path string, form url.Values, into any) {
	w.near.t.Helper()
	status, body, _ := w.asks(method, path, form)
	if status != http.StatusOK {
		w.near.t.Fatalf("%s %s: %d %s", method, path, status, body)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			w.near.t.Fatal(err)
		}
	}
}

// Follows lets the worker follow a number of people of Far, and waits until all have accepted.
func (w *Worker) Follows(f *Far, people int) {
	w.near.t.Helper()
	ids := make([]string, people)
	side(people, 4, func(i int) {
		var found struct{ Accounts []struct{ ID string } }
		w.does(http.MethodGet, "/api/v2/search?resolve=true&type=accounts&q="+url.QueryEscape(f.Handle(i)), nil, &found)
		if len(found.Accounts) != 1 {
			w.near.t.Errorf("%s is not found", f.Handle(i))
			return
		}
		ids[i] = found.Accounts[0].ID
		w.does(http.MethodPost, "/api/v1/accounts/"+ids[i]+"/follow", nil, nil)
	})
	eventually(w.near.t, 30*time.Second, "everybody accepts", func() bool {
		for _, id := range ids {
			var r []struct{ Following bool }
			w.does(http.MethodGet, "/api/v1/accounts/relationships?id="+id, nil, &r)
			if len(r) != 1 || !r[0].Following {
				return false
			}
		}
		return true
	})
}

// IsFollowedBy lets a number of people of Far follow the worker, and waits until all were accepted.
func (w *Worker) IsFollowedBy(f *Far, people int) {
	w.near.t.Helper()
	side(people, 8, func(i int) {
		if status, err := f.Sends(f.Followed(i, w.Actor)); err != nil || status != http.StatusAccepted {
			w.near.t.Errorf("a Follow was answered with %d, %v", status, err)
		}
	})
	eventually(w.near.t, 60*time.Second, "everybody follows", func() bool {
		var me struct {
			Followers int `json:"followers_count"`
		}
		w.does(http.MethodGet, "/api/v1/accounts/verify_credentials", nil, &me)
		return me.Followers >= people
	})
}

// Says posts for everyone and gives the id of the activity that tells it.
func (w *Worker) Says(text string) string {
	w.near.t.Helper()
	var s struct{ URI string }
	w.does(http.MethodPost, "/api/v1/statuses", url.Values{"status": {text}, "visibility": {"public"}}, &s)
	return s.URI + "/activity"
}

// insists posts for everyone, again with the same key until a node answers, as an app does.
func (w *Worker) insists(text string) string { return w.insistsFor(10*time.Second, text) }

func (w *Worker) insistsFor(long time.Duration, text string) string {
	w.near.t.Helper()
	for until := time.Now().Add(long); time.Now().Before(until); {
		status, body, _ := w.asks(http.MethodPost, "/api/v1/statuses", url.Values{"status": {text}, "visibility": {"public"}}, "Idempotency-Key", text)
		var s struct{ URI string }
		if status == http.StatusOK && json.Unmarshal(body, &s) == nil {
			return s.URI + "/activity"
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.near.t.Errorf("%q was never taken", text)
	return ""
}

var next = regexp.MustCompile(`<([^>]+)>; rel="next"`)

// Home reads the worker's whole home timeline back to the first post that does not carry a mark, and counts each post by its id.
func (w *Worker) Home(mark string) map[string]int {
	w.near.t.Helper()
	seen := map[string]int{}
	path := "/api/v1/timelines/home?limit=40"
	for path != "" {
		status, body, head := w.asks(http.MethodGet, path, nil)
		if status != http.StatusOK {
			w.near.t.Fatalf("home: %d %s", status, body)
		}
		var posts []struct{ URI, Content string }
		if err := json.Unmarshal(body, &posts); err != nil {
			w.near.t.Fatal(err)
		}
		others := 0
		for _, p := range posts {
			if strings.Contains(p.Content, mark) {
				seen[p.URI]++
			} else {
				others++
			}
		}
		path = ""
		if m := next.FindStringSubmatch(head.Get("Link")); m != nil && others < 40 && len(posts) > 0 {
			u, err := url.Parse(m[1])
			if err != nil {
				w.near.t.Fatal(err)
			}
			path = u.RequestURI()
		}
	}
	return seen
}

// open counts what was accepted and not yet applied, and the deliveries that wait. Also beside a server that was killed.
func (n *Near) open() (unapplied, deliveries int) {
	n.t.Helper()
	st := storetest.OpenDSN(n.t, nil, n.DSN)
	err := st.Read(n.t.Context(), func(tx *store.Tx) error {
		b, err := tx.Backlog()
		unapplied, deliveries = int(b.Unapplied), int(b.Waiting)
		return err
	})
	if err = errors.Join(err, st.Close()); err != nil { // or this process would take up what a dead node left
		n.t.Fatal(err)
	}
	return unapplied, deliveries
}

func eventually(t testing.TB, within time.Duration, what string, so func() bool) {
	t.Helper()
	eventuallyAt(t, 50*time.Millisecond, within, what, so)
}

// eventuallyAt looks that often.
func eventuallyAt(t testing.TB, often, within time.Duration, what string, so func() bool) {
	t.Helper()
	for until := time.Now().Add(within); time.Now().Before(until); time.Sleep(often) {
		if so() {
			return
		}
	}
	t.Fatalf("after %s it is still not so that %s", within, what)
}

// knowsOf tells whether a post is known here: it is found by its address.
func (w *Worker) knowsOf(id string) bool {
	w.near.t.Helper()
	var found struct{ Statuses []struct{ URI string } }
	status, body, _ := w.asks(http.MethodGet, "/api/v2/search?type=statuses&q="+url.QueryEscape(id), nil)
	return status == http.StatusOK && json.Unmarshal(body, &found) == nil && len(found.Statuses) == 1
}
