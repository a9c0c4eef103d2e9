package store

import "guildhall/models"

const noRuling = "There is no such decision."

// standing keeps of rulings those that are in force; it takes the moment.
const standing = "undone = 0 AND (until = 0 OR until > ?)"

// AddRuling stores what was decided in a community, and tells whether it is new: the same activity is one ruling. ID and At are filled in.
func (tx *Tx) AddRuling(r *models.Ruling) (bool, error) {
	r.ID, r.At = tx.NewID(), tx.now
	done := tx.ignoring().Create(r)
	return done.RowsAffected > 0, failed("store.AddRuling", done.Error)
}

// RulingByActivity finds a ruling by what told it.
func (tx *Tx) RulingByActivity(iri models.IRI) (models.Ruling, error) {
	return readOne[models.Ruling](tx, "store.RulingByActivity", noRuling, "WHERE activity = ?", iri)
}

// RulingByID finds a ruling.
func (tx *Tx) RulingByID(id models.ID) (models.Ruling, error) {
	return readOne[models.Ruling](tx, "store.RulingByID", noRuling, "WHERE id = ?", id)
}

// EndRuling notes that a ruling was undone, by whom and why.
func (tx *Tx) EndRuling(id, by models.ID, why string) error {
	_, err := tx.exec("store.EndRuling", "UPDATE rulings SET undone = ?, undone_by_id = ?, undone_why = ? WHERE id = ?", tx.now, by, why, id)
	return err
}

// EndBansBefore ends what bans of somebody from a community are in force but for one, which takes over what left with them.
func (tx *Tx) EndBansBefore(r models.Ruling) error {
	const op, old = "store.EndBansBefore", "whom_id = ? AND community_id = ? AND what = 'banned' AND undone = 0 AND id <> ?"
	_, err := tx.exec(op, "UPDATE rulings SET with_id = ? WHERE with_id <> 0 AND with_id IN (SELECT id FROM rulings WHERE "+old+")", r.ID, r.WhomID, r.CommunityID, r.ID)
	if err == nil {
		_, err = tx.exec(op, "UPDATE rulings SET undone = ?, undone_by_id = ? WHERE "+old, tx.now, r.ByID, r.WhomID, r.CommunityID, r.ID)
	}
	return err
}

// LeftWith lists the rulings by which posts left with a ban, undone or not.
func (tx *Tx) LeftWith(ban models.ID) ([]models.Ruling, error) {
	return readAll[models.Ruling](tx, "store.LeftWith", "WHERE with_id <> 0 AND with_id = ? ORDER BY id", ban)
}

// BansIn lists who is shut out of a community, the newest ban first.
func (tx *Tx) BansIn(community models.ID, p Page) ([]models.Ruling, error) {
	tail, values := p.cutSQL("id")
	rows, err := readAll[models.Ruling](tx, "store.BansIn", "WHERE community_id = ? AND what = 'banned' AND "+standing+tail, append([]any{community, tx.now}, values...)...)
	return newestFirst(p, rows), err
}

// RulingsIn lists what was decided in a community, undone or not, the newest first, without what is about posts that were for fewer than
// its readers and that the viewer may not read. Of a closed community its readers are its members. What left and came back with a ban is
// left out, for the ban tells it, unless each is asked for.
func (tx *Tx) RulingsIn(viewer, community models.ID, closed, each bool, p Page) ([]models.Ruling, error) {
	tail, values := p.cutSQL("rulings.id")
	all := []any{community, each, closed}
	all = append(append(all, visibleValues(viewer)...), values...)
	rows, err := readAll[models.Ruling](tx, "store.RulingsIn", `WHERE community_id = ?
		AND (? OR with_id = 0 OR (undone <> 0 AND NOT EXISTS (SELECT 1 FROM rulings AS ban WHERE ban.id = rulings.with_id AND ban.undone = rulings.undone)))
		AND (post_id = 0 OR EXISTS (SELECT 1 FROM posts WHERE posts.id = rulings.post_id
		AND (posts.audience = 'everyone' OR (? AND posts.audience = 'members') OR `+readableSQL+`)))`+tail, all...)
	return newestFirst(p, rows), err
}

