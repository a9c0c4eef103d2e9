package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"

	"guildhall/models"
	"guildhall/multibase"
)

const (
	maxKeys   = 8
	minRSA    = 1024 // bits; whether so few are enough is judged with each signature
	maxRSA    = 8192 // bits; more would cost us more than the sender
	maxKeyPEM = 8192 // bytes
)

// KeyView is one public key as received.
type KeyView struct {
	ID    models.IRI
	Owner models.IRI
	Kind  models.KeyKind
	DER   []byte // SubjectPublicKeyInfo
	Bits  int
}

// keysOf keeps the keys of an actor that can be used: readable, strong enough, on the actor's own host, and owned by
// this very actor. Whoever meets a key id elsewhere must still find it named here.
// spec: fep-521a; security-vocab#publicKey
func (t *tape) keysOf(a *ActorView, p *parts) {
	host := a.ID.Host()
	take := func(k at) bool {
		if t.slots[k].what == text {
			if id := t.iri(k); id != "" && id.Host() == host && len(a.KeyRefs) < maxKeys {
				a.KeyRefs = append(a.KeyRefs, id)
			}
			return true
		}
		if t.slots[k].what != object {
			return true
		}
		e := t.parts(k)
		if key, ok := t.key(&e); ok && key.Owner == a.ID && key.ID.Host() == host && host != "" {
			a.Keys = append(a.Keys, key)
		}
		return len(a.Keys) < maxKeys
	}
	t.each(p.publicKey, take)
	t.each(p.assertion, take)
}

// bareKey reads a key in a document of its own; nil when it cannot be used.
func (t *tape) bareKey(p *parts) *KeyView {
	if k, ok := t.key(p); ok && k.ID.Host() != "" && k.ID.Host() == k.Owner.Host() {
		return &k
	}
	return nil
}

// key reads one key, as PEM or as multibase.
func (t *tape) key(p *parts) (KeyView, bool) {
	k := KeyView{ID: t.iri(p.id), Owner: t.iri(p.owner)}
	if k.Owner == "" {
		k.Owner = t.iri(p.controller)
	}
	var public any
	switch {
	case t.is(p.pem, text):
		public = fromPEM(t.written(p.pem))
	case t.is(p.multibase, text):
		public = fromMultibase(t.written(p.multibase))
	}
	switch key := public.(type) {
	case *rsa.PublicKey:
		k.Kind, k.Bits = models.RSA, key.N.BitLen()
		if k.Bits < minRSA || k.Bits > maxRSA {
			return k, false
		}
	case ed25519.PublicKey:
		k.Kind, k.Bits = models.Ed25519, 256
	default:
		return k, false
	}
	var err error
	k.DER, err = x509.MarshalPKIXPublicKey(public)
	return k, err == nil && k.ID != "" && k.Owner != ""
}

// fromPEM reads PKIX (PKCS#8) and PKCS#1 keys; nil when it is neither.
func fromPEM(s string) any {
	if len(s) > maxKeyPEM {
		return nil
	}
	var der []byte
	if block, _ := pem.Decode([]byte(strings.TrimSpace(s) + "\n")); block != nil {
		der = block.Bytes
	} else { // some write it without line ends
		s = strings.TrimSpace(s)
		for _, mark := range []string{"-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----",
			"-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----"} {
			s = strings.ReplaceAll(s, mark, "")
		}
		var err error
		if der, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), "")); err != nil {
			return nil
		}
	}
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		return key
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key
	}
	return nil
}

// The multicodec prefixes of keys. spec: multicodec#table
var (
	codecEd25519 = []byte{0xed, 0x01}
	codecRSA     = []byte{0x85, 0x24}
)

// fromMultibase reads a Multikey: base58btc with a multicodec prefix.
func fromMultibase(s string) any {
	raw, ok := multibase.Decode(s)
	if !ok {
		return nil
	}
	if key, ok := bytes.CutPrefix(raw, codecEd25519); ok && len(key) == ed25519.PublicKeySize {
		return ed25519.PublicKey(key)
	}
	if key, ok := bytes.CutPrefix(raw, codecRSA); ok {
		if public, err := x509.ParsePKCS1PublicKey(key); err == nil {
			return public
		}
	}
	return nil
}

// multikey writes an Ed25519 key as a Multikey does (z6Mk...); empty for any other key.
func multikey(der []byte) string {
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return ""
	}
	key, ok := public.(ed25519.PublicKey)
	if !ok {
		return ""
	}
	return multibase.Encode(append(bytes.Clone(codecEd25519), key...))
}

// pemOf writes a SubjectPublicKeyInfo as PEM.
func pemOf(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}
