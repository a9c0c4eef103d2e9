package signature

import (
	"crypto"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-fed/httpsig"

	"guildhall/fault"
	"guildhall/models"
)

var algorithms = map[models.KeyKind]httpsig.Algorithm{models.RSA: httpsig.RSA_SHA256, models.Ed25519: httpsig.ED25519}

// shadow is a request as the library shall see it: the covered headers alone, and the target exactly as it is on the wire
// (the library would take the unescaped path).
func shadow(method, target, host string, from http.Header, covered []string) *http.Request {
	h := make(http.Header, len(covered)+1)
	for _, name := range covered {
		name = http.CanonicalHeaderKey(name)
		if values, ok := from[name]; ok {
			h[name] = values
		}
	}
	h["Host"] = []string{host}
	return &http.Request{Method: method, URL: &url.URL{Path: target}, Host: host, Header: h}
}

// onWire is the request-target as it was, or will be, sent.
func onWire(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// verify does the mathematics. A GET with a query that does not fit is tried once more without the query, because
// Mastodon before December 2023 signed it so.
func verify(r *http.Request, c Claim, pub crypto.PublicKey, kind models.KeyKind) error {
	at := onWire(r)
	err := verifyAt(r, c, at, pub, kind)
	if path, _, query := strings.Cut(at, "?"); err != nil && query && r.Method == http.MethodGet {
		err = verifyAt(r, c, path, pub, kind)
	}
	if err != nil {
		return unsigned("The signature does not fit. Check which key the keyId names, and that the covered headers are sent as they were signed.").
			Because(errors.Join(ErrMismatch, err))
	}
	return nil
}

func verifyAt(r *http.Request, c Claim, target string, pub crypto.PublicKey, kind models.KeyKind) error {
	s := shadow(r.Method, target, r.Host, r.Header, c.Covered)
	if c.bearer {
		delete(s.Header, "Authorization")
	}
	s.Header["Signature"] = []string{c.plain()}
	v, err := httpsig.NewVerifier(s)
	if err != nil {
		return err
	}
	return v.Verify(pub, algorithms[kind])
}

// plain writes the claim as the library reads it. The name of the key is not part of what is signed, so a plain one
// stands for it: the library trips over commas.
func (c Claim) plain() string {
	var b strings.Builder
	b.WriteString(`keyId="k"`)
	if c.Covers(created) {
		b.WriteString(",created=" + seconds(c.Created))
	}
	if c.Covers(expires) {
		b.WriteString(",expires=" + seconds(c.Expires))
	}
	b.WriteString(`,headers="` + strings.Join(c.Covered, " ") + `",signature="` + c.signed + `"`)
	return b.String()
}

// Sign dates and signs a request that we send. digest is what Digest gave for its body, empty for a request without one.
// Content-Type is covered where it is set. The request must be new: one that was signed before is an error of kind
// Internal, because a second try needs its own date. Private is an *rsa.PrivateKey or an ed25519.PrivateKey.
// spec: cavage-12#section-4; cavage-12#section-2.3
func Sign(r *http.Request, digest string, keyID models.IRI, private crypto.Signer, now time.Time) error {
	if len(r.Header["Signature"]) > 0 || len(r.Header["Digest"]) > 0 {
		return fault.New(fault.Internal, "signature.Sign", "A request is signed once. Make a new one for each try.")
	}
	if strings.ContainsAny(string(keyID), "\",\r\n") || keyID == "" {
		return fault.New(fault.Internal, "signature.Sign", "The id of our own key cannot be written into a header.")
	}
	kind, err := Usable(private.Public())
	if err != nil {
		return fault.New(fault.Internal, "signature.Sign", "Our own key cannot sign.").Because(err)
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	r.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	covered := []string{target, "host", "date"}
	if digest != "" {
		r.Header.Set("Digest", digest)
		covered = append(covered, "digest")
	}
	if r.Header.Get("Content-Type") != "" {
		covered = append(covered, "content-type")
	}
	if r.Header.Get("Collection-Synchronization") != "" { // spec: fep-8fcf#the-collection-synchronization-http-header
		covered = append(covered, "collection-synchronization")
	}
	s, _, err := httpsig.NewSigner([]httpsig.Algorithm{algorithms[kind]}, httpsig.DigestSha256, covered, httpsig.Signature, 0)
	if err == nil {
		out := shadow(r.Method, r.URL.RequestURI(), host, r.Header, covered)
		if err = s.SignRequest(private, string(keyID), out, nil); err == nil {
			r.Header["Signature"] = []string{named(out.Header.Get("Signature"), kind)}
			return nil
		}
	}
	return fault.New(fault.Internal, "signature.Sign", "The request cannot be signed.").Because(err)
}

// named writes rsa-sha256 for hs2019 where that is what it is: some readers know only the older name.
func named(header string, kind models.KeyKind) string {
	if kind != models.RSA {
		return header
	}
	return strings.Replace(header, `",algorithm="hs2019",`, `",algorithm="rsa-sha256",`, 1)
}
