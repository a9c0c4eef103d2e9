package models

import "strings"

// Emoji is a small picture with a name that a server has, ours or another: :name: means it in what its people write.
type Emoji struct {
	ID      ID     `gorm:"primaryKey;autoIncrement:false"`
	Host    Host   `gorm:"not null;type:text;uniqueIndex:emoji_name,priority:1"`
	Name    string `gorm:"not null;type:text;uniqueIndex:emoji_name,priority:2"` // without colons
	Picture string `gorm:"not null;type:text"`                                   // address at its server; another server's is never shown to a browser as it is
	Seen    Time   `gorm:"not null"`
}

// TableName is the table of emoji.
func (Emoji) TableName() string { return "emoji" }

// EmojiName tells whether a text can be the name of an emoji: letters, digits and a few signs, so that :name: is found in a text.
func EmojiName(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '+' && r != '.' {
			return false
		}
	}
	return true
}

// EmojiNamed keeps of emoji those that one of the texts names.
func EmojiNamed(list []Emoji, texts ...string) (out []Emoji) {
	for _, e := range list {
		for _, s := range texts {
			if strings.Contains(s, ":"+e.Name+":") {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

// FaceFrom takes apart the name of a picture of another server.
func FaceFrom(face string) (name string, host Host, ok bool) {
	if len(face) < 5 || face[0] != ':' || face[len(face)-1] != ':' {
		return "", "", false
	}
	name, at, ok := strings.Cut(face[1:len(face)-1], "@")
	return name, Host(at), ok
}
