package models

// TallyShard is one part of how many of something an actor or a post has; the parts are added up. What is counted, store tells.
type TallyShard struct {
	OfID  ID     `gorm:"primaryKey;autoIncrement:false"`
	What  string `gorm:"primaryKey;type:text"`
	Shard int64  `gorm:"primaryKey;autoIncrement:false"`
	N     int64  `gorm:"not null"`
}

// TableName is what the schema calls it.
func (TallyShard) TableName() string { return "tallies" }
