package store

import (
	"cmp"
	"slices"

	"guildhall/models"
)

const noMedia = "There is no such file."

// AddMedia stores files that wait for a post, or stand in one.
func (tx *Tx) AddMedia(rows ...models.Media) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := add(tx, "store.AddMedia", "", rows...)
	return err
}

// SaveMedia stores every field of a file that is there.
func (tx *Tx) SaveMedia(m *models.Media) error {
	return trouble("store.SaveMedia", noMedia, tx.db.Select("*").Updates(m).Error)
}

// Media finds a file, whoever may see it.
func (tx *Tx) Media(id models.ID) (models.Media, error) {
	return readOne[models.Media](tx, "store.Media", noMedia, "WHERE id = ?", id)
}

// MediaBySlug finds a file by the random part of its address, whoever may see it.
func (tx *Tx) MediaBySlug(slug string) (models.Media, error) {
	return readOne[models.Media](tx, "store.MediaBySlug", noMedia, "WHERE slug = ?", slug)
}

// MediaOf lists the files of a post in their order.
func (tx *Tx) MediaOf(post models.ID) ([]models.Media, error) {
	found, err := readAll[models.Media](tx, "store.MediaOf", "WHERE post_id = ?", post)
	return placed(found)[post], err
}

// placed sorts files to their posts, each post's as its author put them.
func placed(files []models.Media) map[models.ID][]models.Media {
	out := map[models.ID][]models.Media{}
	for _, m := range files {
		out[*m.PostID] = append(out[*m.PostID], m)
	}
	for _, rows := range out {
		slices.SortFunc(rows, func(a, b models.Media) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID)) })
	}
	return out
}

// ReplaceMedia makes the given rows the files of a post of another server, and forgets those that it had. A file whose
// address stays keeps its row.
func (tx *Tx) ReplaceMedia(post models.ID, rows []models.Media) error {
	const op = "store.ReplaceMedia"
	old, err := tx.MediaOf(post)
	if err == nil && len(old) > 0 {
		err = tx.preserve("id = ?", post)
	}
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].PostID, rows[i].Place = &post, i
		at := slices.IndexFunc(old, func(m models.Media) bool { return m.Remote == rows[i].Remote })
		if at < 0 {
			if err := tx.AddMedia(rows[i]); err != nil {
				return err
			}
			continue
		}
		rows[i].ID, rows[i].Slug, rows[i].Created = old[at].ID, old[at].Slug, old[at].Created
		if err := tx.SaveMedia(&rows[i]); err != nil {
			return err
		}
		old = slices.Delete(old, at, at+1)
	}
	for _, m := range old {
		if _, err := tx.exec(op, "DELETE FROM media WHERE id = ?", m.ID); err != nil {
			return err
		}
	}
	return nil
}

// Attach makes files of ours those of a post, in this order, and frees those that it had before. Only files of the owner
// that wait, or are in this post already, count: it tells how many did.
func (tx *Tx) Attach(post, owner models.ID, files []models.ID) (int64, error) {
	const op = "store.Attach"
	if err := tx.preserve("id = ?", post); err != nil {
		return 0, err
	}
	if _, err := tx.exec(op, "UPDATE media SET post_id = NULL, created = ? WHERE post_id = ? AND remote = ''", tx.now, post); err != nil {
		return 0, err
	}
	var n int64
	for place, id := range files {
		done, err := tx.exec(op, "UPDATE media SET post_id = ?, place = ? WHERE id = ? AND owner_id = ? AND post_id IS NULL AND remote = ''", post, place, id, owner)
		if err != nil {
			return n, err
		}
		n += done
	}
	return n, nil
}

// freeMedia takes the files from posts that are deleted: those of ours wait for a day, in which their author may use them
// again, those of others are forgotten.
func (tx *Tx) freeMedia(op, which string, arg models.ID) error {
	if _, err := tx.exec(op, "DELETE FROM media WHERE remote <> '' AND "+which, arg); err != nil {
		return err
	}
	_, err := tx.exec(op, "UPDATE media SET post_id = NULL, created = ? WHERE "+which, tx.now, arg)
	return err
}

// MediaBytes is how much room the files of somebody take.
func (tx *Tx) MediaBytes(owner models.ID) (int64, error) {
	var n int64
	err := tx.db.Model(&models.Media{}).Where("owner_id = ? AND remote = ''", owner).Select("COALESCE(SUM(bytes), 0)").Scan(&n).Error
	return n, failed("store.MediaBytes", err)
}

// EndWaiting removes files of ours that have waited for a post since before a moment, some at a time, and gives them, so
// that their bytes can go too.
func (tx *Tx) EndWaiting(before models.Time) ([]models.Media, error) {
	const op = "store.EndWaiting"
	rows, err := readAll[models.Media](tx, op, "WHERE media.post_id IS NULL AND media.created < ? AND NOT "+heldFile+" ORDER BY media.created LIMIT 100", before)
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		if _, err := tx.exec(op, "DELETE FROM media WHERE id = ? AND post_id IS NULL", m.ID); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// KnownMedia keeps of random parts those that are a file's.
func (tx *Tx) KnownMedia(slugs []string) (map[string]bool, error) {
	var found []string
	err := tx.db.Model(&models.Media{}).Where("slug IN ?", slugs).Pluck("slug", &found).Error
	out := make(map[string]bool, len(found))
	for _, s := range found {
		out[s] = true
	}
	return out, failed("store.KnownMedia", err)
}
