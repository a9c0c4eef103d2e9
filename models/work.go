package models

// InboxState is where a received activity stands.
type InboxState string

// The states of a received activity. Received is the only one that work waits for.
const (
	Received InboxState = "received"
	Applied  InboxState = "applied"
	Held     InboxState = "held"
	Refused  InboxState = "refused"
	Failed   InboxState = "failed"
	Unknown  InboxState = "unknown" // stored, not yet understood
	NoEffect InboxState = "ignored"
)

// InboxItem is one received activity with its bytes as they came.
type InboxItem struct {
	ID       ID         `gorm:"primaryKey;autoIncrement:false;index:inbox_bytes,where:state <> 'received' AND length(body) > 0"`
	Activity IRI        `gorm:"uniqueIndex:inbox_activity;not null;type:text"` // its id; for one without, ours made from signer and digest
	SignerID ID         `gorm:"not null"`                                      // the actor whose key verified
	OwnerID  *ID        // whose personal inbox it was; nil for the shared one
	Host     Host       `gorm:"not null;type:text;index:inbox_host"`
	Verb     Verb       `gorm:"not null;type:text"`
	Body     []byte     `gorm:"not null"`
	State    InboxState `gorm:"not null;type:text"`
	Rule     string     `gorm:"not null;type:text"`
	Why      string     `gorm:"not null;type:text"`
	Tries    int        `gorm:"not null"`
	At       Time       `gorm:"not null"`
	Due      Time       `gorm:"not null;index:inbox_waiting,where:state = 'received'"` // when to try again, or when another node may take it over
	Owner    string     `gorm:"not null;default:'';type:text"`                         // the node that is at it until then
}

// TableName is the table of received activities.
func (InboxItem) TableName() string { return "inbox" }

// OutboxItem is one activity of ours as it is sent: a body shared by all receivers that get the same copy.
type OutboxItem struct {
	ID       ID     `gorm:"primaryKey;autoIncrement:false"`
	Activity IRI    `gorm:"not null;type:text;index:outbox_activity"`
	Event    Event  `gorm:"not null;type:text;serializer:json"` // what it was made from, to be judged again
	SignerID ID     `gorm:"not null"`
	Epoch    int64  `gorm:"not null"` // state of the boundary when it was judged
	Version  int    `gorm:"not null"` // version of the post then
	Body     []byte `gorm:"not null"`
	At       Time   `gorm:"not null"`
}

// TableName is the table of activities being sent.
func (OutboxItem) TableName() string { return "outbox" }

// Job is one piece of work in a lane.
type Job struct {
	ID      ID      `gorm:"primaryKey;autoIncrement:false"`
	Lane    string  `gorm:"not null;type:text;index:jobs_lane,priority:1;index:jobs_urgent,priority:1,where:urgent"`
	RunAt   Time    `gorm:"not null;index:jobs_lane,priority:2;index:jobs_urgent,priority:2,where:urgent"`
	Kind    string  `gorm:"not null;type:text"`
	Payload string  `gorm:"not null;type:text"`
	Attempt int     `gorm:"not null"`
	Error   string  `gorm:"not null;type:text"`
	Dead    bool    `gorm:"not null;index:jobs_dead,where:dead"`                 // given up, and kept to be seen
	Once    *string `gorm:"uniqueIndex:jobs_once;type:text"`                     // a second job with the same key is not added
	Turn    string  `gorm:"not null;type:text;index:jobs_turn,where:turn <> ''"` // jobs of one lane with the same turn run one after another, in order
	Urgent  bool    `gorm:"not null;default:false"`                              // somebody waits for it: it goes before the others of its lane
	Ref     ID      `gorm:"not null;index:jobs_ref,where:ref<>0"`                // row that must stay while the job does, such as its outbox row; 0 none
	Created Time    `gorm:"not null"`
}

// Lane is a queue of its own: one per destination host, one per kind of inner work. Workers lease lanes, not jobs.
type Lane struct {
	Name string `gorm:"primaryKey;type:text"`
	// Due is the latest of its next job, its block and its lease.
	Due     Time   `gorm:"not null;index:lanes_due;index:lanes_inner,where:name >= 'work:';index:lanes_well,where:fails = 0;index:lanes_ailing,where:fails > 0"`
	Blocked Time   `gorm:"not null"`           // no job of it is looked at until then
	Lease   Time   `gorm:"not null"`           // held by a worker until then; 0 when nobody holds it
	Owner   string `gorm:"not null;type:text"` // token of the lease in force
	Fails   int    `gorm:"not null"`           // failures in a row
}

