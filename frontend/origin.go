package frontend

import "guildhall/models"

// Origin says where a thing or person comes from, or where a post would go. It has a shape, a word and a colour.
type Origin string

// The origins: a filled square, a half square and a ring.
const (
	In      Origin = "in"
	Partner Origin = "partner"
	World   Origin = "world"
)

// OriginOf is the origin of a peer, given what it is to us. Our own host is not a peer: it is In.
func OriginOf(standing models.Standing) Origin {
	if standing == models.Partner {
		return Partner
	}
	return World
}
