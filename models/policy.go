package models

// Policy is one version of the policy: a file that never changes.
type Policy struct {
	Version int    `gorm:"primaryKey;autoIncrement:false"`
	Text    string `gorm:"not null;type:text"` // the policy file
	Author  string `gorm:"not null;type:text"` // handle of who brought it
	Reason  string `gorm:"not null;type:text"`
	At      Time   `gorm:"not null"`
}

// TableName is the table of versions of the policy.
func (Policy) TableName() string { return "policies" }
