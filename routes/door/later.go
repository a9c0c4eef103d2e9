package door

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/store"
)

// Patience is how long one request waits for a database that does not answer, all that it asks together.
const Patience = 5 * time.Second

// Patient gives a request its patience with the database.
func Patient(c *gin.Context) {
	c.Request = c.Request.WithContext(store.WithPatience(c.Request.Context(), Patience))
	c.Next()
}

// Later tells whoever is answered 503 or 429 when to come again, unless that was said already.
func Later(h http.Header, status int) {
	if (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests) && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "30")
	}
}
