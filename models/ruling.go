package models

// RulingKind is what those who look after a community decide in it.
type RulingKind string

// The kinds.
const (
	Removed RulingKind = "removed" // a post stands in the community no more; it stays its author's
	Shut    RulingKind = "locked"  // nobody answers in a thread
	Banned  RulingKind = "banned"  // somebody does not write there
	Folded  RulingKind = "folded"  // members folded a post of a community of ours until it is decided about; by the community itself
	Kept    RulingKind = "kept"    // a post that members flagged stands
)

// Ruling is one thing that somebody who looks after a community decided there, ours or another's. It is never changed, only undone.
type Ruling struct {
	ID          ID         `gorm:"primaryKey;autoIncrement:false;index:rulings_community,priority:2;index:rulings_bans,priority:2,where:what = 'banned' AND undone = 0"`
	Activity    IRI        `gorm:"uniqueIndex:rulings_activity;not null;type:text"` // that told it, or tells it
	CommunityID ID         `gorm:"not null;index:rulings_community,priority:1;index:rulings_whom,priority:2;index:rulings_bans,priority:1,where:what = 'banned' AND undone = 0"`
	ByID        ID         `gorm:"not null"` // 0 for somebody elsewhere who is not known here
	What        RulingKind `gorm:"not null;type:text"`
	WhomID      ID         `gorm:"not null;index:rulings_whom,priority:1"`         // the author of the post, or whoever is banned
	PostID      ID         `gorm:"not null;index:rulings_post,where:post_id <> 0"` // 0 for a ban
	Reason      string     `gorm:"not null;type:text"`                             // plain text, shown to whom it concerns
	Until       Time       `gorm:"not null"`                                       // end of a ban; 0 without one
	At          Time       `gorm:"not null"`
	Undone      Time       `gorm:"not null"` // 0 while it stands
	UndoneByID  ID         `gorm:"not null;default:0"`
	UndoneWhy   string     `gorm:"not null;default:'';type:text"`
	WithID      ID         `gorm:"not null;default:0;index:rulings_with,where:with_id <> 0"` // the ban with which a post left; 0 for none
	Posts       bool       `gorm:"not null;default:false"`                                   // of a ban: what they posted there left too
}

// Stands tells whether a ruling is in force at a moment.
func (r *Ruling) Stands(now Time) bool { return r.Undone == 0 && (r.Until == 0 || r.Until > now) }
