package load_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
)

// Far plays other servers: any number of people, spread over a number of hosts, all answered by one listener on loopback.
// Whoever is followed accepts; what reaches an inbox is counted by the id of its activity.
type Far struct {
	t     testing.TB
	port  string
	hosts int
	keys  []*rsa.PrivateKey
	pems  []string
	web   *http.Client

	shared bool // people have a shared inbox beside their own

	mu    sync.Mutex
	delay func(host string) time.Duration // before an inbox answers; or silent, or hangsUp
	got   map[string]map[string]int       // by activity, by inbox
	last  map[string]time.Time            // by host, when it was handed anything
	asked int                             // requests that were not POSTs
	acts  int
	wait  sync.WaitGroup
}

// What an inbox does instead of answering.
const (
	silent  time.Duration = -1
	hangsUp time.Duration = -2
)

// keysOfFar are few: making one takes longer than most rounds.
var keysOfFar = sync.OnceValue(func() (keys []*rsa.PrivateKey) {
	for range 4 {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys = append(keys, k)
	}
	return keys
})

// startFar makes other servers, whose way to ours leads to any of its nodes that runs, in turn.
func startFar(t testing.TB, near *Near, hosts int) *Far {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	f := &Far{t: t, port: port, hosts: hosts, keys: keysOfFar(), got: map[string]map[string]int{}, last: map[string]time.Time{}, delay: func(string) time.Duration { return 0 },
		web: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: near.dial, MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}}
	for _, k := range f.keys {
		der, err := x509.MarshalPKIXPublicKey(k.Public())
		if err != nil {
			t.Fatal(err)
		}
		f.pems = append(f.pems, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	}
	server := &http.Server{Handler: f}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() {
		_ = server.Close()
		f.wait.Wait()
		f.web.CloseIdleConnections()
	})
	return f
}

func (f *Far) host(n int) string { return fmt.Sprintf("h%03d.localhost:%s", n%f.hosts, f.port) }

// Person is the id of a person of Far.
func (f *Far) Person(n int) string { return fmt.Sprintf("http://%s/users/%d", f.host(n), n) }

// Handle is what our people type to find that person.
func (f *Far) Handle(n int) string { return fmt.Sprintf("@p%d@%s", n, f.host(n)) }

// Answers lets inboxes answer after a while.
func (f *Far) Answers(after time.Duration) { f.AnswersBy(func(string) time.Duration { return after }) }

// AnswersBy lets the inboxes of each host answer after a while of its own; never, where that is negative.
func (f *Far) AnswersBy(after func(host string) time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.delay = after
}

// ServeHTTP answers for all hosts of Far.
func (f *Far) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		delay := f.delay(r.Host)
		f.mu.Unlock()
		switch delay {
		case silent:
			<-r.Context().Done() // whoever sent has given up
			return
		case hangsUp:
			panic(http.ErrAbortHandler)
		}
		time.Sleep(delay)
		f.takes("http://"+r.Host+r.URL.Path, body)
		w.WriteHeader(http.StatusAccepted)
		return
	}
	f.mu.Lock()
	f.asked++
	f.mu.Unlock()
	switch {
	case r.URL.Path == "/.well-known/webfinger":
		name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Query().Get("resource"), "acct:p"), "@")
		w.Header().Set("Content-Type", "application/jrd+json")
		fmt.Fprintf(w, `{"subject":"acct:p%s@%s","links":[{"rel":"self","type":"application/activity+json","href":"http://%s/users/%s"}]}`, name, r.Host, r.Host, name)
	case strings.HasPrefix(r.URL.Path, "/users/") && strings.Count(r.URL.Path, "/") == 2:
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/users/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		id := f.Person(n)
		w.Header().Set("Content-Type", "application/activity+json")
		person := map[string]any{
			"@context": []string{"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"},
			"id":       id, "type": "Person", "preferredUsername": "p" + strconv.Itoa(n), "inbox": id + "/inbox", "outbox": id + "/outbox",
			"followers": id + "/followers",
			"publicKey": map[string]string{"id": id + "#main-key", "owner": id, "publicKeyPem": f.pems[n%len(f.pems)]},
		}
		if f.shared {
			person["endpoints"] = map[string]string{"sharedInbox": "http://" + f.host(n) + "/inbox"}
		}
		_ = json.NewEncoder(w).Encode(person)
	default:
		http.NotFound(w, r)
	}
}

