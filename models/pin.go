package models

// Pin says that somebody put a post of theirs, or of their community, on top of their profile.
type Pin struct {
	ActorID ID   `gorm:"primaryKey;autoIncrement:false"`
	PostID  ID   `gorm:"primaryKey;autoIncrement:false;index:pins_post"`
	Created Time `gorm:"not null"`
}

// EndedInbox is an inbox that answered that it is gone for good.
type EndedInbox struct {
	Inbox IRI  `gorm:"primaryKey;type:text"`
	At    Time `gorm:"not null"`
}
