package wire

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"guildhall/models"
)

// SynchronizationHeader names the header that tells whom a sender counts as its followers on the receiving server.
const SynchronizationHeader = "Collection-Synchronization"

// Synchronization is what that header says: the followers collection, a digest of its part on the receiving server, and
// where that part is listed.
// spec: fep-8fcf#the-collection-synchronization-http-header
type Synchronization struct {
	Collection models.IRI
	URL        models.IRI
	Digest     string // 64 hexadecimal digits in lower case
}

// String is the header's value.
func (s Synchronization) String() string {
	return `collectionId="` + string(s.Collection) + `", url="` + string(s.URL) + `", digest="` + s.Digest + `"`
}

// ParseSynchronization reads a header's value; false when it cannot be read, or names something else than web addresses.
// The members may come in any order, each once; others are passed over.
func ParseSynchronization(value string) (s Synchronization, ok bool) {
	if len(value) > 3*MaxIRI {
		return s, false
	}
	seen := map[string]bool{}
	for rest := strings.TrimSpace(value); rest != ""; {
		name, after, found := strings.Cut(rest, "=")
		name, after = strings.TrimSpace(name), strings.TrimSpace(after)
		if !found || seen[name] || !strings.HasPrefix(after, `"`) {
			return Synchronization{}, false
		}
		seen[name] = true
		said, after, found := strings.Cut(after[1:], `"`)
		after = strings.TrimSpace(after)
		if !found || after != "" && after[0] != ',' {
			return Synchronization{}, false
		}
		switch name {
		case "collectionId":
			s.Collection = models.IRI(said)
		case "url":
			s.URL = models.IRI(said)
		case "digest":
			s.Digest = strings.ToLower(said)
		}
		rest = strings.TrimSpace(strings.TrimPrefix(after, ","))
	}
	raw, err := hex.DecodeString(s.Digest)
	if err != nil || len(raw) != sha256.Size || s.Collection.Host() == "" || s.URL.Host() == "" || len(s.URL) > MaxIRI {
		return Synchronization{}, false
	}
	return s, true
}

// Sum is the digest of a set of ids: their SHA-256 combined by exclusive or, so that their order does not count. The zero
// Sum is that of no ids.
// spec: fep-8fcf#partial-follower-collection-digest
type Sum [sha256.Size]byte

// Add puts an id in.
func (s *Sum) Add(id models.IRI) {
	one := sha256.Sum256([]byte(id))
	subtle.XORBytes(s[:], s[:], one[:])
}

// String is the digest as the header has it.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }
