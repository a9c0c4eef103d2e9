package mastodon

import (
	"strconv"

	"guildhall/models"
	"guildhall/paths"
)

// media writes the files of a post under media_attachments.
func (s *scene) media(p *pen, x *models.PostShown) {
	p.listAt("media_attachments", func() {
		for i := range x.Media {
			m := &x.Media[i]
			switch {
			case m.Local():
				url := s.api.gate.LendTo(s.viewer, *m, s.now)
				s.attachment(p, m, url, url+"/small")
			case s.viewer != 0:
				url := s.api.lent(paths.LentFile, m.ID, m.Remote, s.viewer, s.now)
				small := url
				if m.Poster != "" {
					small = s.api.lent(paths.LentPoster, m.ID, m.Poster, s.viewer, s.now)
				}
				s.attachment(p, m, url, small)
			}
		}
	})
}

// attachment writes a MediaAttachment. Apps fetch its bytes without their token, so its addresses are made for the reader. Where a file of
// another server lives is not handed out: an app would fetch it there, and so tell that server of its reader.
func (s *scene) attachment(p *pen, m *models.Media, url, small string) {
	p.object(func() {
		p.id("id", m.ID)
		p.text("type", attachedAs[m.Kind])
		p.text("url", url)
		if m.SmallWidth > 0 || !m.Local() && (m.Kind == models.PictureFile || m.Poster != "") {
			p.text("preview_url", small)
		} else {
			p.null("preview_url")
		}
		p.null("remote_url")
		p.null("preview_remote_url")
		p.null("text_url")
		p.objectAt("meta", func() { meta(p, m) })
		p.orNull("description", m.Alt)
		p.orNull("blurhash", m.Blurhash)
	})
}

var attachedAs = map[models.MediaKind]string{
	models.PictureFile: "image", models.FilmFile: "video", models.SoundFile: "audio", models.DocumentFile: "unknown",
}

func meta(p *pen, m *models.Media) {
	if m.Kind == models.PictureFile {
		p.objectAt("focus", func() {
			p.raw("x", strconv.FormatFloat(float64(m.FocusX)/1000, 'f', -1, 64))
			p.raw("y", strconv.FormatFloat(float64(m.FocusY)/1000, 'f', -1, 64))
		})
	}
	if m.Width > 0 || m.Duration > 0 {
		p.objectAt("original", func() {
			measures(p, m.Width, m.Height)
			if m.Duration > 0 {
				p.raw("duration", strconv.FormatFloat(float64(m.Duration)/1000, 'f', -1, 64))
			}
		})
	}
	if m.SmallWidth > 0 {
		p.objectAt("small", func() { measures(p, m.SmallWidth, m.SmallHeight) })
	}
}

func measures(p *pen, w, h int) {
	if w <= 0 || h <= 0 {
		return
	}
	p.number("width", int64(w))
	p.number("height", int64(h))
	p.text("size", strconv.Itoa(w)+"x"+strconv.Itoa(h))
	p.raw("aspect", strconv.FormatFloat(float64(w)/float64(h), 'f', -1, 64))
}

// emojiAt is where an app finds the picture of an emoji: our own as it is, another server's through our origin.
func (s *scene) emojiAt(e *models.Emoji) string {
	if e.Host == s.api.site.Host {
		return e.Picture
	}
	return s.api.lent(paths.LentEmoji, e.ID, e.Picture, s.viewer, s.now)
}

// emoji writes the CustomEmojis that a text names, through our origin.
func (s *scene) emoji(p *pen, list []models.Emoji) {
	p.listAt("emojis", func() {
		for _, e := range list {
			if s.viewer == 0 {
				return
			}
			at := s.emojiAt(&e)
			p.object(func() {
				p.text("shortcode", e.Name)
				p.text("url", at)
				p.text("static_url", at)
				p.flag("visible_in_picker", false)
				p.null("category")
			})
		}
	})
}
