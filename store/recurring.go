package store

import "guildhall/models"

const noRecurring = "There is no such recurring thread."

// AddRecurring stores a recurring thread.
func (tx *Tx) AddRecurring(r *models.Recurring) error {
	return trouble("store.AddRecurring", noRecurring, tx.db.Create(r).Error)
}

// RecurringIn lists those of a community, the oldest first.
func (tx *Tx) RecurringIn(community models.ID) ([]models.Recurring, error) {
	return readAll[models.Recurring](tx, "store.RecurringIn", "WHERE community_id = ? ORDER BY id", community)
}

// DropRecurring ends one, and tells whether it was there.
func (tx *Tx) DropRecurring(community, id models.ID) (bool, error) {
	n, err := tx.exec("store.DropRecurring", "DELETE FROM recurring WHERE community_id = ? AND id = ?", community, id)
	return n > 0, err
}

// DueRecurring lists those whose time has come, up to limit.
func (tx *Tx) DueRecurring(limit int) ([]models.Recurring, error) {
	return readAll[models.Recurring](tx, "store.DueRecurring", "WHERE next <= ? ORDER BY next, id LIMIT ?", tx.now, limit)
}

// TakeRecurring moves one on from a moment to the next, and tells whether nobody else did before.
func (tx *Tx) TakeRecurring(id models.ID, from, to models.Time) (bool, error) {
	n, err := tx.exec("store.TakeRecurring", "UPDATE recurring SET next = ? WHERE id = ? AND next = ?", to, id, from)
	return n > 0, err
}
