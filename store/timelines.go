package store

import (
	"database/sql"
	"slices"

	"gorm.io/gorm"

	"guildhall/models"
)

// Which narrows a list of an actor's posts.
type Which struct {
	NoReplies bool
	NoBoosts  bool
	Tag       string // lower case, without the sign
}

// AccountPosts lists what an actor wrote and boosted, as the viewer may read it; the cursor is PostShown.ItemID.
func (tx *Tx) AccountPosts(viewer, actor models.ID, w Which, p Page) ([]models.PostShown, error) {
	const op = "store.AccountPosts"
	parted, err := tx.Blocked(viewer, actor)
	if err != nil || parted {
		return nil, err
	}
	q := tx.db.Table("posts").Select("posts.id AS item_id, posts.id AS post_id").Where("posts.author_id = ?", actor).Scopes(visibleTo(viewer), tagged(w.Tag), p.filed, p.cut("posts.id"))
	if w.NoReplies {
		q = q.Where(`(posts.reply_to = '' OR EXISTS (SELECT 1 FROM posts AS parent WHERE parent.id = posts.parent_id AND parent.author_id = posts.author_id))`)
	}
	var lines, boosts []line
	if err := q.Find(&lines).Error; err != nil {
		return nil, failed(op, err)
	}
	if !w.NoBoosts && w.Tag == "" && !p.Media {
		err := tx.db.Table("boosts").Select("boosts.id AS item_id, boosts.post_id AS post_id, boosts.id AS boost_id").
			Joins("JOIN posts ON posts.id = boosts.post_id").Where("boosts.actor_id = ?", actor).
			Scopes(visibleTo(viewer), p.cut("boosts.id")).Find(&boosts).Error
		if err != nil {
			return nil, failed(op, err)
		}
	}
	return tx.show(viewer, merge(p, lines, boosts))
}

// merge takes the page's part of two lists that were each cut to it.
func merge(p Page, a, b []line) []line {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y line) int {
		if p.MinID > 0 {
			x, y = y, x
		}
		return int(min(1, max(-1, y.ItemID-x.ItemID)))
	})
	return newestFirst(p, all[:min(len(all), p.size())])
}

func tagged(tag string) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if tag == "" {
			return q
		}
		return q.Where("EXISTS (SELECT 1 FROM post_tags WHERE post_tags.post_id = posts.id AND post_tags.tag = ?)", tag)
	}
}

// Origin narrows the public list.
type Origin string

// The origins.
const (
	Anywhere Origin = ""
	Here     Origin = "local"
	There    Origin = "remote"
)

// PublicPosts lists what is for everyone and was not kept out of public lists, as the viewer may read it: the commons of
// the organisation and what it knows of the world. Replies stay with their threads.
func (tx *Tx) PublicPosts(viewer models.ID, from Origin, p Page) ([]models.PostShown, error) {
	q := tx.db.Table("posts").Select("posts.id AS item_id, posts.id AS post_id").
		Where("posts.audience = ? AND NOT posts.quiet AND posts.reply_to = ''", models.Everyone).Scopes(visibleTo(viewer), p.filed, p.cut("posts.id"))
	switch from {
	case Here:
		q = q.Where("posts.local")
	case There:
		q = q.Where("NOT posts.local")
	}
	return tx.lines("store.PublicPosts", viewer, p, q)
}

// TaggedPosts lists posts with a hashtag, as the viewer may read them.
func (tx *Tx) TaggedPosts(viewer models.ID, tag string, p Page) ([]models.PostShown, error) {
	q := tx.db.Table("posts").Select("posts.id AS item_id, posts.id AS post_id").
		Joins("JOIN post_tags ON post_tags.post_id = posts.id").Where("post_tags.tag = ?", tag).Scopes(visibleTo(viewer), p.filed, p.cut("posts.id"))
	return tx.lines("store.TaggedPosts", viewer, p, q)
}

