package wire

import (
	"regexp"
	"strings"

	"guildhall/models"
)

// Rule says who may do something: at once, or after the author said yes.
type Rule struct {
	Automatic []models.IRI
	Manual    []models.IRI
}

// Consent is what a stamp says: that one post may quote another.
type Consent struct {
	Quoting models.IRI
	Quoted  models.IRI
}

const maxRule = 64

// quoting reads whatever a note says of quotes: what it quotes, with which consent, and who may quote it. A note that quotes
// itself quotes nothing.
// spec: fep-044f; fep-e232
func (t *tape) quoting(n *Note, p *parts) {
	if n.Quote = t.quoted(n.ID, p); n.Quote == "" {
		n.Quote = quotedInWords(n.ContentHTML)
	}
	if n.Quote == n.ID {
		n.Quote = ""
	}
	if n.Quote != "" {
		n.Stamp = t.iri(p.stamp)
	}
	if t.is(p.canDo, object) {
		n.CanQuote = t.rule(t.member(p.canDo, "canQuote"))
	}
	if n.Type == "QuoteAuthorization" {
		n.Consent = &Consent{Quoting: t.iri(p.interacting), Quoted: t.iri(p.quotable)}
	}
}

// quoted finds the quoted post under the names that it goes by.
func (t *tape) quoted(by models.IRI, p *parts) models.IRI {
	for _, k := range []at{p.quote, p.quoteUrl, p.quoteURI, p.quoteURL, p.misskey} {
		if q := t.iri(k); q != "" && q != by {
			return q
		}
	}
	var q models.IRI
	t.each(p.tag, func(k at) bool {
		if t.slots[k].what == object {
			e := t.parts(k)
			if strings.HasSuffix(t.textOf(e.rel), "_misskey_quote") {
				q = t.iri(e.href)
			}
		}
		return q == ""
	})
	return q
}

// The line by which software without quotes links to the quoted post: an element of this class at the end of the text.
var (
	lineStart = regexp.MustCompile(`(?:<br ?/?>\s*)*<(p|span|div) class="(?:[^"<>]* )?quote-inline(?: [^"<>]*)?">`)
	lineHref  = regexp.MustCompile(`<a [^<>]*?href="(https?://[^"<>\s]+)"`)
)

// quoteLine finds that line; both are equal where there is none.
func quoteLine(html string) (from, to int) {
	if !strings.Contains(html, "quote-inline") {
		return 0, 0
	}
	m := lineStart.FindStringSubmatchIndex(html)
	if m == nil {
		return 0, 0
	}
	open, shut := "<"+html[m[2]:m[3]], "</"+html[m[2]:m[3]]+">"
	for at, depth := m[1], 1; ; {
		end := strings.Index(html[at:], shut)
		if end < 0 {
			return m[0], len(html)
		}
		depth += strings.Count(html[at:at+end], open+" ") + strings.Count(html[at:at+end], open+">") - 1
		if at += end + len(shut); depth == 0 {
			return m[0], at
		}
	}
}

// WithoutQuoteLine is the text without the line that links to what it quotes, for those who show the quote itself.
func WithoutQuoteLine(html string) string {
	from, to := quoteLine(html)
	return html[:from] + html[to:]
}

// quotedInWords finds the post that a note quotes by that line alone.
func quotedInWords(html string) models.IRI {
	from, to := quoteLine(html)
	m := lineHref.FindStringSubmatch(html[from:to])
	if m == nil || !isWeb(m[1]) {
		return ""
	}
	return models.IRI(strings.ReplaceAll(m[1], "&amp;", "&"))
}

// rule reads who may do something; nil when it is not said. The older names of the two lists are read as well.
func (t *tape) rule(i at) *Rule {
	if !t.is(i, object) {
		return nil
	}
	either := func(name, older string) []models.IRI {
		k := t.member(i, name)
		if k == 0 {
			k = t.member(i, older)
		}
		return t.iris(k, maxRule)
	}
	return &Rule{Automatic: either("automaticApproval", "always"), Manual: either("manualApproval", "approvalRequired")}
}
