package store

import (
	"gorm.io/gorm"

	"guildhall/fault"
	"guildhall/models"
)

const noBlock = "There is no such block."

// AddBlock stores that one actor wants nothing of another; a second of the pair is a fault of kind Conflict.
func (tx *Tx) AddBlock(b *models.BlockRow) error {
	return trouble("store.AddBlock", noBlock, tx.db.Create(b).Error)
}

// RemoveBlock forgets a block.
func (tx *Tx) RemoveBlock(id models.ID) error {
	return failed("store.RemoveBlock", tx.db.Delete(&models.BlockRow{}, "id = ?", id).Error)
}

// Block finds the block of one actor by another.
func (tx *Tx) Block(by, whom models.ID) (models.BlockRow, error) {
	return readOne[models.BlockRow](tx, "store.Block", noBlock, "WHERE actor_id = ? AND blocked_id = ?", by, whom)
}

// BlockByIRI finds a block by the id of its activity.
func (tx *Tx) BlockByIRI(iri models.IRI) (models.BlockRow, error) {
	return readOne[models.BlockRow](tx, "store.BlockByIRI", noBlock, "WHERE iri = ?", iri)
}

// Blocked tells whether a block stands between two actors, either way.
func (tx *Tx) Blocked(a, b models.ID) (bool, error) {
	found, err := tx.readIDs("SELECT id FROM blocks WHERE (actor_id = ? AND blocked_id = ?) OR (actor_id = ? AND blocked_id = ?) LIMIT 1", a, b, b, a)
	return len(found) > 0, failed("store.Blocked", err)
}

// BlockedBy lists whom an actor blocks, newest first; the cursor is the block's ID.
func (tx *Tx) BlockedBy(actor models.ID, p Page) ([]models.Actor, []models.BlockRow, error) {
	var rows []models.BlockRow
	if err := tx.db.Where("actor_id = ?", actor).Scopes(p.cut("id")).Find(&rows).Error; err != nil {
		return nil, nil, failed("store.BlockedBy", err)
	}
	rows = newestFirst(p, rows)
	ids := make([]models.ID, len(rows))
	for i, b := range rows {
		ids[i] = b.BlockedID
	}
	actors, err := tx.actorsIn(ids)
	return actors, rows, err
}

// notBlocked leaves out rows whose actor, in the column, is parted from the viewer by a block.
func notBlocked(column string, viewer models.ID) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		return q.Where("NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = ? AND blocks.blocked_id = "+column+")", viewer).
			Where("NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = "+column+" AND blocks.blocked_id = ?)", viewer)
	}
}

// orMissing turns a look-up that found nothing into no error.
func orMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
