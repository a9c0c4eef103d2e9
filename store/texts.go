package store

import "guildhall/models"

// AddRecordText keeps the sealed text of something that crossed.
func (tx *Tx) AddRecordText(t models.RecordText) error {
	_, err := tx.exec("store.AddRecordText", `INSERT INTO record_texts (id, at, author_id, about, sealed) VALUES (?, ?, ?, ?, ?)`,
		t.ID, t.At, t.AuthorID, t.About, t.Sealed)
	return err
}

// RecordTexts reads sealed texts; those that are forgotten are left out.
func (tx *Tx) RecordTexts(ids []models.ID) ([]models.RecordText, error) {
	return readAll[models.RecordText](tx, "store.RecordTexts", "WHERE id IN ?", ids)
}

// oldTexts are texts of before a moment that no legal hold keeps.
const oldTexts = `FROM record_texts WHERE record_texts.id < ? AND NOT ` + heldText

// OldTexts counts the texts of before a moment.
func (tx *Tx) OldTexts(before models.Time) (int64, error) {
	n, err := tx.count("store.OldTexts", "SELECT count(*) "+oldTexts, models.IDAt(before))
	return int64(n), err
}

// ForgetTexts destroys texts of before a moment, a thousand at a time, and tells how many went.
func (tx *Tx) ForgetTexts(before models.Time) (int64, error) {
	return tx.exec("store.ForgetTexts", `DELETE FROM record_texts WHERE id IN (SELECT record_texts.id `+oldTexts+` ORDER BY record_texts.id LIMIT 1000)`, models.IDAt(before))
}

// ForgetTextsAbout destroys the texts of one thing, unless a legal hold keeps them.
func (tx *Tx) ForgetTextsAbout(about int64) (int64, error) {
	return tx.exec("store.ForgetTextsAbout", `DELETE FROM record_texts WHERE record_texts.about = ? AND NOT `+heldText, about)
}

// ForgetTextsBy destroys the texts that one person wrote, unless a legal hold keeps them.
func (tx *Tx) ForgetTextsBy(author models.ID) (int64, error) {
	return tx.exec("store.ForgetTextsBy", `DELETE FROM record_texts WHERE record_texts.author_id = ? AND NOT `+heldText, author)
}

// EraseDecision destroys the names of a recorded answer and keeps their digest.
func (tx *Tx) EraseDecision(id models.ID, names []byte) error {
	_, err := tx.exec("store.EraseDecision", `UPDATE decisions SET activity = '', object = '', post_id = NULL, why = '', steps = '', person = 0, input = '',
		text_id = 0, salt = ?, names = ?, erased = ? WHERE id = ? AND erased = 0`, []byte{}, names, tx.now, id)
	return err
}

// EraseAct destroys the names of an act and keeps their digest.
func (tx *Tx) EraseAct(id models.ID, names []byte) error {
	_, err := tx.exec("store.EraseAct", `UPDATE acts SET by_id = 0, by_name = '', about = 0, what = '', before = '', after = '', reason = '',
		salt = ?, names = ?, erased = ? WHERE id = ? AND erased = 0`, []byte{}, names, tx.now, id)
	return err
}

// ActsAround lists acts that somebody did, or that concern them: at most 500.
func (tx *Tx) ActsAround(who models.ID) ([]models.Act, error) {
	return readAll[models.Act](tx, "store.ActsAround", "WHERE by_id = ? OR about = ? ORDER BY id LIMIT 500", who, who)
}

// What is in the record of before a moment and no legal hold keeps.
const (
	oldDecisions = `FROM decisions WHERE decisions.id < ? AND NOT ` + heldDecision
	oldActs      = `FROM acts WHERE acts.id < ? AND NOT ` + heldAct
)

// OldRecords counts answers and acts of before a moment.
func (tx *Tx) OldRecords(before models.Time) (int64, error) {
	n, err := tx.count("store.OldRecords", "SELECT (SELECT count(*) "+oldDecisions+") + (SELECT count(*) "+oldActs+")", models.IDAt(before), models.IDAt(before))
	return int64(n), err
}

// DropRecords deletes answers and acts of before a moment, a thousand at a time, with what belongs to them, and tells how many went.
func (tx *Tx) DropRecords(before models.Time) (int64, error) {
	const op = "store.DropRecords"
	old, err := tx.readIDs("SELECT decisions.id "+oldDecisions+" ORDER BY decisions.id LIMIT 1000", models.IDAt(before))
	if err != nil {
		return 0, failed(op, err)
	}
	acts, err := tx.exec(op, `DELETE FROM acts WHERE id IN (SELECT acts.id `+oldActs+` ORDER BY acts.id LIMIT 1000)`, models.IDAt(before))
	if err != nil || len(old) == 0 {
		return acts, err
	}
	if _, err := tx.exec(op, `DELETE FROM decision_peers WHERE decision_id IN ?`, old); err != nil {
		return 0, err
	}
	n, err := tx.exec(op, `DELETE FROM decisions WHERE id IN ?`, old)
	return n + acts, err
}

// DropLinks deletes the links of before a moment from the beginning of each chain, all but its last, and tells how many went.
func (tx *Tx) DropLinks(before models.Time) (int64, error) {
	return tx.exec("store.DropLinks", `DELETE FROM chain_links WHERE at < ? AND seq < (SELECT min(kept.seq) FROM chain_links kept
		WHERE kept.node = chain_links.node AND (kept.at >= ? OR kept.seq = (SELECT c.seq FROM chains c WHERE c.node = chain_links.node)))`, before, before)
}

// Cut lists where each chain begins whose first links are gone.
func (tx *Tx) Cut() ([]models.Link, error) {
	return readAll[models.Link](tx, "store.Cut", `WHERE seq > 1 AND seq = (SELECT min(first.seq) FROM chain_links first WHERE first.node = chain_links.node)`)
}
