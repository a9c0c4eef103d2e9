package models

// PostVersion is what a post said before an edit, with whom it was for then.
type PostVersion struct {
	PostID    ID       `gorm:"primaryKey;autoIncrement:false"`
	Version   int      `gorm:"primaryKey;autoIncrement:false"`
	Title     string   `gorm:"not null;type:text"`
	Content   string   `gorm:"not null;type:text"` // sanitised HTML
	Source    string   `gorm:"not null;type:text"`
	Summary   string   `gorm:"not null;type:text"`
	Sensitive bool     `gorm:"not null"`
	Language  string   `gorm:"not null;type:text"`
	Audience  Audience `gorm:"not null;type:text"`
	Readers   []ID     `gorm:"not null;type:text;serializer:json"` // people whom it named
	Options   []string `gorm:"not null;type:text;serializer:json"` // answers of its poll
	Made      Time     `gorm:"not null"`                           // when it was written
	Facts     string   `gorm:"not null;default:'';type:text"`      // what it told beside its text, in one line
}
