package models

// FollowState is where a follow stands.
type FollowState string

// The states of a follow. A refused or ended follow has no row.
const (
	Pending  FollowState = "pending"
	Accepted FollowState = "accepted"
)

// Following is one actor following another.
type Following struct {
	ID         ID          `gorm:"primaryKey;autoIncrement:false;index:follows_newest,priority:2"`
	IRI        IRI         `gorm:"uniqueIndex:follows_iri;not null;type:text"` // id of the Follow activity
	FollowerID ID          `gorm:"not null;uniqueIndex:follows_pair,priority:1;index:follows_place,priority:3"`
	FolloweeID ID          `gorm:"not null;uniqueIndex:follows_pair,priority:2;index:follows_place,priority:1;index:follows_newest,priority:1"`
	State      FollowState `gorm:"not null;type:text"`
	Created    Time        `gorm:"not null"`
	Host       Host        `gorm:"->;not null;default:'';type:text;index:follows_place,priority:2"` // where the follower lives; empty for people here. The database fills it in
}

// TableName is the table of follows.
func (Following) TableName() string { return "follows" }

// Denied is the answer to a follow that was refused. It is never stored: the row is gone.
const Denied FollowState = "denied"

// MostSynchronised is how many followers of one actor on one server are compared with that server (FEP-8fcf). Where there are
// more, neither side is told of any.
const MostSynchronised = 1500

// Relation is how one actor, the viewer, stands to another.
type Relation struct {
	Following   bool // the viewer follows
	Requested   bool // the viewer asked to follow
	FollowedBy  bool
	RequestedBy bool
	Refused     Time // the viewer asked to come into this community elsewhere, or was in it, and it said no then; 0 otherwise
	TakenOut    bool // with Refused: the viewer was in it
	Blocking    bool
	BlockedBy   bool
}

// Tally counts what belongs to an actor, as far as the viewer may read it.
type Tally struct {
	Followers, Following, Posts int64
	LastPost                    Time // of the newest of them; 0 without any
}

// BlockRow is one actor not wanting anything of another.
type BlockRow struct {
	ID        ID   `gorm:"primaryKey;autoIncrement:false"`
	IRI       IRI  `gorm:"uniqueIndex:blocks_iri;not null;type:text"`
	ActorID   ID   `gorm:"not null;uniqueIndex:blocks_pair,priority:1"`
	BlockedID ID   `gorm:"not null;uniqueIndex:blocks_pair,priority:2;index:blocks_blocked"`
	Created   Time `gorm:"not null"`
}

// TableName is the table of personal blocks.
func (BlockRow) TableName() string { return "blocks" }

// NoticeKind says what a notice is about, in the client API's words.
type NoticeKind string

// The kinds of notices.
const (
	NoticeMention     NoticeKind = "mention"
	NoticeFollow      NoticeKind = "follow"
	NoticeRequest     NoticeKind = "follow_request"
	NoticeFavourite   NoticeKind = "favourite"
	NoticeBoost       NoticeKind = "reblog"
	NoticeOutward     NoticeKind = "outward"                // a word when a person first goes outward; not shown to apps that do not know it
	NoticeRefused     NoticeKind = "refused"                // the boundary stopped something of theirs
	NoticeHeld        NoticeKind = "held"                   // something of theirs waits for review; not shown to apps, which do not know it
	NoticeReleased    NoticeKind = "released"               // what waited goes its way; not shown to apps
	NoticeEnded       NoticeKind = "ended"                  // a follow of theirs ended unheard; not shown to apps, which do not know it
	NoticePoll        NoticeKind = "poll"                   // a poll of theirs, or one that they voted in, has ended
	NoticeInvite      NoticeKind = "invite"                 // somebody asks them to come to an event
	NoticeAttend      NoticeKind = "attendance"             // an event said yes or no to their coming
	NoticeAccepted    NoticeKind = "accepted"               // an answer of theirs was accepted; not shown to apps, which do not know it
	NoticeComing      NoticeKind = "coming"                 // somebody comes to an event of theirs; not shown to apps
	NoticeSoon        NoticeKind = "event.soon"             // an event that they come to begins soon; not shown to apps
	NoticeEventChange NoticeKind = "event.changed"          // one takes place at another time or place, or not at all; not shown to apps
	NoticeQuote       NoticeKind = "quote"                  // somebody quotes them
	NoticeRequoted    NoticeKind = "quoted_update"          // what they quote was edited
	NoticeQuoteWish   NoticeKind = "pending.quote"          // somebody asks whether they may quote a post of theirs
	NoticeReaction    NoticeKind = "pleroma:emoji_reaction" // its text is the face
	NoticeReport      NoticeKind = "admin.report"           // for moderators: somebody reports somebody
	NoticeAsking      NoticeKind = "asking"                 // for whoever looks after the boundary: somebody wants to follow on a closed server; not shown to apps
	NoticeAnswered    NoticeKind = "answered"               // what became of such a wish of theirs; not shown to apps
	NoticeAppeal      NoticeKind = "appeal"                 // somebody appeals and they are asked, or theirs was answered; not shown to apps
	NoticeCommunity   NoticeKind = "community"              // a community that they lead or are in has something to say to them; not shown to apps
	NoticeMove        NoticeKind = "moved"                  // somebody whom they follow has moved; not shown to apps, which do not know it
)

// NoticeShown is a notice with whom and what it is about.
type NoticeShown struct {
	Notice
	From Actor
	Post *PostShown // nil when it is about no post, or about one that its owner may not read any more
}

// Notice is something that a person of ours should know.
type Notice struct {
	ID      ID         `gorm:"primaryKey;autoIncrement:false"`
	OwnerID ID         `gorm:"not null;index:notices_owner"`
	Kind    NoticeKind `gorm:"not null;type:text"`
	FromID  ID         `gorm:"not null"`
	PostID  *ID        `gorm:"index:notices_post,where:post_id IS NOT NULL"`
	Text    string     `gorm:"not null;type:text"` // a sentence, for kinds that need one
	Created Time       `gorm:"not null"`
	Read    bool       `gorm:"not null"`
	Once    string     `gorm:"uniqueIndex:notices_once;not null;type:text"` // what makes it the same notice
}
