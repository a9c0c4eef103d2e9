package policy

import "guildhall/models"

// Subject is what would cross: exactly one of its parts is set, or none for a bare request to a host.
type Subject struct {
	Post       *models.PostView
	Stamp      *models.Quote // the consent to a quote of Post, which is what is written then
	Act        *Act
	Actor      *ActorDoc
	Collection *Collection
}

// Act is an activity of ours before it is written for the wire: ids, and the post or inner activity that it carries.
type Act struct {
	IRI        models.IRI
	Verb       models.Verb
	Actor      models.Actor     // who acts; ours
	Object     models.IRI       // id of what is acted upon; set also when Post or Inner carries it whole
	Instrument models.IRI       // of a QuoteRequest: the post that quotes
	Result     models.IRI       // of an Accept of one: the consent
	Target     models.IRI       // the collection of ours that an Add or Remove is about; where a Move goes
	Post       *models.PostView // Create and Update carry it; for Announce and Like it only says whose reach counts
	Whole      *ActorDoc        // an Update of an actor carries its document
	Inner      *Act             // the Follow inside an Accept, Reject or Undo; the Create inside a community's Announce
	Vote       *Vote            // what a Create carries that answers a poll elsewhere; then Post is the poll
	To         []models.IRI     // actors addressed by an activity without a post; for posts the reach tells
	Reach      models.Reach     // who may know of it; for Announce the boost's own
	Raw        []byte           // the bytes of another server's activity that a community passes on, as they came
	Audience   models.IRI       // the community that an act is meant for; empty for none
	Face       string           // of a Like that is a reaction: one emoji, or the :name@host: of a picture
	Picture    string           // of such a face: address of the picture
	Down       bool             // of a Like that is the contrary
	Tomb       bool             // a Delete of a post that may be forwarded names a Tombstone; without, the bare id
	At         models.Time

	Objects []models.IRI // what a report names: an account, then posts of it
	Words   string       // why somebody is reported, or decided something in a community; plain text
	Until   models.Time  // end of a ban from a community; 0 without one
	Along   bool         // what somebody posted there leaves with their ban, or comes back with its Undo
}

// Withdraws tells whether an act only takes something back, also where a community passes that on.
func (a *Act) Withdraws() bool {
	return a.Verb.Withdraws() || a.Verb == models.Announce && a.Inner != nil && a.Inner.Verb.Withdraws()
}

// Vote is the choice of one option of a poll. It is for the poll's author alone.
type Vote struct {
	IRI  models.IRI // id of the vote
	Name string     // of the option, as the poll has it
}

// ActorDoc is an actor as others read it.
type ActorDoc struct {
	models.Actor
	Keys    []models.Key
	Purpose string // of a community
	Stub    bool   // id, type, inbox and key only: what an unsigned request for a key gets (law 6)
	Finger  bool   // address and id only: what WebFinger tells
}

// Collection is a list of ours, or one page of it. Its members were each judged for the same reader.
type Collection struct {
	IRI    models.IRI
	PartOf models.IRI // set for a page
	Owner  models.Actor
	Total  *int64 // absent when the reader may not know it
	First  models.IRI
	Next   models.IRI
	Prev   models.IRI
	Items  []models.IRI // ids
	Acts   []Act        // activities, in an outbox
	Page   bool
}
