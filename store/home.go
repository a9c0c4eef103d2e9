package store

import (
	"strconv"

	"guildhall/models"
)

// Spread says what goes into which home streams.
type Spread struct {
	ItemID  models.ID
	PostID  models.ID
	BoostID *models.ID  // set for a boost, which is not put where the post stands among the newest 40
	Of      []models.ID // whose followers get it: the author or booster, and the community
	Tagged  bool        // whoever follows one of its hashtags gets it too
}

// SpreadHome writes one item into the home streams of people of ours who follow any of its sources, up to limit of them
// in the order of their IDs after a given one. It tells whose streams grew, and the last ID that was looked at; 0 when
// there is no more.
func (tx *Tx) SpreadHome(s Spread, after models.ID, limit int) (grew []models.ID, last models.ID, err error) {
	const op = "store.SpreadHome"
	whom, values := `SELECT follows.follower_id AS owner_id FROM follows JOIN actors ON actors.id = follows.follower_id
 WHERE follows.followee_id IN ? AND follows.state = ? AND follows.host = '' AND actors.local AND actors.gone = 0 AND follows.follower_id > ?`, []any{s.Of, models.Accepted, after}
	if s.Tagged {
		whom += ` UNION SELECT tag_follows.actor_id AS owner_id FROM post_tags JOIN tag_follows ON tag_follows.tag = post_tags.tag JOIN actors ON actors.id = tag_follows.actor_id
 WHERE post_tags.post_id = ? AND actors.gone = 0 AND tag_follows.actor_id > ?`
		values = append(values, s.PostID, after)
	}
	owners, err := tx.readIDs("SELECT DISTINCT owner_id FROM ("+whom+") AS owners ORDER BY owner_id LIMIT "+strconv.Itoa(limit), values...)
	if err != nil || len(owners) == 0 {
		return nil, 0, failed(op, err)
	}
	if len(owners) == limit {
		last = owners[len(owners)-1]
	}
	grew, err = tx.AddHome(s, owners)
	return grew, last, err
}

// AddHome writes one item into the home streams named. It tells whose grew.
func (tx *Tx) AddHome(s Spread, owners []models.ID) (grew []models.ID, err error) {
	const op = "store.AddHome"
	err = inChunks(distinct(owners), func(part []models.ID) error {
		if s.BoostID != nil {
			var have []models.ID
			err := tx.db.Raw(`SELECT home.owner_id FROM home WHERE home.post_id = ? AND home.owner_id IN ? AND 40 > (
 SELECT count(*) FROM home AS newer WHERE newer.owner_id = home.owner_id AND newer.item_id > home.item_id)`, s.PostID, part).Scan(&have).Error
			if err != nil {
				return failed(op, err)
			}
			part = without(part, have)
		}
		if len(part) == 0 {
			return nil
		}
		rows := make([]models.HomeItem, len(part))
		for i, owner := range part {
			rows[i] = models.HomeItem{OwnerID: owner, ItemID: s.ItemID, PostID: s.PostID, BoostID: s.BoostID}
		}
		grew = append(grew, part...)
		_, err := add(tx, op, "ON CONFLICT DO NOTHING", rows...)
		return err
	})
	return grew, err
}

func without(all, some []models.ID) []models.ID {
	drop := make(map[models.ID]bool, len(some))
	for _, id := range some {
		drop[id] = true
	}
	out := make([]models.ID, 0, len(all))
	for _, id := range all {
		if !drop[id] {
			out = append(out, id)
		}
	}
	return out
}

// FillHome puts the newest posts of an actor, or of a community, into a home stream, as far as its owner may read them.
func (tx *Tx) FillHome(owner, source models.ID, limit int) error {
	const op = "store.FillHome"
	var ids []models.ID
	err := tx.db.Table("posts").Where("(posts.author_id = ? OR posts.community_id = ?)", source, source).Scopes(visibleTo(owner)).
		Order("posts.id DESC").Limit(limit).Pluck("posts.id", &ids).Error
	if err != nil || len(ids) == 0 {
		return failed(op, err)
	}
	rows := make([]models.HomeItem, len(ids))
	for i, id := range ids {
		rows[i] = models.HomeItem{OwnerID: owner, ItemID: id, PostID: id}
	}
	return failed(op, tx.ignoring().Create(&rows).Error)
}

