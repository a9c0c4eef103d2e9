package models

// QuotePolicy says who may quote a post without asking, as its author chose.
type QuotePolicy string

// The policies. What a post of another server does not tell is QuoteUntold: its software knows no consent.
const (
	QuoteUntold    QuotePolicy = ""
	QuoteEveryone  QuotePolicy = "everyone"
	QuoteFollowers QuotePolicy = "followers"
	QuoteNobody    QuotePolicy = "nobody" // but the author
	QuoteAsk       QuotePolicy = "ask"    // whoever asks is answered by hand
)

// QuoteState is what the author of a quoted post said to the quote.
type QuoteState string

// The states of a quote. Only an accepted one is shown with what it quotes; every other is a link.
const (
	QuotePending  QuoteState = "pending"  // its author was asked
	QuoteAccepted QuoteState = "accepted" // by a stamp, by quoting oneself, or because nobody asks for consent there
	QuoteRefused  QuoteState = "rejected"
	QuoteRevoked  QuoteState = "revoked"
	QuoteBare     QuoteState = "unauthorized" // nobody consented
)

// Quote says that a post quotes another, and whether it may.
type Quote struct {
	ID       ID         `gorm:"primaryKey;autoIncrement:false"`
	IRI      IRI        `gorm:"uniqueIndex:quotes_iri;not null;type:text"` // of the post that quotes
	PostID   *ID        `gorm:"uniqueIndex:quotes_post"`                   // its row; nil until it is here
	ByID     ID         `gorm:"not null;index:quotes_by"`                  // who quotes
	Quoted   IRI        `gorm:"not null;type:text;index:quotes_waiting,where:quoted_id IS NULL"`
	QuotedID *ID        `gorm:"index:quotes_quoted,priority:1,where:quoted_id IS NOT NULL;index:quotes_pending,where:state = 'pending'"` // its row; nil until it is here
	State    QuoteState `gorm:"not null;type:text"`
	Stamp    IRI        `gorm:"not null;type:text;index:quotes_stamp,where:stamp <> ''"`     // proof of the consent; empty without
	Request  IRI        `gorm:"not null;type:text;index:quotes_request,where:request <> ''"` // the QuoteRequest that asked; empty without
	Created  Time       `gorm:"not null"`
}

// Quoting is what a post quotes, with the post itself once it is here.
type Quoting struct {
	Quote
	Post *Post // nil until it is here
	By   *Actor
}

// QuoteWish is a quote that waits for the author of a post of ours: who asks, what for, and with which post.
type QuoteWish struct {
	Quote
	By      Actor
	Quoted  PostShown
	Quoting *PostShown // nil while it is not here, or is not for the author
}

// Shown tells whether the quoted post may stand inside the one that quotes it.
func (q *Quoting) Shown() bool {
	return q.State == QuoteAccepted && q.Post != nil && q.Post.Deleted == 0
}

// Quotable is the policy that holds: what does not go to everyone anywhere is quoted by its author alone.
func (p *Post) Quotable() QuotePolicy {
	if p.Local && (p.Audience != Everyone || !p.Distance.World) {
		return QuoteNobody
	}
	if p.Local && p.QuotePolicy == QuoteUntold {
		return QuoteEveryone
	}
	return p.QuotePolicy
}
