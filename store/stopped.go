package store

import (
	"database/sql"

	"guildhall/models"
)

// StoppedPosts tells of posts what became of them at the boundary, where they did not simply pass: the state of the newest hold, or
// Declined where something kept them from a server. Posts that passed are left out.
func (tx *Tx) StoppedPosts(ids []models.ID) (map[models.ID]models.HeldState, error) {
	const op = "store.StoppedPosts"
	found := map[models.ID]models.HeldState{}
	if len(ids) == 0 {
		return found, nil
	}
	err := tx.query(`SELECT DISTINCT post_id FROM decisions WHERE post_id IN ? AND verdict = 'deny' AND door = 'out'`, []any{ids}, func(r *sql.Rows) error {
		var id models.ID
		err := r.Scan(&id)
		found[id] = models.Declined
		return err
	})
	if err != nil {
		return nil, failed(op, err)
	}
	err = tx.query(`SELECT post_id, state FROM held WHERE post_id IN ? AND state <> 'voided' ORDER BY id`, []any{ids}, func(r *sql.Rows) error {
		var id models.ID
		var state models.HeldState
		err := r.Scan(&id, &state)
		found[id] = state
		return err
	})
	return found, failed(op, err)
}
