package signature

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"guildhall/models"
)

// The names of what is covered without being a header.
const (
	target  = "(request-target)"
	created = "(created)"
	expires = "(expires)"
)

const (
	past  = 12 * time.Hour   // how old a date may be
	ahead = time.Hour        // how far ahead the other's clock may run
	drift = 10 * time.Second // the same for (created) and (expires), as the library has it too
	least = 2048             // bits of an RSA key

	weakest = 1024 // where a peer's option lets them in
	most    = 8192 // bits of an RSA key; beyond, checking costs too much
)

// ErrMismatch lies beneath an error of Check when everything was in order but the mathematics: the request was changed,
// or another key signed it. It is the only cause that a newly fetched key can mend.
var ErrMismatch = errors.New("the signature does not fit the key")

// Check holds a request against its claim: what is covered, host, time, digest of the body (as received, nil without one)
// and the mathematics of the key, cheap things first. ours is the host that we are to others. An error is of kind
// Unsigned and tells the first thing that is wrong.
// spec: cavage-12#section-2.5; rfc9421#section-3.2
func Check(r *http.Request, body []byte, c Claim, pub crypto.PublicKey, ours models.Host, now time.Time) error {
	covers, digest, fits := c.coverage, "digest", digestFits
	if c.message != nil {
		covers, digest, fits = c.reach, "content-digest", contentDigestFits
	}
	if err := covers(r, body); err != nil {
		return err
	}
	if err := single(r.Header, c.Covered); err != nil {
		return err
	}
	if !sameHost(r.Host, ours) {
		return unsigned("The request was signed for another host. Sign the Host header of the server that you send it to.")
	}
	if err := c.window(r.Header.Get("Date"), now); err != nil {
		return err
	}
	bits := least
	if c.weak {
		bits = weakest
	}
	kind, err := usable(pub, bits)
	if err != nil {
		return err
	}
	if c.Covers(digest) {
		if err := fits(r.Header.Get(digest), body); err != nil {
			return err
		}
	}
	if c.message != nil {
		return c.verifyMessage(r, pub, ours)
	}
	return verify(r, c, pub, kind)
}

// coverage demands what a signature must cover to mean anything.
func (c Claim) coverage(r *http.Request, body []byte) error {
	read := (r.Method == http.MethodGet || r.Method == http.MethodHead) && len(body) == 0
	switch {
	case !c.Covers(target):
		return unsigned("The signature must cover (request-target).")
	case !c.Covers("host"):
		return unsigned("The signature must cover host.")
	case !c.Covers("date") && !c.Covers(created):
		return unsigned("The signature must cover date or (created).")
	case !read && !c.Covers("digest"):
		return unsigned("The signature of a request with a body must cover digest.")
	}
	return nil
}

// single demands that what we judge by was sent once, so that no two readers see two values.
func single(h http.Header, covered []string) error {
	for _, name := range covered {
		if name == "host" || strings.HasPrefix(name, "(") || strings.HasPrefix(name, "@") {
			continue
		}
		n := len(h[http.CanonicalHeaderKey(name)])
		if n == 0 {
			return unsigned("The signature covers a header that the request does not have.")
		}
		if n > 1 && (name == "date" || name == "digest" || name == "content-type" || name == "content-digest" || name == "collection-synchronization") {
			return unsigned("Send the headers Date, Digest, Content-Digest and Content-Type once each.")
		}
	}
	return nil
}

// sameHost compares the Host header with ours; a default port may be written or left out.
func sameHost(got string, ours models.Host) bool {
	h, err := models.NormalHost(got)
	if err != nil || ours == "" {
		return false
	}
	return h == ours || strings.TrimSuffix(string(h), ":443") == string(ours) || strings.TrimSuffix(string(h), ":80") == string(ours)
}

// window judges every date that is covered.
func (c Claim) window(date string, now time.Time) error {
	if c.Covers("date") {
		at, err := http.ParseTime(date)
		switch {
		case err != nil:
			return unsigned("The Date header cannot be read. Write it like Mon, 23 Nov 2026 09:00:00 GMT.")
		case now.Sub(at) > past:
			return unsigned("The Date header is more than 12 hours old. Sign each try anew, and set the clock of the server.")
		case at.Sub(now) > ahead:
			return unsigned("The Date header lies more than one hour ahead. Set the clock of the server.")
		}
	}
	if c.Created != 0 {
		at := time.Unix(c.Created, 0)
		switch {
		case now.Sub(at) > past:
			return unsigned("The signature was created more than 12 hours ago. Sign each try anew, and set the clock of the server.")
		case at.Sub(now) > drift:
			return unsigned("The signature was created in the future. Set the clock of the server.")
		}
	}
	if c.Expires != 0 && now.Sub(time.Unix(c.Expires, 0)) > drift {
		return unsigned("The signature has expired. Sign each try anew.")
	}
	return nil
}

// Usable tells the kind of a public key that may sign requests: RSA of 2048 to 8192 bits, or Ed25519. Any other is an
// error of kind Unsigned.
func Usable(pub crypto.PublicKey) (models.KeyKind, error) { return usable(pub, least) }

func usable(pub crypto.PublicKey, least int) (models.KeyKind, error) {
	switch k := pub.(type) {
	case *rsa.PublicKey:
		if k == nil || k.N == nil || k.N.BitLen() < least {
			return "", unsigned("The RSA key is shorter than 2048 bits. Make a new key.")
		}
		if k.N.BitLen() > most {
			return "", unsigned("The RSA key is longer than 8192 bits. Use a shorter one.")
		}
		return models.RSA, nil
	case ed25519.PublicKey:
		if len(k) != ed25519.PublicKeySize {
			return "", unsigned("The Ed25519 key does not have 32 bytes.")
		}
		return models.Ed25519, nil
	}
	return "", unsigned("The key is neither RSA nor Ed25519.")
}

// Digest is the value of the Digest header for a body: SHA-256 in base64. It is made once per activity.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "SHA-256=" + base64.StdEncoding.EncodeToString(sum[:])
}

// digestFits compares the SHA-256 among the digests of the header with the body. spec: rfc3230#section-4.3.2
func digestFits(header string, body []byte) error {
	for entry := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(trim(entry), "=")
		if !strings.EqualFold(name, "SHA-256") {
			continue
		}
		said, err := base64.StdEncoding.DecodeString(value)
		sum := sha256.Sum256(body)
		if err != nil || subtle.ConstantTimeCompare(said, sum[:]) != 1 {
			return unsigned("The Digest header does not fit the body. Take SHA-256 of exactly the bytes that are sent.")
		}
		return nil
	}
	return unsigned("The Digest header must hold SHA-256 of the body, in base64.")
}

func seconds(n int64) string { return strconv.FormatInt(n, 10) }
