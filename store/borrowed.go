package store

import (
	"maps"
	"slices"

	"guildhall/models"
)

const notBorrowed = "There is no such borrowed file."

// Borrowed finds a file that was fetched from another server.
func (tx *Tx) Borrowed(name string) (models.Borrowed, error) {
	return readOne[models.Borrowed](tx, "store.Borrowed", notBorrowed, "WHERE name = ?", name)
}

// PutBorrowed stores that a file is here, in the place of what was known of it.
func (tx *Tx) PutBorrowed(b models.Borrowed) error {
	_, err := add(tx, "store.PutBorrowed", "ON CONFLICT (name) DO UPDATE SET type = excluded.type, bytes = excluded.bytes, fetched = excluded.fetched, used = excluded.used", b)
	return err
}

// UseBorrowed notes that somebody looked at one.
func (tx *Tx) UseBorrowed(name string) error {
	_, err := tx.exec("store.UseBorrowed", "UPDATE borrowed SET used = ? WHERE name = ?", tx.now, name)
	return err
}

// ForgetBorrowed removes the row of one.
func (tx *Tx) ForgetBorrowed(name string) error {
	_, err := tx.exec("store.ForgetBorrowed", "DELETE FROM borrowed WHERE name = ?", name)
	return err
}

// OldBorrowed are files that were fetched before a moment, some at a time, in order after another one.
func (tx *Tx) OldBorrowed(before models.Time, after models.Borrowed) ([]models.Borrowed, error) {
	return readAll[models.Borrowed](tx, "store.OldBorrowed", "WHERE fetched < ? AND (fetched, name) > (?, ?) ORDER BY fetched, name LIMIT 100", before, after.Fetched, after.Name)
}

// IdleBorrowed are those that nobody looked at for longest, likewise.
func (tx *Tx) IdleBorrowed(after models.Borrowed) ([]models.Borrowed, error) {
	return readAll[models.Borrowed](tx, "store.IdleBorrowed", "WHERE (used, name) > (?, ?) ORDER BY used, name LIMIT 100", after.Used, after.Name)
}

// CountOldBorrowed counts the files that were fetched before a moment and that no legal hold keeps.
func (tx *Tx) CountOldBorrowed(before models.Time) (int64, error) {
	const op = "store.CountOldBorrowed"
	n, err := tx.count(op, "SELECT count(*) FROM borrowed WHERE fetched < ?", before)
	if err != nil {
		return 0, err
	}
	held, err := tx.BorrowedUnderHold()
	if err != nil {
		return 0, err
	}
	err = inChunks(slices.Collect(maps.Keys(held)), func(part []string) error {
		kept, err := tx.count(op, "SELECT count(*) FROM borrowed WHERE fetched < ? AND name IN ?", before, part)
		n -= kept
		return err
	})
	return int64(n), err
}

// BorrowedBytes is how much room all of them take.
func (tx *Tx) BorrowedBytes() (n int64, err error) {
	err = tx.db.Model(&models.Borrowed{}).Select("COALESCE(SUM(bytes), 0)").Scan(&n).Error
	return n, failed("store.BorrowedBytes", err)
}
