package store

import "guildhall/models"

// PutDetails stores what a post tells beside its text, in the place of what it told before.
func (tx *Tx) PutDetails(d *models.Details) error {
	const op = "store.PutDetails"
	if _, err := tx.exec(op, "DELETE FROM post_details WHERE post_id = ?", d.PostID); err != nil {
		return err
	}
	_, err := add(tx, op, "", *d)
	return err
}

func (tx *Tx) detailsOf(posts []models.ID) (map[models.ID]*models.Details, error) {
	out := make(map[models.ID]*models.Details, len(posts))
	err := inChunks(posts, func(part []models.ID) error {
		rows, err := readAll[models.Details](tx, "store.detailsOf", "WHERE post_id IN ?", part)
		for i := range rows {
			out[rows[i].PostID] = &rows[i]
		}
		return err
	})
	return out, err
}