// CommunityPosts lists what was posted in a community, all of it or of one kind, as the viewer may read it.
func (tx *Tx) CommunityPosts(viewer, community models.ID, kind models.PostKind, p Page) ([]models.PostShown, error) {
	q := tx.db.Table("posts").Select("posts.id AS item_id, posts.id AS post_id").
		Where("posts.community_id = ?", community).Scopes(visibleTo(viewer), p.cut("posts.id"))
	if kind != "" {
		q = q.Where("posts.kind = ?", kind)
	}
	return tx.lines("store.CommunityPosts", viewer, p, q)
}

func (tx *Tx) lines(op string, viewer models.ID, p Page, q *gorm.DB) ([]models.PostShown, error) {
	var lines []line
	if err := q.Find(&lines).Error; err != nil {
		return nil, failed(op, err)
	}
	return tx.show(viewer, newestFirst(p, lines))
}

// Limits of one thread as it is shown.
const (
	mostAncestors   = 200
	mostDescendants = 200
	mostThread      = 20_000 // posts of a thread that are looked at
)

// Thread gives what stands above a post, from the root on, and below it, each answer after what it answers, as the
// viewer may read it. The post itself must be readable, else it is Missing.
func (tx *Tx) Thread(viewer, id models.ID) (above, below []models.PostShown, err error) {
	above, below, _, err = tx.ThreadPart(viewer, id, 0, mostDescendants)
	return above, below, err
}

// ThreadPart is Thread for one screen: of what stands below, at most so many from a place on, counted as they stand whoever may read
// them, and the place where the next screen begins; 0 at the end. A screen asks only for what it shows, however long the thread is.
func (tx *Tx) ThreadPart(viewer, id models.ID, from, limit int) (above, below []models.PostShown, next int, err error) {
	post, err := tx.VisiblePost(viewer, id)
	if err != nil {
		return nil, nil, 0, err
	}
	up, err := tx.readIDs(`WITH RECURSIVE up(id, parent_id, n) AS (
 SELECT id, parent_id, 0 FROM posts WHERE id = ?
 UNION ALL SELECT posts.id, posts.parent_id, up.n + 1 FROM posts JOIN up ON posts.id = up.parent_id WHERE up.n < ?)
 SELECT id FROM up WHERE n > 0 ORDER BY n DESC`, id, mostAncestors)
	if err != nil {
		return nil, nil, 0, failed("store.Thread", err)
	}
	if above, err = tx.ShowPosts(viewer, up); err != nil {
		return nil, nil, 0, err
	}
	order, err := tx.threadOrder(post)
	if err != nil {
		return nil, nil, 0, err
	}
	if from > len(order) {
		from = len(order)
	}
	var lines []line
	for len(lines) < limit && from < len(order) {
		part := order[from:min(len(order), from+limit)]
		may, err := tx.linesFor(viewer, part)
		if err != nil {
			return nil, nil, 0, err
		}
		for i, at := 0, 0; i < len(part); i++ {
			if at < len(may) && may[at].PostID == part[i] {
				lines, at = append(lines, may[at]), at+1
			}
			if from++; len(lines) == limit {
				break
			}
		}
	}
	if from < len(order) {
		next = from
	}
	below, err = tx.show(viewer, lines)
	return above, below, next, err
}

// threadOrder are the posts below one, each answer after what it answers, whoever may read them.
func (tx *Tx) threadOrder(post models.Post) ([]models.ID, error) {
	children := map[models.ID][]models.ID{}
	err := tx.query("SELECT id, parent_id FROM posts WHERE thread_id = ? AND id <> ? AND parent_id IS NOT NULL ORDER BY id LIMIT ?", []any{post.ThreadID, post.ID, mostThread}, func(r *sql.Rows) error {
		var id, parent models.ID
		err := r.Scan(&id, &parent)
		children[parent] = append(children[parent], id)
		return err
	})
	if err != nil {
		return nil, failed("store.Thread", err)
	}
	var order []models.ID
	stack := []models.ID{post.ID}
	for len(stack) > 0 && len(order) <= mostThread {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if top != post.ID {
			order = append(order, top)
		}
		next := children[top]
		delete(children, top) // a ring is walked once
		for i := len(next) - 1; i >= 0; i-- {
			stack = append(stack, next[i])
		}
	}
	return order, nil
}
