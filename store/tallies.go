package store

import (
	"database/sql"
	"strings"

	"guildhall/models"
)

// What is tallied of an actor: followers, followed, and posts of each audience behind tallyPosts; and of a post the rest.
// Triggers of the schema keep the rows.
const (
	tallyFollowers  = "followers"
	tallyFollowing  = "following"
	tallyPosts      = "post:"
	tallyAnswers    = "answers"
	tallyFavourites = "favourites"
	tallyBoosts     = "boosts"
	tallyFaces      = "faces"
	tallyPins       = "pins"
	tallyQuotes     = "quotes"
	tallyDowns      = "downs"
)

// tallied reads what is tallied of actors or posts; what has nothing is left out.
func (tx *Tx) tallied(ids []models.ID) (map[models.ID]map[string]int64, error) {
	out := map[models.ID]map[string]int64{}
	err := inChunks(ids, func(part []models.ID) error {
		return tx.query("SELECT of_id, what, n FROM tallies WHERE of_id IN ?", []any{part}, func(r *sql.Rows) error {
			var id models.ID
			var what string
			var n int64
			err := r.Scan(&id, &what, &n)
			if out[id] == nil {
				out[id] = map[string]int64{}
			}
			out[id][what] += n
			return err
		})
	})
	return out, err
}

// Tallies counts followers, followed and posts of many actors, the posts as far as the viewer may read them. Only posts for
// some, in whom the viewer may or may not be, are counted one by one.
func (tx *Tx) Tallies(viewer models.ID, ids []models.ID) (map[models.ID]models.Tally, error) {
	const op = "store.Tallies"
	out := make(map[models.ID]models.Tally, len(ids))
	ids = distinct(ids)
	if len(ids) == 0 {
		return out, nil
	}
	tallies, err := tx.tallied(ids)
	if err != nil {
		return nil, failed(op, err)
	}
	relations, err := tx.Relations(viewer, ids)
	if err != nil {
		return nil, err
	}
	var wrote, some []models.ID
	for _, id := range ids {
		of, r := tallies[id], relations[id]
		t := models.Tally{Followers: of[tallyFollowers], Following: of[tallyFollowing]}
		if !r.Blocking && !r.BlockedBy {
			all, closed := int64(0), int64(0) // written, and not for everyone
			for what, n := range of {
				if audience, ok := strings.CutPrefix(what, tallyPosts); ok {
					all += n
					if audience != string(models.Everyone) && audience != string(models.Self) {
						closed += n
					}
				}
			}
			switch {
			case id == viewer:
				t.Posts = all
			case closed == 0:
				t.Posts = of[tallyPosts+string(models.Everyone)]
			case r.Following && closed == of[tallyPosts+string(models.Followers)]:
				t.Posts = of[tallyPosts+string(models.Everyone)] + closed
			default:
				t.Posts = of[tallyPosts+string(models.Everyone)]
				some = append(some, id)
			}
			if all > 0 {
				wrote = append(wrote, id)
			}
		}
		out[id] = t
	}
	change := func(r *sql.Rows, do func(*models.Tally, int64)) error {
		var id models.ID
		var n sql.NullInt64
		err := r.Scan(&id, &n)
		t := out[id]
		do(&t, n.Int64)
		out[id] = t
		return err
	}
	var asks []ask
	if len(some) > 0 {
		asks = append(asks, ask{"SELECT posts.author_id, count(*) FROM posts WHERE posts.author_id IN ? AND posts.audience <> 'everyone' AND " + visibleSQL + " GROUP BY posts.author_id",
			append([]any{some}, visibleValues(viewer)...), func(r *sql.Rows) error { return change(r, func(t *models.Tally, n int64) { t.Posts += n }) }})
	}
	if len(wrote) > 0 {
		asks = append(asks, ask{"SELECT actors.id, (SELECT posts.published FROM posts WHERE posts.author_id = actors.id AND " + visibleSQL + " ORDER BY posts.id DESC LIMIT 1) FROM actors WHERE actors.id IN ?",
			append(visibleValues(viewer), wrote), func(r *sql.Rows) error {
				return change(r, func(t *models.Tally, n int64) { t.LastPost = models.Time(n) })
			}})
	}
	return out, failed(op, tx.together(asks...))
}
