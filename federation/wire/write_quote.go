package wire

import (
	"html"

	"guildhall/models"
)

// quotable says who may quote a post of ours without asking, and who is answered by its author; everybody else may not.
// spec: fep-044f
func (w *writer) quotable(m members, p *models.PostView) {
	w.terms |= ruleTerms
	who := p.Author.IRI
	rule := members{}
	switch p.Quotable() {
	case models.QuoteEveryone:
		who = Public
	case models.QuoteFollowers:
		who = w.site.Followers(p.Author.IRI)
	case models.QuoteAsk:
		w.terms |= askTerms
		rule["manualApproval"] = []any{Public}
	}
	rule["automaticApproval"] = []any{who}
	m["interactionPolicy"] = members{"canQuote": rule}
}

// quote writes what a post of ours quotes: under the name that asks for consent while that is pending, and under the older
// ones too once it was given, so that software that asks nobody shows no quote that nobody consented to. Without consent
// it is a link. text is the content, which then ends with the link.
// spec: fep-044f; fep-e232
func (w *writer) quote(m members, p *models.PostView, text string) string {
	q := p.Quote
	if q == nil {
		return text
	}
	w.terms |= quoteTerms
	page := string(q.Quoted)
	if q.Post != nil && q.Post.URL != "" {
		page = q.Post.URL
	}
	page = html.EscapeString(page)
	line := `<p class="quote-inline">RE: <a href="` + page + `">` + page + `</a></p>`
	switch q.State {
	case models.QuoteAccepted:
		m["quote"], m["quoteUrl"], m["quoteUri"], m["_misskey_quote"] = q.Quoted, q.Quoted, q.Quoted, q.Quoted
		if q.Stamp != "" {
			m["quoteAuthorization"] = q.Stamp
		}
		tags, _ := m["tag"].([]any)
		m["tag"] = append(tags, members{"type": "Link", "mediaType": linkType, "rel": "https://misskey-hub.net/ns#_misskey_quote", "href": q.Quoted, "name": "RE: " + string(q.Quoted)})
	case models.QuotePending:
		m["quote"] = q.Quoted
	default:
		line = `<p>RE: <a href="` + page + `">` + page + `</a></p>`
	}
	return text + line
}

const linkType = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`

// stamp writes the consent of an author of ours to a quote. spec: fep-044f
func (w *writer) stamp(of *models.PostView, q *models.Quote) members {
	w.terms |= quoteTerms
	return members{"id": q.Stamp, "type": "QuoteAuthorization", "attributedTo": of.Author.IRI, "interactingObject": q.IRI, "interactionTarget": of.IRI}
}
