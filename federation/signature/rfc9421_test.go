package signature

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/testrig/corpus"
)

// told is a POST of a body, signed by RFC 9421 at a moment.
func told(t testing.TB, key crypto.Signer, body []byte, at time.Time) *http.Request {
	t.Helper()
	r := post(t, body)
	if err := SignMessage(r, ContentDigest(body), keyID, key, at); err != nil {
		t.Fatal(err)
	}
	return r
}

// by signs a request by RFC 9421 with whatever is covered and said.
func by(t *testing.T, r *http.Request, key crypto.Signer, params string) *http.Request {
	t.Helper()
	r.Header.Set("Signature-Input", "x="+params)
	r.Header.Set("Signature", "x=:AA==:")
	c, err := Read(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.base(r, "https", string(ours))
	if err != nil {
		t.Fatal(err)
	}
	var proof []byte
	ed, isEd := key.(ed25519.PrivateKey)
	switch {
	case isEd:
		proof = ed25519.Sign(ed, []byte(text))
	case c.Algorithm == "rsa-v1_5-sha512":
		sum := sha512.Sum512([]byte(text))
		proof, err = key.Sign(rand.Reader, sum[:], crypto.SHA512)
	case c.Algorithm == "rsa-pss-sha512":
		sum := sha512.Sum512([]byte(text))
		proof, err = rsa.SignPSS(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA512, sum[:], &rsa.PSSOptions{SaltLength: 64})
	default:
		sum := sha256.Sum256([]byte(text))
		proof, err = key.Sign(rand.Reader, sum[:], crypto.SHA256)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Signature", "x=:"+base64.StdEncoding.EncodeToString(proof)+":")
	return r
}

const at9421 = `;created=1795424400;keyid="https://guild.example/actors/ada/key"` // now

func TestARequestSignedByTheRFCIsAccepted(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey(), "ed25519": edKey} {
		r := told(t, key, note, now)
		accepted(t, check(r, note, key.Public(), now))
		c, err := Read(r)
		if err != nil || c.KeyID != keyID || c.Manner() != models.RFC9421 || !c.Covers("content-digest") || !c.Covers("content-type") {
			t.Errorf("%s: read %+v, %v", name, c, err)
		}
		if err := SignMessage(r, "", keyID, key, now); err == nil {
			t.Errorf("%s: one request was signed twice", name)
		}
		other := told(t, key, []byte("{}"), now)
		other.Header["Signature"] = r.Header["Signature"]
		refused(t, check(other, []byte("{}"), key.Public(), now), "does not fit")
	}
	get, _ := http.NewRequest(http.MethodGet, "https://acme.example/users/ada?page=2", nil)
	if err := SignMessage(get, "", keyID, edKey, now); err != nil {
		t.Fatal(err)
	}
	accepted(t, check(get, nil, edKey.Public(), now))
	get.URL.RawQuery = "page=3"
	refused(t, check(get, nil, edKey.Public(), now), "does not fit")
	if c, _ := Read(signed(t, edKey, note, now)); c.Manner() != models.Cavage {
		t.Error("the draft was taken for the RFC")
	}
}

// What others cover, and how they write it.
func TestWhatASignatureByTheRFCMayCover(t *testing.T) {
	digested := func() *http.Request {
		r := post(t, note)
		r.Header.Set("Content-Digest", ContentDigest(note))
		r.Header.Set("Date", now.Format(http.TimeFormat))
		return r
	}
	for list, good := range map[string]string{
		`("@method" "@target-uri" "content-digest")`:                    "",
		`("@method" "@authority" "@path" "content-digest" "date")`:      "",
		`( "@method"  "host" "@request-target" "content-digest" )`:      "",
		`("@method" "@target-uri" "content-digest" "@scheme" "@query")`: "",
		`("@target-uri" "content-digest")`:                              "cover @method",
		`("@method" "content-digest")`:                                  "cover @target-uri",
		`("@method" "@path" "content-digest")`:                          "cover @target-uri",
		`("@method" "@authority" "content-digest")`:                     "cover @target-uri",
		`("@method" "@target-uri")`:                                     "cover content-digest",
	} {
		err := check(by(t, digested(), edKey, list+at9421), note, edKey.Public(), now)
		if good == "" {
			accepted(t, err)
		} else {
			refused(t, err, good)
		}
	}
	for _, alg := range []string{"", `;alg="rsa-v1_5-sha256"`, `;alg="rsa-v1_5-sha512"`, `;alg="rsa-pss-sha512"`} {
		accepted(t, check(by(t, digested(), rsaKey(), `("@method" "@target-uri" "content-digest")`+at9421+alg), note, rsaKey().Public(), now))
	}
	// The text names the algorithm; the key decides.
	for _, alg := range []string{"hmac-sha256", "ecdsa-p256-sha256", "rsa-v1_5-sha256", "none"} {
		refused(t, check(by(t, digested(), edKey, `("@method" "@target-uri" "content-digest")`+at9421+`;alg="`+alg+`"`), note, edKey.Public(), now), "does not fit")
	}
	query, _ := http.NewRequest(http.MethodGet, "https://acme.example/x?who=ada", nil)
	refused(t, check(by(t, query, edKey, `("@method" "@authority" "@path")`+at9421), nil, edKey.Public(), now), "@query")
}

func TestWhatASignatureByTheRFCMayNotBe(t *testing.T) {
	list := `("@method" "@target-uri" "content-digest")`
	fresh := func(params string) *http.Request {
		r := post(t, note)
		r.Header.Set("Content-Digest", ContentDigest(note))
		return by(t, r, edKey, list+params)
	}
	for name, c := range map[string]struct {
		r    *http.Request
		word string
	}{
		"older than twelve hours": {told(t, edKey, note, now.Add(-13*time.Hour)), "12 hours ago"},
		"from the future":         {told(t, edKey, note, now.Add(time.Minute)), "in the future"},
		"expired":                 {fresh(at9421 + ";expires=1795424300"), "has expired"},
		"for another host": {func() *http.Request {
			r, _ := http.NewRequest(http.MethodPost, "https://other.example/inbox", nil)
			_ = SignMessage(r, ContentDigest(note), keyID, edKey, now)
			return r
		}(), "another host"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, check(c.r, note, edKey.Public(), now), c.word) })
	}
	body := told(t, edKey, note, now)
	refused(t, check(body, []byte(`{"type":"Delete"}`), edKey.Public(), now), "does not fit the body")
	twice := told(t, edKey, note, now)
	twice.Header.Add("Content-Digest", ContentDigest([]byte("x")))
	refused(t, check(twice, note, edKey.Public(), now), "once each")
	small, _ := rsa.GenerateKey(rand.Reader, 1024)
	refused(t, check(told(t, edKey, note, now), note, small.Public(), now), "shorter than 2048")

	for input, word := range map[string]string{
		`x=("@method");created=1`:                                       "lacks keyid",
		`x=("@method");keyid="https://a.example/k"`:                     "lacks created",
		`x=("@method";req);created=1;keyid="https://a.example/k"`:       "cannot be read",
		`x=("@method" "@method");created=1;keyid="https://a.example/k"`: "twice",
		`x=("Date");created=1;keyid="https://a.example/k"`:              "cannot be covered",
		`x=("@method"`: "cannot be read",
		`y=("@method");created=1;keyid="https://a.example/k"`:       "same label",
		`x=("@method");created=1;keyid="test-key"`:                  "https address",
		`x=("@method");created=1;keyid="https://a.example/k", y=()`: "cannot be read",
		`x=("@method");created=99999999999999999;keyid="k"`:         "cannot be read",
	} {
		_, err := Read(&http.Request{Header: http.Header{"Signature-Input": {input}, "Signature": {"x=:AAAA:"}}})
		refused(t, err, word)
	}
	_, err := Read(&http.Request{Header: http.Header{"Signature-Input": {`x=("@method");created=1;keyid="https://a.example/k"`}}})
	refused(t, err, "one Signature header")
}

