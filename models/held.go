package models

// HeldState is where something stands that waits at the boundary.
type HeldState string

// The states of what is held. Private is what only its author sees, until they ask for somebody to look; from the others
// than Waiting and Private nothing comes back.
const (
	Waiting  HeldState = "waiting"
	Private  HeldState = "private"
	Released HeldState = "released"
	Declined HeldState = "refused"
	Expired  HeldState = "expired"
	Voided   HeldState = "voided" // it was edited or deleted meanwhile
)

// HeldItem is one crossing that waits: ours with its bytes as they would be sent, or another's that lies in the inbox.
type HeldItem struct {
	ID        ID        `gorm:"primaryKey;autoIncrement:false"`
	At        Time      `gorm:"not null"`
	Door      Door      `gorm:"not null;type:text"` // out or in
	State     HeldState `gorm:"not null;type:text;index:held_open,priority:1,where:closed = 0"`
	Verb      Verb      `gorm:"not null;type:text"`
	Activity  IRI       `gorm:"not null;type:text"`
	Thing     IRI       `gorm:"not null;type:text;index:held_thing"` // what the hold is about: the post, or the activity that carries none
	Version   int       `gorm:"not null"`                            // of the post
	PostID    *ID       `gorm:"index:held_post,where:post_id IS NOT NULL"`
	ByID      ID        `gorm:"not null"` // who acts; of a post its author
	Audience  Audience  `gorm:"not null;type:text"`
	Event     Event     `gorm:"not null;type:text;serializer:json"` // out: what it was made from, to be judged again
	InboxID   ID        `gorm:"not null"`                           // in: where it lies
	Receivers []IRI     `gorm:"not null;type:text;serializer:json"` // out: inboxes
	Hosts     string    `gorm:"not null;type:text"`                 // peers, joined by a space, with one before and after each
	Body      []byte    `gorm:"not null"`                           // out: what will be sent if it is released
	Needs     string    `gorm:"not null;type:text"`                 // who must release it, JSON
	Rule      string    `gorm:"not null;type:text"`
	Why       string    `gorm:"not null;type:text"`
	Behind    IRI       `gorm:"not null;type:text;index:held_behind,where:behind <> ''"` // the held thing that it waits for
	Policy    int       `gorm:"not null"`
	Closed    Time      `gorm:"not null"` // when it left the queue
}

// TableName is the table of what is held.
func (HeldItem) TableName() string { return "held" }

// HeldAnswer is what one reviewer said of it.
type HeldAnswer struct {
	HeldID ID     `gorm:"primaryKey;autoIncrement:false"`
	ByID   ID     `gorm:"primaryKey;autoIncrement:false"`
	Answer string `gorm:"not null;type:text"` // release or refuse
	Words  string `gorm:"not null;type:text"`
	At     Time   `gorm:"not null"`
}

// TableName is the table of answers to what is held.
func (HeldAnswer) TableName() string { return "held_answers" }
