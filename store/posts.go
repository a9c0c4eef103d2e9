package store

import (
	"database/sql"
	"maps"
	"slices"

	"gorm.io/gorm"

	"guildhall/models"
)

const noPost = "There is no such post."

// AddPost stores a new post with the people and hashtags that it names, and ties to it the replies that were here before
// it. A known IRI or repeated request is a fault of kind Conflict.
func (tx *Tx) AddPost(p *models.Post, people []models.PostPerson, tags []string) error {
	const op = "store.AddPost"
	p.Came = tx.now
	if _, err := add(tx, op, "", *p); err != nil {
		return err
	}
	if err := tx.nameInPost(p.ID, people, tags); err != nil {
		return err
	}
	return tx.adopt(p)
}

// adopt ties orphans, replies that came before their parent, to it.
func (tx *Tx) adopt(p *models.Post) error {
	const op = "store.AddPost"
	var ids, threads []models.ID
	err := tx.query("SELECT id, thread_id FROM posts WHERE parent_id IS NULL AND reply_to <> '' AND reply_to = ? LIMIT 500", []any{p.IRI}, func(r *sql.Rows) error {
		var id, thread models.ID
		err := r.Scan(&id, &thread)
		ids, threads = append(ids, id), append(threads, thread)
		return err
	})
	if err != nil || len(ids) == 0 {
		return failed(op, err)
	}
	if err := tx.db.Model(&models.Post{}).Where("id IN ?", ids).Update("parent_id", p.ID).Error; err != nil {
		return failed(op, err)
	}
	return failed(op, tx.db.Model(&models.Post{}).Where("thread_id IN ?", distinct(threads)).Update("thread_id", p.ThreadID).Error)
}

// SavePost stores every field of a post that is there but when it came, and whom and what it names now.
func (tx *Tx) SavePost(p *models.Post, people []models.PostPerson, tags []string) error {
	const op = "store.SavePost"
	if err := tx.db.Select("*").Omit("came").Updates(p).Error; err != nil {
		return trouble(op, noPost, err)
	}
	if err := tx.db.Delete(&models.PostPerson{}, "post_id = ?", p.ID).Error; err != nil {
		return failed(op, err)
	}
	if err := tx.db.Delete(&models.PostTag{}, "post_id = ?", p.ID).Error; err != nil {
		return failed(op, err)
	}
	return tx.nameInPost(p.ID, people, tags)
}

func (tx *Tx) nameInPost(id models.ID, people []models.PostPerson, tags []string) error {
	const op = "store.nameInPost"
	if len(people) > 0 {
		rows := make([]models.PostPerson, len(people))
		for i, p := range people {
			p.PostID = id
			rows[i] = p
		}
		if _, err := add(tx, op, "ON CONFLICT DO NOTHING", rows...); err != nil {
			return err
		}
	}
	if len(tags) > 0 {
		rows := make([]models.PostTag, len(tags))
		for i, t := range tags {
			rows[i] = models.PostTag{PostID: id, Tag: t}
		}
		_, err := add(tx, op, "ON CONFLICT DO NOTHING", rows...)
		return err
	}
	return nil
}

// EmptyPost turns a post into its tombstone: id, reach, author and whom it named stay, so that withdrawals find their
// way; texts, hashtags, home rows and notices go.
func (tx *Tx) EmptyPost(id models.ID) error {
	if err := tx.notePost(id); err != nil {
		return err
	}
	return tx.emptyPosts("store.EmptyPost", "id = ?", id)
}

// EmptyPostsOf does so with everything that an actor wrote.
func (tx *Tx) EmptyPostsOf(author models.ID) error {
	a, err := tx.ActorByID(author)
	if err != nil {
		return err
	}
	if err := tx.noteActor(a.IRI, true); err != nil {
		return err
	}
	return tx.emptyPosts("store.EmptyPostsOf", "author_id = ?", author)
}

func (tx *Tx) emptyPosts(op, where string, arg models.ID) error {
	if err := tx.preserve(where, arg); err != nil {
		return err
	}
	which := "post_id IN (SELECT id FROM posts WHERE " + where + ")"
	for _, table := range []string{"attendances", "home", "notices", "pins", "poll_votes", "polls", "post_details", "post_tags", "post_versions", "quotes"} {
		if err := tx.db.Exec("DELETE FROM "+table+" WHERE "+which, arg).Error; err != nil {
			return failed(op, err)
		}
	}
	if err := tx.freeMedia(op, which, arg); err != nil {
		return err
	}
	if err := tx.db.Exec("DELETE FROM attendances WHERE iri IN (SELECT iri FROM posts WHERE "+where+")", arg).Error; err != nil { // a reply that said yes
		return failed(op, err)
	}
	for _, column := range []string{"answer_id", "synthesis_id"} {
		if err := tx.db.Exec("UPDATE posts SET "+column+" = NULL, version = version + 1 WHERE "+column+" IN (SELECT id FROM posts WHERE "+where+")", arg).Error; err != nil {
			return failed(op, err)
		}
	}
	return failed(op, tx.db.Exec(`UPDATE posts SET title = '', content = '', source = '', summary = '', language = '', url = '', once = NULL, answer_id = NULL, synthesis_id = NULL,
 deleted = ?, version = version + 1 WHERE deleted = 0 AND `+where, tx.now, arg).Error)
}

// PostByID finds a post, deleted or not, whoever may read it.
func (tx *Tx) PostByID(id models.ID) (models.Post, error) {
	return readOne[models.Post](tx, "store.PostByID", noPost, "WHERE id = ?", id)
}

