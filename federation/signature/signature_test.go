package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-fed/httpsig"

	"guildhall/fault"
	"guildhall/models"
)

const (
	ours  = models.Host("acme.example")
	keyID = models.IRI("https://guild.example/actors/ada/key")
)

var (
	now    = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	note   = []byte(`{"type":"Create"}`)
	rsaKey = sync.OnceValue(func() *rsa.PrivateKey { k, _ := rsa.GenerateKey(rand.Reader, 2048); return k })
	edKey  = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
)

func post(t testing.TB, body []byte) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://acme.example/inbox", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/activity+json")
	return r
}

// signed is a POST of a body, signed at a moment.
func signed(t testing.TB, key crypto.Signer, body []byte, at time.Time) *http.Request {
	t.Helper()
	r := post(t, body)
	if err := Sign(r, Digest(body), keyID, key, at); err != nil {
		t.Fatal(err)
	}
	return r
}

// raw signs with the library alone, so that what it permits can be tried.
func raw(t *testing.T, r *http.Request, key crypto.Signer, headers ...string) *http.Request {
	t.Helper()
	kind := models.RSA
	if _, ok := key.(ed25519.PrivateKey); ok {
		kind = models.Ed25519
	}
	s, _, err := httpsig.NewSigner([]httpsig.Algorithm{algorithms[kind]}, httpsig.DigestSha256, headers, httpsig.Signature, 0)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Host", r.URL.Host)
	if r.Header.Get("Date") == "" {
		r.Header.Set("Date", now.Format(http.TimeFormat))
	}
	if err := s.SignRequest(key, string(keyID), r, nil); err != nil {
		t.Fatal(err)
	}
	r.Header.Del("Host")
	return r
}

func check(r *http.Request, body []byte, pub crypto.PublicKey, at time.Time) error {
	c, err := Read(r)
	if err != nil {
		return err
	}
	return Check(r, body, c, pub, ours, at)
}

func accepted(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
}

// refused demands a refusal whose sentence names the cause.
func refused(t *testing.T, err error, word string) {
	t.Helper()
	if !fault.Is(err, fault.Unsigned) || !strings.Contains(fault.Say(err), word) {
		t.Fatalf("got %v; want a refusal that speaks of %q", err, word)
	}
}

func TestWhatWeSignIsAccepted(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"RSA": rsaKey(), "Ed25519": edKey} {
		r := signed(t, key, note, now)
		accepted(t, check(r, note, key.Public(), now.Add(time.Minute)))
		c, err := Read(r)
		if err != nil || c.KeyID != keyID || strings.Join(c.Covered, " ") != "(request-target) host date digest content-type" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		get, _ := http.NewRequest(http.MethodGet, "https://acme.example/actors/%C3%A9t%C3%A9?page=2&a=%20", nil)
		accepted(t, Sign(get, "", keyID, key, now))
		accepted(t, check(get, nil, key.Public(), now))
		arrived := httptest.NewRequest(http.MethodGet, "/actors/%C3%A9t%C3%A9?page=2&a=%20", nil)
		arrived.Host, arrived.Header = "acme.example", get.Header
		accepted(t, check(arrived, nil, key.Public(), now))
	}
	if h := signed(t, rsaKey(), note, now).Header.Get("Signature"); !strings.Contains(h, `algorithm="rsa-sha256"`) {
		t.Errorf("an RSA signature should call itself so: %s", h)
	}
}

func TestTheBodyMustFitTheDigest(t *testing.T) { // 1
	refused(t, check(signed(t, edKey, note, now), []byte(`{"type":"Delete"}`), edKey.Public(), now), "Digest")
	r := signed(t, edKey, note, now)
	r.Header.Set("Digest", "SHA-512=abc")
	refused(t, check(r, note, edKey.Public(), now), "SHA-256")
	several := post(t, note)
	several.Header.Set("Digest", "SHA-512=abc, sha-256="+strings.TrimPrefix(Digest(note), "SHA-256="))
	accepted(t, check(raw(t, several, edKey, "(request-target)", "host", "date", "digest"), note, edKey.Public(), now))
}

func TestWhatMustBeCovered(t *testing.T) { // 2
	for _, c := range []struct{ headers, word string }{
		{"host date digest", "(request-target)"}, {"(request-target) date digest", "host"},
		{"(request-target) host digest", "date"}, {"(request-target) host date", "digest"},
	} {
		r := post(t, note)
		r.Header.Set("Digest", Digest(note))
		refused(t, check(raw(t, r, edKey, strings.Fields(c.headers)...), note, edKey.Public(), now), c.word)
	}
	withBody, _ := http.NewRequest(http.MethodGet, "https://acme.example/x", nil)
	refused(t, check(raw(t, withBody, edKey, "(request-target)", "host", "date"), note, edKey.Public(), now), "digest")
	r := post(t, note) // covered, but not there
	r.Header.Set("Digest", Digest(note))
	raw(t, r, edKey, "(request-target)", "host", "date", "digest")
	r.Header.Del("Digest")
	refused(t, check(r, note, edKey.Public(), now), "does not have")
	twice := signed(t, edKey, note, now)
	twice.Header.Add("Date", now.Add(time.Hour).Format(http.TimeFormat))
	refused(t, check(twice, note, edKey.Public(), now), "once each")
}

