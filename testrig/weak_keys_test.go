package testrig_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/testrig"
)

// A bridge has keys of 1024 bits. It is turned away with a sentence that says why, until an administrator lets it; then it is heard,
// and nobody else with such a key is.
func TestStoryABridgeWithAShortKeyIsHeardWhereAnAdministratorLetsIt(t *testing.T) {
	w, ada, _ := outside(t)
	acme := w.Server("acme.example").Allows("bridge.example").Allows("other.example")
	short := func(host string) *testrig.Peer {
		p := w.Peer(host)
		key, err := rsa.GenerateKey(rand.Reader, 1024)
		if err != nil {
			t.Fatal(err)
		}
		p.HasKey(key)
		return p
	}
	bridge, other := short("bridge.example"), short("other.example")
	says := func(p *testrig.Peer, n int, want int) {
		t.Helper()
		status, body := p.Does(signedShort(t, p, ada.Inbox, note(p, n, "from over there", "")))
		if status != want || want == http.StatusUnauthorized && !strings.Contains(body, "2048") {
			t.Errorf("%s is answered with %d %s, not %d", p.Host, status, body, want)
		}
	}
	says(bridge, 1, http.StatusUnauthorized)
	lets := func(may bool) {
		acme.Write(func(tx *store.Tx) error {
			_, err := boundary.SetWeakKeys(tx, models.Actor{}, acme.Site.Host, models.Host("bridge.example"), may, "")
			return err
		})
	}
	lets(true)
	says(bridge, 2, http.StatusAccepted)
	says(other, 1, http.StatusUnauthorized)
	lets(false)
	says(bridge, 3, http.StatusUnauthorized)
}

// signedShort is a POST signed by hand: our own signer refuses short keys.
func signedShort(t *testing.T, p *testrig.Peer, to models.IRI, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, string(to), strings.NewReader(body))
	r.Header.Set("Content-Type", "application/activity+json")
	r.Header.Set("Date", p.Now().UTC().Format(http.TimeFormat))
	r.Header.Set("Digest", signature.Digest([]byte(body)))
	text := "(request-target): post " + r.URL.RequestURI() + "\nhost: " + r.Host + "\ndate: " + r.Header.Get("Date") + "\ndigest: " + r.Header.Get("Digest")
	sum := sha256.Sum256([]byte(text))
	proof, err := p.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Signature", `keyId="`+string(p.Nell)+`#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="`+base64.StdEncoding.EncodeToString(proof)+`"`)
	return r
}
