package models

// Report is somebody's word to the moderators about an account, and about posts of it.
type Report struct {
	ID         ID     `gorm:"primaryKey;autoIncrement:false;index:reports_open,where:resolved=0"`
	Activity   IRI    `gorm:"uniqueIndex:reports_activity;not null;type:text"` // id of the Flag, theirs or ours
	ReporterID ID     `gorm:"not null"`                                        // the person of ours, or whoever signed elsewhere. It never leaves
	Host       Host   `gorm:"not null;type:text"`                              // where it came from; empty for ours
	TargetID   ID     `gorm:"not null"`                                        // the account reported
	Comment    string `gorm:"not null;type:text"`                              // plain text
	Forwarded  bool   `gorm:"not null"`                                        // also told to the account's own server
	Created    Time   `gorm:"not null"`
	Resolved   Time   `gorm:"not null"`
}

// ReportPost is a post that a report names.
type ReportPost struct {
	ReportID ID `gorm:"primaryKey;autoIncrement:false"`
	PostID   ID `gorm:"primaryKey;autoIncrement:false;index:report_posts_post"`
}

// Measure is what a moderator did.
type Measure string

// The measures.
const (
	Noted       Measure = "noted"
	Resolved    Measure = "resolved"
	Reopened    Measure = "reopened"
	TookDown    Measure = "took down" // a post, here
	Suspended   Measure = "suspended" // an account elsewhere: nothing of theirs comes in
	Unsuspended Measure = "unsuspended"
	Closed      Measure = "closed" // an account of ours
)

// ModerationAct is one thing that a moderator did about a report, with the reason.
type ModerationAct struct {
	ID       ID      `gorm:"primaryKey;autoIncrement:false"`
	ReportID ID      `gorm:"not null;index:moderation_acts_report"`
	ByID     ID      `gorm:"not null"`
	What     Measure `gorm:"not null;type:text"`
	TargetID ID      `gorm:"not null"`
	PostID   ID      `gorm:"not null;index:moderation_acts_post,where:post_id <> 0"` // 0 when it is about no post
	Reason   string  `gorm:"not null;type:text"`
	At       Time    `gorm:"not null"`
}