// BanOf finds the ban of somebody from a community that is in force, the one that lasts longest.
func (tx *Tx) BanOf(community, whom models.ID) (models.Ruling, error) {
	return readOne[models.Ruling](tx, "store.BanOf", noRuling, "WHERE whom_id = ? AND community_id = ? AND what = ? AND "+standing+
		" ORDER BY CASE WHEN until = 0 THEN 0 ELSE 1 END, until DESC LIMIT 1", whom, community, models.Banned, tx.now)
}

// RulingOn finds what is in force about a post in a community.
func (tx *Tx) RulingOn(community, post models.ID, what models.RulingKind) (models.Ruling, error) {
	return readOne[models.Ruling](tx, "store.RulingOn", noRuling, "WHERE post_id = ? AND community_id = ? AND what = ? AND "+standing+" ORDER BY id DESC LIMIT 1", post, community, what, tx.now)
}

// RulingsOn lists what is in force about posts; that one stands is nothing in force.
func (tx *Tx) RulingsOn(posts []models.ID) ([]models.Ruling, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	return list[models.Ruling]("store.RulingsOn", tx.db.Where("post_id <> 0 AND post_id IN ? AND what <> ? AND "+standing, posts, models.Kept, tx.now).Order("id"))
}

// EndRulingsOn notes that what was decided about a post is undone, of one kind.
func (tx *Tx) EndRulingsOn(post models.ID, what models.RulingKind) error {
	_, err := tx.exec("store.EndRulingsOn", "UPDATE rulings SET undone = ? WHERE post_id = ? AND what = ? AND undone = 0", tx.now, post, what)
	return err
}

// BansOf lists the bans of somebody that are in force, by community.
func (tx *Tx) BansOf(whom models.ID) ([]models.Ruling, error) {
	return readAll[models.Ruling](tx, "store.BansOf", "WHERE whom_id = ? AND what = ? AND "+standing+" ORDER BY community_id, id", whom, models.Banned, tx.now)
}

// CountRulings tells how much somebody decided in a community since a moment.
func (tx *Tx) CountRulings(community, by models.ID, since models.Time) (int, error) {
	return tx.count("store.CountRulings", "SELECT count(*) FROM rulings WHERE community_id = ? AND by_id = ? AND at >= ?", community, by, since)
}

// PostsOfIn lists the posts of somebody that stand in a community, the newest first, up to limit.
func (tx *Tx) PostsOfIn(community, author models.ID, limit int) ([]models.ID, error) {
	ids, err := tx.readIDs("SELECT id FROM posts WHERE author_id = ? AND community_id = ? AND deleted = 0 ORDER BY id DESC LIMIT ?", author, community, limit)
	return ids, failed("store.PostsOfIn", err)
}

// EnterCommunity puts a post back into a community, unless it stands in one or was deleted.
func (tx *Tx) EnterCommunity(post, community models.ID) error {
	_, err := tx.exec("store.EnterCommunity", "UPDATE posts SET community_id = ?, version = version + 1 WHERE id = ? AND community_id IS NULL AND deleted = 0", community, post)
	return err
}

// RemoveHomeIn takes a post out of the home of everybody whom only a community brought it to.
func (tx *Tx) RemoveHomeIn(post, author models.ID) error {
	_, err := tx.exec("store.RemoveHomeIn", `DELETE FROM home WHERE post_id = ? AND owner_id <> ?
		AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = home.owner_id AND follows.followee_id = ? AND follows.state = 'accepted')
		AND NOT EXISTS (SELECT 1 FROM post_people WHERE post_people.post_id = home.post_id AND post_people.actor_id = home.owner_id)`, post, author, author)
	return err
}
