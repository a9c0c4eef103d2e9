package resolve_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/blobs"
	"guildhall/clock"
	"guildhall/config"
	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/federation/resolve"
	"guildhall/federation/signature"
	"guildhall/gate"
	"guildhall/keys"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
	"guildhall/store/storetest"
	"guildhall/vault"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// internet answers by address, and remembers what it was asked.
type internet struct {
	mu    sync.Mutex
	pages map[string]func(*http.Request) *http.Response
	asked []string
	slow  chan struct{} // when set, each answer waits for it
}

func (w *internet) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.asked = append(w.asked, r.URL.String())
	answer, ok := w.pages[r.URL.String()]
	slow := w.slow
	w.mu.Unlock()
	if slow != nil {
		<-slow
	}
	if !ok {
		return reply(http.StatusNotFound, "text/plain", "nothing here"), nil
	}
	return answer(r), nil
}

func reply(status int, kind, body string) *http.Response {
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {kind}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

const activityJSON = "application/activity+json"

type object = map[string]any

// shows puts a document at an address.
func (w *internet) shows(at string, doc any) { w.answers(at, activityJSON, doc) }

func (w *internet) answers(at, kind string, doc any) {
	raw, _ := json.Marshal(doc)
	w.does(at, func(*http.Request) *http.Response { return reply(http.StatusOK, kind, string(raw)) })
}

func (w *internet) does(at string, f func(*http.Request) *http.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[at] = f
}

// leads puts a redirect at an address.
func (w *internet) leads(at, to string) {
	w.does(at, func(*http.Request) *http.Response {
		a := reply(http.StatusFound, "text/plain", "")
		a.Header.Set("Location", to)
		return a
	})
}

func (w *internet) fails(at string, status int) {
	w.does(at, func(*http.Request) *http.Response { return reply(status, "text/plain", "") })
}

// finger puts an answer to a WebFinger query at a domain.
func (w *internet) finger(domain, name, at, subject, self string) {
	w.answers("https://"+domain+"/.well-known/webfinger?resource=acct%3A"+name+"%40"+at, "application/jrd+json", object{
		"subject": "acct:" + subject, "links": []object{{"rel": "self", "type": activityJSON, "href": self}}})
}

// requests gives what was asked since the last call.
func (w *internet) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

// world is our server, acme.example, and the internet around it.
type world struct {
	*internet
	t     *testing.T
	store *store.Store
	site  paths.Site
	clock *clock.Moved
	find  *resolve.Resolver
	house models.Actor // the organisation's own
}

func newWorld(t *testing.T, mode models.Mode) *world {
	t.Helper()
	return newWorldAt(t, "https://acme.example", mode)
}

// newWorldAt is a world whose server has the base URL; with plain http, http is permitted.
func newWorldAt(t *testing.T, base string, mode models.Mode) *world {
	t.Helper()
	w := &world{internet: &internet{pages: map[string]func(*http.Request) *http.Response{}}, t: t,
		clock: clock.At(noon), site: paths.New(base)}
	w.store = storetest.Open(t, w.clock)
	quiet := slog.New(slog.DiscardHandler)
	v, err := vault.WithKey(bytes.Repeat([]byte{1}, 32))
	w.must(err)
	ring := keys.New(w.store, v, func(a models.IRI, k models.KeyKind) models.IRI {
		if k == models.Ed25519 {
			return w.site.Multikey(a)
		}
		return w.site.Key(a)
	})
	ring.Make = func() (crypto.Signer, error) { return aKey(0), nil }
	g := gate.New(gate.Options{Store: w.store, Site: w.site, Log: quiet}, ledger.New(w.store, nil))
	t.Cleanup(func() { _ = g.Flush(context.Background()) })
	lent, err := blobs.Open(config.Settings{Blobs: config.Blobs{Folder: t.TempDir()}})
	w.must(err)
	w.find = resolve.New(resolve.Options{Store: w.store, Site: w.site, Gate: g, Keys: ring, Blobs: lent, Clock: w.clock, Log: quiet, InsecureHTTP: strings.HasPrefix(base, "http://"),
		Courier: &courier.Courier{Transport: w.internet, UserAgent: "Guildhall/test", Clock: w.clock}})
	w.house = w.local(models.Organisation, "acme.example")
	w.must(ring.Ensure(t.Context(), w.house))
	w.write(func(tx *store.Tx) error { return tx.SetMode(mode) })
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(fn func(*store.Tx) error) {
	w.t.Helper()
	w.must(w.store.Write(w.t.Context(), fn))
}

// local makes one of ours.
func (w *world) local(kind models.ActorKind, handle models.Handle) models.Actor {
	w.t.Helper()
	a := models.Actor{IRI: w.site.NewActor(), Kind: kind, Local: true, Host: w.site.Host, Handle: handle, Domain: w.site.Domain, Version: 1}
	a.Inbox, a.FollowersIRI = w.site.Inbox(a.IRI), w.site.Followers(a.IRI)
	w.write(func(tx *store.Tx) error {
		a.ID = tx.NewID()
		return tx.AddActor(&a)
	})
	return a
}

// standing gives a peer a standing.
func (w *world) standing(host models.Host, s models.Standing) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		p, err := tx.Peer(host)
		if err != nil {
			return err
		}
		p.Standing = s
		return tx.SavePeer(&p)
	})
}

