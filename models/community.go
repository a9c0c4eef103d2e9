package models

import "slices"

// CommunityState is where a community stands in its life. Every step can be taken back.
type CommunityState string

// The states of a community.
const (
	Draft    CommunityState = "draft"    // being founded: its core team writes, nothing leaves, and nobody else finds it
	Live     CommunityState = "live"     // members write
	Resting  CommunityState = "resting"  // everything stays readable, nobody writes
	Archived CommunityState = "archived" // as resting, and nobody new comes in
)

// JoinMode says how people come into a community, for one of the three distances that they may come from.
type JoinMode string

// The ways in.
const (
	JoinOpen   JoinMode = "open"
	JoinAsk    JoinMode = "request"    // the core team decides
	JoinInvite JoinMode = "invitation" // whoever was invited
	JoinHidden JoinMode = "hidden"     // as by invitation, and for everybody else the community is not there
)

// JoinModes lists the ways in, the widest first.
var JoinModes = []JoinMode{JoinOpen, JoinAsk, JoinInvite, JoinHidden}

// Switch says in which directions a community speaks with other servers.
type Switch string

// The positions of the switch.
const (
	SwitchOff  Switch = "off"
	SwitchIn   Switch = "in only"  // posts from outside come in, what is written here stays
	SwitchOut  Switch = "out only" // others read along, and only people here write
	SwitchBoth Switch = "both"
)

// Switches lists the positions, from nothing to everything.
var Switches = []Switch{SwitchOff, SwitchIn, SwitchOut, SwitchBoth}

// CommunityRow is what a community has beside its actor.
type CommunityRow struct {
	ActorID  ID             `gorm:"primaryKey;autoIncrement:false"`
	Purpose  string         `gorm:"not null;type:text"`                // why it exists, Markdown
	Needs    string         `gorm:"not null;default:'';type:text"`     // who needs whom
	Measure  string         `gorm:"not null;default:'';type:text"`     // by what its members see that it serves its purpose
	Review   Time           `gorm:"not null;default:0"`                // when the purpose is renewed, or the community rests
	DriverID ID             `gorm:"not null;index:communities_driver"` // exactly one
	State    CommunityState `gorm:"not null;default:'live';type:text"`
	Since    Time           `gorm:"not null;default:0"`     // when it came into this state
	Paused   Time           `gorm:"not null;default:0"`     // when its purpose ran out, so that nothing crosses until it is renewed; 0 while it is in force
	Warned   Time           `gorm:"not null;default:0"`     // when its team heard that the review is near
	Closed   bool           `gorm:"not null;default:false"` // what is posted is for members, and stays inside
	Everyone bool           `gorm:"not null;default:false"` // whoever has an account here is a member, until they leave

	JoinInside   JoinMode `gorm:"not null;default:'open';type:text"`
	JoinPartners JoinMode `gorm:"not null;default:'open';type:text"`
	JoinWorld    JoinMode `gorm:"not null;default:'open';type:text"`

	Federation Switch   `gorm:"not null;default:'both';type:text"`
	Ceiling    string   `gorm:"not null;default:'world';type:text"` // world, partners, inside, or hosts joined by commas
	Label      string   `gorm:"not null;default:'';type:text"`      // handed down to what is posted without one
	Guidelines []string `gorm:"not null;default:'[]';type:text;serializer:json"`
	Quorum     int      `gorm:"not null;default:3"` // how many members flag a post until it folds
	Created    Time     `gorm:"not null"`
}

// TableName is the table of communities.
func (CommunityRow) TableName() string { return "communities" }

// Known tells whether other servers may know of the community.
func (c *CommunityRow) Known() bool {
	return c.State != Draft && c.Federation != SwitchOff && !c.Closed
}

// Gives tells whether what is posted in it goes out.
func (c *CommunityRow) Gives() bool {
	return c.Known() && c.Paused == 0 && (c.Federation == SwitchOut || c.Federation == SwitchBoth)
}

// Takes tells whether posts from outside come in.
func (c *CommunityRow) Takes() bool {
	return c.Known() && c.Paused == 0 && c.State == Live && (c.Federation == SwitchIn || c.Federation == SwitchBoth)
}

// CommunityRole is what somebody is in a community beside a member. The driver stands in the community's own row.
type CommunityRole string

// The roles.
const (
	Core        CommunityRole = "core"        // shares the lead
	Facilitator CommunityRole = "facilitator" // keeps the conversation, for a time
	Keeper      CommunityRole = "moderator"   // likewise, and may live on another server
)

// CommunityRoles lists them.
var CommunityRoles = []CommunityRole{Core, Facilitator, Keeper}

// CommunityDuty is a role that somebody has in a community.
type CommunityDuty struct {
	CommunityID ID            `gorm:"primaryKey;autoIncrement:false"`
	ActorID     ID            `gorm:"primaryKey;autoIncrement:false;index:community_duties_actor"`
	Role        CommunityRole `gorm:"primaryKey;type:text"`
	Until       Time          `gorm:"not null"` // 0 without an end
	Granted     Time          `gorm:"not null"`
}

// TableName is the table of roles in communities.
func (CommunityDuty) TableName() string { return "community_duties" }

// Departure says that somebody left a community that everybody is in, so that nothing brings them back but themselves.
type Departure struct {
	CommunityID ID   `gorm:"primaryKey;autoIncrement:false"`
	ActorID     ID   `gorm:"primaryKey;autoIncrement:false"`
	At          Time `gorm:"not null"`
}

// CommunityInvite says that somebody was invited into a community.
type CommunityInvite struct {
	CommunityID ID   `gorm:"primaryKey;autoIncrement:false"`
	ActorID     ID   `gorm:"primaryKey;autoIncrement:false"`
	ByID        ID   `gorm:"not null"`
	IRI         IRI  `gorm:"not null;default:'';type:text"` // of the Invite that told somebody elsewhere; empty for people here
	At          Time `gorm:"not null"`
}

// Refusal says that a community elsewhere did not let somebody of ours in, or took them out. It is there until they ask again or put it
// aside.
type Refusal struct {
	ActorID     ID   `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ID   `gorm:"primaryKey;autoIncrement:false"`
	Member      bool `gorm:"not null"` // they were in it
	At          Time `gorm:"not null"`
}

// JoinFrom is the way in for somebody at a distance.
func (c *CommunityRow) JoinFrom(local, partner bool) JoinMode {
	switch {
	case local:
		return c.JoinInside
	case partner:
		return c.JoinPartners
	}
	return c.JoinWorld
}

// Valid tells whether a way in is one.
func (m JoinMode) Valid() bool { return slices.Contains(JoinModes, m) }

// Valid tells whether a position of the switch is one.
func (s Switch) Valid() bool { return slices.Contains(Switches, s) }