func TestTheWindowOfTime(t *testing.T) { // 2
	r := signed(t, edKey, note, now)
	accepted(t, check(r, note, edKey.Public(), now.Add(12*time.Hour)))
	accepted(t, check(r, note, edKey.Public(), now.Add(-time.Hour)))
	refused(t, check(r, note, edKey.Public(), now.Add(12*time.Hour+time.Second)), "12 hours old")
	refused(t, check(r, note, edKey.Public(), now.Add(72*time.Hour)), "12 hours old")
	refused(t, check(r, note, edKey.Public(), now.Add(-time.Hour-time.Second)), "ahead")
	r.Header.Set("Date", "yesterday")
	refused(t, check(r, note, edKey.Public(), now), "Date header cannot be read")

	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	created := func(extra string) *http.Request {
		r, _ := http.NewRequest(http.MethodGet, "https://acme.example/x", nil)
		text := "(request-target): get /x\nhost: acme.example\n(created): " + seconds(at.Unix())
		sig, _ := edKey.Sign(nil, []byte(text), crypto.Hash(0))
		r.Header.Set("Signature", `keyId="`+string(keyID)+`",algorithm="hs2019",created=`+seconds(at.Unix())+extra+
			`,headers="(request-target) host (created)",signature="`+base(sig)+`"`)
		return r
	}
	accepted(t, check(created(""), nil, edKey.Public(), at.Add(time.Hour)))
	refused(t, check(created(""), nil, edKey.Public(), at.Add(13*time.Hour)), "12 hours ago")
	refused(t, check(created(""), nil, edKey.Public(), at.Add(-time.Minute)), "future")
	accepted(t, check(created(",expires="+seconds(at.Unix()+60)+".5"), nil, edKey.Public(), at.Add(time.Minute)))
	refused(t, check(created(",expires="+seconds(at.Unix()+60)), nil, edKey.Public(), at.Add(2*time.Minute)), "expired")
	missing := created("")
	missing.Header.Set("Signature", strings.Replace(missing.Header.Get("Signature"), "created=", "was=", 1))
	refused(t, check(missing, nil, edKey.Public(), at), "created")
}

func TestWeakKeysAreRefused(t *testing.T) { // 3
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	r := post(t, note)
	r.Header.Set("Digest", Digest(note))
	raw(t, r, weak, "(request-target)", "host", "date", "digest")
	refused(t, check(r, note, weak.Public(), now), "2048")
	curve, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	refused(t, check(r, note, curve.Public(), now), "neither RSA nor Ed25519")
	refused(t, check(r, note, ed25519.PublicKey("short"), now), "32 bytes")
	if err := Sign(post(t, note), Digest(note), keyID, weak, now); !fault.Is(err, fault.Internal) {
		t.Errorf("we signed with a weak key: %v", err)
	}
}

func TestTheAlgorithmIsNeverBelieved(t *testing.T) { // 4
	for _, said := range []string{"hs2019", "rsa-sha256", "hmac-sha256", "none", "ed25519"} {
		for _, key := range []crypto.Signer{rsaKey(), edKey} {
			r := signed(t, key, note, now)
			h := r.Header.Get("Signature")
			start := strings.Index(h, `algorithm="`) + len(`algorithm="`)
			r.Header.Set("Signature", h[:start]+said+h[start+strings.Index(h[start:], `"`):])
			accepted(t, check(r, note, key.Public(), now))
		}
	}
	err := check(signed(t, edKey, note, now), note, rsaKey().Public(), now)
	refused(t, err, "does not fit")
	if !errors.Is(err, ErrMismatch) {
		t.Error("a wrong key should be told from other causes")
	}
}

func TestACommaInAKeyID(t *testing.T) { // 5
	r := signed(t, edKey, note, now)
	const strange = "https://guild.example/a,b=c#key"
	r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), string(keyID), strange, 1))
	c, err := Read(r)
	if err != nil || c.KeyID != strange {
		t.Fatalf("%+v, %v", c, err)
	}
	accepted(t, Check(r, note, c, edKey.Public(), ours, now))
}

func TestARequestIsSignedOnce(t *testing.T) { // 6
	r := signed(t, edKey, note, now)
	if err := Sign(r, Digest(note), keyID, edKey, now); !fault.Is(err, fault.Internal) {
		t.Fatalf("got %v", err)
	}
}

