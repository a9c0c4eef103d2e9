package store

import (
	"database/sql"

	"guildhall/models"
)

const boundaryMissing = "The boundary's row is missing: restore the database from a backup."

// Epoch counts the changes to what decisions are made from. A decision of the same epoch about the same version of a post
// need not be made again.
func (tx *Tx) Epoch() (int64, error) {
	b, err := tx.boundary()
	return b.Epoch, err
}

// RaiseEpoch says that something changed that decisions are made from: a peer, a role, a block, the policy, the mode.
func (tx *Tx) RaiseEpoch() error {
	tx.bound = nil
	_, err := tx.exec("store.RaiseEpoch", `UPDATE boundary SET epoch = epoch + 1 WHERE id = 1`)
	return err
}

// Mode says what an open peer may do: models.Allowlist until somebody sets it.
func (tx *Tx) Mode() (models.Mode, error) {
	b, err := tx.boundary()
	if b.Mode != models.OpenMode {
		return models.Allowlist, err
	}
	return b.Mode, err
}

// ModeIsSet tells whether a mode was ever chosen; a new installation takes the one of its settings.
func (tx *Tx) ModeIsSet() (bool, error) {
	b, err := tx.boundary()
	return b.Mode != "", err
}

// SetMode changes what an open peer may do, and raises the epoch.
func (tx *Tx) SetMode(mode models.Mode) error {
	tx.bound = nil
	_, err := tx.exec("store.SetMode", `UPDATE boundary SET mode = ?, epoch = epoch + 1 WHERE id = 1`, mode)
	return err
}

// People counts the changes to actors, and to keys of ours, as of the last transaction of this process that looked. What is kept
// in memory of them holds as long as it stays.
func (s *Store) People() int64 { return s.people.Load() }

func (tx *Tx) boundary() (models.Boundary, error) {
	if tx.bound == nil {
		a := tx.askBoundary()
		if err := tx.query(a.text, a.values, a.each); err != nil {
			return models.Boundary{}, failed("store.Epoch", err)
		}
	}
	if tx.bound == nil {
		return models.Boundary{}, nothing("store.Epoch", boundaryMissing)
	}
	return *tx.bound, nil
}

// askBoundary is the question for the boundary's row, for those who ask something else with it.
func (tx *Tx) askBoundary() ask {
	return ask{"SELECT id, epoch, mode, people, policy, closed FROM boundary WHERE id = 1", nil, func(r *sql.Rows) error {
		var b models.Boundary
		err := r.Scan(&b.ID, &b.Epoch, &b.Mode, &b.People, &b.Policy, &b.Closed)
		if err == nil {
			tx.bound = &b
			tx.st.people.Store(b.People)
			tx.st.closed.Store(int64(b.Closed))
		}
		return err
	}}
}