// CommunityOf gives the community that a post stands in; none when it stands in none.
func (tx *Tx) CommunityOf(post models.ID) ([]models.Actor, error) {
	const op = "store.CommunityOf"
	ids, err := tx.readIDs("SELECT posts.community_id FROM posts WHERE posts.id = ? AND posts.community_id IS NOT NULL", post)
	if err != nil {
		return nil, failed(op, err)
	}
	found, err := tx.Actors(ids)
	return slices.Collect(maps.Values(found)), err
}

// PostByIRI finds a post by its id on the wire, deleted or not, whoever may read it.
func (tx *Tx) PostByIRI(iri models.IRI) (models.Post, error) {
	return readOne[models.Post](tx, "store.PostByIRI", noPost, "WHERE iri = ?", iri)
}

// PostByOnce finds the post that an earlier request with the same mark made.
func (tx *Tx) PostByOnce(once string) (models.Post, error) {
	return readOne[models.Post](tx, "store.PostByOnce", noPost, "WHERE once = ?", once)
}

// ForgetOnce frees the mark of a request, so that it may make a post again.
func (tx *Tx) ForgetOnce(post models.ID) error {
	return failed("store.ForgetOnce", tx.db.Model(&models.Post{}).Where("id = ?", post).Update("once", nil).Error)
}

// VisiblePost finds a post if a person of ours may read it now. One that they may not read is Missing like one that never
// was: both run this one query.
func (tx *Tx) VisiblePost(viewer, id models.ID) (models.Post, error) {
	return readOne[models.Post](tx, "store.VisiblePost", noPost, "WHERE posts.id = ? AND "+visibleSQL, append([]any{id}, visibleValues(viewer)...)...)
}

// MayRead tells whether a post, even a deleted one, is or was for a person of ours or another's: its author, a person
// that it names, or whoever its audience takes in. The distance is not looked at.
func (tx *Tx) MayRead(reader, post models.ID) (bool, error) {
	ids, err := tx.readableAmong(reader, []models.ID{post})
	return len(ids) == 1, err
}

// ReadableOf keeps of posts, deleted ones too, those that are or were for somebody.
func (tx *Tx) ReadableOf(reader models.ID, posts []models.ID) (map[models.ID]bool, error) {
	return tx.readableAmong(reader, posts)
}

// readableAmong keeps of posts, deleted ones too, those that the reader may read.
func (tx *Tx) readableAmong(reader models.ID, ids []models.ID) (map[models.ID]bool, error) {
	out := make(map[models.ID]bool, len(ids))
	err := inChunks(distinct(ids), func(part []models.ID) error {
		found, err := tx.readIDs("SELECT posts.id FROM posts WHERE posts.id IN ? AND "+readableSQL, append([]any{part}, visibleValues(reader)...)...)
		for _, id := range found {
			out[id] = true
		}
		return failed("store.readableAmong", err)
	})
	return out, err
}

// PostTagged lists the hashtags of a post.
func (tx *Tx) PostTagged(id models.ID) ([]string, error) {
	var tags []string
	err := tx.db.Model(&models.PostTag{}).Where("post_id = ?", id).Order("tag").Pluck("tag", &tags).Error
	return tags, failed("store.PostTagged", err)
}

// PostsBy lists the newest posts of an actor that fit a reach, whoever asks: candidates for an outbox, which the gate then
// judges one by one. Deleted ones are left out.
func (tx *Tx) PostsBy(author models.ID, audiences []models.Audience, p Page) ([]models.Post, error) {
	var rows []models.Post
	err := tx.db.Where("author_id = ? AND deleted = 0 AND audience IN ?", author, audiences).Scopes(p.cut("posts.id")).Find(&rows).Error
	return newestFirst(p, rows), failed("store.PostsBy", err)
}

// RepliesTo lists the direct replies to a post that are for everyone: candidates likewise.
func (tx *Tx) RepliesTo(post models.ID, p Page) ([]models.Post, error) {
	var rows []models.Post
	err := tx.db.Where("parent_id = ? AND deleted = 0 AND audience = ?", post, models.Everyone).Scopes(p.cut("posts.id")).Find(&rows).Error
	return newestFirst(p, rows), failed("store.RepliesTo", err)
}

// LeaveCommunity takes a post out of the community that it stands in.
func (tx *Tx) LeaveCommunity(post models.ID) error {
	if err := tx.preserve("id = ?", post); err != nil { // where a legal hold is on the community
		return err
	}
	_, err := tx.exec("store.LeaveCommunity", "UPDATE posts SET community_id = NULL, version = version + 1 WHERE id = ?", post)
	return err
}

// live is a query for posts that are there.
func (tx *Tx) live() *gorm.DB { return tx.db.Model(&models.Post{}).Where("posts.deleted = 0") }

// DeletedSince lists what an author of ours took back after a moment, the newest first: reach and ids alone are left of it.
func (tx *Tx) DeletedSince(author models.ID, since models.Time) ([]models.Post, error) {
	return readAll[models.Post](tx, "store.DeletedSince", "WHERE author_id = ? AND local AND deleted > ? ORDER BY deleted DESC LIMIT 50", author, since)
}

// CountLocalPosts counts what people of ours wrote, for nobody but administrators.
func (tx *Tx) CountLocalPosts() (int64, error) {
	var n int64
	err := tx.live().Where("local").Count(&n).Error
	return n, failed("store.CountLocalPosts", err)
}
