package inbound

import (
	"strings"

	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
)

// applyLike: somebody thanks for a post, or puts a face under it. A picture of their server keeps that server's name.
// spec: ap#like-activity-inbox; fep-c0e0
func (in *Inbound) applyLike(tx *store.Tx, w work) (models.InboxState, error) {
	post, known, err := in.ourPost(tx, w.signer, w.act.Object)
	if err != nil || !known {
		return done(false, err)
	}
	face, err := faceIn(tx, w.act, w.signer.Host)
	if err != nil {
		return models.Failed, err
	}
	if face != "" {
		if name, host, ok := models.FaceFrom(face); ok && host == w.signer.Host && w.act.EmojiURL != "" && models.EmojiName(name) {
			if err := conversations.KeepEmoji(tx, host, []models.Emoji{{Name: name, Picture: w.act.EmojiURL}}); err != nil {
				return done(true, err)
			}
		}
		_, err = reactions.React(tx, in.site, w.signer, post.ID, face, w.act.EmojiURL, w.item.Activity)
	} else {
		_, err = reactions.Favourite(tx, in.site, w.signer, post.ID, w.item.Activity)
	}
	return done(true, ignoreMissing(err))
}

// faceIn is the face of a reaction; empty for plain thanks. A picture is the sender's server's, unless it is one that we know
// as that of another server, or our own.
func faceIn(tx *store.Tx, a *wire.Activity, by models.Host) (string, error) {
	if !strings.HasPrefix(a.Emoji, ":") {
		return a.Emoji, nil
	}
	name := strings.Trim(a.Emoji, ":")
	if at := models.IRI(a.EmojiURL).Host(); at != "" && at != by && models.EmojiName(name) {
		known, err := tx.EmojiAt(at, []string{name})
		if err != nil {
			return "", err
		}
		if len(known) > 0 && known[0].Picture == a.EmojiURL {
			return models.FaceAt(name, at), nil
		}
	}
	return models.FaceAt(name, by), nil
}

// applyDislike keeps that somebody disapproves of a post. Where that is not counted nobody sees an effect, so it has none.
func (in *Inbound) applyDislike(tx *store.Tx, w work) (models.InboxState, error) {
	post, known, err := in.ourPost(tx, w.signer, w.act.Object)
	if err != nil || !known {
		return done(false, err)
	}
	counts, err := reactions.Dislike(tx, in.site, w.signer, post.ID, w.item.Activity)
	return done(counts, ignoreMissing(err))
}

// applyAnnounce: somebody shares a post, or a community passes one on. What it names was found at its own server.
// spec: ap#announce-activity-inbox; fep-1b12#announce
func (in *Inbound) applyAnnounce(tx *store.Tx, w work, f resolve.Found) (models.InboxState, error) {
	switch {
	case len(f.Ended) > 0:
		return in.ended(tx, f.Ended)
	case f.Left != nil:
		return done(true, people.Vanish(tx, *f.Left))
	case f.Pin != nil:
		return in.applyPin(tx, w, f)
	case f.Team != nil:
		return in.applyTeam(tx, w, *f.Team)
	case f.Reaction != nil:
		return in.applyPassedOn(tx, w, *f.Reaction)
	case f.Ruling != nil:
		return in.applyRuling(tx, w, *f.Ruling)
	case f.Post != nil && !f.Shared:
		return in.revise(tx, w, f)
	case f.Post == nil && w.act.Kind == wire.AnnounceActivity:
		if w.act.Inner != nil && w.act.Inner.Kind == wire.Other {
			return models.Unknown, nil
		}
		return models.NoEffect, nil
	}
	iri := w.act.Object
	if f.Post != nil {
		iri = f.Post.Post.IRI
	}
	post, known, err := in.ourPost(tx, w.signer, iri)
	if err != nil || !known || post.Audience != models.Everyone {
		return done(false, err)
	}
	_, err = reactions.Boost(tx, in.site, w.signer, post.ID, w.item.Activity, w.act.Published)
	return done(true, ignoreMissing(err))
}

// applyPassedOn: somebody thanks for a post, or takes that back, as a community passes it on and their own server says. It is as if they
// had told us themselves.
// spec: fep-1b12#announce
func (in *Inbound) applyPassedOn(tx *store.Tx, w work, r resolve.FoundReaction) (models.InboxState, error) {
	by, err := tx.ActorByID(r.By.Actor.ID)
	if err != nil {
		return models.Failed, err
	}
	if r.Act.Kind == wire.Dislike {
		if err := in.usesDowns(tx, w.signer, r.Act.Object); err != nil {
			return models.Failed, err
		}
	}
	w.act, w.signer = r.Act, by
	if r.Act.ID != "" {
		w.item.Activity = r.Act.ID
	}
	switch {
	case r.Act.Kind == wire.Undo:
		return in.applyUndo(tx, w)
	case by.Gone != 0 || by.Suspended != 0:
		return models.NoEffect, nil
	case r.Act.Kind == wire.Dislike:
		return in.applyDislike(tx, w)
	}
	return in.applyLike(tx, w)
}