func TestManyCheckAtOnce(t *testing.T) { // 7
	r := signed(t, rsaKey(), note, now)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				if err := check(r, note, rsaKey().Public(), now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

func TestOldMastodonSignsWithoutTheQuery(t *testing.T) { // 8
	sign := func(method string) *http.Request {
		r, _ := http.NewRequest(method, "https://acme.example/outbox", nil)
		r.Header.Set("Digest", Digest(nil))
		raw(t, r, edKey, "(request-target)", "host", "date", "digest")
		r.URL.RawQuery = "page=1"
		return r
	}
	accepted(t, check(sign(http.MethodGet), nil, edKey.Public(), now))
	refused(t, check(sign(http.MethodPost), nil, edKey.Public(), now), "does not fit")
}

func TestSignedForAnotherHost(t *testing.T) {
	r := signed(t, edKey, note, now)
	c, _ := Read(r)
	refused(t, Check(r, note, c, edKey.Public(), "northwind.example", now), "another host")
	refused(t, Check(r, note, c, edKey.Public(), "", now), "another host")
	r.Host = "northwind.example"
	refused(t, check(r, note, edKey.Public(), now), "another host")
	port, _ := http.NewRequest(http.MethodGet, "https://ACME.example:443/x", nil)
	accepted(t, Sign(port, "", keyID, edKey, now))
	accepted(t, check(port, nil, edKey.Public(), now))
}

func TestHeadersThatCannotBeRead(t *testing.T) {
	const good = `keyId="https://a.example/k",headers="(request-target) host date",signature="AAAA"`
	for _, c := range []struct{ header, word string }{
		{``, "cannot be read"}, {`keyId`, "cannot be read"}, {`keyId="x`, "cannot be read"}, {`keyId="x"y="z"`, "cannot be read"},
		{`keyId=,x=1`, "cannot be read"}, {`headers="date",signature="AAAA"`, "lacks keyId"}, {`keyId="https://a.example/k"`, "lacks signature"},
		{good + `,keyId="https://b.example/k"`, "twice"}, {`keyId="main-key",signature="AAAA"`, "https address"},
		{`keyId="ftp://a.example/k",signature="AAAA"`, "https address"}, {`keyId="https://u:p@a.example/k",signature="AAAA"`, "https address"},
		{`keyId="https://a.example/k",signature="%%"`, "base64"}, {`keyId="https://a.example/k",signature=""`, "base64"},
		{`keyId="https://a.example/k",headers="date date",signature="AAAA"`, "twice"}, {`keyId="https://a.example/k",headers=" ",signature="AAAA"`, "between 1 and 32"},
		{`keyId="https://a.example/k",headers="signature",signature="AAAA"`, "cannot be covered"}, {`keyId="https://a.example/k",headers="(other)",signature="AAAA"`, "cannot be covered"},
		{good + `,created=soon`, "seconds since 1970"}, {good + `,expires="-1"`, "seconds since 1970"},
		{good + strings.Repeat(`,x="y"`, 2), "twice"}, {good + `,x="` + strings.Repeat("y", maxHeader) + `"`, "8 KiB"},
		{`keyId="https://a.example/` + strings.Repeat("y", maxKeyID) + `",signature="AAAA"`, "2 KiB"},
	} {
		r, _ := http.NewRequest(http.MethodGet, "https://acme.example/x", nil)
		r.Header.Set("Signature", c.header)
		if c.header == "" {
			r.Header["Signature"] = []string{"???"}
		}
		_, err := Read(r)
		refused(t, err, c.word)
	}
	r, _ := http.NewRequest(http.MethodGet, "https://acme.example/x", nil)
	_, err := Read(r)
	refused(t, err, "needs an HTTP signature")
	if Signed(r) {
		t.Error("a bare request is not signed")
	}
	r.Header["Signature"] = []string{good, good}
	_, err = Read(r)
	refused(t, err, "one Signature header")
	r.Header = http.Header{"Authorization": {"Bearer abc"}}
	if _, err = Read(r); err == nil || Signed(r) {
		t.Error("a token is no signature")
	}
}

func TestTheAuthorizationHeaderMayCarryIt(t *testing.T) {
	r := signed(t, edKey, note, now)
	r.Header.Set("Authorization", "Signature "+r.Header.Get("Signature"))
	r.Header.Del("Signature")
	if !Signed(r) {
		t.Error("it is signed")
	}
	accepted(t, check(r, note, edKey.Public(), now))
	both := signed(t, edKey, note, now)
	both.Header.Set("Authorization", "Bearer signature-headers-keyId")
	accepted(t, check(both, note, edKey.Public(), now))
}
