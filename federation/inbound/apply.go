package inbound

import (
	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

// apply calls the verb that an activity means. Every branch is one line to a verb that people of ours use too, or a short
// file beside this one. Activities that are not understood yet are kept as they came.
func (in *Inbound) apply(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	if w.act.Actor != w.signer.IRI {
		return in.applyHint(tx, w, f)
	}
	if f.Ruling != nil && w.act.Kind != wire.AnnounceActivity {
		return in.applyRuling(tx, w, *f.Ruling)
	}
	if f.Pin != nil && w.act.Kind == wire.Undo {
		return in.applyPin(tx, w, f)
	}
	switch w.act.Kind {
	case wire.Create:
		return in.applyCreate(tx, w, f)
	case wire.Update:
		return in.applyUpdate(tx, w, f)
	case wire.Delete:
		return in.applyDelete(tx, w)
	case wire.Follow:
		return in.applyFollow(tx, w)
	case wire.Accept, wire.Reject:
		return in.applyAnswer(tx, w)
	case wire.QuoteRequest:
		return in.applyQuoteRequest(tx, w)
	case wire.Undo:
		return in.applyUndo(tx, w)
	case wire.Like, wire.Reaction:
		return in.applyLike(tx, w)
	case wire.Dislike:
		return in.applyDislike(tx, w)
	case wire.AnnounceObject, wire.AnnounceActivity:
		return in.applyAnnounce(tx, w, f)
	case wire.Block:
		return in.applyBlock(tx, w)
	case wire.Report:
		return in.applyReport(tx, w)
	case wire.Add, wire.Remove:
		if f.Team != nil {
			return in.applyTeam(tx, w, *f.Team)
		}
		return in.applyPin(tx, w, f)
	case wire.Vote:
		return in.applyVote(tx, w)
	case wire.Invite:
		return in.applyInvite(tx, w, f)
	case wire.Move:
		return in.applyMove(tx, w, f)
	case wire.Join:
		return in.applyJoin(tx, w)
	case wire.Leave:
		return in.applyLeave(tx, w, w.act.Object)
	}
	return models.Unknown, nil
}

// reachOf is the reach of what arrives, for the gate: what is meant for partners is told apart, everything else that a
// server sends openly has the distance world, whatever its audience (boundary.md, Words: allowed).
func reachOf(f resolve.Found) *models.Reach { return f.Reach() }

// ourPost finds the post of ours, or known to us, that an activity names, as far as its sender may know of it. Hidden and
// missing are the same here as everywhere: false, and no effect.
func (in *Inbound) ourPost(tx *store.Tx, by models.Actor, iri models.IRI) (models.PostView, bool, error) {
	view, err := tx.PostViewByIRI(iri)
	if fault.Is(err, fault.Missing) {
		return view, false, nil
	}
	if err != nil || view.Deleted != 0 {
		return view, false, err
	}
	if !view.Local {
		return view, true, nil
	}
	may, err := in.gate.Readable(tx, by, &view)
	return view, may, err
}

// ourActor finds the person or community of ours that an activity names, as far as its sender may know of it.
func (in *Inbound) ourActor(tx *store.Tx, by models.Actor, iri models.IRI) (models.Actor, bool, error) {
	a, err := tx.ActorByIRI(iri)
	if fault.Is(err, fault.Missing) {
		return a, false, nil
	}
	if err != nil || !a.Local {
		return a, false, err
	}
	known, err := in.gate.Known(tx, by, &a)
	return a, known, err
}

// done is the state of an effect that may have found nothing to do.
func done(effect bool, err error) (models.InboxState, error) {
	switch {
	case err != nil:
		return models.Failed, err
	case effect:
		return models.Applied, nil
	}
	return models.NoEffect, nil
}
