package store

import "guildhall/models"

// AddNotice stores a notice. It tells whether it is new: the same notice again changes nothing.
func (tx *Tx) AddNotice(n *models.Notice) (fresh bool, err error) {
	res := tx.ignoring().Create(n)
	return res.RowsAffected == 1, failed("store.AddNotice", res.Error)
}

// RemoveNotice takes a notice back by what makes it the same.
func (tx *Tx) RemoveNotice(once string) error {
	return failed("store.RemoveNotice", tx.db.Delete(&models.Notice{}, "once = ?", once).Error)
}

// RemoveNoticesFrom takes all notices about an actor back; from one owner, or from all when owner is 0.
func (tx *Tx) RemoveNoticesFrom(owner, from models.ID) error {
	q := tx.db.Where("from_id = ?", from)
	if owner != 0 {
		q = q.Where("owner_id = ?", owner)
	}
	return failed("store.RemoveNoticesFrom", q.Delete(&models.Notice{}).Error)
}

// ClearNotices forgets all notices of a person, or the one with an ID when that is not 0.
func (tx *Tx) ClearNotices(owner, id models.ID) error {
	q := tx.db.Where("owner_id = ?", owner)
	if id != 0 {
		q = q.Where("id = ?", id)
	}
	return failed("store.ClearNotices", q.Delete(&models.Notice{}).Error)
}

// oldNotices are notices of before a moment that no legal hold keeps.
const oldNotices = `FROM notices WHERE notices.id < ? AND NOT ` + heldNotice

// OldNotices counts the notices of before a moment.
func (tx *Tx) OldNotices(before models.Time) (int64, error) {
	n, err := tx.count("store.OldNotices", "SELECT count(*) "+oldNotices, models.IDAt(before))
	return int64(n), err
}

// DropNotices removes up to limit of them, and tells how many.
func (tx *Tx) DropNotices(before models.Time, limit int) (int64, error) {
	return tx.exec("store.DropNotices", `DELETE FROM notices WHERE id IN (SELECT notices.id `+oldNotices+` ORDER BY notices.id LIMIT ?)`, models.IDAt(before), most(limit, 10_000))
}

// ReadNotices marks the notices of a person as read, up to an ID.
func (tx *Tx) ReadNotices(owner, upTo models.ID) error {
	return failed("store.ReadNotices", tx.db.Model(&models.Notice{}).Where("owner_id = ? AND id <= ? AND NOT read", owner, upTo).Update("read", true).Error)
}

// UnreadNotices counts what a person has not read, up to 100.
func (tx *Tx) UnreadNotices(owner models.ID) (int64, error) {
	var n int64
	err := tx.db.Table("(?) AS unread", tx.db.Model(&models.Notice{}).Select("id").Where("owner_id = ? AND NOT read", owner).Limit(100)).Count(&n).Error
	return n, failed("store.UnreadNotices", err)
}

// Notices lists the notices of a person, newest first. Kinds and except narrow the list when they are not empty. Notices
// about posts that their owner may not read any more are left out, and so is whoever a block parts from them.
func (tx *Tx) Notices(owner models.ID, kinds, except []models.NoticeKind, p Page) ([]models.NoticeShown, error) {
	const op = "store.Notices"
	q := tx.db.Table("notices").Where("notices.owner_id = ?", owner).Scopes(notBlocked("notices.from_id", owner), p.cut("notices.id")).
		Where("(notices.post_id IS NULL OR notices.post_id IN (?))", tx.db.Table("posts").Select("posts.id").Where("posts.id = notices.post_id").Scopes(visibleTo(owner)))
	if len(kinds) > 0 {
		q = q.Where("notices.kind IN ?", kinds)
	}
	if len(except) > 0 {
		q = q.Where("notices.kind NOT IN ?", except)
	}
	var rows []models.Notice
	if err := q.Find(&rows).Error; err != nil {
		return nil, failed(op, err)
	}
	rows = newestFirst(p, rows)
	var from, posts []models.ID
	for _, n := range rows {
		from = append(from, n.FromID)
		if n.PostID != nil {
			posts = append(posts, *n.PostID)
		}
	}
	actors, err := tx.Actors(from)
	if err != nil {
		return nil, err
	}
	shown, err := tx.ShowPosts(owner, distinct(posts))
	if err != nil {
		return nil, err
	}
	byID := map[models.ID]*models.PostShown{}
	for i := range shown {
		byID[shown[i].ID] = &shown[i]
	}
	out := make([]models.NoticeShown, 0, len(rows))
	for _, n := range rows {
		s := models.NoticeShown{Notice: n, From: actors[n.FromID]}
		if n.PostID != nil {
			s.Post = byID[*n.PostID]
		}
		out = append(out, s)
	}
	return out, nil
}
