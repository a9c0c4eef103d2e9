package models

// Rhythm is how often something comes again.
type Rhythm string

// The rhythms.
const (
	Weekly  Rhythm = "weekly"  // on a day of the week: 1 is Monday
	Monthly Rhythm = "monthly" // on a day of the month: 1 to 28
)

// Recurring is a thread that a community of ours begins anew each week or month.
type Recurring struct {
	ID          ID     `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ID     `gorm:"not null;index:recurring_community,priority:1"`
	Text        string `gorm:"not null;type:text"` // Markdown
	Every       Rhythm `gorm:"not null;type:text"`
	Day         int    `gorm:"not null;type:integer"`
	Next        Time   `gorm:"not null;index:recurring_next"` // when it begins the next time
	Created     Time   `gorm:"not null"`
}

// TableName is the table of recurring threads.
func (Recurring) TableName() string { return "recurring" }
