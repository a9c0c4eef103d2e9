package routes

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/routes/door"
)

const (
	askedAs = "guildhall.asked-as"
	patient = 2 * time.Second // for the database to answer
)

// health tells those who run the server whether it lives, and whether it can serve; nothing else.
func (o Rooms) health() []door.Row {
	row := func(path string, answer func(c *gin.Context)) door.Row {
		return door.Row{Method: http.MethodGet, Path: path, Who: door.Anyone, At: door.ForAll, Judge: "none: one word about the program", Handle: answer}
	}
	return []door.Row{
		row("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") }),
		row("/readyz", func(c *gin.Context) {
			ctx, stop := context.WithTimeout(c.Request.Context(), patient)
			defer stop()
			if err := o.Ready(ctx); err != nil {
				c.Header("Retry-After", "5")
				c.String(http.StatusServiceUnavailable, "not ready\n")
				return
			}
			c.String(http.StatusOK, "ready\n")
		}),
	}
}

// observed tells how each request went.
func (o Rooms) observed(c *gin.Context) {
	began := o.Now()
	c.Next()
	who, _ := c.Get(askedAs)
	as, ok := who.(door.Who)
	if !ok {
		as = "nothing" // no row
	}
	o.Observe(as, c.Writer.Status(), o.Now().Sub(began))
}