// Event is something that a verb did. It travels as the payload of the jobs that listen; the row in jobs is the event.
type Event struct {
	Kind     EventKind `json:"kind"`
	Activity IRI       `json:"activity"`          // id of the activity that tells it to others, made with the event
	By       ID        `json:"by"`                // who did it
	Row      ID        `json:"row,omitempty"`     // the boost concerned: its row, also when that was undone; or the received activity that is passed on
	PostID   ID        `json:"post,omitempty"`    // the post concerned
	ActorID  ID        `json:"actor,omitempty"`   // the other actor concerned
	Object   IRI       `json:"object,omitempty"`  // the thing concerned, when its row may be gone: a Follow, Like, Announce or Block
	Verb     Verb      `json:"verb,omitempty"`    // for Undone and Answered: what was undone or answered
	Was      *Reach    `json:"was,omitempty"`     // reach before an edit
	Choices  []int     `json:"choices,omitempty"` // options chosen in a poll
	Face     string    `json:"face,omitempty"`    // of a reaction that is taken back
	Down     bool      `json:"down,omitempty"`    // it is disapproval
	Picture  string    `json:"picture,omitempty"` // of such a face
	Hosts    []Host    `json:"hosts,omitempty"`   // servers that know somebody who is erased
	Trace    string    `json:"trace,omitempty"`   // where it stands in what a collector is told (package traces)
	At       Time      `json:"at"`
}

// EventKind names what happened.
type EventKind string

// The kinds of events that outside readers may have to hear of.
const (
	PostMade      EventKind = "post-made"
	PostEdited    EventKind = "post-edited"
	PostDeleted   EventKind = "post-deleted"
	PostBoosted   EventKind = "post-boosted"
	PostLiked     EventKind = "post-liked"
	PostReacted   EventKind = "post-reacted"
	QuoteAsked    EventKind = "quote-asked"
	QuoteTaken    EventKind = "quote-accepted"
	QuoteDenied   EventKind = "quote-refused"
	QuoteEnded    EventKind = "quote-revoked" // a consent given earlier
	FollowAsked   EventKind = "follow-asked"
	FollowTaken   EventKind = "follow-accepted"
	FollowDenied  EventKind = "follow-refused" // also when a follower is removed later
	Blocking      EventKind = "blocked"
	Undone        EventKind = "undone" // a follow, like, boost or block was taken back
	ActorChanged  EventKind = "actor-changed"
	Reported      EventKind = "reported"     // told to the server of the account, by the organisation
	Moved         EventKind = "moved"        // an account of ours went elsewhere
	ReplyPassed   EventKind = "reply-passed" // a reply from elsewhere to a post of ours goes on to its author's followers
	PostPinned    EventKind = "post-pinned"
	PostUnpinned  EventKind = "post-unpinned"
	PollVoted     EventKind = "poll-voted"    // in a poll of another server
	Ruled         EventKind = "ruled"         // what was decided in a community of ours, or with the verb Undo taken back
	PollTold      EventKind = "poll-told"     // counts of a poll of ours, from time to time and at its end
	HoldReleased  EventKind = "hold-released" // what was held, Row, may go
	EventJoined   EventKind = "event-joined"
	EventLeft     EventKind = "event-left"
	EventAnswered EventKind = "event-answered" // a yes or no (Verb) to somebody elsewhere who comes to an event of ours
	Inviting      EventKind = "inviting"       // a community of ours lets somebody elsewhere come in
	ActorErased   EventKind = "actor-erased"   // told to those who know them, named in the event: nothing else is left to find them by
	Passed        EventKind = "passed-on"      // a community of ours tells its members what somebody from elsewhere did in it
)

// Withdraws tells whether an event only takes something back: it is published while federation is closed, too.
func (k EventKind) Withdraws() bool {
	return k == PostDeleted || k == Undone || k == FollowDenied || k == QuoteEnded || k == ActorErased
}
