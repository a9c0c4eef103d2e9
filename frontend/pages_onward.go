package frontend

import (
	"net/http"
	"net/url"

	"guildhall/policy"
)

// Onward leads a visitor to a person or community of ours at their own server, from a judged copy only.
type Onward struct {
	Actor   policy.Copy
	Address string // their own, as they wrote it
	To      string // where they go on; empty until they told their address
	Problem Problem
}

func (p Onward) view(s *sheet) view {
	doc := p.Actor.Subject().Actor
	if doc == nil || doc.Stub {
		return Mistake{Status: http.StatusNotFound}.view(s)
	}
	return view{Title: s.T("onward.title", doc.DisplayName()), Frame: stream, Body: onwardBody(s, *doc, p)}
}

// host is the server that the link leads to.
func (p Onward) host() string {
	u, err := url.Parse(p.To)
	if err != nil {
		return ""
	}
	return u.Host
}
