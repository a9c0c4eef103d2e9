package models

// PostsKept and PostsRemoved say what becomes of the posts of somebody who is erased.
const (
	PostsKept    = "keep"
	PostsRemoved = "remove"
)

// Erasure is the erasing of a person of ours that is under way: it is there until nothing of theirs is left that is to go.
type Erasure struct {
	ActorID ID     `gorm:"primaryKey;autoIncrement:false"`
	At      Time   `gorm:"not null"`
	Posts   string `gorm:"not null;type:text"` // keep or remove
}

// TableName is the table of erasures under way.
func (Erasure) TableName() string { return "erasures" }

// SpentName is the SHA-256, in hex, of a name that nobody gets again.
type SpentName struct {
	Sum string `gorm:"primaryKey;type:text"`
}

// TableName is the table of names that are spent.
func (SpentName) TableName() string { return "spent_names" }
