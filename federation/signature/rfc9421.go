package signature

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
)

// message is what a claim by RFC 9421 has beside the common parts.
type message struct {
	params string // the inner list with its parameters, as it was written and signed
	proof  []byte
}

// readMessage reads Signature-Input and Signature. spec: rfc9421#section-4.1; rfc9421#section-4.2
func readMessage(h http.Header) (Claim, error) {
	if len(h["Signature-Input"]) != 1 || len(h["Signature"]) != 1 {
		return Claim{}, unsigned("Send one Signature-Input and one Signature header.")
	}
	input, sig := h["Signature-Input"][0], h["Signature"][0]
	if len(input) > maxHeader || len(sig) > maxHeader {
		return Claim{}, unsigned("The signature headers are longer than 8 KiB.")
	}
	label, list, ok := oneMember(input)
	same, proof, fine := oneMember(sig)
	if !ok || !fine || label != same {
		return Claim{}, unsigned(`Signature-Input and Signature must hold one signature each, under the same label: sig1=("@method" ...);created=...;keyid="..." and sig1=:...:`)
	}
	list = trim(list)
	covered, p, ok := innerList(list)
	if !ok {
		return Claim{}, unsigned(`The Signature-Input header cannot be read. Write it like sig1=("@method" "@target-uri" "content-digest");created=1700000000;keyid="https://example.org/users/ada#main-key", without parameters on the components.`)
	}
	c := Claim{KeyID: models.IRI(p.text["keyid"]), Covered: covered, Algorithm: p.text["alg"], Created: p.whole["created"], Expires: p.whole["expires"]}
	raw, ok := bytesIn(proof)
	switch {
	case c.KeyID == "":
		return Claim{}, unsigned("The Signature-Input lacks keyid.")
	case len(c.KeyID) > maxKeyID:
		return Claim{}, unsigned("The keyid is longer than 2 KiB.")
	case c.Created <= 0:
		return Claim{}, unsigned("The Signature-Input lacks created, in seconds since 1970.")
	case c.Expires < 0:
		return Claim{}, unsigned("The parameter expires must be seconds since 1970.")
	case !ok || len(raw) == 0 || len(raw) > maxSigned:
		return Claim{}, unsigned("The signature must be bytes in base64 between colons.")
	}
	for i, name := range covered {
		if name != strings.ToLower(name) || name == "signature" || name == "signature-input" {
			return Claim{}, unsigned("The Signature-Input names something that cannot be covered.")
		}
		for _, before := range covered[:i] {
			if before == name {
				return Claim{}, unsigned("The Signature-Input names a component twice.")
			}
		}
	}
	c.message = &message{params: list, proof: raw}
	return c, nil
}

// reach demands what a signature by RFC 9421 must cover to mean anything: the method, where the request goes, and the digest of
// a body. The time is always in it.
func (c Claim) reach(r *http.Request, body []byte) error {
	read := (r.Method == http.MethodGet || r.Method == http.MethodHead) && len(body) == 0
	whole := c.Covers("@target-uri")
	place := c.Covers("@authority") || c.Covers("host")
	path := c.Covers("@request-target") || c.Covers("@path") && (c.Covers("@query") || !strings.Contains(onWire(r), "?"))
	switch {
	case !c.Covers("@method"):
		return unsigned("The signature must cover @method.")
	case !whole && !(place && path):
		return unsigned("The signature must cover @target-uri, or @authority with @path and @query.")
	case !read && !c.Covers("content-digest"):
		return unsigned("The signature of a request with a body must cover content-digest.")
	}
	return nil
}

// base is the text that is signed. scheme is that of the address which the request was sent to. spec: rfc9421#section-2.5
func (c Claim) base(r *http.Request, scheme, host string) (string, error) {
	path, query, _ := strings.Cut(onWire(r), "?")
	var b strings.Builder
	for _, name := range c.Covered {
		value := ""
		switch name {
		case "@method":
			value = r.Method
		case "@target-uri":
			value = scheme + "://" + host + onWire(r)
		case "@authority", "host":
			value = host
		case "@scheme":
			value = scheme
		case "@request-target":
			value = onWire(r)
		case "@path":
			value = path
		case "@query":
			value = "?" + query
		default:
			values := r.Header[http.CanonicalHeaderKey(name)]
			if strings.HasPrefix(name, "@") || len(values) == 0 {
				return "", unsigned("The signature covers something that the request does not have.")
			}
			for i, v := range values {
				if i > 0 {
					value += ", "
				}
				value += trim(v)
			}
		}
		b.WriteString(`"` + name + `": ` + value + "\n")
	}
	b.WriteString(`"@signature-params": ` + c.message.params)
	return b.String(), nil
}

// verifyMessage does the mathematics. A proxy in front may have taken the encryption off, so both schemes are tried: the host
// is compared before.
func (c Claim) verifyMessage(r *http.Request, pub crypto.PublicKey, ours models.Host) error {
	var err error
	for _, scheme := range []string{"https", "http"} {
		text, broken := c.base(r, scheme, string(ours))
		if broken != nil {
			return broken
		}
		if err = c.fits([]byte(text), pub); err == nil || !c.Covers("@target-uri") && !c.Covers("@scheme") {
			break
		}
	}
	if err != nil {
		return unsigned("The signature does not fit. Check which key the keyid names, and that the covered components are sent as they were signed.").
			Because(errors.Join(ErrMismatch, err))
	}
	return nil
}

