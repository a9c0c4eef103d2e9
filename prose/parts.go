package prose

import (
	"strings"

	"golang.org/x/net/html"

	"guildhall/models"
)

// Section is what stands below one heading of a text.
type Section struct {
	Part models.Part
	Text string // Markdown, or HTML, as the text that it was taken from
}

// Join makes one Markdown text of sections, each under its heading; empty ones are left out. A fence of code that is left
// open is shut, or it would swallow the next heading.
func Join(parts []models.Part, texts map[string]string) string {
	var out []string
	for _, p := range parts {
		t := strings.TrimSpace(texts[p.Name])
		if t == "" {
			continue
		}
		if fence := openFence(t); fence != "" {
			t += "\n" + fence
		}
		if p.Heading != "" {
			t = "## " + p.Heading + "\n\n" + t
		}
		out = append(out, t)
	}
	return strings.Join(out, "\n\n")
}

// openFence is the fence that shuts a block of code which a text leaves open; empty where none is open.
func openFence(s string) (open string) {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		mark := line[:len(line)-len(strings.TrimLeft(line, "`~"))]
		switch {
		case len(mark) < 3:
		case open == "":
			open = mark
		case strings.HasPrefix(mark, open) && line == mark:
			open = ""
		}
	}
	return open
}

// Split takes a Markdown text apart again. What stands before the first heading belongs to the part without one, else to the
// first.
func Split(parts []models.Part, source string) map[string]string {
	texts := map[string]string{}
	if len(parts) == 0 {
		return texts
	}
	now, fence := parts[0].Name, ""
	var b strings.Builder
	put := func() {
		if t := strings.TrimSpace(b.String()); t != "" {
			texts[now] = strings.TrimSpace(texts[now] + "\n\n" + t)
		}
		b.Reset()
	}
	for line := range strings.Lines(source) {
		trimmed := strings.TrimSpace(line)
		if mark := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`~"))]; len(mark) >= 3 && (fence == "" || strings.HasPrefix(mark, fence) && trimmed == mark) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
		}
		if heading, ok := strings.CutPrefix(trimmed, "## "); ok && fence == "" {
			if p, ok := headed(parts, heading); ok {
				put()
				now = p.Name
				continue
			}
		}
		b.WriteString(line)
	}
	put()
	return texts
}

func headed(parts []models.Part, heading string) (models.Part, bool) {
	for _, p := range parts {
		if p.Heading != "" && strings.EqualFold(p.Heading, strings.TrimSpace(heading)) {
			return p, true
		}
	}
	return models.Part{}, false
}

// Sections takes an HTML text apart at the headings of the parts, in the order in which they stand. What stands before the
// first of them is a section of a part without a name; a text without any of them gives nothing.
func Sections(parts []models.Part, s string) []Section {
	var out []Section
	now, begin, at, depth, found := models.Part{}, 0, 0, 0, false
	z := html.NewTokenizer(strings.NewReader(s))
	var heading strings.Builder
	headAt := -1
	put := func(end int) {
		if t := strings.TrimSpace(s[begin:end]); t != "" {
			out = append(out, Section{now, t})
		}
	}
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		from := at
		at += len(z.Raw())
		switch kind {
		case html.StartTagToken:
			name, _ := z.TagName()
			switch n := string(name); {
			case n == "h2" && depth == 0:
				headAt = from
				heading.Reset()
			case n != "br" && n != "hr":
				if headAt < 0 {
					depth++
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) != "h2" {
				if headAt < 0 && depth > 0 {
					depth--
				}
				continue
			}
			if headAt >= 0 {
				if p, ok := headed(parts, heading.String()); ok {
					put(headAt)
					now, begin, found = p, at, true
				}
				headAt = -1
			}
		case html.TextToken:
			if headAt >= 0 {
				heading.Write(z.Text())
			}
		}
	}
	if !found {
		return nil
	}
	put(len(s))
	return out
}

// Excerpt is how a text begins, as words in one line: at most so many characters, cut between words.
func Excerpt(s string, most int) string {
	words := strings.Fields(Plain(s))
	line, runes := "", 0
	for i, w := range words {
		n := len([]rune(w))
		if i > 0 {
			n++
		}
		if runes+n > most {
			if line == "" {
				return string([]rune(w)[:most]) + "…"
			}
			return line + " …"
		}
		if i > 0 {
			line += " "
		}
		line, runes = line+w, runes+n
	}
	return line
}
