package inbound

import (
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/gatherings"
	"guildhall/services/people"
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

// undoInvite takes an invitation back, to an event or into a community, whichever of object and target is the person. Only whoever
// invited takes it back so.
func (in *Inbound) undoInvite(tx *store.Tx, w work, invite *wire.Activity) (models.InboxState, error) {
	community, err := in.invitesInto(tx, w.signer, invite)
	if err != nil {
		return models.Failed, err
	}
	for _, iri := range append([]models.IRI{invite.Object, invite.Target}, invite.To...) {
		whom, known, err := in.ourActor(tx, w.signer, iri)
		if err != nil {
			return models.Failed, err
		}
		switch {
		case !known || whom.ID == community.ID:
			continue
		case community.Local:
			i, err := tx.InviteOf(community.ID, whom.ID)
			if err != nil || i.ByID != w.signer.ID {
				return done(false, ignoreMissing(err))
			}
			return done(true, people.Uninvite(tx, in.site, w.signer, community, whom))
		case community.ID != 0:
			return done(true, people.Uninvited(tx, w.signer, community, whom))
		}
		thing := invite.Object
		if iri == thing {
			thing = invite.Target
		}
		event, err := tx.PostByIRI(thing)
		if err != nil {
			return done(false, ignoreMissing(err))
		}
		return done(true, gatherings.Uninvite(tx, w.signer, whom, event))
	}
	return models.NoEffect, nil
}

// inviteOf is the Invite of theirs that an Undo means: the one that it brings along, or the one that it names and that came before; nil
// for anything else.
func (in *Inbound) inviteOf(tx *store.Tx, w work) (*wire.Activity, error) {
	act := w.act.Inner
	if act == nil {
		item, err := tx.InboxByActivity(w.act.Object)
		if err != nil || item.SignerID != w.signer.ID || len(item.Body) == 0 {
			return nil, ignoreMissing(err)
		}
		doc, err := wire.Parse(item.Body)
		if err != nil {
			return nil, nil
		}
		act = doc.Activity
	}
	if act == nil || act.Kind != wire.Invite || act.Actor != w.signer.IRI {
		return nil, nil
	}
	return act, nil
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

// applyJoin: somebody elsewhere comes to an event of ours, or into a community of ours, as some programs say what others say by a Follow.
// What they may not read has no answer.
// spec: fep-8a8e
func (in *Inbound) applyJoin(tx *store.Tx, w work) (models.InboxState, error) {
	if group, known, err := in.ourActor(tx, w.signer, w.act.Object); err != nil || known && group.Kind == models.Community {
		if err != nil {
			return models.Failed, err
		}
		return in.applyFollow(tx, w)
	}
	event, known, err := in.ourPost(tx, w.signer, w.act.Object)
	if err != nil || !known || !event.Local || event.Kind != models.EventPost {
		return done(false, err)
	}
	if err := tx.ReviveInboxes(w.signer.Inbox, w.signer.SharedInbox); err != nil { // whoever asks can be answered
		return models.Failed, err
	}
	return done(true, gatherings.Come(tx, in.site, w.signer, &event, w.item.Activity))
}

// applyLeave: they do not come after all, or leave the community. It withdraws, so it needs no reading.
func (in *Inbound) applyLeave(tx *store.Tx, w work, object models.IRI) (models.InboxState, error) {
	if group, err := tx.ActorByIRI(object); err == nil && group.Local && group.Kind == models.Community {
		f, err := tx.Follow(w.signer.ID, group.ID)
		if err != nil {
			return done(false, ignoreMissing(err))
		}
		return in.unfollow(tx, w, f)
	}
	event, err := tx.PostByIRI(object)
	if err != nil || !event.Local {
		return done(false, ignoreMissing(err))
	}
	return done(gatherings.Stay(tx, w.signer, event))
}

// applyInvite: somebody asks a person of ours to come to an event, which was found at its own server, or a community, or somebody for it,
// to come in. Into one of ours its members invite, as they could here.
func (in *Inbound) applyInvite(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	community, err := in.invitesInto(tx, w.signer, w.act)
	if err != nil || f.Post == nil && community.ID == 0 {
		return done(false, err)
	}
	for _, iri := range append([]models.IRI{w.act.Object, w.act.Target}, w.act.To...) {
		whom, known, err := in.ourActor(tx, w.signer, iri)
		if err != nil {
			return models.Failed, err
		}
		switch {
		case !known || whom.ID == community.ID:
			continue
		case community.Local:
			return done(true, people.Invite(tx, in.site, w.signer, community, whom))
		case f.Post == nil:
			return done(people.Invited(tx, w.signer, community, whom))
		}
		return done(gatherings.Invite(tx, w.signer, whom, f.Post.Post))
	}
	return models.NoEffect, nil
}

// invitesInto is the community that an Invite is about: one of ours, or one elsewhere that signs it, or that is known here and lives where
// the signer does, so that nobody sends people to a stranger's door.
func (in *Inbound) invitesInto(tx *store.Tx, signer models.Actor, invite *wire.Activity) (models.Actor, error) {
	for _, iri := range []models.IRI{invite.Object, invite.Target} {
		if iri == "" {
			continue
		}
		if in.site.Ours(iri) {
			if a, known, err := in.ourActor(tx, signer, iri); err != nil || known && a.Kind == models.Community {
				return a, err
			}
			continue
		}
		a, err := tx.ActorByIRI(iri)
		if err == nil && a.Kind == models.Community && a.Host == signer.Host {
			return a, nil
		}
		if err != nil && ignoreMissing(err) != nil {
			return a, err
		}
	}
	return models.Actor{}, nil
}
