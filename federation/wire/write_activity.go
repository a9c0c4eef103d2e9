package wire

import (
	"encoding/json"
	"time"

	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/models"
	"guildhall/policy"
)

// doing is what all activities have in common in go-fed's types.
type doing interface {
	vocab.Type
	SetJSONLDId(vocab.JSONLDIdProperty)
	SetActivityStreamsActor(vocab.ActivityStreamsActorProperty)
	SetActivityStreamsObject(vocab.ActivityStreamsObjectProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
	addressable
}

// doingOf gives the empty activity of a verb; nil for what we do not send.
func doingOf(v models.Verb) doing {
	switch v {
	case models.Create:
		return streams.NewActivityStreamsCreate()
	case models.Update:
		return streams.NewActivityStreamsUpdate()
	case models.Delete:
		return streams.NewActivityStreamsDelete()
	case models.Undo:
		return streams.NewActivityStreamsUndo()
	case models.Follow:
		return streams.NewActivityStreamsFollow()
	case models.Accept:
		return streams.NewActivityStreamsAccept()
	case models.Reject:
		return streams.NewActivityStreamsReject()
	case models.Like:
		return streams.NewActivityStreamsLike()
	case models.Announce:
		return streams.NewActivityStreamsAnnounce()
	case models.Block:
		return streams.NewActivityStreamsBlock()
	case models.Add:
		return streams.NewActivityStreamsAdd()
	case models.Remove:
		return streams.NewActivityStreamsRemove()
	case models.Flag:
		return streams.NewActivityStreamsFlag()
	case models.Move:
		return streams.NewActivityStreamsMove()
	case models.Invite:
		return streams.NewActivityStreamsInvite()
	case models.Join:
		return streams.NewActivityStreamsJoin()
	case models.Leave:
		return streams.NewActivityStreamsLeave()
	case models.AskQuote:
		return streams.NewActivityStreamsOffer() // which go-fed knows, and act renames
	case models.Lock:
		return streams.NewActivityStreamsOffer() // likewise
	}
	return nil
}

// act writes an activity of ours, with what it carries. spec: ap#client-to-server-interactions; as2-vocab#activity-types
func (w *writer) act(a *policy.Act) (members, error) {
	v := doingOf(a.Verb)
	if v == nil {
		return nil, unwritable("This kind of activity is not sent.", nil)
	}
	if a.IRI != "" {
		v.SetJSONLDId(idOf(a.IRI))
	}
	by := streams.NewActivityStreamsActorProperty()
	by.AppendIRI(link(string(a.Actor.IRI)))
	v.SetActivityStreamsActor(by)
	if a.At != 0 && (a.Verb == models.Create || a.Verb == models.Announce) {
		v.SetActivityStreamsPublished(publishedAt(a.At))
	}
	w.readers(a).on(v)
	whole, err := w.carried(a)
	if err != nil {
		return nil, err
	}
	if whole == nil && a.Object == "" {
		return nil, unwritable("An activity names what it is about.", nil)
	}
	if whole == nil {
		object := streams.NewActivityStreamsObjectProperty()
		object.AppendIRI(link(string(a.Object)))
		v.SetActivityStreamsObject(object)
	}
	m, err := serialised(v)
	if err != nil {
		return nil, err
	}
	if whole != nil {
		m["object"] = whole
	}
	if a.Verb == models.AskQuote { // spec: fep-044f
		w.terms |= quoteTerms
		m["type"], m["instrument"] = "QuoteRequest", a.Instrument
	}
	if a.Verb == models.Announce && a.Inner != nil && a.Inner.Raw != nil { // spec: fep-1b12#announce
		m["object"] = json.RawMessage(a.Inner.Raw)
	}
	if a.Audience != "" {
		m["audience"] = a.Audience
	}
	if a.Result != "" {
		m["result"] = a.Result
	}
	if a.Target != "" {
		m["target"] = a.Target
	}
	if a.Verb == models.Flag {
		if m["content"], m["summary"] = a.Words, a.Words; len(a.Objects) > 1 {
			m["object"] = a.Objects
		}
	}
	w.ruling(m, a)
	if a.Down {
		m["type"] = "Dislike"
	}
	if a.Face != "" { // spec: fep-c0e0#reactions
		w.face(m, a)
	}
	m.lists("to", "cc")
	return m, nil
}

// ruling gives an act of moderation the form that threaded software knows: a lock by its own name, a post that leaves as a Delete by
// somebody else than its author, with the reason as summary, the end of a ban, and whether
// what somebody posted goes or comes with it.
// spec: fep-1b12#group-moderation
func (w *writer) ruling(m members, a *policy.Act) {
	switch {
	case a.Verb == models.Lock:
		m["type"] = "Lock"
	case a.Verb == models.Remove && a.Target == "":
		m["type"] = "Delete"
	case a.Verb == models.Block && a.Target != "":
		if a.Until != 0 {
			m["endTime"] = a.Until.Go().Format(time.RFC3339)
		}
		if a.Along {
			w.terms |= banTerms
			m["removeData"] = true
		}
	case a.Verb == models.Undo && a.Along:
		w.terms |= banTerms
		m["restoreData"] = true
	default:
		return
	}
	if a.Words != "" {
		m["summary"] = a.Words
	}
}

// carried is what the activity embeds; nil where the bare id says enough.
func (w *writer) carried(a *policy.Act) (members, error) {
	switch a.Verb {
	case models.Create:
		if a.Vote != nil {
			return w.vote(a)
		}
		if a.Post == nil {
			return nil, unwritable("A Create carries its post.", nil)
		}
		return w.post(a.Post)
	case models.Update:
		if a.Post != nil {
			return w.post(a.Post)
		}
		if a.Whole != nil {
			return w.actor(a.Whole)
		}
		return nil, unwritable("An Update carries a post or an actor.", nil)
	case models.Delete:
		if a.Tomb {
			grave := streams.NewActivityStreamsTombstone()
			grave.SetJSONLDId(idOf(a.Object))
			return serialised(grave)
		}
	case models.Accept, models.Reject, models.Undo:
		if a.Inner != nil {
			return w.act(a.Inner)
		}
	case models.Announce:
		// spec: fep-1b12#announce. What another server says of a post is named by its id, where its own bytes may not go along: only
		// that server can vouch for it.
		if a.Inner != nil && a.Inner.Raw == nil && (a.Inner.Actor.Local || a.Inner.Verb.Withdraws()) {
			return w.act(a.Inner)
		}
	}
	return nil, nil
}

// readers says whom an activity addresses: what carries a post, the post's readers; what has a reach of its own, those;
// all else the people concerned.
func (w *writer) readers(a *policy.Act) addressees {
	if a.Vote != nil {
		return addressees{To: a.To}
	}
	if a.Audience != "" && (a.Verb == models.Add || a.Verb == models.Remove) { // in a community
		return addressees{To: a.To}
	}
	switch a.Verb {
	case models.Create, models.Update, models.Add, models.Remove:
		if a.Post != nil {
			return w.addressed(a.Post)
		}
		if a.Verb == models.Remove && a.Target == "" {
			return addressees{To: a.To}
		}
	case models.Announce, models.Delete, models.Undo:
	default:
		return addressees{To: a.To}
	}
	return w.reach(a.Reach, false, a.Actor.IRI, "", a.To)
}
