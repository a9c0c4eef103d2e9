package models

// AskingState is where a wish to follow somebody on a closed server stands.
type AskingState string

// The states of a wish.
const (
	Asked     AskingState = "asked"  // an administrator has not answered
	AskOpened AskingState = "opened" // the server is open; the follow is on its way
	AskDone   AskingState = "done"   // the follow was made
	AskNo     AskingState = "no"     // answered with a no and a sentence
	AskFailed AskingState = "failed" // the server is open, but the account could not be followed
)

// Asking is the wish of one of ours to follow somebody on a server that is closed.
type Asking struct {
	ID       ID          `gorm:"primaryKey;autoIncrement:false;index:askings_open,where:state='asked'"`
	AskerID  ID          `gorm:"not null;uniqueIndex:askings_once,priority:1"`
	Address  string      `gorm:"not null;type:text;uniqueIndex:askings_once,priority:2"` // ines@social.example
	Host     Host        `gorm:"not null;type:text;index:askings_host"`
	Reason   string      `gorm:"not null;type:text"` // the person's own line
	State    AskingState `gorm:"not null;type:text"`
	Answer   string      `gorm:"not null;type:text"` // a sentence, for a no and for what failed
	At       Time        `gorm:"not null"`
	Answered Time        `gorm:"not null"`
}

// PeerSays is what a server says of itself, when an administrator had it asked. It is a stranger's word: plain text.
type PeerSays struct {
	Title   string   `json:"title,omitempty"`
	About   string   `json:"about,omitempty"`
	Contact string   `json:"contact,omitempty"`
	Rules   []string `json:"rules,omitempty"`
	At      Time     `json:"at,omitempty"` // when it was asked; 0 for never
}