// takes counts what arrived, and answers a Follow.
func (f *Far) takes(inbox string, body []byte) {
	var a struct {
		ID, Type string
		Actor    string
		Object   json.RawMessage
	}
	if json.Unmarshal(body, &a) != nil {
		f.t.Errorf("what arrived is no activity: %.200s", body)
		return
	}
	f.mu.Lock()
	if f.got[a.ID] == nil {
		f.got[a.ID] = map[string]int{}
	}
	f.got[a.ID][inbox]++
	if u, err := url.Parse(inbox); err == nil {
		f.last[u.Host] = time.Now()
	}
	f.mu.Unlock()
	if a.Type != "Follow" {
		return
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimSuffix(inbox[strings.Index(inbox, "/users/"):], "/inbox"), "/users/"))
	f.wait.Go(func() {
		to := a.Actor + "/inbox"
		status, err := f.Sends(f.Signed(n, to, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/accepts/%d","type":"Accept","actor":"%s","object":%s}`,
			f.Person(n), f.next(), f.Person(n), body)))
		if err != nil || status != http.StatusAccepted {
			f.t.Errorf("our Accept was answered with %d, %v", status, err)
		}
	})
}

func (f *Far) next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acts++
	return f.acts
}

// Letter is a request that is ready to be sent, more than once if need be.
type Letter struct {
	ID   string // of what it carries
	r    *http.Request
	body []byte
}

// Signed makes a request of a person of Far. The work of signing is done before the load begins.
func (f *Far) Signed(n int, inbox, activity string) Letter {
	r, err := http.NewRequest(http.MethodPost, inbox, nil)
	if err != nil {
		f.t.Error(err)
		return Letter{}
	}
	r.Header.Set("Content-Type", "application/activity+json")
	body := []byte(activity)
	var key crypto.Signer = f.keys[n%len(f.keys)]
	if err := signature.Sign(r, signature.Digest(body), models.IRI(f.Person(n)+"#main-key"), key, time.Now()); err != nil {
		f.t.Error(err)
	}
	var a struct{ ID string }
	_ = json.Unmarshal(body, &a)
	return Letter{a.ID, r, body}
}

// SignedGet is a request of a person of Far for a document of ours.
func (f *Far) SignedGet(n int, address string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/activity+json")
	if err := signature.Sign(r, "", models.IRI(f.Person(n)+"#main-key"), f.keys[n%len(f.keys)], time.Now()); err != nil {
		f.t.Fatal(err)
	}
	return r
}

// whole is a letter as one request with its body.
func (l Letter) whole() *http.Request {
	r := l.r.Clone(context.Background())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(l.body)), int64(len(l.body))
	return r
}

// Sends posts a letter and gives the status, or an error when nobody answered.
func (f *Far) Sends(l Letter) (int, error) {
	answer, err := f.web.Do(l.whole())
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode, nil
}

// Post is a letter with a post of a person to an inbox of ours, for the person's followers.
func (f *Far) Post(n int, inbox, mark string) Letter {
	id := fmt.Sprintf("%s/posts/%d", f.Person(n), f.next())
	return f.Signed(n, inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%[1]s/activity","type":"Create","actor":"%[2]s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%[2]s/followers"],
		"object":{"id":"%[1]s","type":"Note","attributedTo":"%[2]s","content":"<p>%[3]s</p>","published":"%[4]s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%[2]s/followers"]}}`,
		id, f.Person(n), mark, time.Now().UTC().Format(time.RFC3339)))
}

// Followed is a letter with which a person of Far asks to follow somebody of ours.
func (f *Far) Followed(n int, actor string) Letter {
	return f.Signed(n, actor+"/inbox", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/follows/%d","type":"Follow","actor":"%s","object":"%s"}`,
		f.Person(n), f.next(), f.Person(n), actor))
}

// LastAt is when the last of the hosts asked for was handed anything.
func (f *Far) LastAt(of func(host string) bool) (last time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for host, at := range f.last {
		if of(host) && at.After(last) {
			last = at
		}
	}
	return last
}

// Asked counts the requests that were made to all hosts of Far, but for what came into inboxes.
func (f *Far) Asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// Reached tells how often each inbox was handed an activity.
func (f *Far) Reached(activity string) map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	copied := map[string]int{}
	for inbox, n := range f.got[activity] {
		copied[inbox] = n
	}
	return copied
}

// side does something for each of n, a few at once.
func side(n, atOnce int, do func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
