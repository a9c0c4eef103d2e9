package models

// Standing says what a peer is to us (boundary.md, Words).
type Standing string

// The standings, from near to far.
const (
	Partner Standing = "partner" // an agreement is in force
	Allowed Standing = "allowed" // named by an administrator: what has distance world may cross
	Open    Standing = "open"    // everyone else; the mode decides
	Limited Standing = "limited" // what it sends waits for review; nothing is given to it but withdrawals
	Blocked Standing = "blocked" // nothing but withdrawals
)

// Mode says what an open peer may do.
type Mode string

// The modes of an installation.
const (
	Allowlist Mode = "allowlist" // nothing
	OpenMode  Mode = "open"      // as an allowed peer
)

// Door is where something crosses the boundary.
type Door string

// The five doors.
const (
	Out   Door = "out"   // we deliver
	In    Door = "in"    // an inbox
	Pull  Door = "pull"  // they fetch from us
	Fetch Door = "fetch" // we fetch from them
	Page  Door = "page"  // what web sees
)

// Verdict is the answer to one crossing.
type Verdict string

// The verdicts; deny beats hold beats allow.
const (
	Allow Verdict = "allow"
	Hold  Verdict = "hold"
	Deny  Verdict = "deny"
)

// Verb is what an activity does, in our words.
type Verb string

// The verbs that cross. Fetch stands for a request without an activity.
const (
	Create   Verb = "create"
	Update   Verb = "update"
	Delete   Verb = "delete"
	Undo     Verb = "undo"
	Follow   Verb = "follow"
	Accept   Verb = "accept"
	Reject   Verb = "reject"
	Like     Verb = "like"
	Announce Verb = "announce"
	Block    Verb = "block"
	Flag     Verb = "flag"
	Move     Verb = "move"
	AskQuote Verb = "quote-request"
	Add      Verb = "add"
	Remove   Verb = "remove"
	Lock     Verb = "lock"
	Ask      Verb = "fetch"
	Join     Verb = "join"
	Leave    Verb = "leave"
	Invite   Verb = "invite"
	Other    Verb = "other"
)

// Withdraws tells whether the verb only takes something back: it holds ids and nothing else and crosses whatever the
// standing is (boundary.md, law 7).
func (v Verb) Withdraws() bool { return v == Delete || v == Undo || v == Reject }

// Peer is another server, known by the host and port of its actors' ids.
type Peer struct {
	Host         Host     `gorm:"primaryKey;type:text"`
	Standing     Standing `gorm:"not null;type:text"`
	PartnerSince Time     `gorm:"not null"` // start of the agreement in force; 0 without one
	Software     string   `gorm:"not null;type:text"`
	Version      string   `gorm:"not null;type:text"`
	ServerActor  IRI      `gorm:"not null;type:text"` // the actor that signs for the whole server, as confirmed by it
	Note         string   `gorm:"not null;type:text"` // why it has this standing
	Since        Time     `gorm:"not null"`           // first contact
	LastIn       Time     `gorm:"not null"`
	LastOut      Time     `gorm:"not null"`
	Fails        int      `gorm:"not null"` // deliveries refused or unanswered in a row
	Changed      Time     `gorm:"not null"`
	Manner       Manner   `gorm:"not null;default:'';type:text"`                   // of signing that it took last; empty when only the first was tried
	WeakKeys     bool     `gorm:"not null;default:false"`                          // an administrator lets it sign with RSA keys of 1024 bits
	Owner        Handle   `gorm:"not null;default:'';type:text"`                   // who of ours answers for it
	Review       Time     `gorm:"not null;default:0"`                              // when somebody should look at it again; 0 for never
	Below        bool     `gorm:"not null;default:false"`                          // its subdomains have its standing too, unless they have one of their own
	Says         PeerSays `gorm:"not null;default:'{}';type:text;serializer:json"` // of itself, when it was asked
	Above        Host     `gorm:"-"`                                               // the server that it has its standing from; empty for its own
}

// Closed tells whether nothing crosses between a server of this standing and us, or waits, in a mode.
func (s Standing) Closed(mode Mode) bool {
	switch s {
	case Partner, Allowed:
		return false
	case Open:
		return mode != OpenMode
	}
	return true
}

// Manner is a specification by which requests are signed.
type Manner string

