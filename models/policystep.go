package models

// Replay is what deciding recorded crossings again by a policy file found.
type Replay struct {
	ID     ID     `gorm:"primaryKey;autoIncrement:false"`
	At     Time   `gorm:"not null"`
	Digest string `gorm:"not null;type:text;index:replays_digest,priority:1"` // SHA-256 of the file, hex
	Base   int    `gorm:"not null"`                                           // version in force then
	Since  Time   `gorm:"not null"`
	Judged int    `gorm:"not null"` // crossings that were decided again
	Found  string `gorm:"not null;type:text"`
}

// PolicyMove says what was asked of the policy.
type PolicyMove string

// The moves.
const (
	PolicyActivated  PolicyMove = "activated"
	PolicyRolledBack PolicyMove = "rolled back"
	PolicyProposed   PolicyMove = "proposed"  // it waits for a second person
	PolicyDropped    PolicyMove = "withdrawn" // it waited, and another version came first
)

// PolicyStep is one time that another version of the policy was to decide.
type PolicyStep struct {
	ID      ID         `gorm:"primaryKey;autoIncrement:false"`
	At      Time       `gorm:"not null"`
	Kind    PolicyMove `gorm:"not null;type:text"`
	Version int        `gorm:"not null;index:policy_steps_version,priority:1"`
	Before  int        `gorm:"not null"` // version in force before; 0 for none
	ByID    ID         `gorm:"not null"`
	ByName  string     `gorm:"not null;type:text"`
	Reason  string     `gorm:"not null;type:text"`
	Second  string     `gorm:"not null;type:text"` // who approved it
	Settled Time       `gorm:"not null"`           // when it took effect; 0 while it waits
}

// RuleDay counts how often one rule matched in a day, over what is meant for more than a few people.
type RuleDay struct {
	Rule    string  `gorm:"primaryKey;type:text"`
	Day     string  `gorm:"primaryKey;type:text"` // 2026-11-23, UTC
	Shadow  bool    `gorm:"primaryKey"`           // it decided nothing
	Verdict Verdict `gorm:"primaryKey;type:text"`
	N       int64   `gorm:"not null"`
}
