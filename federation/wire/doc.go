// Package wire stands between the words of other servers and ours.
//
// In: Parse reads received bytes once, strictly and within bounds, and gives a Document: an Activity, a Note, an
// ActorView or a Collection, with a kind that says what it is to us. The bytes are kept as they came; nothing is ever
// written anew from what was received. WebFinger and NodeInfo have readers of their own. A member with the wrong shape
// is dropped; only an id, type, actor or object that cannot be meant makes the document malformed. Text stays raw HTML:
// who keeps it must sanitise it. Origin tells whether a document can come from where it says (FEP-fe34).
//
// Out: Write takes a policy.Copy and nothing else, so that what the gate did not judge cannot be written. Documents are
// built with the types of go-fed/activity, which no other package imports; our own context and extension members are
// added to what it serialises.
//
// The words of JSON-LD end here. The package fetches nothing, follows no context, knows no clock and no database.
package wire
