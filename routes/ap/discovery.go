package ap

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
)

// webfinger answers acct: addresses and ids; strangers learn only of those who went outward (law 6).
func (a *AP) webfinger(c *gin.Context) {
	resource := c.Query("resource")
	if resource == "" {
		Refuse(c, fault.New(fault.Malformed, "ap.webfinger", "Say whom you look for: ?resource=acct:name@domain."))
		return
	}
	body, err := a.Present.WebFinger(c.Request.Context(), resource)
	if err != nil {
		Refuse(c, err)
		return
	}
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Cache-Control", "private, no-store") // what a person may be told of can change
	c.Data(http.StatusOK, "application/jrd+json; charset=utf-8", body)
}

func (a *AP) hostMeta(c *gin.Context) {
	kind, body := a.Present.HostMeta(c.GetHeader("Accept"))
	public(c, kind, body)
}

func (a *AP) nodeInfoLinks(c *gin.Context) {
	body, err := a.Present.NodeInfoLinks(c.Request.Context())
	if err != nil {
		Refuse(c, err)
		return
	}
	public(c, "application/json; charset=utf-8", body)
}

func (a *AP) nodeInfo(c *gin.Context) {
	kind, body, err := a.Present.NodeInfo(c.Param("version"))
	if err != nil {
		Refuse(c, err)
		return
	}
	c.Header("Access-Control-Allow-Origin", "*")
	public(c, kind, body)
}

// partners answers for the collection that a post to all partners is addressed to. It names nobody (boundary.md).
func (a *AP) partners(c *gin.Context) {
	public(c, activityType, []byte(`{"@context":"https://www.w3.org/ns/activitystreams","id":"`+string(a.Site.Partners())+`","type":"Collection"}`))
}
