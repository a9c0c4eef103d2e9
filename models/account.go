package models

// Account is the door that a person of ours comes in by: one per local person.
type Account struct {
	ActorID    ID          `gorm:"primaryKey;autoIncrement:false"`
	Email      string      `gorm:"uniqueIndex:accounts_email;not null;type:text"` // lower case
	Password   string      `gorm:"not null;type:text"`                            // argon2id in its own encoding
	TOTP       []byte      // second factor's secret, sealed; nil without one
	Recovery   []string    `gorm:"not null;type:text;serializer:json"` // SHA-256 of the unused recovery codes, hex
	TOTPStep   int64       `gorm:"not null"`                           // last time step that was accepted
	Disabled   Time        `gorm:"not null"`
	Distance   string      `gorm:"not null;type:text"`            // the person's default distance: inside, partners or world
	Privacy    string      `gorm:"not null;type:text"`            // word for reach that apps preselect; empty counts as public
	Sensitive  bool        `gorm:"not null"`                      // apps preselect that a post is sensitive
	Language   string      `gorm:"not null;type:text"`            // of new posts, BCP 47; empty when not said
	Quotes     QuotePolicy `gorm:"not null;default:'';type:text"` // who may quote new posts; empty for everyone
	Created    Time        `gorm:"not null"`
	LastSignIn Time        `gorm:"not null"`
}

// Role is a duty that can be granted on its own.
type Role string

// The roles of an organisation (boundary.md, Roles). Member is everyone and is not stored.
const (
	Admin            Role = "admin"
	BoundaryRole     Role = "boundary"
	Reviewer         Role = "reviewer"
	Auditor          Role = "auditor"
	Moderator        Role = "moderator"
	CommunityManager Role = "community-manager"
	Sponsor          Role = "sponsor"
)

// Roles lists every role that can be granted.
var Roles = []Role{Admin, BoundaryRole, Reviewer, Auditor, Moderator, CommunityManager, Sponsor}

// RoleGrant gives one person one role, for a time if so said.
type RoleGrant struct {
	ActorID ID   `gorm:"primaryKey"`
	Role    Role `gorm:"primaryKey;type:text"`
	Until   Time `gorm:"not null"` // 0 without an end
	Granted Time `gorm:"not null"`
}

// Session is one signed-in browser.
type Session struct {
	ID      ID     `gorm:"primaryKey;autoIncrement:false"`
	Hash    string `gorm:"uniqueIndex:sessions_hash;not null;type:text"` // SHA-256 of the cookie, hex
	ActorID ID     `gorm:"not null;index:sessions_actor"`
	Agent   string `gorm:"not null;type:text"` // browser and system in two words, for the list of sessions
	Created Time   `gorm:"not null"`
	Seen    Time   `gorm:"not null"` // rounded to the hour
}

// Token is a bearer token of a program.
type Token struct {
	ID      ID     `gorm:"primaryKey;autoIncrement:false"`
	Hash    string `gorm:"uniqueIndex:tokens_hash;not null;type:text"` // SHA-256 of the token, hex
	ActorID ID     `gorm:"not null;index:tokens_actor"`
	Scopes  string `gorm:"not null;type:text"` // separated by a space
	Name    string `gorm:"not null;type:text"`
	Created Time   `gorm:"not null"`
	Ended   Time   `gorm:"not null"`
}

// Attempt counts sign-ins that failed, for one account ("account:ID") or one address ("address:NETWORK").
type Attempt struct {
	Who   string `gorm:"primaryKey;type:text"`
	N     int    `gorm:"not null"` // failures since then, without a success between
	Since Time   `gorm:"not null"`
	Until Time   `gorm:"not null"` // no further try before then
}

// Member is a person of ours with the account and the roles that hold now.
type Member struct {
	Actor
	Account Account
	Roles   []Role
}
