package models

import "strings"

// Reaction is a face that somebody put under a post: one emoji, or the :name@host: of a picture that their server has.
type Reaction struct {
	ID      ID     `gorm:"primaryKey;autoIncrement:false"`
	IRI     IRI    `gorm:"uniqueIndex:reactions_iri;not null;type:text"`
	ActorID ID     `gorm:"not null;uniqueIndex:reactions_once,priority:1"`
	PostID  ID     `gorm:"not null;uniqueIndex:reactions_once,priority:2;index:reactions_post"`
	Face    string `gorm:"not null;type:text;uniqueIndex:reactions_once,priority:3"`
	Picture string `gorm:"not null;type:text"` // address of the picture at its server; empty for an emoji
	Created Time   `gorm:"not null"`
}

// Dislike is somebody's disapproval of a post, as forums of others send it. It is
// kept, and counted only where the community that the post stands in uses it.
type Dislike struct {
	ID      ID   `gorm:"primaryKey;autoIncrement:false"`
	IRI     IRI  `gorm:"uniqueIndex:dislikes_iri;not null;type:text"`
	ActorID ID   `gorm:"not null;uniqueIndex:dislikes_once,priority:1"`
	PostID  ID   `gorm:"not null;uniqueIndex:dislikes_once,priority:2;index:dislikes_post"`
	Created Time `gorm:"not null"`
}

// FaceCount is how often one face stands under a post.
type FaceCount struct {
	Face    string
	Picture string // address of the picture at its server; empty for an emoji
	Emoji   *Emoji // the picture, where it is known
	Count   int64
	Mine    bool // the viewer is among them
}

// FaceAt names a picture of another server: the same :name: at two servers is two faces.
func FaceAt(name string, host Host) string {
	return ":" + strings.Trim(name, ":") + "@" + string(host) + ":"
}

// OneEmoji tells whether a string shows as one emoji: one picture with its modifiers, a joined sequence, a flag or a
// keycap.
func OneEmoji(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	pictures, flags, joined, keycap := 0, 0, false, false
	for _, r := range s {
		switch {
		case r == 0x200d:
			joined = true
			continue
		case r == 0xfe0f || r == 0xfe0e || (r >= 0x1f3fb && r <= 0x1f3ff && pictures > 0) || (r >= 0xe0020 && r <= 0xe007f):
			continue
		case r == 0x20e3:
			keycap = true
			continue
		case r >= 0x1f1e6 && r <= 0x1f1ff:
			flags++
		case r >= '0' && r <= '9' || r == '#' || r == '*':
			if pictures > 0 || !strings.HasSuffix(s, "\u20e3") {
				return false
			}
			pictures++
		case isPicture(r):
			if !joined {
				pictures++
			}
		default:
			return false
		}
		joined = false
	}
	if keycap && pictures != 1 {
		return false
	}
	return (pictures == 1 && flags == 0) || (pictures == 0 && flags == 2)
}

func isPicture(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r >= 0x2300 && r <= 0x23ff ||
		r >= 0x2b00 && r <= 0x2bff || r >= 0x2190 && r <= 0x21ff || r >= 0x25a0 && r <= 0x25ff ||
		r == 0xa9 || r == 0xae || r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x3030 ||
		r == 0x303d || r == 0x3297 || r == 0x3299 || r >= 0x2934 && r <= 0x2935
}
