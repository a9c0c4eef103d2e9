package store

import (
	"gorm.io/gorm"

	"guildhall/models"
)

const (
	noFavourite = "There is no such favourite."
	noBoost     = "There is no such boost."
)

// AddFavourite stores somebody's thanks for a post. It tells whether it is new; a second of the pair changes nothing.
func (tx *Tx) AddFavourite(f *models.Favourite) (fresh bool, err error) {
	res := tx.ignoring().Create(f)
	return res.RowsAffected == 1, failed("store.AddFavourite", res.Error)
}

// RemoveFavourite forgets one.
func (tx *Tx) RemoveFavourite(id models.ID) error {
	return failed("store.RemoveFavourite", tx.db.Delete(&models.Favourite{}, "id = ?", id).Error)
}

// Favourite finds somebody's thanks for a post.
func (tx *Tx) Favourite(actor, post models.ID) (models.Favourite, error) {
	return readOne[models.Favourite](tx, "store.Favourite", noFavourite, "WHERE actor_id = ? AND post_id = ?", actor, post)
}

// FavouriteByIRI finds one by the id of its activity.
func (tx *Tx) FavouriteByIRI(iri models.IRI) (models.Favourite, error) {
	return readOne[models.Favourite](tx, "store.FavouriteByIRI", noFavourite, "WHERE iri = ?", iri)
}

// FavouredBy lists what a person of ours thanked for and may still read, newest posts first; the cursor is the post's ID.
func (tx *Tx) FavouredBy(actor models.ID, p Page) ([]models.Post, error) {
	var rows []models.Post
	err := tx.db.Model(&models.Post{}).Select("posts.*").Joins("JOIN favourites ON favourites.post_id = posts.id AND favourites.actor_id = ?", actor).
		Where(visibleSQL, visibleValues(actor)...).Scopes(p.cut("favourites.post_id")).Find(&rows).Error
	return newestFirst(p, rows), failed("store.FavouredBy", err)
}

// AddBoost stores somebody's sharing of a post. It tells whether it is new; a second of the pair changes nothing.
func (tx *Tx) AddBoost(b *models.Boost) (fresh bool, err error) {
	res := tx.ignoring().Create(b)
	return res.RowsAffected == 1, failed("store.AddBoost", res.Error)
}

// RemoveBoost forgets one and takes it out of all home streams.
func (tx *Tx) RemoveBoost(b models.Boost) error {
	const op = "store.RemoveBoost"
	if err := tx.noteBoost(b.ID); err != nil {
		return err
	}
	if err := tx.db.Exec("DELETE FROM home WHERE post_id = ? AND boost_id = ?", b.PostID, b.ID).Error; err != nil {
		return failed(op, err)
	}
	return failed(op, tx.db.Delete(&models.Boost{}, "id = ?", b.ID).Error)
}

// Boost finds somebody's sharing of a post.
func (tx *Tx) Boost(actor, post models.ID) (models.Boost, error) {
	return readOne[models.Boost](tx, "store.Boost", noBoost, "WHERE actor_id = ? AND post_id = ?", actor, post)
}

// BoostByIRI finds one by the id of its activity.
func (tx *Tx) BoostByIRI(iri models.IRI) (models.Boost, error) {
	return readOne[models.Boost](tx, "store.BoostByIRI", noBoost, "WHERE iri = ?", iri)
}

// BoostByID finds one by its ID.
func (tx *Tx) BoostByID(id models.ID) (models.Boost, error) {
	return readOne[models.Boost](tx, "store.BoostByID", noBoost, "WHERE id = ?", id)
}

// BoostsBy lists the newest boosts of an actor, whoever asks: candidates for an outbox, judged by the gate.
func (tx *Tx) BoostsBy(actor models.ID, p Page) ([]models.Boost, error) {
	var rows []models.Boost
	err := tx.db.Where("actor_id = ?", actor).Scopes(p.cut("id")).Find(&rows).Error
	return newestFirst(p, rows), failed("store.BoostsBy", err)
}

// BoostsOf lists the boosts of a post by people of ours, up to limit: they are taken back with it.
func (tx *Tx) BoostsOf(post models.ID, limit int) ([]models.Boost, error) {
	var rows []models.Boost
	err := tx.db.Where("post_id = ? AND actor_id IN (SELECT id FROM actors WHERE local)", post).Order("id").Limit(limit).Find(&rows).Error
	return rows, failed("store.BoostsOf", err)
}

// RemoveReactionsTo forgets every favourite, boost, face and dislike of a post.
func (tx *Tx) RemoveReactionsTo(post models.ID) error {
	return tx.removeReactions("store.RemoveReactionsTo", "post_id = ?", post)
}

// RemoveReactionsBy forgets every favourite, boost, face and dislike by an actor.
func (tx *Tx) RemoveReactionsBy(actor models.ID) error {
	return tx.removeReactions("store.RemoveReactionsBy", "actor_id = ?", actor)
}

func (tx *Tx) removeReactions(op, where string, id models.ID) error {
	if err := tx.db.Exec("DELETE FROM home WHERE post_id IN (SELECT post_id FROM boosts WHERE "+where+") AND boost_id IN (SELECT id FROM boosts WHERE "+where+")", id, id).Error; err != nil {
		return failed(op, err)
	}
	if err := tx.db.Delete(&models.Boost{}, where, id).Error; err != nil {
		return failed(op, err)
	}
	for _, table := range []string{"favourites", "reactions", "dislikes"} {
		if err := tx.db.Exec("DELETE FROM "+table+" WHERE "+where, id).Error; err != nil {
			return failed(op, err)
		}
	}
	return nil
}

// ReactionRow is somebody in a list of those who favoured or boosted a post; the cursor is ID.
type ReactionRow struct {
	ID    models.ID
	Actor models.Actor
}

// FavouritedBy lists who thanked for a post, newest first, without those whom a block parts from the viewer.
func (tx *Tx) FavouritedBy(viewer, post models.ID, p Page) ([]ReactionRow, error) {
	return tx.reactionList("store.FavouritedBy", "favourites", viewer, post, p)
}

// BoostedBy lists who shared a post, likewise.
func (tx *Tx) BoostedBy(viewer, post models.ID, p Page) ([]ReactionRow, error) {
	return tx.reactionList("store.BoostedBy", "boosts", viewer, post, p)
}

func (tx *Tx) reactionList(op, table string, viewer, post models.ID, p Page) ([]ReactionRow, error) {
	if _, err := tx.VisiblePost(viewer, post); err != nil {
		return nil, err
	}
	var rows []struct{ ID, ActorID models.ID }
	err := tx.db.Table(table).Select(table+".id, "+table+".actor_id").Where(table+".post_id = ?", post).
		Scopes(func(q *gorm.DB) *gorm.DB { return notBlocked(table+".actor_id", viewer)(q) }, p.cut(table+".id")).Find(&rows).Error
	if err != nil {
		return nil, failed(op, err)
	}
	ids := make([]models.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ActorID
	}
	actors, err := tx.Actors(ids)
	if err != nil {
		return nil, err
	}
	out := make([]ReactionRow, 0, len(rows))
	for _, r := range newestFirst(p, rows) {
		out = append(out, ReactionRow{ID: r.ID, Actor: actors[r.ActorID]})
	}
	return out, nil
}
