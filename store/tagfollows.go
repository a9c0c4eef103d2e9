package store

import "guildhall/models"

// FollowTag remembers that a person follows a hashtag; UnfollowTag forgets it.
func (tx *Tx) FollowTag(person models.ID, tag string) error {
	_, err := tx.exec("store.FollowTag", "INSERT INTO tag_follows (actor_id, tag, at) VALUES (?, ?, ?) ON CONFLICT (actor_id, tag) DO NOTHING", person, tag, tx.now)
	return err
}

// UnfollowTag forgets that a person follows a hashtag.
func (tx *Tx) UnfollowTag(person models.ID, tag string) error {
	_, err := tx.exec("store.UnfollowTag", "DELETE FROM tag_follows WHERE actor_id = ? AND tag = ?", person, tag)
	return err
}

// TagsFollowed lists the hashtags that a person follows, by name.
func (tx *Tx) TagsFollowed(person models.ID) ([]models.TagFollow, error) {
	return readAll[models.TagFollow](tx, "store.TagsFollowed", "WHERE actor_id = ? ORDER BY tag", person)
}
