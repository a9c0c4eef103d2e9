package store

import "guildhall/models"

const noCommunity = "There is no such community."

// AddCommunity stores what a community has beside its actor.
func (tx *Tx) AddCommunity(c *models.CommunityRow) error {
	return trouble("store.AddCommunity", noCommunity, tx.db.Create(c).Error)
}

// SaveCommunity stores every field of one that is there.
func (tx *Tx) SaveCommunity(c *models.CommunityRow) error {
	return trouble("store.SaveCommunity", noCommunity, tx.db.Select("*").Updates(c).Error)
}

// CommunityByActor finds what a community of ours has beside its actor.
func (tx *Tx) CommunityByActor(id models.ID) (models.CommunityRow, error) {
	return readOne[models.CommunityRow](tx, "store.CommunityByActor", noCommunity, "WHERE actor_id = ?", id)
}

// CommunitiesDrivenBy lists the communities of ours that a person drives.
func (tx *Tx) CommunitiesDrivenBy(person models.ID) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Where("gone = 0 AND id IN (SELECT actor_id FROM communities WHERE driver_id = ?)", person).Order("id").Limit(100).Find(&rows).Error
	return rows, failed("store.CommunitiesDrivenBy", err)
}

// CommunitiesFollowed lists the communities that a person follows, ours and others', by name, up to limit.
func (tx *Tx) CommunitiesFollowed(person models.ID, limit int) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Where("gone = 0 AND kind = ? AND id IN (SELECT followee_id FROM follows WHERE follower_id = ? AND state = ?)",
		models.Community, person, models.Accepted).Order("lower(name), id").Limit(limit).Find(&rows).Error
	return rows, failed("store.CommunitiesFollowed", err)
}

// CommunitiesUnfollowed lists communities of ours that a person neither follows nor asked to, the newest first, up to limit.
func (tx *Tx) CommunitiesUnfollowed(person models.ID, limit int) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Where("local AND gone = 0 AND kind = ? AND id NOT IN (SELECT followee_id FROM follows WHERE follower_id = ?)",
		models.Community, person).Order("id DESC").Limit(limit).Find(&rows).Error
	return rows, failed("store.CommunitiesUnfollowed", err)
}
