package models

// ListKind says what a list of servers is for.
type ListKind string

// The kinds of lists.
const (
	AllowList ListKind = "allow" // each server on it becomes allowed; a partner stays one
	BlockList ListKind = "block" // each becomes blocked or limited, as its line says
)

// PeerList is a list of servers that was read in: shown first, applied by a second act, and undone by a third.
type PeerList struct {
	ID      ID         `gorm:"primaryKey;autoIncrement:false"`
	Kind    ListKind   `gorm:"not null;type:text"`
	Name    string     `gorm:"not null;type:text"` // of the file
	Author  string     `gorm:"not null;type:text"` // who read it in
	Lines   int        `gorm:"not null"`           // with a server on them
	Faults  []ListSlip `gorm:"not null;type:text;serializer:json"`
	Faulty  int        `gorm:"not null"` // lines that were left out; the first of them are in Faults
	At      Time       `gorm:"not null"`
	Applied Time       `gorm:"not null"`
	Undone  Time       `gorm:"not null"`
}

// ListSlip is a line of a list that was left out, with the reason.
type ListSlip struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// PeerListLine is one server of a list.
type PeerListLine struct {
	ListID   ID       `gorm:"primaryKey;autoIncrement:false"`
	Host     Host     `gorm:"primaryKey;type:text"`
	Standing Standing `gorm:"not null;type:text"` // what it becomes
	Below    bool     `gorm:"not null"`           // and its subdomains
	Reason   string   `gorm:"not null;type:text"`
	Was      Standing `gorm:"not null;type:text"` // what it was when the list was applied; empty before, and where nothing changed
}
