package store

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	"guildhall/models"
)

// A transaction that reads keeps what it read for others once it is over, and so does one that writes once it is
// committed. What it changed itself is behind another count or version by then.

// peopleChanged says that an actor or a key of ours changed: what is kept of them holds no more.
func (tx *Tx) peopleChanged(op string) error {
	tx.bound = nil
	_, err := tx.exec(op, `UPDATE boundary SET people = people + 1 WHERE id = 1`)
	return err
}

// people is the count of changes to actors and keys of ours. It is read before what is kept for it.
func (tx *Tx) people() (int64, error) {
	b, err := tx.boundary()
	return b.People, err
}

// actorsBy reads actors and keeps them.
func (tx *Tx) actorsBy(op string, people int64, tail string, values ...any) ([]models.Actor, error) {
	found, err := readAll[models.Actor](tx, op, tail, values...)
	if len(found) > 0 {
		tx.After(func() { tx.st.memory.keepActors(people, found) })
	}
	return found, err
}

// actorBy gives the actor that is kept, or reads and keeps it.
func (tx *Tx) actorBy(op string, kept func(people int64) (models.Actor, bool), tail string, value any) (models.Actor, error) {
	people, err := tx.people()
	if err != nil {
		return models.Actor{}, err
	}
	if a, ok := kept(people); ok {
		return a, nil
	}
	found, err := tx.actorsBy(op, people, tail, value)
	if err != nil {
		return models.Actor{}, err
	}
	if len(found) == 0 {
		return models.Actor{}, nothing(op, noActor)
	}
	return found[0], nil
}

const statesSQL = "SELECT posts.id, posts.parent_id, posts.thread_id, posts.version, posts.deleted FROM posts"

func scanState(r *sql.Rows) (s state, err error) {
	var parent sql.NullInt64
	err = r.Scan(&s.id, &parent, &s.thread, &s.version, &s.deleted)
	s.parent = models.ID(parent.Int64)
	return s, err
}

// states reads in which state posts are now; those that are not there are left out. What linesFor has just read is taken
// from there.
func (tx *Tx) states(ids []models.ID) ([]state, error) {
	ids = distinct(ids)
	fresh := tx.fresh
	tx.fresh = nil
	if len(fresh) == len(ids) {
		slices.SortFunc(fresh, func(a, b state) int { return cmp.Compare(a.id, b.id) })
		if slices.EqualFunc(fresh, ids, func(s state, id models.ID) bool { return s.id == id }) {
			return fresh, nil
		}
	}
	var out []state
	err := inChunks(ids, func(part []models.ID) error {
		return tx.query(statesSQL+" WHERE posts.id IN ?", []any{part}, func(r *sql.Rows) error {
			s, err := scanState(r)
			out = append(out, s)
			return err
		})
	})
	return out, err
}

// keptPosts gives posts with whom and what they name, from memory as far as they are there as they are now.
func (tx *Tx) keptPosts(op string, ids []models.ID) (map[models.ID]keptPost, error) {
	now, err := tx.states(ids)
	if err != nil {
		return nil, failed(op, err)
	}
	out := make(map[models.ID]keptPost, len(now))
	var rest []models.ID
	for _, s := range now {
		if k, ok := tx.st.memory.post(s); ok {
			out[s.id] = k
		} else {
			rest = append(rest, s.id)
		}
	}
	if len(rest) == 0 {
		return out, nil
	}
	fresh, err := tx.readPosts(op, rest)
	for _, k := range fresh {
		out[k.post.ID] = k
	}
	tx.After(func() { tx.st.memory.keepPosts(fresh) })
	return out, err
}

func (tx *Tx) readPosts(op string, ids []models.ID) ([]keptPost, error) {
	var out []keptPost
	err := inChunks(ids, func(part []models.ID) error {
		var posts []models.Post
		var named []models.PostPerson
		var tagged []models.PostTag
		first, err := asking(tx, &posts, "WHERE id IN ?", part)
		if err != nil {
			return err
		}
		second, err := asking(tx, &named, "WHERE post_id IN ? ORDER BY post_id, actor_id", part)
		if err != nil {
			return err
		}
		third, err := asking(tx, &tagged, "WHERE post_id IN ? ORDER BY post_id, tag", part)
		if err != nil {
			return err
		}
		if err := tx.together(first, second, third); err != nil {
			return failed(op, err)
		}
		people, tags := map[models.ID][]models.PostPerson{}, map[models.ID][]string{}
		for _, n := range named {
			people[n.PostID] = append(people[n.PostID], n)
		}
		for _, t := range tagged {
			tags[t.PostID] = append(tags[t.PostID], t.Tag)
		}
		for _, p := range posts {
			out = append(out, keptPost{post: p, people: people[p.ID], tags: tags[p.ID]})
		}
		return nil
	})
	return out, err
}

func folded(h models.Handle) string { return strings.ToLower(string(h)) }
