package door

import (
	"net/http"

	"guildhall/federation/resolve"
	"guildhall/gate"
)

// Asker is who asks us for a document: a person or server whose signature held, or web.
type Asker = gate.Reader

// Signed tells which server, or which person of it, signed a request that only reads; gate.Stranger without a signature.
// Errors are those of resolve.Reader.
func (d *Door) Signed(r *http.Request) (Asker, error) {
	return d.resolve.Reader(r.Context(), resolve.SignedRequest{Request: r})
}
