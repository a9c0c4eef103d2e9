package wire

import (
	"html"
	"time"

	"guildhall/models"
	"guildhall/prose"
)

// Our properties of a post beside its type: what kind it is to people, and its sections by their names. Both lie in the same
// space of identifiers as the label.
const (
	kindTerm  = "postKind"
	partsTerm = "postParts"
)

// mostSummary is how long an abstract that we make is, in characters.
const mostSummary = 300

// titleLine is the visible title for software that shows no name of a note.
func titleLine(title string) string {
	return "<p><strong>" + html.EscapeString(title) + "</strong></p>"
}

// summary is the content warning, or else an abstract of what is not shown whole everywhere: when and where, what a link leads to, how
// an article begins.
func summary(p *models.PostView) string {
	if p.Summary != "" || p.Sensitive {
		return p.Summary
	}
	switch p.Kind {
	case models.EventPost, models.PageDoc:
		line := p.Details.Line()
		if more := prose.Excerpt(p.Content, mostSummary); more != "" && line != "" {
			return line + "\n\n" + more
		}
		return line
	case models.Article:
		return prose.Excerpt(p.Content, mostSummary)
	}
	return ""
}

// kind adds what a kind of post has beside its text. All of it is made of the judged copy.
func (w *writer) kind(m members, p *models.PostView) {
	switch {
	case p.Kind == models.Article && !p.Sensitive: // spec: fep-b2b8
		m["preview"] = members{"type": "Note", "attributedTo": p.Author.IRI, "content": titleLine(p.Title) + "<p>" + html.EscapeString(prose.Excerpt(p.Content, mostSummary)) + "</p>"}
	case p.Kind == models.EventPost && p.Details != nil:
		w.event(m, p)
	case p.Kind.Told():
		w.terms |= kindTerms
		m[kindTerm] = p.Kind
		form, _ := models.FormOf(p.Kind)
		parts := members{}
		for _, s := range prose.Sections(form.Parts, p.Content) {
			if s.Part.Name != "" {
				parts[s.Part.Name] = s.Text
			}
		}
		if len(parts) > 0 {
			m[partsTerm] = parts
		}
		if p.Answer != nil {
			w.terms |= answerTerms
			m["acceptedAnswer"] = p.Answer.IRI
		}
	}
	if p.Locked != 0 {
		w.terms |= eventTerms
		m["commentsEnabled"] = false
	}
}

// event adds when and where. spec: fep-8a8e
func (w *writer) event(m members, p *models.PostView) {
	w.terms |= eventTerms
	d := p.Details
	m["actor"] = p.Author.IRI // as Mobilizon looks for it
	m["startTime"] = d.At(d.Starts).Format(time.RFC3339)
	if d.Ends != 0 {
		m["endTime"] = d.At(d.Ends).Format(time.RFC3339)
	}
	if d.Zone != "" {
		m["timezone"] = d.Zone
	}
	m["joinMode"] = "free"
	m["ical:status"] = map[string]string{"cancelled": "CANCELLED", "tentative": "TENTATIVE"}[d.Status]
	if m["ical:status"] == "" {
		m["ical:status"] = "CONFIRMED"
	}
	m["commentsEnabled"] = p.Locked == 0
	var where []any
	if d.Place != "" {
		where = append(where, members{"type": "Place", "name": d.Place})
	}
	if d.Online != "" {
		where = append(where, members{"type": "VirtualLocation", "url": d.Online})
	}
	switch len(where) {
	case 0:
	case 1:
		m["location"] = where[0]
	default:
		m["location"] = where
	}
}
