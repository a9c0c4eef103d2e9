package store

import "guildhall/models"

// ThreadOfContext finds the thread that a collection of ours stands for; one that no post of ours names is Missing.
func (tx *Tx) ThreadOfContext(context models.IRI) (models.ID, error) {
	p, err := readOne[models.Post](tx, "store.ThreadOfContext", "There is no such conversation.", "WHERE context = ? AND context <> '' AND local ORDER BY id LIMIT 1", context)
	return p.ThreadID, err
}

// ThreadPage lists posts of a thread, oldest first, from after a given one (0 from the first): candidates that the gate
// judges one by one. Letters, notes to oneself and what was deleted are none.
func (tx *Tx) ThreadPage(thread, after models.ID, limit int) ([]models.PostView, error) {
	return tx.candidates("store.ThreadPage", "thread_id = ?", thread, after, limit)
}

// AnswersPage lists direct answers to a post, likewise.
func (tx *Tx) AnswersPage(post, after models.ID, limit int) ([]models.PostView, error) {
	return tx.candidates("store.AnswersPage", "parent_id = ?", post, after, limit)
}

func (tx *Tx) candidates(op, which string, value, after models.ID, limit int) ([]models.PostView, error) {
	var ids []models.ID
	err := tx.db.Model(&models.Post{}).Where(which+" AND deleted = 0 AND audience IN ? AND id > ?", value, []models.Audience{models.Everyone, models.Followers}, after).
		Order("id").Limit(most(limit, 100)).Pluck("id", &ids).Error
	if err != nil {
		return nil, failed(op, err)
	}
	return tx.PostViews(ids)
}
