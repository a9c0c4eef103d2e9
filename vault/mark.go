package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// markSize is how many bytes of a mark are shown: 144 bits.
const markSize = 18

// Mark proves that we wrote a text for a purpose: the same text has the same mark, and nobody else can make one.
func (v *Vault) Mark(purpose, text string) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return mark(v.marks[v.first], purpose, text)
}

// Marked tells whether a mark is one of ours, made with the key of today or one before it.
func (v *Vault) Marked(purpose, text, given string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, key := range v.marks {
		if hmac.Equal([]byte(mark(key, purpose, text)), []byte(given)) {
			return true
		}
	}
	return false
}

func mark(key []byte, purpose, text string) string {
	return base64.RawURLEncoding.EncodeToString(markOf(key, purpose+"\x00"+text)[:markSize])
}

func markOf(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
