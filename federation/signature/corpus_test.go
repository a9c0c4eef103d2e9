package signature

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/testrig/corpus"
)

// vector is one recorded request of the corpus.
type vector struct {
	Method, Target, Body, PublicKeyPem string
	Headers                            [][2]string
}

func (v vector) request(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequest(v.Method, v.Target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.RequestURI = v.Target
	for _, h := range v.Headers {
		if strings.EqualFold(h[0], "host") {
			r.Host = h[1]
			continue
		}
		r.Header.Add(h[0], h[1])
	}
	return r
}

func (v vector) key(t *testing.T) *rsa.PublicKey {
	t.Helper()
	block, _ := pem.Decode([]byte(v.PublicKeyPem))
	if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
		return key
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PublicKey)
}

// TestRecordedSignatures judges each recorded request with the clock at its own date, as EXPECT.tsv asks. Whose key it is
// belongs to another room; here the rule is only that a keyId begins with the id of its actor.
func TestRecordedSignatures(t *testing.T) {
	right := 0
	for _, row := range corpus.Rows(t) {
		if !strings.HasPrefix(row.File, "http-signatures/") {
			continue
		}
		judge := judgeVector
		if strings.HasPrefix(row.File, "http-signatures/rfc9421-") {
			judge = judgeMessage
		}
		if t.Run(row.File, func(t *testing.T) { judge(t, row) }) {
			right++
		}
	}
	t.Logf("%d recorded requests right", right)
	if right == 0 {
		t.Error("no signature in the corpus was found")
	}
}

func judgeVector(t *testing.T, row corpus.Row) {
	var v vector
	if err := json.Unmarshal(corpus.Read(t, row.File), &v); err != nil {
		t.Fatal(err)
	}
	facts := map[string]string{}
	for _, f := range strings.Split(row.Facts, ";") {
		name, value, _ := strings.Cut(f, "=")
		facts[name] = value
	}
	r, key, body := v.request(t), v.key(t), []byte(v.Body)
	c, err := parse(r.Header)
	if err != nil {
		t.Fatal(err)
	}
	now, err := http.ParseTime(r.Header.Get("Date"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.KeyID); got != facts["keyid"] {
		t.Errorf("keyId %q, want %q", got, facts["keyid"])
	}
	if got := strconv.Itoa(key.N.BitLen()); got != facts["bits"] {
		t.Errorf("%s bits, want %s", got, facts["bits"])
	}
	if err := verify(r, c, key, models.RSA); (err == nil) != (facts["maths"] == "valid") {
		t.Errorf("mathematics: %v, want %s", err, facts["maths"])
	}
	if err := digestFits(r.Header.Get("Digest"), body); (err == nil) != (facts["digest"] == "ok") {
		t.Errorf("digest: %v, want %s", err, facts["digest"])
	}
	ours, err := models.NormalHost(r.Host)
	if err != nil {
		t.Fatal(err)
	}
	why := Check(r, body, c, key, ours, now)
	verdict := map[bool]string{true: "verify-ok", false: "verify-fail"}[why == nil && row.Author != "" && strings.HasPrefix(string(c.KeyID), row.Author)]
	if verdict != row.Outcome {
		t.Errorf("%s (%v), want %s: %s", verdict, why, row.Outcome, row.Why)
	}
	if why == nil { // what was recorded as good must fail when one byte of it changes
		if Check(r, bytes.Replace(body, []byte("i"), []byte("j"), 1), c, key, ours, now) == nil {
			t.Error("a changed body was accepted")
		}
		r.RequestURI += "x"
		if Check(r, body, c, key, ours, now) == nil {
			t.Error("another path was accepted")
		}
	}
}
