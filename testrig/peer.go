package testrig

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
)

// Peer is a scripted foreign server with one person, nell, and a key. It answers what it is asked as it was told to, keeps
// what reaches its inbox, and sends whatever a story wants, honest or not.
type Peer struct {
	Host models.Host
	Nell models.IRI // id of its person
	Key  crypto.Signer
	// Instead, if set, answers first: true when it did.
	Instead func(w http.ResponseWriter, r *http.Request) bool

	w     *World
	mu    sync.Mutex
	docs  map[string]string // by path
	inbox []string
	owes  []owed
}

// Peer puts a foreign server on the network.
func (w *World) Peer(host string) *Peer {
	w.T.Helper()
	key, err := makeKey()
	if w.swift {
		_, key, err = ed25519.GenerateKey(rand.Reader)
	}
	if err != nil {
		w.T.Fatal(err)
	}
	p := &Peer{Host: models.Host(host), Nell: models.IRI("https://" + host + "/users/nell"), Key: key, w: w, docs: map[string]string{}}
	p.Serves("/users/nell", p.person("nell"))
	p.Serves("/.well-known/webfinger", fmt.Sprintf(`{"subject":"acct:nell@%s","links":[{"rel":"self","type":"application/activity+json","href":"%s"}]}`, host, p.Nell))
	w.Net.mu.Lock()
	w.Net.hosts[p.Host] = p
	w.Net.mu.Unlock()
	return p
}

func (p *Peer) person(name string) string {
	der, err := x509.MarshalPKIXPublicKey(p.Key.Public())
	if err != nil {
		p.w.T.Fatal(err)
	}
	id := "https://" + string(p.Host) + "/users/" + name
	doc, _ := json.Marshal(map[string]any{
		"@context": []string{"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"},
		"id":       id, "type": "Person", "preferredUsername": name, "name": strings.ToUpper(name[:1]) + name[1:],
		"inbox": id + "/inbox", "outbox": id + "/outbox", "followers": id + "/followers",
		"publicKey": map[string]string{"id": id + "#main-key", "owner": id,
			"publicKeyPem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))},
	})
	return string(doc)
}

// HasKey gives the person of the peer another key.
func (p *Peer) HasKey(key crypto.Signer) {
	p.Key = key
	p.Serves("/users/nell", p.person("nell"))
}

// Now is the time of the world that the peer lives in.
func (p *Peer) Now() time.Time { return p.w.Clock.Now() }

// Serves lets a path answer with a document; an empty one is gone.
func (p *Peer) Serves(path, document string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.docs[path] = document
}

// Document is what a path answers with.
func (p *Peer) Document(path string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.docs[path]
}

// ServeHTTP answers like a server: documents by path, 202 for what is posted, 404 otherwise.
func (p *Peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.Instead != nil && p.Instead(w, r) {
		return
	}
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		p.inbox = append(p.inbox, string(body))
		p.mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
		return
	}
	p.mu.Lock()
	doc, ok := p.docs[r.URL.Path]
	p.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	if doc == "" {
		w.WriteHeader(http.StatusGone)
		return
	}
	kind := "application/activity+json"
	if strings.HasPrefix(r.URL.Path, "/.well-known/webfinger") {
		kind = "application/jrd+json"
	}
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, doc)
}

// Got lists what reached the peer's inboxes, oldest first.
func (p *Peer) Got() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.inbox...)
}

// GotOfType counts what reached it by the type of the activity.
func (p *Peer) GotOfType(kind string) int {
	n := 0
	for _, body := range p.Got() {
		var a struct{ Type string }
		if json.Unmarshal([]byte(body), &a) == nil && a.Type == kind {
			n++
		}
	}
	return n
}

// Sends posts an activity to an inbox, signed as nell, and gives the status and the answer.
func (p *Peer) Sends(to models.IRI, activity string) (int, string) {
	p.w.T.Helper()
	return p.SendsAs(string(p.Nell)+"#main-key", to, activity)
}

// SendsAs is Sends with another keyId.
func (p *Peer) SendsAs(keyID string, to models.IRI, activity string) (int, string) {
	p.w.T.Helper()
	r := p.request(http.MethodPost, to, activity)
	r.Header.Set("Content-Type", "application/activity+json")
	if err := signature.Sign(r, signature.Digest([]byte(activity)), models.IRI(keyID), p.Key, p.w.Clock.Now()); err != nil {
		p.w.T.Fatal(err)
	}
	return p.Does(r)
}

// Reads gets a document, signed as nell.
func (p *Peer) Reads(iri models.IRI) (int, string) {
	p.w.T.Helper()
	r := p.request(http.MethodGet, iri, "")
	r.Header.Set("Accept", "application/activity+json")
	if err := signature.Sign(r, "", models.IRI(string(p.Nell)+"#main-key"), p.Key, p.w.Clock.Now()); err != nil {
		p.w.T.Fatal(err)
	}
	return p.Does(r)
}

func (p *Peer) request(method string, to models.IRI, body string) *http.Request {
	return httptest.NewRequest(method, string(to), bytes.NewReader([]byte(body)))
}

// Does sends a request as it is.
func (p *Peer) Does(r *http.Request) (int, string) {
	p.w.T.Helper()
	r.RequestURI = ""
	answer, err := p.w.Net.from(p.Host).RoundTrip(r)
	if err != nil {
		p.w.T.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// Stranger gets a path as a browser or a program without a signature, and gives the whole answer.
func (w *World) Stranger(host, path, accept string) *http.Response {
	w.T.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://"+host+path, nil)
	r.RequestURI = ""
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	answer, err := w.Net.from(models.Web).RoundTrip(r)
	if err != nil {
		w.T.Fatal(err)
	}
	return answer
}

// SharesInbox lets nell's document name a shared inbox, as a bridge does that serves many domains.
func (p *Peer) SharesInbox(inbox string) {
	p.Serves("/users/nell", strings.Replace(p.person("nell"), `"inbox":`, `"endpoints":{"sharedInbox":"`+inbox+`"},"inbox":`, 1))
}

// Lives lets the peer behave as servers do in a long story, set as Instead: it keeps no inbox, owes an Accept for each Follow
// that reached it, until Answers, and says of nobody that they sign for the whole server.
func (p *Peer) Lives(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodPost {
		if r.URL.Path == "/.well-known/webfinger" && !strings.HasPrefix(r.URL.Query().Get("resource"), "acct:nell@") {
			http.NotFound(w, r)
			return true
		}
		return false
	}
	body, _ := io.ReadAll(r.Body)
	var a struct{ ID, Type, Actor string }
	if json.Unmarshal(body, &a) == nil && a.Type == "Follow" {
		accept := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/accepts/%x","type":"Accept","actor":"%s","object":"%s"}`, p.Host, sha256.Sum256([]byte(a.ID)), p.Nell, a.ID)
		p.mu.Lock()
		p.owes = append(p.owes, owed{to: models.IRI(a.Actor + "/inbox"), activity: accept})
		p.mu.Unlock()
	}
	w.WriteHeader(http.StatusAccepted)
	return true
}

type owed struct {
	to       models.IRI
	activity string
}

// Answers sends what the peer owes.
func (p *Peer) Answers() {
	p.w.T.Helper()
	p.mu.Lock()
	all := p.owes
	p.owes = nil
	p.mu.Unlock()
	for _, o := range all {
		p.Sends(o.to, o.activity)
	}
}
