package frontend

import (
	"fmt"
	"strings"

	"guildhall/models"
	"guildhall/paths"
)

// File is the path of a file of a post; empty where there is none to show. A visitor without a session sees none of other servers.
func (s *sheet) File(m models.Media) string {
	if m.Local() || s.Viewer == nil {
		return ""
	}
	return paths.Elsewhere(paths.LentFile, m.ID, m.Remote)
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
