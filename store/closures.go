package store

import "guildhall/models"

// Closed tells since when nothing crosses but withdrawals; 0 while federation is open.
func (tx *Tx) Closed() (models.Time, error) {
	b, err := tx.boundary()
	return b.Closed, err
}

// Closed tells whether federation was closed when a transaction of this process last looked.
func (s *Store) Closed() bool { return s.closed.Load() != 0 }

// AddClosure closes federation, and raises the epoch.
func (tx *Tx) AddClosure(c *models.Closure) error {
	if err := failed("store.AddClosure", tx.db.Create(c).Error); err != nil {
		return err
	}
	return tx.setClosed(c.At)
}

// CloseRestored closes federation in a database that was made from a backup of some moment: what ended since is there again. Sessions
// end, and what another server had leased is free.
func (tx *Tx) CloseRestored(backup models.Time) error {
	c := models.Closure{ID: tx.NewID(), At: tx.now, Backup: backup, Why: restoredWhy(backup)}
	if err := tx.AddClosure(&c); err != nil {
		return err
	}
	if _, err := tx.exec("store.CloseRestored", `DELETE FROM sessions`); err != nil {
		return err
	}
	if err := tx.FreeLanes(); err != nil {
		return err
	}
	return tx.FreeInbox()
}

func restoredWhy(backup models.Time) string {
	return "The database was restored from a backup of " + backup.Go().Format("2 January 2006, 15:04") + " UTC."
}

// EndClosures opens federation, notes by whom and why in each closure that was open, and raises the epoch.
func (tx *Tx) EndClosures(by, why string) error {
	if _, err := tx.exec("store.EndClosures", `UPDATE closures SET opened = ?, opened_by = ?, opened_why = ? WHERE opened = 0`, tx.now, by, why); err != nil {
		return err
	}
	return tx.setClosed(0)
}

func (tx *Tx) setClosed(at models.Time) error {
	tx.bound = nil
	_, err := tx.exec("store.SetClosed", `UPDATE boundary SET closed = ?, epoch = epoch + 1 WHERE id = 1`, at)
	return err
}

// Closures lists the times that federation was closed, newest first.
func (tx *Tx) Closures(limit int) ([]models.Closure, error) {
	return list[models.Closure]("store.Closures", tx.db.Order("id DESC").Limit(most(limit, 200)))
}

// AppliedEndings notes that what ended since the backup was applied.
func (tx *Tx) AppliedEndings() error {
	_, err := tx.exec("store.AppliedEndings", `UPDATE closures SET applied = ? WHERE opened = 0`, tx.now)
	return err
}
