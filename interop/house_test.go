package interop_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/config"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/store/storetest"
)

// House is a whole Guildhall on a free port of loopback, in allowlist mode, with a database of its own.
type House struct {
	*server.Server
	t   *testing.T
	env []string // of its process, for commands
}

// StartHouse starts one that knows no other server yet; it ends with the test.
func StartHouse(t *testing.T) *House {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := socket.Addr().String()
	_ = socket.Close()
	env := []string{
		"GUILDHALL_URL=http://" + address, "GUILDHALL_LISTEN=" + address, "GUILDHALL_NAME=Acme Hospitals", "GUILDHALL_INSECURE_HTTP=true",
		"GUILDHALL_ALLOW_NETS=127.0.0.0/8", "GUILDHALL_DATA=" + t.TempDir(), "GUILDHALL_DATABASE=" + storetest.DSN(t),
		"GUILDHALL_FEDERATION=allowlist", "GUILDHALL_APP_PUBLIC=world", "GUILDHALL_RATE_LIMITS=off"}
	settings, err := config.Load(config.Sources{Environ: env})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := server.Open(t.Context(), server.Options{Settings: settings, Log: log, MakeKey: spareKey})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		s.Close()
		t.Fatal(err)
	}
	h := &House{Server: s, t: t, env: env}
	t.Cleanup(func() {
		if t.Failed() {
			h.recounts()
		}
		s.Stop()
	})
	return h
}

// spareKey hands out a few keys again and again, since making them takes longer than a story. Those of one house differ.
func spareKey() (crypto.Signer, error) {
	keys, err := spare()
	if err != nil {
		return nil, err
	}
	return keys[nextKey.Add(1)%uint64(len(keys))], nil
}

var (
	nextKey atomic.Uint64
	spare   = sync.OnceValues(func() (keys []*rsa.PrivateKey, err error) {
		for len(keys) < 5 && err == nil {
			var k *rsa.PrivateKey
			k, err = rsa.GenerateKey(rand.Reader, 2048)
			keys = append(keys, k)
		}
		return keys, err
	})
)

// Takes waits until an activity that arrived came to a state.
func (h *House) Takes(activity string, s models.InboxState) {
	h.t.Helper()
	Eventually(h.t, activity+" is "+string(s), func() bool {
		var it models.InboxItem
		err := h.Store.Read(h.t.Context(), func(tx *store.Tx) (err error) {
			it, err = tx.InboxByActivity(models.IRI(activity))
			return err
		})
		return err == nil && it.State == s
	})
}

// recounts tells what became of what arrived; a failed story needs it.
func (h *House) recounts() {
	_ = h.Store.Read(context.Background(), func(tx *store.Tx) error {
		items, err := tx.Inbox(store.InboxFilter{Limit: 80})
		for _, i := range items {
			h.t.Logf("arrived: %s %s of %s: %s %s %s", i.Verb, i.Activity, i.Host, i.State, i.Rule, i.Why)
		}
		return err
	})
}

// Does changes the house as a page or a command would.
func (h *House) Does(verb func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.Store.Write(h.t.Context(), verb); err != nil {
		h.t.Fatal(err)
	}
}

// Stands says what a program's host is to the house from now on.
func (h *House) Stands(s models.Standing, programs ...*Peer) {
	h.t.Helper()
	for _, p := range programs {
		h.Does(func(tx *store.Tx) error {
			_, err := boundary.SetStanding(tx, models.Actor{}, h.Site.Host, p.Host(), s, "")
			return err
		})
	}
}

// Runs runs a command of guildhall on the house while it serves, as an administrator does.
func (h *House) Runs(args ...string) {
	h.t.Helper()
	bin, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	c := exec.Command(bin, args...)
	c.Env = h.env
	if out, err := c.CombinedOutput(); err != nil {
		h.t.Fatalf("guildhall %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// program is guildhall as an administrator has it, built once.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "guildhall-interop")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(folder, "guildhall")
	build := exec.Command("go", "build", "-o", bin, "./cmd/guildhall")
	build.Dir = ".."
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	built = folder
	return bin, nil
})

var built string // the folder to be removed

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// Host is the program's as a peer.
func (p *Peer) Host() models.Host { return models.IRI(p.Origin).Host() }

// Visits GETs something of the house as anybody on the web could.
func (h *House) Visits(at, accept string) int {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, at, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	status, _ := exchange(h.t, req)
	return status
}

var plain = &http.Client{Timeout: 30 * time.Second}

func exchange(t *testing.T, req *http.Request) (int, []byte) {
	t.Helper()
	resp, err := plain.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, bytes.TrimSpace(body)
}

// Trusted fails unless every delivery to the program was signed by its actor, so that the program could verify it, and
// taken; and unless every document that was asked of it was asked for with a signature.
func (h *House) Trusted(by *Peer) {
	h.t.Helper()
	var state State
	Eventually(h.t, by.Handle+" has answered what reached it", func() bool { // it writes down a request before it answers
		state = by.State()
		return !slices.ContainsFunc(state.Received, func(r Received) bool { return r.Status == 0 })
	})
	for _, r := range state.Received {
		s := r.Signature
		covers := strings.Join(s.Covers, " ")
		must := []string{"(request-target)", "host", "date", "digest"}
		if Signs == "rfc9421" {
			must = []string{"@method", "@target-uri", "content-digest"}
		}
		if !s.Verified || s.Scheme != Signs || s.Owner != r.Actor || r.Status/100 != 2 || slices.ContainsFunc(must, func(m string) bool { return !strings.Contains(covers, m) }) {
			h.t.Errorf("%s received a %s of %s, signed %+v, and answered %d", by.Handle, r.Type, r.Actor, s, r.Status)
		}
	}
	if Signs == "rfc9421" { // what a program takes is remembered after the first time
		if state.Misread == 0 || state.Misread > 3 {
			h.t.Errorf("%s refused %d requests that were signed the other way", by.Handle, state.Misread)
		}
		if m := h.Manner(by); m != models.RFC9421 {
			h.t.Errorf("the house remembers %q of %s", m, by.Handle)
		}
	}
	for _, f := range state.Fetched {
		if !f.Signed && strings.Contains(f.Agent, h.Site.Base) {
			h.t.Errorf("we asked %s for %s without a signature", by.Handle, f.Path)
		}
	}
}

// Manner is how the house remembers to sign to a program.
func (h *House) Manner(p *Peer) (m models.Manner) {
	h.t.Helper()
	err := h.Store.Read(h.t.Context(), func(tx *store.Tx) error {
		peer, err := tx.Peer(models.IRI(p.Actor).Host())
		m = peer.Manner
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

// Got counts what a program received of a kind.
func (p *Peer) Got(kind string) (n int) {
	p.t.Helper()
	for _, r := range p.State().Received {
		if r.Type == kind {
			n++
		}
	}
	return n
}

// NeverHeard fails when a program received anything with the words.
func (p *Peer) NeverHeard(words string) {
	p.t.Helper()
	for _, r := range p.State().Received {
		if strings.Contains(r.Body, words) {
			p.t.Errorf("%s received %q in a %s", p.Handle, words, r.Type)
		}
	}
}

// IsRefused fails unless a verb of a program is answered by us with the status.
func (p *Peer) IsRefused(status int, verb string, what any) {
	p.t.Helper()
	err := p.Try(verb, what, nil)
	no, ok := err.(*Refused)
	if !ok || no.Status != status {
		p.t.Errorf("%s may %s: %v, and not %d", p.Handle, verb, err, status)
	}
}
