package store

import "guildhall/models"

// AddAppeal keeps an appeal, and tells whether it is the first against its ruling. At is filled in.
func (tx *Tx) AddAppeal(a models.Appeal) (bool, error) {
	a.At = tx.now
	done := tx.ignoring().Create(&a)
	return done.RowsAffected > 0, failed("store.AddAppeal", done.Error)
}

// AppealOf finds the appeal against a ruling.
func (tx *Tx) AppealOf(ruling models.ID) (models.Appeal, error) {
	return readOne[models.Appeal](tx, "store.AppealOf", "There is no such appeal.", "WHERE ruling_id = ?", ruling)
}

// AppealsOn lists the appeals against rulings.
func (tx *Tx) AppealsOn(rulings []models.ID) ([]models.Appeal, error) {
	if len(rulings) == 0 {
		return nil, nil
	}
	return list[models.Appeal]("store.AppealsOn", tx.db.Where("ruling_id IN ?", rulings))
}

// AnswerAppeal stores what an appeal was answered. Answered is filled in.
func (tx *Tx) AnswerAppeal(a models.Appeal) error {
	_, err := tx.exec("store.AnswerAppeal", "UPDATE appeals SET answered = ?, answer_by_id = ?, reversed = ?, answer = ? WHERE ruling_id = ?", tx.now, a.AnswerByID, a.Reversed, a.Answer, a.RulingID)
	return err
}

// OpenAppeals lists the appeals in a community that wait for an answer and whose rulings are in force, the first to come first.
func (tx *Tx) OpenAppeals(community models.ID, limit int) ([]models.Appeal, error) {
	return readAll[models.Appeal](tx, "store.OpenAppeals", `WHERE community_id = ? AND answered = 0
		AND EXISTS (SELECT 1 FROM rulings WHERE rulings.id = appeals.ruling_id AND rulings.undone = 0 AND (rulings.until = 0 OR rulings.until > ?)) ORDER BY at, ruling_id LIMIT ?`, community, tx.now, limit)
}

// RulingsAbout lists what was decided about somebody in a community, undone or not, the newest first.
func (tx *Tx) RulingsAbout(community, whom models.ID, limit int) ([]models.Ruling, error) {
	return readAll[models.Ruling](tx, "store.RulingsAbout", "WHERE whom_id = ? AND community_id = ? ORDER BY id DESC LIMIT ?", whom, community, limit)
}
