package models

// Act is what somebody with a duty did: roles, peers, policy, agreements, accounts, settings, answers to what waited. All is
// kept as values, so that it reads the same when what it names is gone. It is a link of the same chain as decisions.
type Act struct {
	ID     ID     `gorm:"primaryKey;autoIncrement:false"`
	At     Time   `gorm:"not null"`
	Verb   string `gorm:"not null;type:text;index:acts_verb,priority:1"` // what was done, greppable: role.granted
	ByID   ID     `gorm:"not null"`                                      // 0 for the command line without a name
	ByName string `gorm:"not null;type:text"`
	About  ID     `gorm:"not null"`           // the person of ours whom it concerns; 0 for none
	What   string `gorm:"not null;type:text"` // what it was done to: a name, a host, a version
	Before string `gorm:"not null;type:text"`
	After  string `gorm:"not null;type:text"`
	Reason string `gorm:"not null;type:text"`
	Salt   []byte `gorm:"not null"`
	Erased Time   `gorm:"not null"` // when names and words were destroyed; 0 while they are there
	Names  []byte `gorm:"not null"` // digest of what was destroyed; empty before
}

// RecordText is the sealed text of something that crossed, so that rules can judge it again for a while.
type RecordText struct {
	ID       ID     `gorm:"primaryKey;autoIncrement:false"`
	At       Time   `gorm:"not null"`
	AuthorID ID     `gorm:"not null;index:record_texts_author"`
	Sealed   []byte `gorm:"not null"`
	About    int64  `gorm:"not null;default:0;index:record_texts_about"` // number of the thing that it belongs to
}

// Link is a link of a chain of hashes: what one process recorded since its link before.
type Link struct {
	Node    string `gorm:"primaryKey;type:text"`
	Seq     int64  `gorm:"primaryKey;autoIncrement:false"` // from 1
	At      Time   `gorm:"not null;index:chain_links_joins,where:joins <> ''"`
	Prev    []byte `gorm:"not null"`           // hash of the link before; empty for the first
	Entries []byte `gorm:"not null"`           // for each record its kind, id and digest
	Joins   string `gorm:"not null;type:text"` // heads of other chains seen, and where chains begin since old links went; JSON
	Hash    []byte `gorm:"not null"`
}

// TableName is the table of links.
func (Link) TableName() string { return "chain_links" }

// Chain is the newest link of one process.
type Chain struct {
	Node   string `gorm:"primaryKey;type:text"`
	Seq    int64  `gorm:"not null"`
	At     Time   `gorm:"not null"`
	Hash   []byte `gorm:"not null"`
	Joined int64  `gorm:"not null"` // the newest link of it that another chain has seen
}
