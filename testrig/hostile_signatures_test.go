package testrig_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/testrig"
)

// hostilePEM is a public key as an actor's document holds it.
func hostilePEM(t *testing.T, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// hostileServesKey puts another key into the document of a peer's person.
func hostileServesKey(t *testing.T, p *testrig.Peer, key crypto.Signer) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(p.Document("/users/nell")), &doc); err != nil {
		t.Fatal(err)
	}
	doc["publicKey"].(map[string]any)["publicKeyPem"] = hostilePEM(t, key)
	raw, _ := json.Marshal(doc)
	p.Serves("/users/nell", string(raw))
}

// hostileMake is a signature as its maker makes it over what it signs.
type hostileMake func(signed []byte) []byte

func hostileRSA(t *testing.T, key crypto.Signer) hostileMake {
	return func(signed []byte) []byte {
		sum := sha256.Sum256(signed)
		out, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func hostileHMAC(secret string) hostileMake {
	return func(signed []byte) []byte {
		m := hmac.New(sha256.New, []byte(secret))
		m.Write(signed)
		return m.Sum(nil)
	}
}

func hostileRequest(to models.IRI, body string, now time.Time) *http.Request {
	r := httptest.NewRequest(http.MethodPost, string(to), bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", "application/activity+json")
	r.Header.Set("Date", now.Format(http.TimeFormat))
	r.Header.Set("Digest", signature.Digest([]byte(body)))
	sum := sha256.Sum256([]byte(body))
	r.Header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	return r
}

// hostileDraft signs by hand after the draft, with any algorithm and any covered headers.
func hostileDraft(to models.IRI, body, keyID, algorithm, covered string, now time.Time, sign hostileMake) *http.Request {
	r := hostileRequest(to, body, now)
	var lines []string
	for name := range strings.FieldsSeq(covered) {
		value := r.Header.Get(name)
		switch name {
		case "(request-target)":
			value = "post " + r.URL.RequestURI()
		case "host":
			value = r.Host
		}
		lines = append(lines, name+": "+value)
	}
	r.Header.Set("Signature", fmt.Sprintf(`keyId="%s",algorithm="%s",headers="%s",signature="%s"`, keyID, algorithm, covered,
		base64.StdEncoding.EncodeToString(sign([]byte(strings.Join(lines, "\n"))))))
	return r
}

// hostileMessage signs by hand after RFC 9421.
func hostileMessage(to models.IRI, body, keyID, alg, covered string, now time.Time, sign hostileMake) *http.Request {
	r := hostileRequest(to, body, now)
	var names, lines []string
	for name := range strings.FieldsSeq(covered) {
		value := r.Header.Get(name)
		switch name {
		case "@method":
			value = r.Method
		case "@target-uri":
			value = string(to)
		}
		names = append(names, `"`+name+`"`)
		lines = append(lines, `"`+name+`": `+value)
	}
	params := fmt.Sprintf(`(%s);created=%d;keyid="%s"`, strings.Join(names, " "), now.Unix(), keyID)
	if alg != "" {
		params += fmt.Sprintf(`;alg="%s"`, alg)
	}
	lines = append(lines, `"@signature-params": `+params)
	r.Header.Set("Signature-Input", "sig1="+params)
	r.Header.Set("Signature", "sig1=:"+base64.StdEncoding.EncodeToString(sign([]byte(strings.Join(lines, "\n"))))+":")
	return r
}

// Whoever signs with valid mathematics and the wrong right is refused, in both ways of signing, and nothing of it is kept.
func TestHostileSignaturesThatMeanSomethingElse(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	mallory := w.Peer("mallory.example")
	weak := w.Peer("weak.example")
	acme.Allows("mallory.example").Allows("weak.example")
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	hostileServesKey(t, weak, small)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048) // of nobody that we know
	if err != nil {
		t.Fatal(err)
	}
	const draft, rfc = "(request-target) host date digest", "@method @target-uri content-digest"
	nell, mary := string(peer.Nell)+"#main-key", string(mallory.Nell)+"#main-key"
	now, public := w.Clock.Now(), hostilePEM(t, peer.Key)
	honest, forged := hostileRSA(t, peer.Key), hostileRSA(t, stranger)
	body := follow(peer, ada.IRI) // a Follow cannot be looked up: only its actor can send it
	body = strings.Replace(body, "/follows/1", "/follows/hostile", 1)
	of := strings.ReplaceAll(body, "mallory.example", "peer.example")
	weakly := strings.ReplaceAll(body, "peer.example", "weak.example")
	cases := []struct {
		story string
		from  *testrig.Peer
		r     *http.Request
	}{
		{"another's activity under one's own key", mallory, hostileDraft(ada.Inbox, of, mary, "hs2019", draft, now, hostileRSA(t, mallory.Key))},
		{"the same after the RFC", mallory, hostileMessage(ada.Inbox, of, mary, "", rfc, now, hostileRSA(t, mallory.Key))},
		{"another's keyId and a key of one's own", mallory, hostileDraft(ada.Inbox, of, nell, "hs2019", draft, now, forged)},
		{"the same after the RFC", mallory, hostileMessage(ada.Inbox, of, nell, "", rfc, now, forged)},
		{"the public key as a shared secret", mallory, hostileDraft(ada.Inbox, of, nell, "hmac-sha256", draft, now, hostileHMAC(public))},
		{"the same under hs2019", mallory, hostileDraft(ada.Inbox, of, nell, "hs2019", draft, now, hostileHMAC(public))},
		{"the same after the RFC", mallory, hostileMessage(ada.Inbox, of, nell, "hmac-sha256", rfc, now, hostileHMAC(public))},
		{"an RSA key as an Ed25519 key", peer, hostileMessage(ada.Inbox, of, nell, "ed25519", rfc, now, honest)},
		{"no algorithm at all", peer, hostileMessage(ada.Inbox, of, nell, "none", rfc, now, func([]byte) []byte { return nil })},
		{"a key of 1024 bits", weak, hostileDraft(ada.Inbox, weakly, string(weak.Nell)+"#main-key", "rsa-sha256", draft, now, hostileRSA(t, small))},
		{"the same after the RFC", weak, hostileMessage(ada.Inbox, weakly, string(weak.Nell)+"#main-key", "", rfc, now, hostileRSA(t, small))},
		{"too little: the date alone", peer, hostileDraft(ada.Inbox, of, nell, "hs2019", "date", now, honest)},
		{"too little: no digest", peer, hostileDraft(ada.Inbox, of, nell, "hs2019", "(request-target) host date", now, honest)},
		{"too little: no host", peer, hostileDraft(ada.Inbox, of, nell, "hs2019", "(request-target) date digest", now, honest)},
		{"too little after the RFC: no digest", peer, hostileMessage(ada.Inbox, of, nell, "", "@method @target-uri", now, honest)},
		{"too little after the RFC: no target", peer, hostileMessage(ada.Inbox, of, nell, "", "@method content-digest", now, honest)},
		{"signed for another inbox", peer, func() *http.Request {
			r := hostileDraft("https://acme.example/inbox", of, nell, "hs2019", draft, now, honest)
			other := httptest.NewRequest(http.MethodPost, string(ada.Inbox), strings.NewReader(of))
			other.Header = r.Header
			return other
		}()},
		{"our own actor's name", peer, hostileDraft(ada.Inbox, strings.ReplaceAll(of, string(peer.Nell), string(ada.IRI)), string(ada.IRI)+"#main-key", "hs2019", draft, now, honest)},
	}
	before := inboxOf(acme.Store)
	for _, c := range cases {
		t.Run(c.story, func(t *testing.T) {
			if status, answer := c.from.Does(c.r); status != http.StatusUnauthorized {
				t.Errorf("answered %d %s, not 401", status, answer)
			}
			if after := inboxOf(acme.Store); after != before {
				t.Errorf("%d activities are kept instead of %d", after, before)
			}
		})
	}
	w.Settle()
	for _, who := range []string{"nell@mallory.example", "nell@weak.example"} {
		if ada.IsFollowedBy(who) {
			t.Errorf("%s follows ada", who)
		}
	}

	// The same hands, honest: so that nothing above was refused for its handwriting.
	for _, r := range []*http.Request{
		hostileDraft(ada.Inbox, note(peer, 11, "signed after the draft", ""), nell, "hs2019", draft, now, honest),
		hostileMessage(ada.Inbox, note(peer, 12, "signed after the RFC", ""), nell, "", rfc, now, honest),
	} {
		if status, answer := peer.Does(r); status != http.StatusAccepted {
			t.Fatalf("an honest request is answered %d %s", status, answer)
		}
	}
	w.Settle()
	ada.Sees("signed after the draft").Sees("signed after the RFC")
}

// What was signed once and is sent again within the time it is good for is one activity, whatever is changed about it.
func TestHostileAReplayChangesNothing(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	sends := func(text string) {
		t.Helper()
		if status, answer := peer.Does(signedBy(peer, ada.Inbox, note(peer, 7, text, ""))); status != http.StatusAccepted {
			t.Fatalf("answered %d %s", status, answer)
		}
		w.Settle()
	}
	again := signedBy(peer, ada.Inbox, note(peer, 7, "as first said", ""))
	head, url := again.Header.Clone(), again.URL.String()
	if status, _ := peer.Does(again); status != http.StatusAccepted {
		t.Fatalf("answered %d", status)
	}
	w.Settle()
	kept := inboxOf(acme.Store)
	w.Later(11 * time.Hour)
	for range 3 {
		r := httptest.NewRequest(http.MethodPost, url, strings.NewReader(note(peer, 7, "as first said", "")))
		r.Header = head.Clone()
		if status, answer := peer.Does(r); status != http.StatusAccepted {
			t.Fatalf("the same bytes are answered %d %s", status, answer)
		}
	}
	sends("under the same id, otherwise")
	if n := inboxOf(acme.Store); n != kept {
		t.Errorf("%d activities are kept instead of %d", n, kept)
	}
	ada.Sees("as first said").SeesNot("under the same id")
	if n := ada.HomeShows("as first said"); n > 1 {
		t.Errorf("ada sees it %d times", n)
	}
	w.Later(2 * time.Hour)
	r := httptest.NewRequest(http.MethodPost, url, strings.NewReader(note(peer, 7, "as first said", "")))
	r.Header = head.Clone()
	if status, _ := peer.Does(r); status != http.StatusUnauthorized {
		t.Errorf("after its time it is answered %d", status)
	}
}

// A key that is another when it is looked at again, or that its owner does not name, signs nothing.
func TestHostileAKeyIsSwappedBetweenFetchAndUse(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	swap := w.Peer("swap.example")
	acme.Allows("swap.example")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	// The key has a document of its own, and the owner's document has another key under that id.
	id := "https://swap.example/keys/1"
	raw, _ := json.Marshal(map[string]string{"@context": "https://w3id.org/security/v1", "id": id, "type": "Key", "owner": string(swap.Nell), "publicKeyPem": hostilePEM(t, other)})
	swap.Serves("/keys/1", string(raw))
	doc := swap.Document("/users/nell")
	before := inboxOf(acme.Store)
	sign := hostileRSA(t, other)
	if status, answer := swap.Does(hostileDraft(ada.Inbox, follow(swap, ada.IRI), id, "hs2019", "(request-target) host date digest", w.Clock.Now(), sign)); status != http.StatusUnauthorized {
		t.Errorf("a key that its owner does not name is answered %d %s", status, answer)
	}
	// The owner's document names the id, and holds other bytes.
	swap.Serves("/users/nell", strings.ReplaceAll(doc, string(swap.Nell)+"#main-key", id))
	for text, key := range map[string]hostileMake{"with the first key": sign, "with the second key": hostileRSA(t, swap.Key)} {
		if status, answer := swap.Does(hostileDraft(ada.Inbox, note(swap, 3, text, ""), id, "hs2019", "(request-target) host date digest", w.Clock.Now(), key)); status != http.StatusUnauthorized {
			t.Errorf("two keys under one id, signed %s: %d %s", text, status, answer)
		}
	}
	// A key of somebody else's server speaks for nobody here.
	swap.Serves("/keys/2", strings.ReplaceAll(strings.ReplaceAll(string(raw), "/keys/1", "/keys/2"), string(swap.Nell), string(peer.Nell)))
	stolen := strings.Replace(follow(peer, ada.IRI), "/follows/1", "/follows/stolen", 1)
	if status, answer := swap.Does(hostileDraft(ada.Inbox, stolen, "https://swap.example/keys/2", "hs2019", "(request-target) host date digest", w.Clock.Now(), sign)); status != http.StatusUnauthorized {
		t.Errorf("a key that claims another's person is answered %d %s", status, answer)
	}
	// The key that we hold stays when a stranger signs under its name and the document has not changed.
	if status, _ := swap.Does(hostileDraft(ada.Inbox, stolen, string(peer.Nell)+"#main-key", "hs2019", "(request-target) host date digest", w.Clock.Now(), sign)); status != http.StatusUnauthorized {
		t.Errorf("answered %d", status)
	}
	if n := inboxOf(acme.Store); n != before {
		t.Errorf("%d activities are kept instead of %d", n, before)
	}
	if status, _ := peer.Sends(ada.Inbox, note(peer, 9, "still heard", "")); status != http.StatusAccepted {
		t.Errorf("the honest one is answered %d", status)
	}
	w.Settle()
	ada.Sees("still heard")
}