// RollHome makes room for a work note: those that its author wrote earlier on the same day (UTC) leave home streams, so that a day
// of notes is one line, the newest.
func (tx *Tx) RollHome(note models.Post) error {
	const day = 24 * 3_600_000
	_, err := tx.exec("store.RollHome", `DELETE FROM home WHERE boost_id IS NULL AND post_id IN (
 SELECT posts.id FROM posts WHERE posts.author_id = ? AND posts.kind = 'worknote' AND posts.id >= ? AND posts.id < ?)`,
		note.AuthorID, models.IDAt(note.Published-note.Published%day), note.ID)
	return err
}

// RemoveHomePost takes a post, and every boost of it, out of all home streams.
func (tx *Tx) RemoveHomePost(post models.ID) error {
	return failed("store.RemoveHomePost", tx.db.Delete(&models.HomeItem{}, "post_id = ?", post).Error)
}

// RemoveHomeFrom takes what an actor wrote or boosted, and what a community brought, out of one home stream. What names
// its owner stays.
func (tx *Tx) RemoveHomeFrom(owner, source models.ID) error {
	return failed("store.RemoveHomeFrom", tx.db.Exec(`DELETE FROM home WHERE owner_id = ? AND (
 (boost_id IS NULL AND post_id IN (SELECT id FROM posts WHERE (author_id = ? OR community_id = ?) AND author_id <> ?
  AND NOT EXISTS (SELECT 1 FROM post_people WHERE post_people.post_id = posts.id AND post_people.actor_id = ?)))
 OR boost_id IN (SELECT id FROM boosts WHERE actor_id = ?))`, owner, source, source, owner, owner, source).Error)
}

// HomeHas tells whether a post stands in a home stream.
func (tx *Tx) HomeHas(owner, post models.ID) (bool, error) {
	var n int64
	err := tx.db.Model(&models.HomeItem{}).Where("owner_id = ? AND post_id = ?", owner, post).Limit(1).Count(&n).Error
	return n > 0, failed("store.HomeHas", err)
}

// homeRounds bounds how often a page of home is filled up, when much of it may not be read any more.
const homeRounds = 10

// Home lists the home stream of a person, newest first, as they may read it now; the cursor is PostShown.ItemID. The lines
// are read first and permission is asked for them by ID, so that the cost does not hang on what the database guesses.
func (tx *Tx) Home(owner models.ID, p Page) ([]models.PostShown, error) {
	var out []line
	part := p
	for range homeRounds {
		tail, values := part.cutSQL("item_id")
		var lines []models.HomeItem
		asks := []ask{tx.askBoundary()}
		a, err := asking(tx, &lines, "WHERE owner_id = ?"+tail, append([]any{owner}, values...)...)
		if tx.bound != nil {
			asks = nil
		}
		if err == nil {
			err = tx.together(append(asks, a)...)
		}
		if err != nil {
			return nil, failed("store.Home", err)
		}
		may, err := tx.readableLines(owner, lines)
		if err != nil {
			return nil, err
		}
		out = append(out, may...)
		if len(out) >= p.size() || len(lines) < part.size() {
			break
		}
		last := lines[len(lines)-1].ItemID
		part.Limit = 80
		if p.MinID > 0 {
			part.MinID = last
		} else {
			part.MaxID = last
		}
	}
	return tx.show(owner, newestFirst(p, out[:min(len(out), p.size())]))
}

// readableLines keeps the lines whose post the owner may read now and whose booster no block parts from them.
func (tx *Tx) readableLines(owner models.ID, lines []models.HomeItem) ([]line, error) {
	var posts, boosts []models.ID
	for _, l := range lines {
		posts = append(posts, l.PostID)
		if l.BoostID != nil {
			boosts = append(boosts, *l.BoostID)
		}
	}
	may, parted := map[models.ID]bool{}, map[models.ID]bool{}
	visible, err := tx.linesFor(owner, distinct(posts))
	if err != nil {
		return nil, err
	}
	for _, l := range visible {
		may[l.PostID] = true
	}
	if len(boosts) > 0 {
		var ids []models.ID
		if err := tx.db.Table("boosts").Where("boosts.id IN ?", boosts).Scopes(notBlocked("boosts.actor_id", owner)).Pluck("boosts.id", &ids).Error; err != nil {
			return nil, failed("store.Home", err)
		}
		for _, id := range without(boosts, ids) {
			parted[id] = true
		}
	}
	out := make([]line, 0, len(lines))
	for _, l := range lines {
		if may[l.PostID] && (l.BoostID == nil || !parted[*l.BoostID]) {
			out = append(out, line{ItemID: l.ItemID, PostID: l.PostID, BoostID: l.BoostID})
		}
	}
	return out, nil
}
