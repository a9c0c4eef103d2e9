package store

import "guildhall/models"

// LockOf gives the mark that closes a conversation, its root's or that of the post answered; the zero mark where it is open.
func (tx *Tx) LockOf(root, post models.ID) (models.PostMark, error) {
	found, err := readAll[models.PostMark](tx, "store.LockOf", "WHERE post_id IN (?, ?) AND locked <> 0 LIMIT 1", root, post)
	if err != nil || len(found) == 0 {
		return models.PostMark{}, err
	}
	return found[0], nil
}

// MarkOf is what a community did with a post; the zero mark where it did nothing.
func (tx *Tx) MarkOf(post models.ID) (models.PostMark, error) {
	found, err := readAll[models.PostMark](tx, "store.MarkOf", "WHERE post_id = ?", post)
	if err != nil || len(found) == 0 {
		return models.PostMark{PostID: post}, err
	}
	return found[0], nil
}

// MarksOf is MarkOf for several posts, those with a mark only.
func (tx *Tx) MarksOf(posts []models.ID) (map[models.ID]models.PostMark, error) {
	out := map[models.ID]models.PostMark{}
	err := inChunks(distinct(posts), func(part []models.ID) error {
		found, err := readAll[models.PostMark](tx, "store.MarksOf", "WHERE post_id IN ?", part)
		for _, m := range found {
			out[m.PostID] = m
		}
		return err
	})
	return out, err
}

// PutMark stores what a community did with a post.
func (tx *Tx) PutMark(m models.PostMark) error {
	_, err := tx.exec("store.PutMark", `INSERT INTO post_marks (post_id, community_id, locked, folded, removed, reason) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (post_id) DO UPDATE SET community_id = excluded.community_id, locked = excluded.locked, folded = excluded.folded, removed = excluded.removed, reason = excluded.reason`,
		m.PostID, m.CommunityID, m.Locked, m.Folded, m.Removed, m.Reason)
	return err
}

// JoinCommunity puts a post back into a community.
func (tx *Tx) JoinCommunity(post, community models.ID) error {
	_, err := tx.exec("store.JoinCommunity", "UPDATE posts SET community_id = ? WHERE id = ?", community, post)
	return err
}

// AddCommunityAct writes a line into a community's log.
func (tx *Tx) AddCommunityAct(a *models.CommunityAct) error {
	return failed("store.AddCommunityAct", tx.db.Create(a).Error)
}

// CommunityActs lists the log of a community, newest first.
func (tx *Tx) CommunityActs(community models.ID, p Page) ([]models.CommunityAct, error) {
	rows, err := list[models.CommunityAct]("store.CommunityActs", tx.db.Where("community_id = ?", community).Scopes(p.cut("id")))
	return newestFirst(p, rows), err
}

// PutFlag notes that a member does not want a post in the community, and tells how many say so; saying it again changes nothing.
func (tx *Tx) PutFlag(f models.CommunityFlag) (int, error) {
	const op = "store.PutFlag"
	if _, err := tx.exec(op, "INSERT INTO community_flags (post_id, by_id, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT (post_id, by_id) DO NOTHING", f.PostID, f.ByID, f.Reason, f.At); err != nil {
		return 0, err
	}
	return tx.count(op, "SELECT count(*) FROM community_flags WHERE post_id = ?", f.PostID)
}

// DropFlags forgets what members said of a post.
func (tx *Tx) DropFlags(post models.ID) error {
	_, err := tx.exec("store.DropFlags", "DELETE FROM community_flags WHERE post_id = ?", post)
	return err
}
