package frontend

import (
	"fmt"
	"strings"

	"guildhall/models"
	"guildhall/paths"
)

// File is the path of a file of a post; empty where there is none to show. A visitor without a session sees none of other servers.
func (s *sheet) File(m models.Media) string {
	if m.Local() {
		return PathMedia.With(m.Slug)
	}
	if s.Viewer == nil {
		return ""
	}
	return paths.Elsewhere(paths.LentFile, m.ID, m.Remote)
}

// Small is the path of a picture as a gallery shows it: the thumbnail, where there is one that still moves as the whole does.
func (s *sheet) Small(m models.Media) string {
	if m.Local() && m.SmallWidth > 0 && m.Type != "image/gif" {
		return PathMediaSmall.With(m.Slug)
	}
	return s.File(m)
}

// focus is the part of a picture that stays in sight when it is cut, as one of five by five classes.
func focus(m models.Media) string {
	if m.FocusX == 0 && m.FocusY == 0 {
		return ""
	}
	step := func(v int) int { return (v + 1000 + 250) / 500 }
	return fmt.Sprintf("fx%d fy%d", step(m.FocusX), step(-m.FocusY))
}

// Shows tells whether a post has a file that can be shown.
func (s *sheet) Shows(p Post) bool {
	for _, m := range p.Media {
		if s.File(m) != "" {
			return true
		}
	}
	return false
}

// fileName is how a file is spoken of: by its description, else by its kind.
func (s *sheet) fileName(m models.Media) string {
	if m.Alt != "" {
		return m.Alt
	}
	if m.Kind == models.DocumentFile && m.Name != "" {
		return m.Name
	}
	switch m.Kind {
	case models.FilmFile:
		return s.T("media.video")
	case models.SoundFile:
		return s.T("media.audio")
	}
	return s.T("media.document")
}

const base83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"

// colourOf is the average colour that a blurhash begins with; empty for what is none.
func colourOf(hash string) string {
	if len(hash) < 6 {
		return ""
	}
	n := 0
	for _, c := range []byte(hash[2:6]) {
		at := strings.IndexByte(base83, c)
		if at < 0 {
			return ""
		}
		n = n*83 + at
	}
	if n > 0xffffff {
		return ""
	}
	return fmt.Sprintf("#%06x", n)
}