var errAlgorithm = errors.New("the parameter alg names an algorithm that is not one of this key")

// fits holds the text against the signature by the algorithm of the key; what alg says may only choose among those.
// spec: rfc9421#section-3.3
func (c Claim) fits(text []byte, pub crypto.PublicKey) error {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		if c.Algorithm != "" && c.Algorithm != "ed25519" {
			return errAlgorithm
		}
		if !ed25519.Verify(k, text, c.message.proof) {
			return errors.New("ed25519: no")
		}
		return nil
	case *rsa.PublicKey:
		switch c.Algorithm {
		case "", "rsa-v1_5-sha256":
			sum := sha256.Sum256(text)
			return rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], c.message.proof)
		case "rsa-v1_5-sha512":
			sum := sha512.Sum512(text)
			return rsa.VerifyPKCS1v15(k, crypto.SHA512, sum[:], c.message.proof)
		case "rsa-pss-sha512":
			sum := sha512.Sum512(text)
			return rsa.VerifyPSS(k, crypto.SHA512, sum[:], c.message.proof, &rsa.PSSOptions{SaltLength: 64})
		}
	}
	return errAlgorithm
}

// ContentDigest is the value of the Content-Digest header for a body. spec: rfc9530#section-2
func ContentDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// contentDigestFits compares each digest that we know with the body; there must be one.
func contentDigestFits(header string, body []byte) error {
	known := 0
	for entry := range strings.SplitSeq(header, ",") {
		name, value, ok := oneMember(entry)
		if !ok {
			return unsigned("The Content-Digest header cannot be read. Write it like sha-256=:base64:")
		}
		var sum []byte
		switch name {
		case "sha-256":
			s := sha256.Sum256(body)
			sum = s[:]
		case "sha-512":
			s := sha512.Sum512(body)
			sum = s[:]
		default:
			continue
		}
		known++
		if said, ok := bytesIn(value); !ok || subtle.ConstantTimeCompare(said, sum) != 1 {
			return unsigned("The Content-Digest header does not fit the body. Take SHA-256 of exactly the bytes that are sent.")
		}
	}
	if known == 0 {
		return unsigned("The Content-Digest header must hold sha-256 or sha-512 of the body.")
	}
	return nil
}

// SignMessage signs a request that we send by RFC 9421. digest is what ContentDigest gave for its body, empty for a request
// without one. Errors and key are those of Sign. spec: rfc9421#section-3.1
func SignMessage(r *http.Request, digest string, keyID models.IRI, private crypto.Signer, now time.Time) error {
	const op = "signature.SignMessage"
	if len(r.Header["Signature"]) > 0 || len(r.Header["Content-Digest"]) > 0 {
		return fault.New(fault.Internal, op, "A request is signed once. Make a new one for each try.")
	}
	if strings.ContainsAny(string(keyID), "\"\\\r\n") || keyID == "" {
		return fault.New(fault.Internal, op, "The id of our own key cannot be written into a header.")
	}
	kind, err := Usable(private.Public())
	if err != nil {
		return fault.New(fault.Internal, op, "Our own key cannot sign.").Because(err)
	}
	host, err := models.NormalHost(r.URL.Host)
	if err != nil {
		return fault.New(fault.Internal, op, "The request has no host.").Because(err)
	}
	c := Claim{Covered: []string{"@method", "@target-uri"}}
	if digest != "" {
		r.Header.Set("Content-Digest", digest)
		c.Covered = append(c.Covered, "content-digest")
	}
	if r.Header.Get("Content-Type") != "" {
		c.Covered = append(c.Covered, "content-type")
	}
	if r.Header.Get("Collection-Synchronization") != "" {
		c.Covered = append(c.Covered, "collection-synchronization")
	}
	alg := map[models.KeyKind]string{models.RSA: "rsa-v1_5-sha256", models.Ed25519: "ed25519"}[kind]
	c.message = &message{params: `("` + strings.Join(c.Covered, `" "`) + `");created=` + seconds(now.Unix()) + `;keyid="` + string(keyID) + `";alg="` + alg + `"`}
	text, err := c.base(r, r.URL.Scheme, string(host))
	if err != nil {
		return fault.New(fault.Internal, op, "The request cannot be signed.").Because(err)
	}
	how, sum := crypto.SignerOpts(crypto.Hash(0)), []byte(text)
	if kind == models.RSA {
		s := sha256.Sum256(sum)
		how, sum = crypto.SHA256, s[:]
	}
	proof, err := private.Sign(rand.Reader, sum, how)
	if err != nil {
		return fault.New(fault.Internal, op, "The request cannot be signed.").Because(err)
	}
	r.Header["Signature-Input"] = []string{"sig1=" + c.message.params}
	r.Header["Signature"] = []string{"sig1=:" + base64.StdEncoding.EncodeToString(proof) + ":"}
	return nil
}
