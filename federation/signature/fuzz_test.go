package signature

import (
	"crypto/ed25519"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

func base(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// FuzzRead feeds headers of strangers: nothing panics, what is read is bounded, and no invented signature fits.
func FuzzRead(f *testing.F) {
	f.Add(signed(f, edKey, note, now).Header.Get("Signature"), Digest(note), now.Format(http.TimeFormat))
	f.Add(`keyId="https://a.example/a,b",created=1,expires=2.5,headers="(request-target) host (created)",signature="AAAA"`, "", "")
	f.Add(`keyId=x , ,=`, "sha-256==,", "Mon")
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", ed25519.SeedSize))).Public()
	f.Fuzz(func(t *testing.T, header, digest, date string) {
		r := post(t, note)
		r.Header["Signature"], r.Header["Digest"], r.Header["Date"] = []string{header}, []string{digest}, []string{date}
		c, err := Read(r)
		if err != nil {
			return
		}
		if len(c.Covered) == 0 || len(c.Covered) > maxCovered || c.KeyID.Host() == "" || c.signed == "" {
			t.Fatalf("read too much or too little: %+v", c)
		}
		if Check(r, note, c, other, ours, now) == nil {
			t.Fatal("a signature that this key never made was accepted")
		}
		again, err := parse(http.Header{"Signature": {c.plain()}})
		if err != nil || strings.Join(again.Covered, " ") != strings.Join(c.Covered, " ") || again.signed != c.signed {
			t.Fatalf("the library would read something else: %+v, %v", again, err)
		}
	})
}

func BenchmarkSignRSA(b *testing.B) {
	key := rsaKey()
	for b.Loop() {
		signed(b, key, note, now)
	}
}

func BenchmarkSignEd25519(b *testing.B) {
	for b.Loop() {
		signed(b, edKey, note, now)
	}
}

func BenchmarkReadAndCheckRSA(b *testing.B) {
	r, pub := signed(b, rsaKey(), note, now), rsaKey().Public()
	for b.Loop() {
		if err := check(r, note, pub, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadAndCheckEd25519(b *testing.B) {
	r, pub := signed(b, edKey, note, now), edKey.Public()
	for b.Loop() {
		if err := check(r, note, pub, now); err != nil {
			b.Fatal(err)
		}
	}
}
