package vault

import "crypto/rand"

// SealOften is Seal for what is sealed many times a second and may be lost: the keys are not read again. What is sealed after another
// process renewed the key twice cannot be opened after a restart.
func (v *Vault) SealOften(purpose string, plain []byte) []byte {
	v.mu.RLock()
	id, aead := v.first, v.keys[v.first]
	v.mu.RUnlock()
	out := make([]byte, headSize, headSize+len(plain)+aead.Overhead())
	out[0] = format
	copy(out[1:], id[:])
	nonce := out[1+idSize : headSize]
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails
	return aead.Seal(out, nonce, plain, bound(out[:1+idSize], purpose))
}
