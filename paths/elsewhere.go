package paths

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"guildhall/models"
)

// Lent names what another server has and we show through our own origin.
type Lent string

// What is lent. Behind each stands the ID of the row that knows the address.
const (
	LentFile   Lent = "file"
	LentFace   Lent = "face"
	LentBanner Lent = "banner"
	LentEmoji  Lent = "emoji"
	LentPoster Lent = "poster" // the picture that stands for a film before it plays
)

// Elsewhere is our path for what lies at another server: /elsewhere/face/ID/STAMP. The stamp changes with the address, so that a new
// picture has a new path, and an old path shows nothing that it did not mean. Empty without an address.
func Elsewhere(what Lent, id models.ID, address string) string {
	if address == "" {
		return ""
	}
	return strings.Join([]string{"", "elsewhere", string(what), id.String(), Stamp(address)}, "/")
}

// Stamp tells addresses apart without telling them.
func Stamp(address string) string {
	sum := sha256.Sum256([]byte(address))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