// judgeMessage holds a vector of the RFC against our reading: the text that is signed and the mathematics, and then whether it
// covers enough for us, with a key that may be used.
func judgeMessage(t *testing.T, row corpus.Row) {
	var v struct {
		Message struct {
			Method, URL, Body string
			Headers           [][2]string
		}
		SignatureInput, Signature, SignatureBase string
		PublicKeyJwk                             struct{ Kty, Crv, N, E, X string }
	}
	if err := json.Unmarshal(corpus.Read(t, row.File), &v); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(v.Message.Method, v.Message.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range v.Message.Headers {
		r.Header.Add(h[0], h[1])
	}
	r.Header.Set("Signature-Input", v.SignatureInput)
	r.Header.Set("Signature", v.Signature)
	c, err := parse(r.Header)
	if err != nil { // components with parameters of their own are refused unread
		if row.Outcome != "verify-fail" {
			t.Error(err)
		}
		return
	}
	part := func(s string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var pub crypto.PublicKey
	switch v.PublicKeyJwk.Kty {
	case "OKP":
		pub = ed25519.PublicKey(part(v.PublicKeyJwk.X))
	case "RSA":
		pub = &rsa.PublicKey{N: new(big.Int).SetBytes(part(v.PublicKeyJwk.N)), E: int(new(big.Int).SetBytes(part(v.PublicKeyJwk.E)).Int64())}
		c.Algorithm = "rsa-pss-sha512" // as the registry of that key says, and the message does not
	}
	const theirs = models.Host("example.com")
	if pub != nil && v.Message.URL != "" {
		text, err := c.base(r, "https", string(theirs))
		if err != nil || text != v.SignatureBase {
			t.Errorf("the text that is signed is\n%s\nwant\n%s\n%v", text, v.SignatureBase, err)
		}
		if err := c.fits([]byte(text), pub); err != nil {
			t.Errorf("mathematics: %v", err)
		}
	}
	verdict := "verify-ok"
	if why := Check(r, []byte(v.Message.Body), c, pub, theirs, time.Unix(c.Created, 0)); why != nil {
		verdict = "verify-fail"
	}
	if !strings.Contains("|"+row.Outcome+"|", "|"+verdict+"|") {
		t.Errorf("%s, want %s: %s", verdict, row.Outcome, row.Why)
	}
	if verdict == "verify-ok" && Check(r, bytes.ToUpper([]byte(v.Message.Body)), c, pub, theirs, time.Unix(c.Created, 0)) == nil {
		t.Error("a changed body was accepted")
	}
}

// FuzzReadMessage feeds headers of strangers: nothing panics, what is read is bounded, and no invented signature fits.
func FuzzReadMessage(f *testing.F) {
	r := told(f, edKey, note, now)
	f.Add(r.Header.Get("Signature-Input"), r.Header.Get("Signature"), r.Header.Get("Content-Digest"))
	f.Add(`a=("@method" "@query" "x");created=1;keyid="https://a.example/\"k";b=-1;c="\\"`, `a=:AAAA:`, `sha-512=:AA==:, md5=:x:`)
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", ed25519.SeedSize))).Public()
	f.Fuzz(func(t *testing.T, input, signature, digest string) {
		r := post(t, note)
		r.Header["Signature-Input"], r.Header["Signature"], r.Header["Content-Digest"] = []string{input}, []string{signature}, []string{digest}
		c, err := Read(r)
		if err != nil {
			return
		}
		if len(c.Covered) > maxCovered || c.KeyID.Host() == "" || c.message == nil || len(c.message.proof) == 0 || c.Created <= 0 {
			t.Fatalf("read too much or too little: %+v", c)
		}
		if Check(r, note, c, other, ours, now) == nil {
			t.Fatal("a signature that this key never made was accepted")
		}
	})
}
