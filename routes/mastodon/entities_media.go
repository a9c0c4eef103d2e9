package mastodon

import (
	"strconv"

	"guildhall/models"
	"guildhall/paths"
)

// files writes the MediaAttachments of a post. Where a file of another server lives is not handed out: an app would fetch it there, and so
// tell that server of its reader.
func (s *scene) files(p *pen, x *models.PostShown) {
	p.listAt("media_attachments", func() {
		for i := range x.Media {
			if m := &x.Media[i]; !m.Local() && s.viewer != 0 {
				p.object(func() { s.file(p, m, s.api.lent(paths.LentFile, m.ID, m.Remote, s.viewer, s.now)) })
			}
		}
	})
}

// file writes one MediaAttachment, whose bytes are at an address of ours.
func (s *scene) file(p *pen, m *models.Media, at string) {
	kind := string(m.Kind)
	if m.Kind == models.DocumentFile {
		kind = "unknown"
	}
	p.id("id", m.ID)
	p.text("type", kind)
	p.text("url", at)
	if m.Kind == models.PictureFile {
		p.text("preview_url", at)
	} else {
		p.null("preview_url")
	}
	p.null("remote_url")
	p.null("preview_remote_url")
	p.null("text_url")
	p.objectAt("meta", func() {
		if m.Width > 0 && m.Height > 0 {
			p.objectAt("original", func() {
				p.number("width", int64(m.Width))
				p.number("height", int64(m.Height))
				p.text("size", strconv.Itoa(m.Width)+"x"+strconv.Itoa(m.Height))
				p.raw("aspect", strconv.FormatFloat(float64(m.Width)/float64(m.Height), 'f', 3, 64))
			})
		}
	})
	p.orNull("description", m.Alt)
	p.orNull("blurhash", m.Blurhash)
}