// The manners of signing.
const (
	Cavage  Manner = "draft-cavage" // draft-cavage-http-signatures-12
	RFC9421 Manner = "rfc9421"      // HTTP Message Signatures with Content-Digest
)

// PeerDay counts what one peer did in a day by door and verdict; no page, post or person is in it.
type PeerDay struct {
	Host    Host    `gorm:"primaryKey;type:text"`
	Day     string  `gorm:"primaryKey;type:text"` // 2026-11-23, UTC
	Door    Door    `gorm:"primaryKey;type:text"`
	Verdict Verdict `gorm:"primaryKey;type:text"`
	N       int64   `gorm:"not null"`
}

// Decision is one recorded answer of the gate (boundary.md, law 13). Crossings that differ only in the peer share a row.
type Decision struct {
	ID       ID      `gorm:"primaryKey;autoIncrement:false"`
	At       Time    `gorm:"not null"`
	Door     Door    `gorm:"not null;type:text"`
	Verb     Verb    `gorm:"not null;type:text"`
	Peers    string  `gorm:"not null;type:text"` // hosts joined by a space, with one before and after each
	Activity IRI     `gorm:"not null;type:text"`
	Object   IRI     `gorm:"not null;type:text"`
	PostID   *ID     `gorm:"index:decisions_post,where:post_id IS NOT NULL"`
	Audience string  `gorm:"not null;type:text"`
	Distance string  `gorm:"not null;type:text"`
	Verdict  Verdict `gorm:"not null;type:text;index:decisions_stopped,where:verdict <> 'allow'"`
	Rule     string  `gorm:"not null;type:text;index:decisions_rule,where:verdict <> 'allow'"` // the step or rule that decided
	Why      string  `gorm:"not null;type:text"`                                               // its sentence
	Steps    string  `gorm:"not null;type:text"`                                               // every step with its values, JSON
	Policy   int     `gorm:"not null"`                                                         // version of the rules

	Salt       []byte `gorm:"not null;default:''"`
	Erased     Time   `gorm:"not null;default:0"`                                                   // when names were destroyed; 0 while they are there
	Names      []byte `gorm:"not null;default:''"`                                                  // digest of what was destroyed; empty before
	Person     int64  `gorm:"not null;default:0;index:decisions_person,priority:1,where:person<>0"` // whom of ours it concerns, known only to who has the sealing key
	Input      string `gorm:"not null;default:'';type:text"`                                        // what rules saw, without texts, JSON; empty where law 12 keeps none
	TextID     ID     `gorm:"not null;default:0"`                                                   // its text, while that is kept
	TextDigest []byte `gorm:"not null;default:''"`
}

// DecisionPeer finds decisions by peer: one row for each host of Decision.Peers.
type DecisionPeer struct {
	Host       Host `gorm:"primaryKey;type:text"`
	DecisionID ID   `gorm:"primaryKey;autoIncrement:false"`
}

// Handed says that a server has a post or boost: pushed to it, or fetched by it below the world. Withdrawals go there.
type Handed struct {
	PostID ID   `gorm:"primaryKey"`
	Host   Host `gorm:"primaryKey;type:text;index:handed_host"`
	Inbox  IRI  `gorm:"primaryKey;type:text"` // empty when it was fetched and no inbox is known
	Door   Door `gorm:"not null;type:text"`
	At     Time `gorm:"not null"`
	Ended  Time `gorm:"not null"` // when a Delete was sent after it

	Changed int `gorm:"not null"` // the version that rules changed for it; 0 for one that it has whole
}

// TableName is the table of what was handed out.
func (Handed) TableName() string { return "handed" }

// Boundary is the one row that counts changes to what decisions are made from (peers, roles, blocks, policy, mode) and
// keeps the mode.
type Boundary struct {
	ID    int   `gorm:"primaryKey;autoIncrement:false"`
	Epoch int64 `gorm:"not null"`
	Mode  Mode  `gorm:"not null;type:text"` // empty counts as allowlist
	// People counts the changes to actors, and to keys of ours, so that what is kept of them in memory is known to hold.
	People int64 `gorm:"not null"`
	Policy int   `gorm:"not null;default:0"` // version of the policy in force; 0 before the first
	Closed Time  `gorm:"not null;default:0"` // since when nothing crosses but withdrawals; 0 while federation is open
}

// TableName is the table of the boundary's one row.
func (Boundary) TableName() string { return "boundary" }
