package models

// TagFollow says that somebody of ours follows a hashtag: what carries it and is for everyone comes into their home stream.
type TagFollow struct {
	ActorID ID     `gorm:"primaryKey;autoIncrement:false;index:tag_follows_tag,priority:2"`
	Tag     string `gorm:"primaryKey;type:text;index:tag_follows_tag,priority:1"` // folded, without its sign
	At      Time   `gorm:"not null"`
}
