package inbound

import (
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/gatherings"
	"guildhall/store"
)

// applyAttendance: an event says yes or no to somebody of ours who will come. The Join is found by its id, or else by who
// comes to what.
// spec: ap#accept-activity-inbox; ap#reject-activity-inbox
func (in *Inbound) applyAttendance(tx *store.Tx, w work) (models.InboxState, error) {
	to := models.AttendanceRefused
	if w.act.Kind == wire.Accept {
		to = models.AttendanceAccepted
	}
	return in.answered(tx, w, w.act, to)
}

// answered moves somebody's coming to the state that an answer gives it.
func (in *Inbound) answered(tx *store.Tx, w work, answer *wire.Activity, to models.AttendanceState) (models.InboxState, error) {
	a, err := tx.AttendanceByIRI(answer.Object)
	if join := answer.Inner; err != nil && ignoreMissing(err) == nil && join != nil && join.Kind == wire.Join {
		a, err = in.attendanceMeant(tx, join)
	}
	if err != nil {
		return done(false, ignoreMissing(err))
	}
	return done(gatherings.Answer(tx, w.signer, a, to))
}

// undoInvite takes an invitation back, whichever of object and target is the person.
func (in *Inbound) undoInvite(tx *store.Tx, w work) (models.InboxState, error) {
	whom, known, err := in.ourActor(tx, w.signer, w.act.Inner.Object)
	thing := w.act.Inner.Target
	if err == nil && !known {
		whom, known, err = in.ourActor(tx, w.signer, w.act.Inner.Target)
		thing = w.act.Inner.Object
	}
	if err != nil || !known {
		return done(false, err)
	}
	event, err := tx.PostByIRI(thing)
	if err != nil {
		return done(false, ignoreMissing(err))
	}
	return done(true, gatherings.Uninvite(tx, w.signer, whom, event))
}

func (in *Inbound) attendanceMeant(tx *store.Tx, join *wire.Activity) (models.Attendance, error) {
	who, err := tx.ActorByIRI(join.Actor)
	if err != nil {
		return models.Attendance{}, err
	}
	event, err := tx.PostByIRI(join.Object)
	if err != nil {
		return models.Attendance{}, err
	}
	return tx.Attendance(who.ID, event.ID)
}

// applyInvite: somebody asks a person of ours to come to an event, which was found at its own server.
func (in *Inbound) applyInvite(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	if f.Post == nil {
		return models.NoEffect, nil
	}
	for _, iri := range append([]models.IRI{w.act.Object, w.act.Target}, w.act.To...) {
		whom, known, err := in.ourActor(tx, w.signer, iri)
		if err != nil {
			return models.Failed, err
		}
		if known {
			return done(gatherings.Invite(tx, w.signer, whom, f.Post.Post))
		}
	}
	return models.NoEffect, nil
}
