package prose

import (
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"guildhall/models"
)

// classes that carry a meaning in texts between servers; no other passes.
var knownClasses = regexp.MustCompile(`^(?:(?:mention|hashtag|h-card|u-url|ellipsis|invisible)(?:\s+|$))+$`)

var cleaner = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "span", "a", "em", "strong", "b", "i", "u", "del", "s", "sub", "sup", "code", "pre", "blockquote",
		"ul", "ol", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowNoAttrs().OnElements("span")
	p.AllowAttrs("class").Matching(knownClasses).OnElements("a", "span")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^(?:(?:tag|nofollow|noreferrer|noopener|me)(?: |$))+$`)).OnElements("a")
	p.AllowAttrs("start", "value").Matching(bluemonday.Integer).OnElements("ol", "li")
	p.AllowAttrs("lang", "dir").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)).OnElements("p", "span", "blockquote")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}()

// Clean keeps of HTML what may be shown: text, its structure and links to http, https and mailto. It never keeps style,
// script, forms, frames or pictures.
func Clean(s string) string { return strings.TrimSpace(cleaner.Sanitize(s)) }

// Plain gives the words of HTML alone: entities read, a line for each block.
func Plain(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(blankLines.ReplaceAllString(b.String(), "\n\n"))
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "br":
				b.WriteByte('\n')
			case "li":
				b.WriteString("\n- ")
			case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr":
				b.WriteString("\n\n")
			case "script", "style":
				hidden++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol":
				b.WriteString("\n\n")
			case "script", "style":
				hidden = max(hidden-1, 0)
			}
		}
	}
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

// Links gives the addresses that HTML leads to, each once, in order; links to people and hashtags are left out.
func Links(s string) []string {
	var out []string
	seen := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		t := z.Next()
		if t == html.ErrorToken {
			return out
		}
		if t != html.StartTagToken {
			continue
		}
		tok := z.Token()
		if tok.Data != "a" {
			continue
		}
		href, class := attribute(tok, "href"), attribute(tok, "class")
		if !strings.HasPrefix(href, "http") || seen[href] || strings.Contains(class, "mention") || strings.Contains(class, "hashtag") {
			continue
		}
		seen[href] = true
		out = append(out, href)
	}
}

// Unlink takes the links to some people out of HTML and keeps the words that they stood on, so that a text tells no id
// that its reader may not know.
func Unlink(s string, people []models.IRI) string {
	return Relink(s, func(href string) string {
		if slices.Contains(people, models.IRI(href)) {
			return ""
		}
		return href
	})
}

// Relink asks for each link of HTML where it shall lead; a link that shall lead nowhere ("") goes and its words stay.
func Relink(s string, to func(href string) string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	var dropped []bool // one for each open link
	for {
		t := z.Next()
		switch t {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			raw := string(z.Raw())
			tok := z.Token()
			if tok.Data != "a" {
				b.WriteString(raw)
				continue
			}
			old := attribute(tok, "href")
			href := to(old)
			dropped = append(dropped, href == "")
			switch href {
			case "":
			case old:
				b.WriteString(raw)
			default:
				for i := range tok.Attr {
					if tok.Attr[i].Key == "href" {
						tok.Attr[i].Val = href
					}
				}
				b.WriteString(tok.String())
			}
		case html.EndTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			if string(name) == "a" && len(dropped) > 0 {
				gone := dropped[len(dropped)-1]
				dropped = dropped[:len(dropped)-1]
				if gone {
					continue
				}
			}
			b.WriteString(raw)
		default:
			b.Write(z.Raw())
		}
	}
}

// Reword has each piece of words in HTML written anew; marks and links stay.
func Reword(s string, each func(words string) string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			raw := string(z.Raw())
			old := html.UnescapeString(raw)
			if words := each(old); words != old {
				raw = html.EscapeString(words)
			}
			b.WriteString(raw)
		default:
			b.Write(z.Raw())
		}
	}
}

// Mark makes HTML of plain words: a paragraph for each block of lines.
func Mark(words string) string {
	var b strings.Builder
	for _, block := range strings.Split(words, "\n\n") {
		if block = strings.TrimSpace(block); block != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(block), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
