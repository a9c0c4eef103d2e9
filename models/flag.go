package models

// MemberFlag is a member's word that a post should not stand in a community of ours as it does. Those who decide there read it, and nobody else.
type MemberFlag struct {
	PostID      ID     `gorm:"primaryKey;autoIncrement:false"`
	ByID        ID     `gorm:"primaryKey;autoIncrement:false;index:flags_by"`
	CommunityID ID     `gorm:"not null;index:flags_open,where:settled = 0"`
	Reason      string `gorm:"not null;type:text"` // plain text
	At          Time   `gorm:"not null"`
	Settled     Time   `gorm:"not null"` // when it was decided about the post; 0 while it is open
}

// TableName is the table of flags.
func (MemberFlag) TableName() string { return "flags" }
