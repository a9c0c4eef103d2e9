package wire

import (
	"strconv"

	"guildhall/models"
)

// attachments writes the files of a post of ours. A file that not everybody may have goes under an address that the gate made for
// this receiver. spec: as2-vocab#dfn-attachment; as2-vocab#dfn-image
func (w *writer) attachments(p *models.PostView) (out []any) {
	for i := range p.Media {
		m := &p.Media[i]
		if !m.Local() {
			continue
		}
		a := members{"type": attachedAs[m.Kind], "mediaType": m.Type, "url": w.site.Media(m.Slug)}
		if m.Lent != "" {
			a["url"] = m.Lent
		}
		if m.Alt != "" {
			a["name"] = m.Alt
		} else if m.Kind == models.DocumentFile {
			a["name"] = m.Name
		}
		if m.Width > 0 && m.Height > 0 {
			a["width"], a["height"] = m.Width, m.Height
		}
		if m.Duration > 0 {
			a["duration"] = "PT" + strconv.FormatFloat(float64(m.Duration)/1000, 'f', -1, 64) + "S"
		}
		if m.Blurhash != "" {
			a["blurhash"] = m.Blurhash
			w.terms |= mediaTerms
		}
		if m.FocusX != 0 || m.FocusY != 0 {
			a["focalPoint"] = []float64{float64(m.FocusX) / 1000, float64(m.FocusY) / 1000}
			w.terms |= mediaTerms
		}
		out = append(out, a)
	}
	return out
}

var attachedAs = map[models.MediaKind]string{
	models.PictureFile: "Image", models.FilmFile: "Video", models.SoundFile: "Audio", models.DocumentFile: "Document",
}
