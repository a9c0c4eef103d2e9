package models

// Borrowed is a file of another server that we fetched because somebody of ours looked at it. Its bytes lie in blobs under
// elsewhere/ and may go at any time: they can be had again.
type Borrowed struct {
	Name    string `gorm:"primaryKey;type:text"` // of its bytes: the digest of its address
	Type    string `gorm:"not null;type:text"`   // media type as its bytes say
	Bytes   int64  `gorm:"not null"`
	Fetched Time   `gorm:"not null"`
	Used    Time   `gorm:"not null;index:borrowed_used"` // when somebody looked last, to the day
}

// TableName is the table of borrowed files.
func (Borrowed) TableName() string { return "borrowed" }

// Emoji is a small picture with a name that another server has: :name: means it in what its people write.
type Emoji struct {
	ID      ID     `gorm:"primaryKey;autoIncrement:false"`
	Host    Host   `gorm:"not null;type:text;uniqueIndex:emoji_name,priority:1"`
	Name    string `gorm:"not null;type:text;uniqueIndex:emoji_name,priority:2"` // without colons
	Picture string `gorm:"not null;type:text"`                                   // address at its server, never shown to a browser as it is
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
