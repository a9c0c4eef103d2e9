package models

// ActorKind is what an actor is to us.
type ActorKind string

// The kinds of actors. On the wire: Person, Group, Application or Service, Organization.
const (
	Person       ActorKind = "person"
	Community    ActorKind = "community"
	Service      ActorKind = "service"
	Organisation ActorKind = "organisation" // ours: the one actor that signs our own fetches
)

// Actor is a person, community or server, ours or another's.
type Actor struct {
	ID           ID        `gorm:"primaryKey;autoIncrement:false"`
	IRI          IRI       `gorm:"uniqueIndex:actors_iri;not null;type:text"`
	Kind         ActorKind `gorm:"not null;type:text"`
	Local        bool      `gorm:"not null"`
	Host         Host      `gorm:"not null;type:text;index:actors_host;index:actors_shared,priority:2"`                                                                              // peer of the IRI
	Handle       Handle    `gorm:"not null;type:text;uniqueIndex:actors_local_handle,where:local,expression:lower(handle);index:actors_address,priority:1,expression:lower(handle)"` // preferredUsername
	Domain       string    `gorm:"not null;type:text;index:actors_address,priority:2"`                                                                                               // the domain of its address, which WebFinger confirmed
	Name         string    `gorm:"not null;type:text"`                                                                                                                               // display name, plain text
	Summary      string    `gorm:"not null;type:text"`                                                                                                                               // about, sanitised HTML
	SummarySrc   string    `gorm:"not null;type:text"`                                                                                                                               // about as its owner wrote it (ours)
	URL          string    `gorm:"not null;type:text"`                                                                                                                               // page for people
	Icon         string    `gorm:"not null;type:text"`                                                                                                                               // address of the picture, never shown to a browser as it is
	Image        string    `gorm:"not null;type:text"`                                                                                                                               // address of the header picture, likewise
	Inbox        IRI       `gorm:"not null;type:text"`
	SharedInbox  IRI       `gorm:"not null;type:text;index:actors_shared,priority:1,where:NOT local"`
	OutboxIRI    IRI       `gorm:"not null;type:text"`
	FollowersIRI IRI       `gorm:"not null;type:text"`
	FollowingIRI IRI       `gorm:"not null;type:text"`
	FeaturedIRI  IRI       `gorm:"not null;type:text"`
	Moderators   IRI       `gorm:"column:moderators_iri;not null;type:text"` // list of who moderates a community elsewhere; theirs only
	Fields       []Field   `gorm:"not null;type:text;serializer:json"`
	Locked       bool      `gorm:"not null"` // follow requests wait for a person
	Discoverable bool      `gorm:"not null"`
	Indexable    bool      `gorm:"not null"`
	Downs        bool      `gorm:"not null;default:false"` // of a community: members say that they disapprove of a post, and the count is shown
	ShowFollows  bool      `gorm:"not null"`               // members and counts of followers and following are shown outside
	Outward      Time      `gorm:"not null"`               // when it first went outward; 0 while it is inside (law 6). Ours only
	Published    Time      `gorm:"not null"`
	Fetched      Time      `gorm:"not null"` // when the document was last read; theirs only
	Gone         Time      `gorm:"not null"` // deleted or disabled
	Version      int       `gorm:"not null"`
	Suspended    Time      `gorm:"not null;default:0"`                              // by a moderator of ours: nothing of theirs comes in any more; theirs only
	AlsoKnownAs  []IRI     `gorm:"not null;default:'[]';type:text;serializer:json"` // other accounts that say they are the same person
	MovedTo      IRI       `gorm:"not null;default:'';type:text"`                   // where the person went; empty while here
	Erased       Time      `gorm:"not null;default:0"`                              // ours only: nothing of the person is left but this row
}

// Field is one line of a profile (PropertyValue).
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"` // sanitised HTML
}

// Address is how people write the actor: @ada@acme.example.
func (a *Actor) Address() string { return "@" + string(a.Handle) + "@" + a.Domain }

// DisplayName is the name, or the handle where there is none.
func (a *Actor) DisplayName() string {
	if a.Name != "" {
		return a.Name
	}
	return string(a.Handle)
}

// KeyKind names the mathematics of a key.
type KeyKind string

// The kinds of keys.
const (
	RSA     KeyKind = "rsa"
	Ed25519 KeyKind = "ed25519"
)

// KeyFarewell is how long a key of ours that was replaced still answers at its address: what it signed may be on its way.
const KeyFarewell = Time(7 * 24 * 60 * 60 * 1000)

// Key is a public key of an actor; ours have the sealed private half too.
type Key struct {
	ID      ID      `gorm:"primaryKey;autoIncrement:false"`
	IRI     IRI     `gorm:"uniqueIndex:keys_iri;not null;type:text"` // the keyId
	ActorID ID      `gorm:"not null;index:keys_actor"`
	Kind    KeyKind `gorm:"not null;type:text"`
	Public  []byte  `gorm:"not null"` // SubjectPublicKeyInfo, DER
	Private []byte  // PKCS#8 sealed by the vault; nil for others' keys
	Created Time    `gorm:"not null"`
	Retired Time    `gorm:"not null"`
}
