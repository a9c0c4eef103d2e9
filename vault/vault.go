package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"

	"guildhall/fault"
)

const (
	keySize   = 32 // bytes: AES-256
	format    = 1  // first byte of everything sealed
	idSize    = 8  // bytes of the key's id
	nonceSize = 12 // bytes, random for each secret
	headSize  = 1 + idSize + nonceSize
)

// Vault seals and opens secrets with one key. It is safe for use by several goroutines.
type Vault struct {
	id   [idSize]byte
	aead cipher.AEAD
}

// WithKey makes a vault from a key of 32 bytes that the caller keeps; another length is an error of kind Invalid.
func WithKey(key []byte) (*Vault, error) {
	if len(key) != keySize {
		return nil, fault.New(fault.Invalid, "vault.WithKey", "The sealing key must be exactly 32 bytes long.")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.New(fault.Internal, "vault.WithKey", "The sealing key cannot be used.").Because(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fault.New(fault.Internal, "vault.WithKey", "The sealing key cannot be used.").Because(err)
	}
	v := &Vault{aead: aead}
	sum := sha256.Sum256(append([]byte("guildhall vault key id\x00"), key...))
	copy(v.id[:], sum[:])
	return v, nil
}

// Seal encrypts a secret for one purpose. The same secret sealed twice gives different bytes.
func (v *Vault) Seal(purpose string, plain []byte) []byte {
	out := make([]byte, headSize, headSize+len(plain)+v.aead.Overhead())
	out[0] = format
	copy(out[1:], v.id[:])
	nonce := out[1+idSize : headSize]
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails
	return v.aead.Seal(out, nonce, plain, bound(out[:1+idSize], purpose))
}

// Open decrypts what Seal made for the same purpose. An error of kind Internal says whether the key is another one or the
// bytes were changed or moved.
func (v *Vault) Open(purpose string, sealed []byte) ([]byte, error) {
	if len(sealed) < headSize+v.aead.Overhead() || sealed[0] != format {
		return nil, fault.New(fault.Internal, "vault.Open", "A stored secret is damaged. Restore it from a backup.").
			Because(errors.New("too short, or of an unknown format"))
	}
	if subtle.ConstantTimeCompare(sealed[1:1+idSize], v.id[:]) != 1 {
		return nil, fault.New(fault.Internal, "vault.Open",
			"A stored secret was sealed with another key. Put back the file secret.key that belongs to this database.")
	}
	plain, err := v.aead.Open(nil, sealed[1+idSize:headSize], sealed[headSize:], bound(sealed[:1+idSize], purpose))
	if err != nil {
		return nil, fault.New(fault.Internal, "vault.Open", "A stored secret is damaged. Restore it from a backup.").Because(err)
	}
	return plain, nil
}

// bound is what is authenticated without being encrypted: format, key and purpose.
func bound(head []byte, purpose string) []byte {
	return append(append(make([]byte, 0, len(head)+len(purpose)), head...), purpose...)
}
