package outbound

import (
	"fmt"
	"slices"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// send is one activity and the inboxes that it is meant for, before the gate was asked.
type send struct {
	act policy.Act
	to  []gate.Receiver
	// has is the post or boost that a receiver has once this arrived; 0 when nothing needs to be withdrawn later.
	has models.ID
	// ends says that the receivers have it no more afterwards.
	ends bool
	// raw are the bytes of somebody else's activity that is passed on as it came.
	raw []byte
	// after is the thing behind which it waited: it takes its turn after that. Empty when it waited behind nothing.
	after models.IRI
}

// plan says which activities an event means, and for whom. It returns none when there is nothing to tell any more.
func (o *Outbound) plan(tx *store.Tx, e models.Event) ([]send, error) {
	by, err := tx.ActorByID(e.By)
	if err != nil {
		return nil, err
	}
	switch e.Kind {
	case models.PostMade:
		return o.planPost(tx, e)
	case models.PostEdited, models.PollTold:
		return o.planEdit(tx, e)
	case models.PostDeleted:
		return o.planDelete(tx, e, by)
	case models.PostBoosted:
		return o.planBoost(tx, e, by)
	case models.PostLiked, models.FollowAsked, models.Blocking, models.EventJoined, models.EventLeft:
		return o.planTo(tx, e, by, map[models.EventKind]models.Verb{models.PostLiked: models.Like, models.FollowAsked: models.Follow, models.Blocking: models.Block,
			models.EventJoined: models.Join, models.EventLeft: models.Leave}[e.Kind])
	case models.PostReacted:
		return o.planReaction(tx, e, by)
	case models.EventAnswered:
		return o.planAttendance(tx, e, by)
	case models.QuoteAsked:
		return o.planQuoteAsk(tx, e, by)
	case models.QuoteTaken, models.QuoteDenied:
		return o.planQuoteAnswer(tx, e, by)
	case models.QuoteEnded:
		return o.planQuoteEnd(tx, e, by)
	case models.FollowTaken, models.FollowDenied:
		return o.planAnswer(tx, e, by)
	case models.Undone:
		return o.planUndo(tx, e, by)
	case models.ActorErased:
		return o.planErased(tx, e, by)
	case models.ActorChanged:
		return o.planActor(tx, e, by)
	case models.Reported:
		return o.planReport(tx, e, by)
	case models.Moved:
		return o.planMove(tx, e, by)
	case models.ReplyPassed:
		return o.planForward(tx, e, by)
	case models.PostPinned, models.PostUnpinned:
		return o.planPin(tx, e, by)
	case models.PollVoted:
		return o.planVote(tx, e, by)
	case models.HoldReleased:
		return o.planReleased(tx, e)
	case models.Inviting:
		return o.planInvite(tx, e, by)
	case models.Ruled:
		return o.planRuling(tx, e, by)
	case models.Passed:
		return o.planPassed(tx, e, by)
	}
	return nil, fmt.Errorf("outbound knows no event of kind %q", e.Kind)
}

// planPost: a Create to the author's readers, and for a community's post the community's own announcement, once as the
// activity for threaded software and once as the object for microblogs.
// spec: ap#create-activity-outbox; fep-1b12#announce
func (o *Outbound) planPost(tx *store.Tx, e models.Event) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, err
	}
	to, err := o.readers(tx, &view)
	if err != nil {
		return nil, err
	}
	create := createOf(&view)
	return o.forMembers(tx, &view, create, e, []send{{act: create, to: to, has: view.ID}})
}

func createOf(view *models.PostView) policy.Act {
	return policy.Act{IRI: view.IRI + "/activity", Verb: models.Create, Actor: view.Author, Object: view.IRI, Post: view, At: view.Published}
}

// planEdit: only servers that have the post hear of it; those still within its reach get the Update, the others a Delete
// (law 7). An Update never makes a first crossing.
// spec: ap#update-activity-outbox
func (o *Outbound) planEdit(tx *store.Tx, e models.Event) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, err
	}
	had, err := o.holders(tx, &view)
	if err != nil {
		return nil, err
	}
	update := policy.Act{IRI: e.Activity, Verb: models.Update, Actor: view.Author, Object: view.IRI, Post: &view, At: e.At}
	judged, err := o.gate.Out(tx, models.Update, policy.Subject{Act: &update}, had)
	if err != nil {
		return nil, err
	}
	var within, fallen []gate.Receiver
	stays := map[models.Host]bool{} // servers that get the Update: they keep the post, whichever of their inboxes hears of it no more
	for _, j := range judged {
		for _, h := range j.Hosts {
			stays[h] = stays[h] || j.Decision.Allows()
		}
	}
	for _, j := range judged {
		if j.Decision.Allows() || j.Would.Valid() { // what waits leaves the older version where it is
			within = append(within, j.Receiver)
		} else if slices.ContainsFunc(j.Hosts, func(h models.Host) bool { return !stays[h] }) {
			fallen = append(fallen, j.Receiver)
		}
	}
	gone := policy.Act{IRI: e.Activity + "/delete", Verb: models.Delete, Actor: view.Author, Object: view.IRI, At: e.At}
	fresh, err := o.anew(tx, &view, had)
	if err != nil {
		return nil, err
	}
	return o.forMembers(tx, &view, update, e, append([]send{{act: update, to: within, has: view.ID}, {act: gone, to: fallen, has: view.ID, ends: true}}, fresh...))
}

