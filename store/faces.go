package store

import (
	"database/sql"

	"guildhall/models"
)

const noReaction = "There is no such reaction."

// AddReaction stores a face that somebody puts under a post. It tells whether it is new; the same one again changes nothing.
func (tx *Tx) AddReaction(r *models.Reaction) (fresh bool, err error) {
	res := tx.ignoring().Create(r)
	return res.RowsAffected == 1, failed("store.AddReaction", res.Error)
}

// FaceStands tells whether anybody put a face under a post.
func (tx *Tx) FaceStands(post models.ID, face string) (bool, error) {
	ids, err := tx.readIDs("SELECT id FROM reactions WHERE post_id = ? AND face = ? LIMIT 1", post, face)
	return len(ids) > 0, failed("store.FaceStands", err)
}

// HoldFaces lets one transaction at a time put faces of one person under a post, so that their number is what was counted.
func (tx *Tx) HoldFaces(actor, post models.ID) error {
	return tx.hold("store.HoldFaces", 8, actor.String()+":"+post.String())
}

// RemoveReaction forgets one.
func (tx *Tx) RemoveReaction(id models.ID) error {
	_, err := tx.exec("store.RemoveReaction", "DELETE FROM reactions WHERE id = ?", id)
	return err
}

// Reaction finds somebody's face under a post.
func (tx *Tx) Reaction(actor, post models.ID, face string) (models.Reaction, error) {
	return readOne[models.Reaction](tx, "store.Reaction", noReaction, "WHERE actor_id = ? AND post_id = ? AND face = ?", actor, post, face)
}

// ReactionByIRI finds one by the id of its activity.
func (tx *Tx) ReactionByIRI(iri models.IRI) (models.Reaction, error) {
	return readOne[models.Reaction](tx, "store.ReactionByIRI", noReaction, "WHERE iri = ?", iri)
}

// ReactionsOf lists the faces that somebody put under a post.
func (tx *Tx) ReactionsOf(actor, post models.ID) ([]models.Reaction, error) {
	return readAll[models.Reaction](tx, "store.ReactionsOf", "WHERE actor_id = ? AND post_id = ? ORDER BY id", actor, post)
}

// askFaces calls put for each face under each of the posts, in the order in which they first came.
func (tx *Tx) askFaces(viewer models.ID, posts []models.ID, put func(post models.ID, f models.FaceCount)) ask {
	return ask{`SELECT post_id, face, max(picture), count(*), sum(CASE WHEN actor_id = ? THEN 1 ELSE 0 END)
 FROM reactions WHERE post_id IN ? GROUP BY post_id, face ORDER BY post_id, min(id)`, []any{viewer, posts}, func(r *sql.Rows) error {
		var post models.ID
		var f models.FaceCount
		var mine int64
		err := r.Scan(&post, &f.Face, &f.Picture, &f.Count, &mine)
		f.Mine = mine > 0
		put(post, f)
		return err
	}}
}

// FaceBy is a face under a post with who put it there.
type FaceBy struct {
	Face  string
	Actor models.Actor
}

// ReactedBy lists who put which face under a post, the first to come first, without those whom a block parts from the
// viewer; at most 400. With a face, only those who chose it.
func (tx *Tx) ReactedBy(viewer, post models.ID, face string) ([]FaceBy, error) {
	if _, err := tx.VisiblePost(viewer, post); err != nil {
		return nil, err
	}
	q := tx.db.Model(&models.Reaction{}).Where("reactions.post_id = ?", post).Scopes(notBlocked("reactions.actor_id", viewer))
	if face != "" {
		q = q.Where("reactions.face = ?", face)
	}
	rows, err := list[models.Reaction]("store.ReactedBy", q.Order("reactions.id").Limit(400))
	if err != nil {
		return nil, err
	}
	ids := make([]models.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ActorID
	}
	actors, err := tx.Actors(ids)
	out := make([]FaceBy, 0, len(rows))
	for _, r := range rows {
		out = append(out, FaceBy{Face: r.Face, Actor: actors[r.ActorID]})
	}
	return out, err
}