// usesDowns remembers that a community elsewhere passed on that somebody disapproves of a post in it: it counts that.
func (in *Inbound) usesDowns(tx *store.Tx, group models.Actor, post models.IRI) error {
	p, err := tx.PostByIRI(post)
	if err != nil || group.Local || p.CommunityID == nil || *p.CommunityID != group.ID {
		return ignoreMissing(err)
	}
	return tx.UseDowns(group.ID)
}

// applyUndo: somebody takes back what they did: found by its id, or else by what it was. What is not here is no fault.
// spec: ap#undo-activity-inbox
func (in *Inbound) applyUndo(tx *store.Tx, w work) (models.InboxState, error) {
	by, iri := w.signer, w.act.Object
	if f, err := tx.FollowByIRI(iri); err == nil && f.FollowerID == by.ID {
		return in.unfollow(tx, w, f)
	}
	if l, err := tx.FavouriteByIRI(iri); err == nil && l.ActorID == by.ID {
		return done(true, reactions.Unfavourite(tx, in.site, by, l.PostID))
	}
	if r, err := tx.ReactionByIRI(iri); err == nil && r.ActorID == by.ID {
		return done(true, reactions.Unreact(tx, in.site, by, r.PostID, r.Face))
	}
	if d, err := tx.DislikeByIRI(iri); err == nil && d.ActorID == by.ID {
		return done(tx.RemoveDislike(by.ID, d.PostID))
	}
	if b, err := tx.BoostByIRI(iri); err == nil && b.ActorID == by.ID {
		return done(true, reactions.Unboost(tx, in.site, by, b.PostID))
	}
	if a, err := tx.AttendanceByIRI(iri); err == nil && a.ActorID == by.ID {
		event, err := tx.PostByID(a.PostID)
		if err != nil {
			return done(false, ignoreMissing(err))
		}
		return done(gatherings.Stay(tx, by, event))
	}
	if q, err := tx.QuoteByRequest(iri); err == nil && q.ByID == by.ID {
		return done(conversations.EndWish(tx, by, q))
	}
	if invite, err := in.inviteOf(tx, w); err != nil || invite != nil {
		if err != nil {
			return models.Failed, err
		}
		return in.undoInvite(tx, w, invite)
	}
	if w.act.Inner == nil || w.act.Inner.Actor != by.IRI {
		return models.NoEffect, nil
	}
	return in.undoMeant(tx, w)
}

// undoMeant finds what is undone by its kind and object, for senders whose ids have changed.
func (in *Inbound) undoMeant(tx *store.Tx, w work) (models.InboxState, error) {
	switch w.act.Inner.Kind {
	case wire.Follow:
		f, found, err := in.followMeant(tx, w)
		if err != nil || !found || f.FollowerID != w.signer.ID {
			return done(false, err)
		}
		return in.unfollow(tx, w, f)
	case wire.Block:
		whom, err := tx.ActorByIRI(w.act.Inner.Object)
		if err != nil {
			return done(false, ignoreMissing(err))
		}
		return done(true, people.Unblock(tx, in.site, w.signer, whom))
	case wire.Join:
		return in.applyLeave(tx, w, w.act.Inner.Object)
	case wire.Accept, wire.Reject:
		return in.answered(tx, w, w.act.Inner, models.AttendanceAsked)
	}
	post, err := tx.PostByIRI(w.act.Inner.Object)
	if err != nil {
		return done(false, ignoreMissing(err))
	}
	switch w.act.Inner.Kind {
	case wire.Reaction:
		face, err := faceIn(tx, w.act.Inner, w.signer.Host)
		if err == nil {
			err = reactions.Unreact(tx, in.site, w.signer, post.ID, face)
		}
		return done(true, err)
	case wire.Dislike:
		return done(tx.RemoveDislike(w.signer.ID, post.ID))
	case wire.Like: // some take a dislike back as if it were a like
		if was, err := tx.RemoveDislike(w.signer.ID, post.ID); was || err != nil {
			return done(was, err)
		}
		return done(true, reactions.Unfavourite(tx, in.site, w.signer, post.ID))
	case wire.AnnounceObject, wire.AnnounceActivity:
		return done(true, reactions.Unboost(tx, in.site, w.signer, post.ID))
	}
	return models.Unknown, nil
}

func (in *Inbound) unfollow(tx *store.Tx, w work, f models.Following) (models.InboxState, error) {
	whom, err := tx.ActorByID(f.FolloweeID)
	if err != nil {
		return models.Failed, err
	}
	return done(true, people.Unfollow(tx, in.site, w.signer, whom))
}
