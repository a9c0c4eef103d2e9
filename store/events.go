package store

import (
	"database/sql"
	"strconv"

	"guildhall/models"
)

// EventsOf lists events of an actor, or of a community, as the viewer may read them, the newest first.
func (tx *Tx) EventsOf(viewer, owner models.ID, limit int) ([]models.PostView, error) {
	return tx.events("store.EventsOf", "SELECT posts.id FROM posts WHERE posts.kind = 'event' AND posts.kind <> 'post' AND (posts.author_id = ? OR posts.community_id = ?) AND "+visibleSQL,
		append([]any{owner, owner}, visibleValues(viewer)...), limit)
}

// EventsAttended lists events that somebody comes to, as they may read them, the newest first.
func (tx *Tx) EventsAttended(viewer models.ID, limit int) ([]models.PostView, error) {
	return tx.events("store.EventsAttended", "SELECT posts.id FROM attendances JOIN posts ON posts.id = attendances.post_id WHERE attendances.actor_id = ? AND attendances.state <> 'refused' AND "+visibleSQL,
		append([]any{viewer}, visibleValues(viewer)...), limit)
}

// WorldEvents lists events of ours for everyone anywhere, by an actor or in a community: candidates, which the gate then judges.
func (tx *Tx) WorldEvents(owner models.ID, limit int) ([]models.PostView, error) {
	return tx.events("store.WorldEvents", "SELECT posts.id FROM posts WHERE posts.kind = 'event' AND posts.kind <> 'post' AND posts.local AND posts.deleted = 0 AND posts.audience = 'everyone' AND posts.distance = 'world' AND (posts.author_id = ? OR posts.community_id = ?)",
		[]any{owner, owner}, limit)
}

func (tx *Tx) events(op, text string, values []any, limit int) ([]models.PostView, error) {
	ids, err := tx.readIDs(text+" ORDER BY posts.id DESC LIMIT "+strconv.Itoa(limit), values...)
	if err != nil {
		return nil, failed(op, err)
	}
	return tx.PostViews(ids)
}

// comersOf counts who comes to events.
func (tx *Tx) comersOf(events []models.ID) (map[models.ID]int, error) {
	out := map[models.ID]int{}
	err := inChunks(events, func(part []models.ID) error {
		return tx.query("SELECT post_id, count(*) FROM attendances WHERE post_id IN ? AND state <> 'refused' GROUP BY post_id", []any{part}, func(r *sql.Rows) error {
			var id models.ID
			var n int
			err := r.Scan(&id, &n)
			out[id] = n
			return err
		})
	})
	return out, failed("store.comersOf", err)
}
