package frontend

import (
	"html"
	"strings"

	"guildhall/models"
	"guildhall/paths"
)

// pictured is HTML of ours with the emoji that its text names; within tags nothing is changed.
func (s *sheet) pictured(text string, list []models.Emoji) string {
	if len(list) == 0 || s.Viewer == nil {
		return text
	}
	swap := make([]string, 0, 2*len(list))
	for _, e := range list {
		swap = append(swap, ":"+e.Name+":", s.emojiTag(e))
	}
	words := strings.NewReplacer(swap...)
	var out strings.Builder
	for text != "" {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			at = len(text)
		}
		out.WriteString(words.Replace(text[:at]))
		text = text[at:]
		end := strings.IndexByte(text, '>') + 1
		if end == 0 {
			end = len(text)
		}
		out.WriteString(text[:end])
		text = text[end:]
	}
	return out.String()
}

// picturedName is plain text likewise.
func (s *sheet) picturedName(text string, list []models.Emoji) string {
	return s.pictured(html.EscapeString(text), list)
}

// emojiAt is the path of the picture of an emoji: our own, or another server's through our origin.
func (s *sheet) emojiAt(e models.Emoji) string {
	if e.Host == s.Site.Host {
		return strings.TrimPrefix(e.Picture, s.Site.Base)
	}
	return paths.Elsewhere(paths.LentEmoji, e.ID, e.Picture)
}

func (s *sheet) emojiTag(e models.Emoji) string {
	name := html.EscapeString(":" + e.Name + ":")
	return `<img class="emoji" src="` + html.EscapeString(s.emojiAt(e)) + `" alt="` + name + `" title="` + name + `" loading="lazy">`
}
