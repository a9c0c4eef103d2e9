package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	"guildhall/models"
)

const saltSize = 16 // bytes; without them a digest of a short name could be guessed

// digest is SHA-256 over parts, each with its length before it, so that no two lists of parts give the same bytes.
func digest(parts ...[]byte) []byte {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write(p)
	}
	return h.Sum(nil)
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func newSalt() []byte {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	return salt
}

// ofDecision covers all of a recorded answer: what stays readable for as long as it is kept, and the digests of its names and
// its text, which may go before.
func ofDecision(d *models.Decision) []byte {
	return digest([]byte("decision 1"), number(int64(d.ID)), number(int64(d.At)), []byte(d.Door), []byte(d.Verb), []byte(d.Peers),
		[]byte(d.Audience), []byte(d.Distance), []byte(d.Verdict), []byte(d.Rule), number(int64(d.Policy)), d.TextDigest, namesOf(d))
}

// namesOf is the digest of what names somebody or something in a recorded answer; the kept one once that was destroyed.
func namesOf(d *models.Decision) []byte {
	if d.Erased != 0 {
		return d.Names
	}
	post := int64(0)
	if d.PostID != nil {
		post = int64(*d.PostID)
	}
	return digest(d.Salt, []byte(d.Activity), []byte(d.Object), number(post), []byte(d.Why), []byte(d.Steps), number(d.Person),
		[]byte(d.Input), number(int64(d.TextID)))
}

// ofAct covers all of an act likewise.
func ofAct(a *models.Act) []byte {
	return digest([]byte("act 1"), number(int64(a.ID)), number(int64(a.At)), []byte(a.Verb), namesOfAct(a))
}

func namesOfAct(a *models.Act) []byte {
	if a.Erased != 0 {
		return a.Names
	}
	return digest(a.Salt, number(int64(a.ByID)), []byte(a.ByName), number(int64(a.About)), []byte(a.What), []byte(a.Before),
		[]byte(a.After), []byte(a.Reason))
}

// ofLink covers a link with all before it.
func ofLink(l *models.Link) []byte {
	return digest([]byte("link 1"), []byte(l.Node), number(l.Seq), number(int64(l.At)), l.Prev, l.Entries, []byte(l.Joins))
}
