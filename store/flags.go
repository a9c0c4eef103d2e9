package store

import "guildhall/models"

// AddFlag keeps a member's flag, and tells whether it is their first on the post. At is filled in.
func (tx *Tx) AddFlag(f models.MemberFlag) (bool, error) {
	f.At = tx.now
	done := tx.ignoring().Create(&f)
	return done.RowsAffected > 0, failed("store.AddFlag", done.Error)
}

// CountFlags tells how many members of a community flagged a post in it about which nothing was decided yet.
func (tx *Tx) CountFlags(community, post models.ID) (int, error) {
	return tx.count("store.CountFlags", `SELECT count(*) FROM flags JOIN follows ON follows.follower_id = flags.by_id AND follows.followee_id = flags.community_id AND follows.state = 'accepted'
		WHERE flags.post_id = ? AND flags.community_id = ? AND flags.settled = 0`, post, community)
}

// FlagsSettled tells whether it was decided before about a post that members of a community flagged.
func (tx *Tx) FlagsSettled(community, post models.ID) (bool, error) {
	n, err := tx.count("store.FlagsSettled", "SELECT count(*) FROM flags WHERE post_id = ? AND community_id = ? AND settled <> 0", post, community)
	return n > 0, err
}

// SettleFlags notes that it was decided about a post that members of a community flagged.
func (tx *Tx) SettleFlags(community, post models.ID) error {
	_, err := tx.exec("store.SettleFlags", "UPDATE flags SET settled = ? WHERE post_id = ? AND community_id = ? AND settled = 0", tx.now, post, community)
	return err
}

// Flagged lists the posts that members flagged and that stand in a community, the newest first, without those of one author.
func (tx *Tx) Flagged(community, author models.ID, limit int) ([]models.ID, error) {
	ids, err := tx.readIDs(`SELECT DISTINCT posts.id FROM flags JOIN posts ON posts.id = flags.post_id AND posts.community_id = flags.community_id
		WHERE flags.community_id = ? AND flags.settled = 0 AND posts.deleted = 0 AND posts.author_id <> ? ORDER BY posts.id DESC LIMIT ?`, community, author, limit)
	return ids, failed("store.Flagged", err)
}

// FlagsOn lists the flags on posts about which nothing was decided yet, the first to come first.
func (tx *Tx) FlagsOn(posts []models.ID) ([]models.MemberFlag, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	return list[models.MemberFlag]("store.FlagsOn", tx.db.Where("post_id IN ? AND settled = 0", posts).Order("at, by_id").Limit(500))
}

// SetFolded notes since when members folded a post; 0 unfolds it.
func (tx *Tx) SetFolded(post models.ID, at models.Time) error {
	_, err := tx.exec("store.SetFolded", "UPDATE posts SET folded = ?, version = version + 1 WHERE id = ?", at, post)
	return err
}
