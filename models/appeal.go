package models

// Appeal is what somebody says, once, against a ruling of a community of ours that concerns them, and what they were answered.
type Appeal struct {
	RulingID    ID     `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ID     `gorm:"not null;index:appeals_open,where:answered = 0"`
	ByID        ID     `gorm:"not null;index:appeals_by"` // whom the ruling concerns
	Text        string `gorm:"not null;type:text"`        // plain text
	At          Time   `gorm:"not null"`
	Answered    Time   `gorm:"not null"` // 0 while it waits
	AnswerByID  ID     `gorm:"not null"` // 0 while it waits
	Reversed    bool   `gorm:"not null"` // the ruling was taken back; else it was upheld
	Answer      string `gorm:"not null;type:text"`
}
