package store

import "guildhall/models"

// What belongs to a whole thread stands with its first post. Each change is a new version of that post, so that what is kept of
// it in memory, and what was held of it, is looked at anew.

// SetAnswer notes which answer of a question was accepted; nil for none.
func (tx *Tx) SetAnswer(question models.ID, answer *models.ID) error {
	_, err := tx.exec("store.SetAnswer", "UPDATE posts SET answer_id = ?, version = version + 1 WHERE id = ?", answer, question)
	return err
}

// SetSynthesis notes which post sums a thread up; nil for none.
func (tx *Tx) SetSynthesis(root models.ID, synthesis *models.ID) error {
	_, err := tx.exec("store.SetSynthesis", "UPDATE posts SET synthesis_id = ?, version = version + 1 WHERE id = ?", synthesis, root)
	return err
}

// SetLocked notes since when nobody answers in a thread; 0 opens it again.
func (tx *Tx) SetLocked(root models.ID, at models.Time) error {
	_, err := tx.exec("store.SetLocked", "UPDATE posts SET locked = ?, version = version + 1 WHERE id = ?", at, root)
	return err
}
