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

// Poster is the path of the picture that stands for a film before it plays; empty without one.
func (s *sheet) Poster(m models.Media) string {
	if m.Local() || s.Viewer == nil {
		return ""
	}
	return paths.Elsewhere(paths.LentPoster, m.ID, m.Poster)
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

// focuses are the parts of a picture that can be kept in sight; one that was set exactly stands among them.
func focuses(s *sheet, now string) []choice {
	list := []choice{
		{"0,0", s.T("focus.middle")}, {"0,0.8", s.T("focus.top")}, {"0,-0.8", s.T("focus.bottom")}, {"-0.8,0", s.T("focus.left")}, {"0.8,0", s.T("focus.right")},
		{"-0.8,0.8", s.T("focus.top-left")}, {"0.8,0.8", s.T("focus.top-right")}, {"-0.8,-0.8", s.T("focus.bottom-left")}, {"0.8,-0.8", s.T("focus.bottom-right")},
	}
	for _, c := range list {
		if c.Value == now {
			return list
		}
	}
	return append(list, choice{now, s.T("focus.exact")})
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
