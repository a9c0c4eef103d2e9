package mastodon

import (
	_ "embed"
	"net/http"
)

// described is what /api/guildhall/v1 is, in OpenAPI 3.1. Tests hold it against the routes and against the answers.
//
//go:embed openapi.yaml
var described []byte

// openapi gives the description of what Mastodon's API has no word for.
func (c *call) openapi() error {
	c.gin.Header("Cache-Control", "public, max-age=3600")
	c.gin.Data(http.StatusOK, "application/yaml; charset=utf-8", described)
	return nil
}
