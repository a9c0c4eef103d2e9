package store

import (
	"database/sql"
	"slices"

	"gorm.io/gorm"

	"guildhall/models"
)

// What deliveries and strangers' answers need to know of actors and inboxes elsewhere.

// HostsOfInboxes tells, for each shared inbox, every domain known to be served by it (boundary.md, law 4).
func (tx *Tx) HostsOfInboxes(inboxes []models.IRI) (map[models.IRI][]models.Host, error) {
	out := make(map[models.IRI][]models.Host, len(inboxes))
	err := inChunks(inboxes, func(part []models.IRI) error {
		var found []struct {
			SharedInbox models.IRI
			Host        models.Host
		}
		err := tx.db.Model(&models.Actor{}).Distinct("shared_inbox", "host").Where("NOT local AND shared_inbox IN ?", part).Order("shared_inbox, host").Find(&found).Error
		for _, f := range found {
			out[f.SharedInbox] = append(out[f.SharedInbox], f.Host)
		}
		return failed("store.HostsOfInboxes", err)
	})
	return out, err
}

// AnyInbox finds an inbox through which a server can be told something: a shared one, or anybody's own.
func (tx *Tx) AnyInbox(host models.Host) (models.IRI, error) {
	a, err := take[models.Actor]("store.AnyInbox", "Nobody is known there.",
		tx.db.Where("host = ? AND local = ? AND gone = 0 AND inbox <> ''", host, false).Order("shared_inbox DESC, id"))
	if err != nil {
		return "", err
	}
	if a.SharedInbox != "" {
		return a.SharedInbox, nil
	}
	return a.Inbox, nil
}

// RemoteFollowed lists whom an actor of ours follows elsewhere, accepted: at most 5,000.
func (tx *Tx) RemoteFollowed(actor models.ID) ([]models.Actor, error) {
	return list[models.Actor]("store.RemoteFollowed", tx.db.Joins("JOIN follows ON follows.followee_id = actors.id").
		Where("follows.follower_id = ? AND follows.state = ? AND actors.local = ? AND actors.gone = 0", actor, models.Accepted, false).
		Order("actors.id").Limit(5000))
}

// PostVersion tells the version of a post, and whether it was deleted; 0 for one that is not there.
func (tx *Tx) PostVersion(id models.ID) (version int, deleted bool, err error) {
	deleted = true
	err = tx.query("SELECT version, deleted <> 0 FROM posts WHERE id = ?", []any{id}, func(r *sql.Rows) error { return r.Scan(&version, &deleted) })
	return version, deleted, failed("store.PostVersion", err)
}

// OutboxPage lists the newest posts of an actor older than a given one (0 for the first page), with all that the gate
// needs to judge each of them. Notes to oneself, named posts and what stays inside are no candidates.
func (tx *Tx) OutboxPage(author, before models.ID, limit int) ([]models.PostView, error) {
	q := tx.db.Model(&models.Post{}).Where("author_id = ? AND deleted = 0 AND audience IN ? AND distance <> 'inside'",
		author, []models.Audience{models.Everyone, models.Followers})
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	var ids []models.ID
	if err := q.Order("id DESC").Limit(most(limit, 100)).Pluck("id", &ids).Error; err != nil {
		return nil, failed("store.OutboxPage", err)
	}
	return tx.PostViews(ids)
}

// WorldPosts lists the newest posts that reach everyone in the world, by an actor of ours or in a community of ours, older
// than a given one (0 for the first page). The gate judges each of them before a stranger sees it; what it could not let
// pass is no candidate, so that the pages of a list tell nothing of it.
func (tx *Tx) WorldPosts(of, before models.ID, limit int) ([]models.PostView, error) {
	q := tx.db.Model(&models.Post{}).Where("(author_id = ? OR community_id = ?) AND local = ? AND deleted = 0 AND audience = ? AND distance = 'world'",
		of, of, true, models.Everyone)
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	var ids []models.ID
	if err := q.Order("id DESC").Limit(most(limit, 100)).Pluck("id", &ids).Error; err != nil {
		return nil, failed("store.WorldPosts", err)
	}
	return tx.PostViews(ids)
}

// WorldTagged lists what of ours carries a hashtag and is for everyone anywhere, newest first: candidates for a stranger's
// page, judged by the gate.
func (tx *Tx) WorldTagged(tag string, before models.ID, limit int) ([]models.PostView, error) {
	q := tx.db.Model(&models.Post{}).Joins("JOIN post_tags ON post_tags.post_id = posts.id").
		Where("post_tags.tag = ? AND posts.local = ? AND NOT posts.quiet AND posts.deleted = 0 AND posts.audience = ? AND posts.distance = 'world'", tag, true, models.Everyone)
	if before != 0 {
		q = q.Where("posts.id < ?", before)
	}
	var ids []models.ID
	if err := q.Order("posts.id DESC").Limit(most(limit, 100)).Pluck("posts.id", &ids).Error; err != nil {
		return nil, failed("store.WorldTagged", err)
	}
	return tx.PostViews(ids)
}

// FollowsShown lists who follows an actor of ours (or whom it follows), as an outsider may see it: people elsewhere, and
// ours who went outward. It begins after a member, by the follow's ID, newest first, and tells how many there are in all.
func (tx *Tx) FollowsShown(actor models.ID, followers bool, after models.IRI, limit int) (members []models.Actor, total int64, err error) {
	mine, other := "follower_id", "followee_id"
	if followers {
		mine, other = other, mine
	}
	all := func() *gorm.DB {
		return tx.db.Model(&models.Actor{}).Joins("JOIN follows ON follows."+other+" = actors.id").
			Where("follows."+mine+" = ? AND follows.state = ? AND actors.gone = 0 AND (actors.local = ? OR actors.outward <> 0)", actor, models.Accepted, false)
	}
	if err = all().Count(&total).Error; err != nil {
		return nil, 0, failed("store.FollowsShown", err)
	}
	q := all()
	if after != "" {
		var from []models.ID
		if err = all().Where("actors.iri = ?", after).Pluck("follows.id", &from).Error; err != nil || len(from) == 0 {
			return nil, total, failed("store.FollowsShown", err)
		}
		q = q.Where("follows.id < ?", from[0])
	}
	members, err = list[models.Actor]("store.FollowsShown", q.Order("follows.id DESC").Limit(most(limit, 100)))
	return slices.Clip(members), total, err
}

// CountLocalFollowers counts the people of ours who follow an actor, accepted.
func (tx *Tx) CountLocalFollowers(actor models.ID) (int, error) {
	var n int64
	err := tx.db.Model(&models.Following{}).Joins("JOIN actors ON actors.id = follows.follower_id").
		Where("follows.followee_id = ? AND follows.state = ? AND follows.host = '' AND actors.local AND actors.gone = 0", actor, models.Accepted).Count(&n).Error
	return int(n), failed("store.CountLocalFollowers", err)
}
