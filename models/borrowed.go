package models

import (
	"crypto/sha256"
	"encoding/hex"
)

// Borrowed is a file of another server that we fetched because somebody of ours looked at it. Its bytes lie in blobs under
// elsewhere/ and may go at any time: they can be had again.
type Borrowed struct {
	Name    string `gorm:"primaryKey;type:text"` // of its bytes: the digest of its address
	Type    string `gorm:"not null;type:text"`   // media type as its bytes say
	Bytes   int64  `gorm:"not null"`
	Fetched Time   `gorm:"not null;index:borrowed_fetched"`
	Used    Time   `gorm:"not null;index:borrowed_used"` // when somebody looked last, to the day
}

// TableName is the table of borrowed files.
func (Borrowed) TableName() string { return "borrowed" }

// BorrowedName is the name of the bytes that stand at an address elsewhere.
func BorrowedName(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:])
}
