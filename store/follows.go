package store

import (
	"database/sql"

	"gorm.io/gorm"

	"guildhall/models"
)

const noFollow = "There is no such follow."

// AddFollow stores a follow; one of the same pair is a fault of kind Conflict.
func (tx *Tx) AddFollow(f *models.Following) error {
	return trouble("store.AddFollow", noFollow, tx.db.Create(f).Error)
}

// SaveFollow stores state and IRI of a follow that is there.
func (tx *Tx) SaveFollow(f *models.Following) error {
	return trouble("store.SaveFollow", noFollow, tx.db.Select("*").Updates(f).Error)
}

// RemoveFollow forgets a follow.
func (tx *Tx) RemoveFollow(id models.ID) error {
	if err := tx.noteFollow(id); err != nil {
		return err
	}
	return failed("store.RemoveFollow", tx.db.Delete(&models.Following{}, "id = ?", id).Error)
}

// Follow finds the follow of one actor by another, in any state.
func (tx *Tx) Follow(follower, followee models.ID) (models.Following, error) {
	return readOne[models.Following](tx, "store.Follow", noFollow, "WHERE follower_id = ? AND followee_id = ?", follower, followee)
}

// FollowByIRI finds a follow by the id of its activity.
func (tx *Tx) FollowByIRI(iri models.IRI) (models.Following, error) {
	return readOne[models.Following](tx, "store.FollowByIRI", noFollow, "WHERE iri = ?", iri)
}

// FollowRow is a follow in a list with the actor at its other end.
type FollowRow struct {
	models.Following
	Actor models.Actor
}

// FollowersOf lists whom an actor is followed by, newest first; the cursor is the follow's ID. Whom a block parts from
// the viewer, and who is gone, is left out.
func (tx *Tx) FollowersOf(viewer, actor models.ID, p Page) ([]FollowRow, error) {
	return tx.followList("store.FollowersOf", "followee_id", "follower_id", models.Accepted, viewer, actor, p)
}

// FollowedBy lists whom an actor follows, likewise.
func (tx *Tx) FollowedBy(viewer, actor models.ID, p Page) ([]FollowRow, error) {
	return tx.followList("store.FollowedBy", "follower_id", "followee_id", models.Accepted, viewer, actor, p)
}

// FollowRequests lists who waits for an actor's answer, likewise.
func (tx *Tx) FollowRequests(actor models.ID, p Page) ([]FollowRow, error) {
	return tx.followList("store.FollowRequests", "followee_id", "follower_id", models.Pending, actor, actor, p)
}

func (tx *Tx) followList(op, mine, other string, state models.FollowState, viewer, actor models.ID, p Page) ([]FollowRow, error) {
	var rows []models.Following
	err := tx.db.Table("follows").Where("follows."+mine+" = ? AND follows.state = ?", actor, state).
		Where("EXISTS (SELECT 1 FROM actors WHERE actors.id = follows."+other+" AND actors.gone = 0)").
		Scopes(tx.membersSeen(mine, viewer, actor)).
		Scopes(notBlocked("follows."+other, viewer), p.cut("follows.id")).Find(&rows).Error
	if err != nil {
		return nil, failed(op, err)
	}
	end := func(f models.Following) models.ID {
		if other == "follower_id" {
			return f.FollowerID
		}
		return f.FolloweeID
	}
	ids := make([]models.ID, len(rows))
	for i, f := range rows {
		ids[i] = end(f)
	}
	actors, err := tx.Actors(ids)
	if err != nil {
		return nil, err
	}
	out := make([]FollowRow, 0, len(rows))
	for _, f := range newestFirst(p, rows) {
		out = append(out, FollowRow{Following: f, Actor: actors[end(f)]})
	}
	return out, nil
}

// membersSeen keeps the members of a community of ours, and who asks to be one, for those who are in it, and for itself.
func (tx *Tx) membersSeen(mine string, viewer, actor models.ID) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if mine != "followee_id" || viewer == actor {
			return q
		}
		return q.Where("(NOT EXISTS (SELECT 1 FROM communities WHERE actor_id = ?) OR EXISTS (SELECT 1 FROM actors WHERE actors.id = ? AND "+inCommunity+"))",
			actor, actor, viewer, viewer, viewer, viewer)
	}
}

// Reached is how somebody elsewhere is reached: at an inbox of their own, and at one that they share with others, if there is one.
type Reached struct {
	IRI, Inbox, Shared models.IRI
	Host               models.Host
}

// EachFollowerElsewhere goes through the accepted followers of an actor that live on other servers. Deliveries are made
// from it, and of a community there may be a hundred thousand: none is kept here. Each asks the store for nothing.
func (tx *Tx) EachFollowerElsewhere(actor models.ID, each func(Reached) error) error {
	err := tx.query(`SELECT actors.iri, actors.inbox, actors.shared_inbox, actors.host FROM follows JOIN actors ON actors.id = follows.follower_id
		WHERE follows.followee_id = ? AND follows.state = ? AND NOT actors.local AND actors.gone = 0`,
		[]any{actor, models.Accepted}, func(r *sql.Rows) error {
			var f Reached
			if err := r.Scan(&f.IRI, &f.Inbox, &f.Shared, &f.Host); err != nil {
				return err
			}
			return each(f)
		})
	return failed("store.EachFollowerElsewhere", err)
}

