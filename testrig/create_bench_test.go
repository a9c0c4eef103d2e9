package testrig_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/federation/wire"
)

// BenchmarkCreate parses and checks one Create of a Note of about 3 kB, as an inbox does with each, with either kind of key.
func BenchmarkCreate(b *testing.B) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	body := []byte(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/1/create","type":"Create","actor":"https://peer.example/users/nell","to":["https://www.w3.org/ns/activitystreams#Public"],` +
		`"object":{"id":"https://peer.example/1","type":"Note","attributedTo":"https://peer.example/users/nell","content":"<p>` + strings.Repeat("words and more ", 170) + `</p>","to":["https://www.w3.org/ns/activitystreams#Public"]}}`)
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"RSA": long, "Ed25519": ed25519.NewKeyFromSeed([]byte(strings.Repeat("b", ed25519.SeedSize)))} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodPost, "https://acme.example/inbox", nil)
			if err := signature.Sign(r, signature.Digest(body), "https://peer.example/users/nell#main-key", key, now); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				doc, err := wire.Parse(body)
				if err != nil || doc.Activity == nil {
					b.Fatal(err)
				}
				claim, err := signature.Read(r)
				if err != nil {
					b.Fatal(err)
				}
				if err := signature.Check(r, body, claim, key.Public(), "acme.example", now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