// planDelete: to each server that has the thing, whatever its standing (law 7).
// spec: ap#delete-activity-outbox
func (o *Outbound) planDelete(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil {
		return nil, err
	}
	had, err := o.holders(tx, &view)
	if err != nil {
		return nil, err
	}
	public := view.Audience == models.Everyone && view.Distance.World
	gone := policy.Act{IRI: e.Activity, Verb: models.Delete, Actor: by, Object: view.IRI, Tomb: public, At: e.At}
	return []send{{act: gone, to: had, has: view.ID, ends: true}}, nil
}

// planBoost: an Announce to the booster's followers and to the author.
// spec: ap#announce-activity-inbox
func (o *Outbound) planBoost(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 {
		return nil, err
	}
	boost, err := tx.BoostByID(e.Row)
	if err != nil {
		return nil, nothingLeft(err)
	}
	to, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	to = o.alsoActor(to, &view.Author)
	act := policy.Act{IRI: boost.IRI, Verb: models.Announce, Actor: by, Object: view.IRI, Post: &view, Reach: boost.Reach, At: boost.Created}
	if !view.Author.Local {
		act.To = []models.IRI{view.Author.IRI}
	}
	return []send{{act: act, to: to, has: boost.ID}}, nil
}

// planTo: activities that concern one other actor: Like, Follow, Block, Join, Leave.
// spec: ap#like-activity-outbox; ap#follow-activity-outbox; ap#block-activity-outbox
func (o *Outbound) planTo(tx *store.Tx, e models.Event, by models.Actor, verb models.Verb) ([]send, error) {
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: verb, Actor: by, Object: whom.IRI, To: []models.IRI{whom.IRI}, At: e.At}
	to := o.alsoActor(nil, &whom)
	if e.PostID != 0 {
		view, err := tx.PostView(e.PostID)
		if err != nil || view.Deleted != 0 {
			return nil, err
		}
		act.Object, act.Post, act.Down = view.IRI, &view, e.Down
		if verb == models.Like {
			to = o.alsoCommunity(to, &view, &act)
		}
	}
	return []send{{act: act, to: to}}, nil
}

// planAnswer: Accept or Reject of a Follow, with the Follow inside, for peers that match by content; of a Join, where they asked so.
// spec: ap#follow-activity-inbox
func (o *Outbound) planAnswer(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, err
	}
	verb := models.Accept
	if e.Kind == models.FollowDenied {
		verb = models.Reject
	}
	follow := policy.Act{IRI: e.Object, Verb: models.Follow, Actor: whom, Object: by.IRI}
	if asked, err := tx.InboxByActivity(e.Object); err == nil && asked.SignerID == whom.ID && asked.Verb == models.Join {
		follow.Verb = models.Join
	} else if nothingLeft(err) != nil {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: verb, Actor: by, Object: e.Object, Inner: &follow, To: []models.IRI{whom.IRI}, At: e.At}
	return []send{{act: act, to: o.alsoActor(nil, &whom)}}, nil
}

// planUndo: to the one concerned, or to whoever has the boost.
// spec: ap#undo-activity-outbox
func (o *Outbound) planUndo(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	inner := policy.Act{IRI: e.Object, Verb: e.Verb, Actor: by, Face: e.Face, Picture: e.Picture, Down: e.Down}
	undo := policy.Act{IRI: e.Activity, Verb: models.Undo, Actor: by, Object: e.Object, Inner: &inner, At: e.At}
	var view models.PostView
	if e.PostID != 0 {
		var err error
		if view, err = tx.PostView(e.PostID); err != nil {
			return nil, err
		}
		inner.Object = view.IRI
	}
	if e.Verb == models.Announce {
		had, err := o.handed(tx, e.Row)
		if err != nil {
			return nil, err
		}
		return []send{{act: undo, to: had, has: e.Row, ends: true}}, nil
	}
	whom, err := tx.ActorByID(e.ActorID)
	if err != nil || whom.Local {
		return nil, err
	}
	if inner.Object == "" {
		inner.Object = whom.IRI
	}
	if e.Verb == models.Invite {
		inner.Target = by.IRI
	}
	undo.To = []models.IRI{whom.IRI}
	to := o.alsoActor(nil, &whom)
	if e.Verb == models.Like {
		to = o.alsoCommunity(to, &view, &undo)
	}
	return []send{{act: undo, to: to}}, nil
}

// planActor: an Update of a profile to the servers of followers and of those followed, and of one more that the event names.
func (o *Outbound) planActor(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	to, err := o.followers(tx, by.ID)
	if err != nil {
		return nil, err
	}
	followed, err := tx.RemoteFollowed(by.ID)
	if err != nil {
		return nil, err
	}
	for i := range followed {
		to = o.alsoActor(to, &followed[i])
	}
	if e.ActorID != 0 && e.ActorID != by.ID {
		also, err := tx.ActorByID(e.ActorID)
		if err != nil {
			return nil, nothingLeft(err)
		}
		to = o.alsoActor(to, &also)
	}
	whole, err := o.gate.ActorDoc(tx, by)
	if err != nil {
		return nil, err
	}
	act := policy.Act{IRI: e.Activity, Verb: models.Update, Actor: by, Object: by.IRI, Whole: &whole, At: e.At,
		Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}
	return []send{{act: act, to: to}}, nil
}
