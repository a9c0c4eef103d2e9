package inbound

import (
	"guildhall/fault"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

// applyFollow: somebody wants to follow a person or community of ours.
// spec: ap#follow-activity-inbox
func (in *Inbound) applyFollow(tx *store.Tx, w work) (models.InboxState, error) {
	whom, known, err := in.ourActor(tx, w.signer, w.act.Object)
	if err != nil || !known {
		return done(false, err)
	}
	if err := tx.ReviveInboxes(w.signer.Inbox, w.signer.SharedInbox); err != nil { // whoever asks can be answered
		return models.Failed, err
	}
	_, err = people.Follow(tx, in.site, w.signer, whom, w.item.Activity)
	return done(true, err)
}

// declineFollow answers a follow that the boundary stopped with a Reject, unless law 5 hides whom it names.
func (in *Inbound) declineFollow(tx *store.Tx, w work) error {
	if w.act.Kind != wire.Follow && w.act.Kind != wire.Join {
		return nil
	}
	whom, known, err := in.ourActor(tx, w.signer, w.act.Object)
	if err != nil || !known || w.act.Kind == wire.Join && whom.Kind != models.Community {
		return err
	}
	_, err = people.Refuse(tx, in.site, w.signer, whom, w.item.Activity)
	return err
}

// applyAnswer: somebody whom one of ours asked to follow says yes or no. The follow is found by its id, or else by who
// follows whom; only the one asked can answer.
// spec: ap#accept-activity-inbox; ap#reject-activity-inbox
func (in *Inbound) applyAnswer(tx *store.Tx, w work) (models.InboxState, error) {
	if answered, err := in.answeredQuote(tx, w); answered || err != nil {
		return done(answered, err)
	}
	f, found, err := in.followMeant(tx, w)
	if err == nil && !found {
		return in.applyAttendance(tx, w)
	}
	if err != nil || f.FolloweeID != w.signer.ID {
		return done(false, err)
	}
	follower, err := tx.ActorByID(f.FollowerID)
	if err != nil {
		return models.Failed, err
	}
	if w.act.Kind == wire.Reject {
		return done(true, people.Reject(tx, in.site, w.signer, follower))
	}
	_, err = people.Accept(tx, in.site, w.signer, follower)
	return done(true, err)
}

// followMeant finds the follow that an answer or an Undo is about.
func (in *Inbound) followMeant(tx *store.Tx, w work) (models.Following, bool, error) {
	f, err := tx.FollowByIRI(w.act.Object)
	if err == nil {
		return f, true, nil
	}
	if !fault.Is(err, fault.Missing) || w.act.Inner == nil {
		return f, false, ignoreMissing(err)
	}
	follower, err := tx.ActorByIRI(w.act.Inner.Actor)
	if err != nil {
		return f, false, ignoreMissing(err)
	}
	followee, err := tx.ActorByIRI(w.act.Inner.Object)
	if err != nil {
		return f, false, ignoreMissing(err)
	}
	f, err = tx.Follow(follower.ID, followee.ID)
	return f, err == nil, ignoreMissing(err)
}

// applyBlock: somebody elsewhere wants nothing more of one of ours.
// spec: ap#block-activity-outbox
func (in *Inbound) applyBlock(tx *store.Tx, w work) (models.InboxState, error) {
	whom, known, err := in.ourActor(tx, w.signer, w.act.Object)
	if err != nil || !known || w.act.Target != "" { // with a target it is a community's, not a personal one
		return done(false, err)
	}
	_, err = people.Block(tx, in.site, w.signer, whom, w.item.Activity)
	return done(true, err)
}

func ignoreMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
