package gate

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"guildhall/models"
)

// lends is how long an address that was made for one receiver opens anything.
const lends = models.Time(7 * 24 * 60 * 60 * 1000)

// tickets seals who may fetch what until when into the last part of an address. The same three give the same address, so that
// programs keep what they fetched; nobody else can read or make one. It proves who was given it, and no more: the gate judges anew
// whenever it is shown.
type tickets struct {
	seal cipher.AEAD
	key  []byte
}

// ticket is what an address holds.
type ticket struct {
	file models.ID
	host models.Host // the peer that it was made for; empty for a person of ours
	who  models.ID   // that person
	ends models.Time
}

// newTickets takes 32 bytes that every node has.
func newTickets(key []byte) *tickets {
	sum := sha256.Sum256(append([]byte("seal\x00"), key...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return &tickets{seal: aead, key: key}
}

func (t *tickets) write(k ticket) string {
	plain := binary.BigEndian.AppendUint64(nil, uint64(k.file))
	plain = binary.BigEndian.AppendUint64(plain, uint64(k.ends))
	plain = binary.BigEndian.AppendUint64(plain, uint64(k.who))
	plain = append(plain, k.host...)
	h := hmac.New(sha256.New, t.key)
	h.Write(plain)
	nonce := h.Sum(nil)[:t.seal.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(t.seal.Seal(nonce, nonce, plain, nil))
}

func (t *tickets) read(s string) (k ticket, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	n := t.seal.NonceSize()
	if err != nil || len(raw) < n {
		return k, false
	}
	plain, err := t.seal.Open(nil, raw[:n], raw[n:], nil)
	if err != nil || len(plain) < 24 {
		return k, false
	}
	return ticket{file: models.ID(binary.BigEndian.Uint64(plain)), ends: models.Time(binary.BigEndian.Uint64(plain[8:])),
		who: models.ID(binary.BigEndian.Uint64(plain[16:])), host: models.Host(plain[24:])}, true
}

// LendTo is the address under which a program that acts for a person of ours fetches a file: programs send no token with it. It
// stays the same for a day.
func (g *Gate) LendTo(who models.ID, m models.Media, now models.Time) string {
	const day = lends / 7
	return g.site.Lent(g.tickets.write(ticket{file: m.ID, who: who, ends: (now/day + 2) * day}))
}