// actor looks into the store.
func (w *world) actor(iri string) (a models.Actor, ok bool) {
	w.t.Helper()
	err := w.store.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		a, err = tx.ActorByIRI(models.IRI(iri))
		return err
	})
	if err != nil && !fault.Is(err, fault.Missing) {
		w.t.Fatal(err)
	}
	return a, err == nil
}

var someKeys = sync.OnceValue(func() (all [3]*rsa.PrivateKey) {
	for i := range all {
		all[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return all
})

// aKey is one of a few keys: 0 is our own.
func aKey(n int) *rsa.PrivateKey { return someKeys()[n] }

func pemOf(key *rsa.PrivateKey) string {
	der, _ := x509.MarshalPKIXPublicKey(key.Public())
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// person is the document of somebody elsewhere, with a key of the usual name.
func person(iri, handle string, key *rsa.PrivateKey) object {
	return object{
		"@context": "https://www.w3.org/ns/activitystreams", "id": iri, "type": "Person", "preferredUsername": handle,
		"name": "Somebody", "inbox": iri + "/inbox", "outbox": iri + "/outbox", "followers": iri + "/followers",
		"publicKey": object{"id": iri + "#main-key", "owner": iri, "publicKeyPem": pemOf(key)},
	}
}

// signed is a request to our inbox, signed by a key.
func (w *world) signed(key *rsa.PrivateKey, keyID, body string) resolve.SignedRequest {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://acme.example/inbox", strings.NewReader(body))
	r.Header.Set("Content-Type", activityJSON)
	w.must(signature.Sign(r, signature.Digest([]byte(body)), models.IRI(keyID), key, w.clock.Now()))
	return resolve.SignedRequest{Request: r, Body: []byte(body)}
}

// reads is a signed GET to us.
func (w *world) reads(key *rsa.PrivateKey, keyID string) resolve.SignedRequest {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://acme.example/posts/1", nil)
	r.Header.Set("Accept", activityJSON)
	w.must(signature.Sign(r, "", models.IRI(keyID), key, w.clock.Now()))
	return resolve.SignedRequest{Request: r}
}

func (w *world) wants(err error, kind fault.Kind, words string) {
	w.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Say(err), words) {
		w.t.Fatalf("wanted a fault of kind %d that says %q, and got: %v", kind, words, err)
	}
}

func jsonOf(doc any) []byte {
	raw, _ := json.Marshal(doc)
	return raw
}
