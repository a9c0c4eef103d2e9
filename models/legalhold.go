package models

import (
	"crypto/sha256"
	"encoding/binary"
)

// HoldKind is what a legal hold is on.
type HoldKind string

// The kinds of legal holds.
const (
	HoldAccount   HoldKind = "account"   // what somebody wrote, here or elsewhere, and what names them
	HoldPost      HoldKind = "post"      // one post
	HoldCommunity HoldKind = "community" // what stands in a community
)

// HoldKinds lists the kinds.
var HoldKinds = []HoldKind{HoldAccount, HoldPost, HoldCommunity}

// LegalHold keeps what an account, a post or a community is made of from being destroyed. It is there while it is in force; the record
// tells of it afterwards.
type LegalHold struct {
	ID       ID       `gorm:"primaryKey;autoIncrement:false"`
	Kind     HoldKind `gorm:"not null;type:text;uniqueIndex:legal_holds_once,priority:1"`
	TargetID ID       `gorm:"not null;uniqueIndex:legal_holds_once,priority:2"` // the actor or post
	Person   int64    `gorm:"not null"`                                         // by which the record knows an account of ours; 0 for others
	About    int64    `gorm:"not null"`                                         // by which the record knows a post; 0 for others
	What     string   `gorm:"not null;type:text"`                               // address or id, to read
	Reason   string   `gorm:"not null;type:text"`
	ByName   string   `gorm:"not null;type:text"`
	At       Time     `gorm:"not null"`
}

// Preserved is what a post said when it was deleted under a legal hold. Nobody reads it here; it goes when no hold keeps it any more.
type Preserved struct {
	ID          ID     `gorm:"primaryKey;autoIncrement:false"`
	PostID      ID     `gorm:"not null"`
	AuthorID    ID     `gorm:"not null;index:preserved_author"`
	CommunityID ID     `gorm:"not null"` // where it stood; 0 for nowhere
	About       int64  `gorm:"not null;index:preserved_about"`
	At          Time   `gorm:"not null"`
	Body        string `gorm:"not null;type:text"` // the post, its earlier versions, and what it asks or announces; JSON
}

// TableName is the table of what holds keep.
func (Preserved) TableName() string { return "preserved" }

// PreservedFile is a file of such a post.
type PreservedFile struct {
	PreservedID ID     `gorm:"primaryKey;autoIncrement:false"`
	MediaID     ID     `gorm:"primaryKey;autoIncrement:false;index:preserved_files_media"`
	Remote      string `gorm:"not null;type:text"` // address elsewhere; empty for ours
}

// About is the number by which the record finds what it keeps of a thing.
func (i IRI) About() int64 {
	sum := sha256.Sum256([]byte(i))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 1) //nolint:gosec // 63 bits
}
