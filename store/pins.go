package store

import "guildhall/models"

const noPin = "This post is not pinned."

// HoldPins lets one transaction at a time change what an actor pinned, so that their number is what was counted.
func (tx *Tx) HoldPins(actor models.ID) error { return tx.hold("store.HoldPins", 9, actor.String()) }

// AddPin pins a post to an actor's profile. It tells whether it is new; a second of the pair changes nothing.
func (tx *Tx) AddPin(p models.Pin) (fresh bool, err error) {
	res := tx.ignoring().Create(&p)
	return res.RowsAffected == 1, failed("store.AddPin", res.Error)
}

// RemovePin takes one off, and tells whether it was there.
func (tx *Tx) RemovePin(actor, post models.ID) (was bool, err error) {
	n, err := tx.exec("store.RemovePin", "DELETE FROM pins WHERE actor_id = ? AND post_id = ?", actor, post)
	return n > 0, err
}

// RemovePinsOf takes all of an actor's pins off.
func (tx *Tx) RemovePinsOf(actor models.ID) error {
	_, err := tx.exec("store.RemovePinsOf", "DELETE FROM pins WHERE actor_id = ?", actor)
	return err
}

// Pins lists what an actor pinned, the latest first, whoever asks: candidates for a collection, judged by the gate.
func (tx *Tx) Pins(actor models.ID, limit int) ([]models.ID, error) {
	var ids []models.ID
	err := tx.db.Model(&models.Pin{}).Joins("JOIN posts ON posts.id = pins.post_id").Where("pins.actor_id = ? AND posts.deleted = 0", actor).
		Order("pins.created DESC, pins.post_id DESC").Limit(most(limit, 100)).Pluck("pins.post_id", &ids).Error
	return ids, failed("store.Pins", err)
}

// PinnedPosts lists what an actor pinned, as the viewer may read it.
func (tx *Tx) PinnedPosts(viewer, actor models.ID, limit int) ([]models.PostShown, error) {
	parted, err := tx.Blocked(viewer, actor)
	if err != nil || parted {
		return nil, err
	}
	ids, err := tx.Pins(actor, limit)
	if err != nil {
		return nil, err
	}
	return tx.ShowPosts(viewer, ids)
}

// IsPinned tells whether an actor has pinned a post.
func (tx *Tx) IsPinned(actor, post models.ID) (bool, error) {
	_, err := readOne[models.Pin](tx, "store.IsPinned", noPin, "WHERE actor_id = ? AND post_id = ?", actor, post)
	return err == nil, orMissing(err)
}

// CommunityWithList finds the community elsewhere whose pinned posts, or whose moderators, stand at an address.
func (tx *Tx) CommunityWithList(list models.IRI) (models.Actor, error) {
	return readOne[models.Actor](tx, "store.CommunityWithList", noActor,
		"WHERE host = ? AND kind = ? AND NOT local AND gone = 0 AND (featured_iri = ? OR moderators_iri = ?) ORDER BY id LIMIT 1", list.Host(), models.Community, list, list)
}
