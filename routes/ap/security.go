package ap

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// securityHolds is how long somebody may rely on security.txt before they look again.
const securityHolds = 180 * 24 * time.Hour

// securityText tells whom to write to about a weakness of this installation. spec: rfc9116#section-2.5
func (a *AP) securityText(c *gin.Context) {
	contact := a.Contact
	switch {
	case contact == "":
		contact = a.Site.Base + "/about"
	case strings.Contains(contact, "@") && !strings.Contains(contact, ":"):
		contact = "mailto:" + contact
	}
	c.Header("Cache-Control", "public, max-age=3600")
	c.String(http.StatusOK, "Contact: %s\nExpires: %s\nCanonical: %s/.well-known/security.txt\nPreferred-Languages: en\n",
		contact, a.Now().Add(securityHolds).UTC().Truncate(24*time.Hour).Format(time.RFC3339), a.Site.Base)
}
