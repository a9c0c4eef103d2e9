package store

import (
	"database/sql"

	"guildhall/models"
)

// Unwelcomed lists who came into a community since a moment and was not answered there yet, as far as the viewer may read the answers;
// those who came first before the others, without those who look after it.
func (tx *Tx) Unwelcomed(viewer, community models.ID, since models.Time, limit int) ([]models.Actor, error) {
	values := append([]any{community, models.Accepted, since}, visibleValues(viewer)...)
	ids, err := tx.readIDs(`SELECT follows.follower_id FROM follows JOIN actors ON actors.id = follows.follower_id
		WHERE follows.followee_id = ? AND follows.state = ? AND follows.created >= ? AND actors.gone = 0
		AND NOT EXISTS (SELECT 1 FROM communities WHERE communities.actor_id = follows.followee_id AND communities.driver_id = follows.follower_id)
		AND NOT EXISTS (SELECT 1 FROM community_duties WHERE community_duties.community_id = follows.followee_id AND community_duties.actor_id = follows.follower_id)
		AND NOT EXISTS (SELECT 1 FROM posts AS said JOIN posts AS reply ON reply.parent_id = said.id
			WHERE said.author_id = follows.follower_id AND said.community_id = follows.followee_id AND reply.author_id <> said.author_id AND `+visibleReply+`)
		ORDER BY follows.id LIMIT ?`, append(values, limit)...)
	if err != nil {
		return nil, failed("store.Unwelcomed", err)
	}
	people, err := tx.Actors(ids)
	var list []models.Actor
	for _, id := range ids {
		if a, there := people[id]; there {
			list = append(list, a)
		}
	}
	return list, err
}

// UnansweredIn counts by community the questions for everyone that nobody else has replied to, as the viewer may read them.
func (tx *Tx) UnansweredIn(viewer models.ID) (map[models.ID]int, error) {
	out := map[models.ID]int{}
	values := append(append([]any{models.Everyone}, visibleValues(viewer)...), visibleValues(viewer)...)
	err := tx.query(`SELECT posts.community_id, count(*) FROM posts WHERE posts.kind = 'question' AND posts.kind <> 'post' AND posts.community_id IS NOT NULL AND posts.audience = ? AND `+visibleSQL+`
		AND NOT EXISTS (SELECT 1 FROM posts AS reply WHERE reply.parent_id = posts.id AND reply.author_id <> posts.author_id AND `+visibleReply+`) GROUP BY posts.community_id`, values, func(r *sql.Rows) error {
		var id models.ID
		var n int
		err := r.Scan(&id, &n)
		out[id] = n
		return err
	})
	return out, failed("store.UnansweredIn", err)
}
