package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"

	"guildhall/fault"
)

const (
	keySize   = 32 // bytes: AES-256
	format    = 1  // first byte of everything sealed
	idSize    = 8  // bytes of the key's id
	nonceSize = 12 // bytes, random for each secret
	headSize  = 1 + idSize + nonceSize
)

// keyID tells keys apart without telling anything of them.
type keyID [idSize]byte

// Vault seals with one key, and opens with it and with those before it. It is safe for use by several goroutines.
type Vault struct {
	reread func() ([][]byte, error) // the keys as they stand now, the one that seals first; nil when they never change

	mu    sync.RWMutex
	first keyID
	keys  map[keyID]cipher.AEAD
	marks map[keyID][]byte // keys of marks, each made from the sealing key of its id
	root  []byte           // what Derive begins with
}

// WithKey makes a vault from a key of 32 bytes that the caller keeps; another length is an error of kind Invalid.
func WithKey(key []byte) (*Vault, error) { return withKeys([][]byte{key}) }

func withKeys(keys [][]byte) (*Vault, error) {
	v := &Vault{}
	return v, v.take(keys)
}

// take replaces the keys.
func (v *Vault) take(keys [][]byte) error {
	all, marks := map[keyID]cipher.AEAD{}, map[keyID][]byte{}
	for _, key := range keys {
		if len(key) != keySize {
			return fault.New(fault.Invalid, "vault.WithKey", "The sealing key must be exactly 32 bytes long.")
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return fault.New(fault.Internal, "vault.WithKey", "The sealing key cannot be used.").Because(err)
		}
		if all[idOf(key)], err = cipher.NewGCM(block); err != nil {
			return fault.New(fault.Internal, "vault.WithKey", "The sealing key cannot be used.").Because(err)
		}
		marks[idOf(key)] = markOf(key, "guildhall marks")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	root := sha256.Sum256(append([]byte("guildhall vault derive\x00"), keys[0]...))
	v.first, v.keys, v.marks, v.root = idOf(keys[0]), all, marks, root[:]
	return nil
}

func idOf(key []byte) (id keyID) {
	sum := sha256.Sum256(append([]byte("guildhall vault key id\x00"), key...))
	copy(id[:], sum[:])
	return id
}

// Names gives the names of the keys that the vault holds, the one that seals first. A name tells nothing of its key; a backup says by it
// which key it needs.
func (v *Vault) Names() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	names := []string{hex.EncodeToString(v.first[:])}
	for id := range v.keys {
		if id != v.first {
			names = append(names, hex.EncodeToString(id[:]))
		}
	}
	slices.Sort(names[1:])
	return names
}

// Seal encrypts a secret for one purpose. The same secret sealed twice gives different bytes. The keys are read again first, so
// that nothing is sealed with a key that another process has replaced.
func (v *Vault) Seal(purpose string, plain []byte) []byte {
	_ = v.Reread() // keys that cannot be read now leave those that could
	return v.SealOften(purpose, plain)
}

// Open decrypts what Seal made for the same purpose. An error of kind Internal says whether the key is another one or the
// bytes were changed or moved. Secrets that another process sealed with a new key are opened too: the keys are read again.
func (v *Vault) Open(purpose string, sealed []byte) ([]byte, error) {
	if len(sealed) < headSize+16 || sealed[0] != format {
		return nil, fault.New(fault.Internal, "vault.Open", "A stored secret is damaged. Restore it from a backup.").
			Because(errors.New("too short, or of an unknown format"))
	}
	id := keyID(sealed[1 : 1+idSize])
	aead := v.key(id)
	if aead == nil {
		if err := v.Reread(); err != nil {
			return nil, err
		}
		aead = v.key(id)
	}
	if aead == nil {
		return nil, fault.New(fault.Internal, "vault.Open",
			"A stored secret was sealed with another key. Put back the key that belongs to this database: GUILDHALL_SECRET_FILE, GUILDHALL_SECRET, or the file secret.key in GUILDHALL_DATA.")
	}
	plain, err := aead.Open(nil, sealed[1+idSize:headSize], sealed[headSize:], bound(sealed[:1+idSize], purpose))
	if err != nil {
		return nil, fault.New(fault.Internal, "vault.Open", "A stored secret is damaged. Restore it from a backup.").Because(err)
	}
	return plain, nil
}

// Reread reads the keys again where they are kept. Errors are those of Open.
func (v *Vault) Reread() error {
	if v.reread == nil {
		return nil
	}
	keys, err := v.reread()
	if err != nil {
		return err
	}
	return v.take(keys)
}

func (v *Vault) key(id keyID) cipher.AEAD {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.keys[id]
}

// Fresh tells whether something was sealed with the key that seals now.
func (v *Vault) Fresh(sealed []byte) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(sealed) > headSize && keyID(sealed[1:1+idSize]) == v.first
}

// Reseal gives the same secret sealed with the key that seals now. Errors are those of Open.
func (v *Vault) Reseal(purpose string, sealed []byte) ([]byte, error) {
	plain, err := v.Open(purpose, sealed)
	if err != nil {
		return nil, err
	}
	return v.Seal(purpose, plain), nil
}

// bound is what is authenticated without being encrypted: format, key and purpose.
func bound(head []byte, purpose string) []byte {
	return append(append(make([]byte, 0, len(head)+len(purpose)), head...), purpose...)
}
