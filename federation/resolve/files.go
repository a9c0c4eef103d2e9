package resolve

import (
	"strings"

	"guildhall/federation/wire"
	"guildhall/models"
)

const (
	longestAlt  = 1500 // runes
	longestType = 100  // runes
	mostSide    = 100_000
	mostEmoji   = 60 // of one text
)

// filesOf are the files of a note as we keep them: not nil, so that a note without any says so.
func filesOf(n *wire.Note) []models.Media {
	files := []models.Media{}
	for _, a := range append([]wire.Attachment{n.Self}, n.Attachments...) {
		if a.URL == "" || len(a.URL) > wire.MaxIRI {
			continue
		}
		m := models.Media{Kind: fileKind(a), Type: clip(plainLine(a.MediaType, longestType), longestType), Alt: plainLine(a.Alt, longestAlt), Remote: a.URL,
			FocusX: a.FocusX, FocusY: a.FocusY, Duration: a.Seconds * 1000}
		if a.Width <= mostSide && a.Height <= mostSide {
			m.Width, m.Height = int(a.Width), int(a.Height)
		}
		if len(a.Blurhash) >= 6 && len(a.Blurhash) <= 200 && plainLine(a.Blurhash, 200) == a.Blurhash {
			m.Blurhash = a.Blurhash
		}
		if (m.Kind == models.FilmFile || m.Kind == models.SoundFile) && len(a.Poster) <= wire.MaxIRI {
			m.Poster = a.Poster
		}
		files = append(files, m)
	}
	return files
}

// fileKind tells how a file is shown. A drawing that may hold a script is a file like any other.
func fileKind(a wire.Attachment) models.MediaKind {
	family, name, _ := strings.Cut(strings.ToLower(a.MediaType), "/")
	switch {
	case family == "image" && strings.HasPrefix(name, "svg"):
		return models.DocumentFile
	case family == "image":
		return models.PictureFile
	case family == "video":
		return models.FilmFile
	case family == "audio":
		return models.SoundFile
	case family != "":
		return models.DocumentFile
	case a.Type == "Image":
		return models.PictureFile
	case a.Type == "Video":
		return models.FilmFile
	case a.Type == "Audio":
		return models.SoundFile
	}
	return models.DocumentFile
}

// emojiOf are emoji as we keep them.
func emojiOf(list []wire.Emoji) (out []models.Emoji) {
	for _, e := range list[:min(len(list), mostEmoji)] {
		if models.EmojiName(e.Name) && len(e.URL) <= wire.MaxIRI {
			out = append(out, models.Emoji{Name: e.Name, Picture: e.URL})
		}
	}
	return out
}
