package models

// Closure is one time that federation was closed, as after a restore: nothing crosses but withdrawals until somebody opens it.
type Closure struct {
	ID        ID     `gorm:"primaryKey;autoIncrement:false"`
	At        Time   `gorm:"not null"`
	ClosedBy  string `gorm:"not null;type:text"` // handle of a person of ours; empty when a restore did it
	Why       string `gorm:"not null;type:text"`
	Backup    Time   `gorm:"not null"` // moment of the backup that was restored; 0 when somebody closed by hand
	Applied   Time   `gorm:"not null"` // when what ended since the backup was applied; 0 until then
	Opened    Time   `gorm:"not null"`
	OpenedBy  string `gorm:"not null;type:text"`
	OpenedWhy string `gorm:"not null;type:text"`
}

// EndingKind says what was taken back or ended.
type EndingKind string

// The kinds of endings, with what Ending.What and Ending.Also name.
const (
	PostEnded   EndingKind = "post"   // id of a post
	ActorEnded  EndingKind = "actor"  // id of an actor that is gone, closed or suspended
	FollowEnded EndingKind = "follow" // ids of who followed, and of whom
	BoostEnded  EndingKind = "boost"  // ids of who shared, and of the post
	PeerFell    EndingKind = "peer"   // host, and its standing from then on
	TokenEnded  EndingKind = "token"  // number of a token; 0 for all of the person's, whose id is Also
	RoleEnded   EndingKind = "role"   // id of a person of ours, and the role
	SecretEnded EndingKind = "secret" // id of a person of ours whose password was changed
)

// Ending is one thing that was taken back or ended: names only. A backup that is restored has it back until it is applied anew.
type Ending struct {
	ID   ID         `gorm:"primaryKey;autoIncrement:false" json:"id"`
	At   Time       `gorm:"not null" json:"at"`
	Kind EndingKind `gorm:"not null;type:text" json:"kind"`
	What string     `gorm:"not null;type:text" json:"what"`
	Also string     `gorm:"not null;type:text" json:"also,omitempty"`
}
