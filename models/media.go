package models

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MediaKind is how a file is shown.
type MediaKind string

// The kinds of files. Whatever is neither picture, film nor sound is a document: it is downloaded, never shown.
const (
	PictureFile  MediaKind = "image"
	FilmFile     MediaKind = "video"
	SoundFile    MediaKind = "audio"
	DocumentFile MediaKind = "document"
)

// Media is a file that belongs to a post or waits for one: ours, whose bytes lie in blobs, or another server's, of which
// only the address is known.
type Media struct {
	ID          ID        `gorm:"primaryKey;autoIncrement:false"`
	Slug        string    `gorm:"not null;type:text;uniqueIndex:media_slug"` // random part of its address here
	OwnerID     ID        `gorm:"not null;index:media_owner"`                // who uploaded it; the author of another server's post
	PostID      *ID       `gorm:"index:media_post,where:post_id IS NOT NULL"`
	Place       int       `gorm:"not null"` // in the post, from 0
	Kind        MediaKind `gorm:"not null;type:text"`
	Type        string    `gorm:"not null;type:text"` // media type: of ours as its bytes say, of theirs as told, and then maybe empty
	Name        string    `gorm:"not null;type:text"` // of the file, for downloads; may be empty
	Alt         string    `gorm:"not null;type:text"` // description, plain text
	Width       int       `gorm:"not null"`           // pixels; 0 when not known
	Height      int       `gorm:"not null"`
	SmallWidth  int       `gorm:"not null"` // of the thumbnail; 0 without one
	SmallHeight int       `gorm:"not null"`
	FocusX      int       `gorm:"not null"` // what to keep in sight when it is cut, in thousandths: -1000 left to 1000 right
	FocusY      int       `gorm:"not null"` // -1000 bottom to 1000 top
	Duration    int64     `gorm:"not null"` // milliseconds; 0 when not known
	Blurhash    string    `gorm:"not null;type:text"`
	Bytes       int64     `gorm:"not null"`                                           // on our disk, thumbnail included
	Remote      string    `gorm:"not null;type:text"`                                 // address elsewhere; empty for ours
	Poster      string    `gorm:"not null;default:'';type:text"`                      // address of a picture that stands for another server's film or sound; empty without
	Created     Time      `gorm:"not null;index:media_waiting,where:post_id IS NULL"` // when it came, or was last taken from a post

	Lent string `gorm:"-"` // a sealed address for one receiver, set by the gate in that receiver's copy
}

// TableName is the table of files.
func (Media) TableName() string { return "media" }

// Local tells whether the bytes are ours.
func (m *Media) Local() bool { return m.Remote == "" }

// MostAlt is how long a description may be, in characters.
const MostAlt = 1500

// Describe sets description and focal point, two numbers from -1 to 1 with a comma between; nil leaves as it is. It tells whether
// they can be read; the description is at most MostAlt long.
func (m *Media) Describe(alt, focus *string) bool {
	if alt != nil {
		m.Alt = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(*alt, "\x00", ""), ""))
		if utf8.RuneCountInString(m.Alt) > MostAlt {
			return false
		}
	}
	if focus == nil || *focus == "" {
		return true
	}
	left, right, ok := strings.Cut(*focus, ",")
	x, err := strconv.ParseFloat(strings.TrimSpace(left), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(right), 64)
	if !ok || err != nil || err2 != nil || math.IsNaN(x) || math.IsNaN(y) {
		return false
	}
	part := func(v float64) int { return int(math.Round(max(-1, min(1, v)) * 1000)) }
	m.FocusX, m.FocusY = part(x), part(y)
	return true
}

// Focus is the focal point as Describe reads it.
func (m *Media) Focus() string {
	part := func(v int) string { return strconv.FormatFloat(float64(v)/1000, 'f', -1, 64) }
	return part(m.FocusX) + "," + part(m.FocusY)
}

// MostMedia is how many files a post of ours has at most.
const MostMedia = 8
