package communities

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Revoke takes back what was decided and stands. It tells whether there was anything.
func Revoke(tx *store.Tx, site paths.Site, d Decided) (bool, error) {
	const op = "communities.Revoke"
	d.Reason = clipped(d.Reason)
	if d.Community.Local {
		if err := d.may(tx, op); err != nil {
			return false, err
		}
	}
	r, err := d.inForce(tx)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	if err == nil {
		err = d.impartial(r, op)
	}
	if err != nil {
		return false, err
	}
	return true, d.takeBack(tx, site, r)
}

// inForce is the ruling of this kind that stands: about somebody, about the thread of a post, or about the post; Missing without one.
func (d *Decided) inForce(tx *store.Tx) (models.Ruling, error) {
	switch d.What {
	case models.Banned:
		return tx.BanOf(d.Community.ID, d.Whom)
	case models.Shut:
		post, err := tx.PostByID(d.Post)
		if err != nil {
			return models.Ruling{}, err
		}
		return tx.RulingOn(d.Community.ID, post.ThreadID, d.What)
	}
	return tx.RulingOn(d.Community.ID, d.Post, d.What)
}

// Undo takes back one ruling of a community of ours, by its number and with a reason. What left with a ban comes back with it.
func Undo(tx *store.Tx, site paths.Site, by, community models.Actor, ruling models.ID, reason string) error {
	const op = "communities.Undo"
	d := Decided{Community: community, By: by, Reason: clipped(reason), Posts: true}
	if err := d.may(tx, op); err != nil {
		return err
	}
	r, err := tx.RulingByID(ruling)
	switch {
	case err == nil && r.CommunityID != community.ID:
		return fault.New(fault.Missing, op, "There is no such decision.")
	case err != nil:
		return err
	case r.What == models.Folded || r.What == models.Kept:
		return fault.New(fault.Invalid, op, "What members flagged is decided about on the community's desk.")
	case !r.Stands(tx.Now()):
		return fault.New(fault.Conflict, op, "The decision does not stand any more.")
	}
	d.What = r.What
	if err := d.impartial(r, op); err != nil {
		return err
	}
	return d.takeBack(tx, site, r)
}

// impartial refuses somebody of ours who takes back what others decided about them.
func (d *Decided) impartial(r models.Ruling, op string) error {
	if d.Community.Local && d.By.Local && r.WhomID == d.By.ID && r.ByID != d.By.ID {
		return fault.New(fault.Forbidden, op, "This was decided about you. Somebody else takes it back, or you appeal.")
	}
	return nil
}

// takeBack takes back one ruling. Who calls made sure that it stands, and that they may.
func (d *Decided) takeBack(tx *store.Tx, site paths.Site, r models.Ruling) error {
	r.UndoneWhy = d.Reason
	err := tx.EndRuling(r.ID, d.By.ID, d.Reason)
	if err != nil {
		return err
	}
	switch r.What {
	case models.Removed:
		err = tx.EnterCommunity(r.PostID, d.Community.ID)
	case models.Shut:
		var post models.Post
		if post, err = tx.PostByID(r.PostID); err != nil {
			return err
		}
		if err = tx.SetLocked(r.PostID, 0); err == nil {
			err = d.retold(tx, site, post)
		}
	case models.Banned:
		if d.Posts {
			err = d.letBack(tx, r)
		}
	}
	if err != nil {
		return err
	}
	whom, err := tx.ActorByID(r.WhomID)
	if err != nil {
		return err
	}
	return d.settled(tx, site, r, whom, true)
}

// letBack puts the posts that left with a ban back where they stood, but for those that were deleted or decided about since.
func (d *Decided) letBack(tx *store.Tx, ban models.Ruling) error {
	left, err := tx.LeftWith(ban.ID)
	for _, r := range left {
		if err != nil {
			return err
		}
		if r.Undone != 0 {
			continue
		}
		if err = tx.EndRuling(r.ID, d.By.ID, d.Reason); err == nil {
			err = tx.EnterCommunity(r.PostID, d.Community.ID)
		}
	}
	return err
}

// ComesBack counts what left with a ban: the posts that stand again when it is taken back, and those that were deleted since.
func ComesBack(tx *store.Tx, ban models.Ruling) (back, lost int, err error) {
	left, err := tx.LeftWith(ban.ID)
	for _, r := range left {
		if err != nil {
			return 0, 0, err
		}
		if r.Undone != 0 {
			continue
		}
		var post models.Post
		switch post, err = tx.PostByID(r.PostID); {
		case fault.Is(err, fault.Missing), err == nil && post.Deleted != 0:
			lost, err = lost+1, nil
		case err == nil && post.CommunityID == nil:
			back++
		}
	}
	return back, lost, err
}
