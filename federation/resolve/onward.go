package resolve

import (
	"context"
	"net/url"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// Onward is the page at somebody's own server where they go on with what they found here: an actor or post of ours. Their server says in
// WebFinger where that is; where it does not say, or may not be asked, it is looked for where most software has it. Errors: Invalid
// when the address is none, or one of ours.
// spec: rfc7033#section-4.1
func (r *Resolver) Onward(ctx context.Context, address string, thing models.IRI) (string, error) {
	const op = "resolve.Onward"
	name, domain, ok := splitAddress(address)
	if !ok {
		return "", fault.New(fault.Invalid, op, "Write your own address, like @me@social.example.")
	}
	if domain == r.site.Domain || models.Host(domain) == r.site.Host {
		return "", fault.New(fault.Invalid, op, "This address is one of ours. Sign in here.")
	}
	usual := "https://" + domain + "/authorize_interaction?uri={uri}"
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	if e.insecure && strings.HasPrefix(r.site.Base, "http://") {
		usual = "http" + strings.TrimPrefix(usual, "https")
	}
	template := usual
	if w, err := e.finger(ctx, name, domain); err == nil && w.Subscribe != "" {
		template = w.Subscribe
	}
	return fillTemplate(template, usual, string(thing)), nil
}

// fillTemplate puts an id into a template that another server gave; where that is none, the usual one counts.
func fillTemplate(template, usual, id string) string {
	if !strings.Contains(template, "{uri}") {
		template = usual
	}
	filled := strings.ReplaceAll(template, "{uri}", url.QueryEscape(id))
	if u, err := url.Parse(filled); err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return strings.ReplaceAll(usual, "{uri}", url.QueryEscape(id))
	}
	return filled
}
