package store

import "guildhall/models"

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

// OldBorrowed are files that were fetched before a moment, some at a time.
func (tx *Tx) OldBorrowed(before models.Time) ([]models.Borrowed, error) {
	return readAll[models.Borrowed](tx, "store.OldBorrowed", "WHERE fetched < ? ORDER BY fetched, name LIMIT 100", before)
}

// IdleBorrowed are those that nobody looked at for longest, some at a time.
func (tx *Tx) IdleBorrowed() ([]models.Borrowed, error) {
	return readAll[models.Borrowed](tx, "store.IdleBorrowed", "ORDER BY used, name LIMIT 100")
}

// BorrowedBytes is how much room all of them take.
func (tx *Tx) BorrowedBytes() (n int64, err error) {
	err = tx.db.Model(&models.Borrowed{}).Select("COALESCE(SUM(bytes), 0)").Scan(&n).Error
	return n, failed("store.BorrowedBytes", err)
}

// KeepEmoji stores an emoji of another server as that server shows it now.
func (tx *Tx) KeepEmoji(e models.Emoji) error {
	e.ID, e.Seen = tx.NewID(), tx.now
	_, err := add(tx, "store.KeepEmoji", "ON CONFLICT (host, name) DO UPDATE SET picture = excluded.picture, seen = excluded.seen WHERE emoji.picture <> excluded.picture", e)
	return err
}

// Emoji finds one.
func (tx *Tx) Emoji(id models.ID) (models.Emoji, error) {
	return readOne[models.Emoji](tx, "store.Emoji", "There is no such emoji.", "WHERE id = ?", id)
}

// EmojiAt gives, of the names that a server may have an emoji for, those that it has.
func (tx *Tx) EmojiAt(host models.Host, names []string) (rows []models.Emoji, err error) {
	err = inChunks(names, func(part []string) error {
		more, err := readAll[models.Emoji](tx, "store.EmojiAt", "WHERE host = ? AND name IN ?", host, part)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// EmojiOf is how many emoji of a server are kept.
func (tx *Tx) EmojiOf(host models.Host) (n int64, err error) {
	err = tx.db.Model(&models.Emoji{}).Where("host = ?", host).Count(&n).Error
	return n, failed("store.EmojiOf", err)
}
