package store

import "guildhall/models"

// AddAct records what an administrator did. ID and At are filled in.
func (tx *Tx) AddAct(a *models.Act) error {
	a.ID, a.At = tx.NewID(), tx.now
	_, err := tx.exec("store.AddAct", `INSERT INTO acts (id, at, verb, by_id, by_name, about, what, before, after, reason, salt, erased, names)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.At, a.Verb, a.ByID, a.ByName, a.About, a.What, a.Before, a.After, a.Reason,
		a.Salt, a.Erased, filled(a.Names))
	return err
}

// ActFilter picks acts; empty fields pick all.
type ActFilter struct {
	Verb   string    // with its full name, or up to a dot: role. picks role.granted and role.revoked
	Before models.ID // only older ones; 0 starts at the newest
	Open   bool      // without legal holds, which administrators alone see
	Limit  int       // at most 200
}

// Acts lists what administrators did, newest first.
func (tx *Tx) Acts(f ActFilter) ([]models.Act, error) {
	q := tx.db.Order("id DESC").Limit(most(f.Limit, 200))
	if f.Verb != "" && f.Verb[len(f.Verb)-1] == '.' {
		q = q.Where("verb >= ? AND verb < ?", f.Verb, f.Verb[:len(f.Verb)-1]+"/")
	} else if f.Verb != "" {
		q = q.Where("verb = ?", f.Verb)
	}
	if f.Open {
		q = q.Where("verb NOT IN ('hold.placed', 'hold.lifted')")
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	return list[models.Act]("store.Acts", q)
}

// Act finds one act.
func (tx *Tx) Act(id models.ID) (models.Act, error) {
	return readOne[models.Act](tx, "store.Act", "There is no such act in the record.", "WHERE id = ?", id)
}

// filled is bytes for a column that knows no NULL.
func filled(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
