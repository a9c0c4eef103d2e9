package store

import "guildhall/models"

// AddOutbox keeps one activity as it is sent. ID and At are filled in. Jobs that send it name it in Ref, so that it stays
// as long as one of them does.
func (tx *Tx) AddOutbox(it *models.OutboxItem) error {
	it.ID, it.At = tx.NewID(), tx.now
	_, err := add(tx, "store.AddOutbox", "", *it)
	return err
}

// OutboxItem finds an activity being sent.
func (tx *Tx) OutboxItem(id models.ID) (models.OutboxItem, error) {
	return readOne[models.OutboxItem](tx, "store.OutboxItem", "This activity is not being sent any more.", "WHERE id = ?", id)
}

// TidyOutbox removes up to limit activities made before a moment that no job refers to, and tells how many.
func (tx *Tx) TidyOutbox(before models.Time, limit int) (int64, error) {
	return tx.exec("store.TidyOutbox", `DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o
		WHERE o.id < ? AND o.at < ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.ref <> 0 AND jobs.ref = o.id) ORDER BY o.id LIMIT ?)`,
		models.IDAt(before), before, most(limit, 10_000))
}