// Crowd tells how many followers an actor has, and the newest follow of the actor, accepted or not; 0 without one.
func (tx *Tx) Crowd(actor models.ID) (followers int64, newest models.ID, err error) {
	tallies, err := tx.tallied([]models.ID{actor})
	if err != nil {
		return 0, 0, failed("store.Crowd", err)
	}
	ids, err := tx.readIDs("SELECT id FROM follows WHERE followee_id = ? ORDER BY id DESC LIMIT 1", actor)
	if len(ids) > 0 {
		newest = ids[0]
	}
	return tallies[actor][tallyFollowers], newest, failed("store.Crowd", err)
}

// FollowersAt lists the accepted followers that an actor has on one other server, in the order of their IDs: limit at most.
func (tx *Tx) FollowersAt(host models.Host, actor models.ID, limit int) ([]models.Actor, error) {
	return list[models.Actor]("store.FollowersAt", tx.db.Joins("JOIN follows ON follows.follower_id = actors.id").
		Where("follows.followee_id = ? AND follows.state = ? AND follows.host = ? AND actors.gone = 0", actor, models.Accepted, host).
		Order("follows.follower_id").Limit(limit))
}

// FollowersHere lists the accepted followers of an actor that are people of ours, by ID, up to limit after a given one.
func (tx *Tx) FollowersHere(actor, after models.ID, limit int) ([]models.Actor, error) {
	return list[models.Actor]("store.FollowersHere", tx.db.Joins("JOIN follows ON follows.follower_id = actors.id").
		Where("follows.followee_id = ? AND follows.state = ? AND follows.host = '' AND actors.local AND actors.gone = 0 AND follows.follower_id > ?", actor, models.Accepted, after).
		Order("follows.follower_id").Limit(limit))
}

// FollowsFrom tells whether anybody of another server follows the actor, accepted.
func (tx *Tx) FollowsFrom(host models.Host, actor models.ID) (bool, error) {
	var n int64
	err := tx.db.Table("follows").Joins("JOIN actors ON actors.id = follows.follower_id").
		Where("follows.followee_id = ? AND follows.state = ? AND follows.host = ? AND actors.gone = 0", actor, models.Accepted, host).
		Limit(1).Count(&n).Error
	return n > 0, failed("store.FollowsFrom", err)
}

// Follows tells whether one actor is an accepted follower of another.
func (tx *Tx) Follows(follower, followee models.ID) (bool, error) {
	f, err := tx.Follow(follower, followee)
	if err != nil {
		return false, orMissing(err)
	}
	return f.State == models.Accepted, nil
}

// RemoveFollowsWith forgets every follow that an actor has part in.
func (tx *Tx) RemoveFollowsWith(actor models.ID) error {
	if _, err := tx.exec("store.RemoveFollowsWith", "DELETE FROM tag_follows WHERE actor_id = ?", actor); err != nil {
		return err
	}
	return failed("store.RemoveFollowsWith", tx.db.Delete(&models.Following{}, "follower_id = ? OR followee_id = ?", actor, actor).Error)
}

// Relations tells how the viewer stands to each of many actors.
func (tx *Tx) Relations(viewer models.ID, ids []models.ID) (map[models.ID]models.Relation, error) {
	const op = "store.Relations"
	out := make(map[models.ID]models.Relation, len(ids))
	err := inChunks(distinct(ids), func(part []models.ID) error {
		var follows []models.Following
		if err := tx.db.Where("(follower_id = ? AND followee_id IN ?) OR (followee_id = ? AND follower_id IN ?)",
			viewer, part, viewer, part).Find(&follows).Error; err != nil {
			return failed(op, err)
		}
		for _, f := range follows {
			if f.FollowerID == viewer {
				r := out[f.FolloweeID]
				r.Following, r.Requested = f.State == models.Accepted, f.State == models.Pending
				out[f.FolloweeID] = r
			} else {
				r := out[f.FollowerID]
				r.FollowedBy, r.RequestedBy = f.State == models.Accepted, f.State == models.Pending
				out[f.FollowerID] = r
			}
		}
		refusals, err := readAll[models.Refusal](tx, op, "WHERE actor_id = ? AND community_id IN ?", viewer, part)
		if err != nil {
			return err
		}
		for _, no := range refusals {
			r := out[no.CommunityID]
			r.Refused, r.TakenOut = no.At, no.Member
			out[no.CommunityID] = r
		}
		var blocks []models.BlockRow
		if err := tx.db.Where("(actor_id = ? AND blocked_id IN ?) OR (blocked_id = ? AND actor_id IN ?)",
			viewer, part, viewer, part).Find(&blocks).Error; err != nil {
			return failed(op, err)
		}
		for _, b := range blocks {
			if b.ActorID == viewer {
				r := out[b.BlockedID]
				r.Blocking = true
				out[b.BlockedID] = r
			} else {
				r := out[b.ActorID]
				r.BlockedBy = true
				out[b.ActorID] = r
			}
		}
		return nil
	})
	return out, err
}
