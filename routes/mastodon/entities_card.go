package mastodon

import (
	"strings"

	"guildhall/models"
)

// card writes a PreviewCard for what is to be had at its own server only: an event with when and where, a film, a sound, a
// thing that is not understood. Nothing is fetched for it.
func (s *scene) card(p *pen, x *models.PostShown) {
	if !x.Kind.Elsewhere() || x.URL == "" {
		p.null("card")
		return
	}
	p.objectAt("card", func() {
		p.text("url", x.URL)
		p.text("title", x.Title)
		p.text("description", told(x.Details))
		p.text("language", x.Language)
		p.text("type", "link")
		p.none("authors")
		p.text("author_name", x.Author.DisplayName())
		p.text("author_url", s.pageOf(&x.Author))
		p.text("provider_name", x.Author.Domain)
		p.text("provider_url", "https://"+x.Author.Domain)
		p.text("html", "")
		p.number("width", 0)
		p.number("height", 0)
		p.null("image")
		p.text("image_description", "")
		p.text("embed_url", "")
		p.null("blurhash")
		p.moment("published_at", x.Published)
	})
}

// told is what an event tells in one line.
func told(d *models.Details) string {
	if d == nil {
		return ""
	}
	var parts []string
	if d.Status == "cancelled" {
		parts = append(parts, "Called off")
	}
	if d.Starts != 0 {
		parts = append(parts, d.Starts.Go().Format("2 Jan 2006, 15:04 UTC"))
	}
	for _, where := range []string{d.Place, d.Online} {
		if where != "" {
			parts = append(parts, where)
		}
	}
	return strings.Join(parts, " · ")
}
