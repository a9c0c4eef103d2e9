package store

import (
	"database/sql"

	"guildhall/models"
)

const noPoll = "This post asks nothing."

// AddPoll stores the answers of a post that asks.
func (tx *Tx) AddPoll(p *models.Poll) error {
	_, err := add(tx, "store.AddPoll", "", *p)
	return err
}

// SavePoll stores every field of a poll that is there.
func (tx *Tx) SavePoll(p *models.Poll) error {
	return trouble("store.SavePoll", noPoll, tx.db.Select("*").Updates(p).Error)
}

// LockPoll reads a poll, with the counts as they stand, so that no other transaction changes votes in it before this one
// ends.
func (tx *Tx) LockPoll(post models.ID) (models.Poll, error) {
	if _, err := tx.exec("store.LockPoll", "UPDATE polls SET told = told WHERE post_id = ?", post); err != nil {
		return models.Poll{}, err
	}
	return tx.Poll(post)
}

// Poll reads one poll with its counts.
func (tx *Tx) Poll(post models.ID) (models.Poll, error) {
	found, err := tx.pollsOf([]models.ID{post})
	if err != nil {
		return models.Poll{}, err
	}
	if p := found[post]; p != nil {
		return *p, nil
	}
	return models.Poll{}, nothing("store.Poll", noPoll)
}

// pollsOf reads polls with their counts: those of ours are counted now, those of others stand as they were told.
func (tx *Tx) pollsOf(posts []models.ID) (map[models.ID]*models.Poll, error) {
	const op = "store.pollsOf"
	out := make(map[models.ID]*models.Poll, len(posts))
	err := inChunks(posts, func(part []models.ID) error {
		rows, err := readAll[models.Poll](tx, op, "WHERE post_id IN ?", part)
		for i := range rows {
			out[rows[i].PostID] = &rows[i]
		}
		if err != nil || len(rows) == 0 {
			return err
		}
		err = tx.query(`SELECT v.post_id, v.choice, count(*) FROM poll_votes v JOIN posts ON posts.id = v.post_id
 WHERE posts.local AND v.post_id IN ? GROUP BY v.post_id, v.choice`, []any{part}, func(r *sql.Rows) error {
			var post models.ID
			var choice int
			var n int64
			err := r.Scan(&post, &choice, &n)
			if p := out[post]; p != nil && choice >= 0 && choice < len(p.Options) {
				p.Options[choice].Votes = n
			}
			return err
		})
		if err != nil {
			return err
		}
		return tx.query(`SELECT v.post_id, count(DISTINCT v.actor_id) FROM poll_votes v JOIN posts ON posts.id = v.post_id
 WHERE posts.local AND v.post_id IN ? GROUP BY v.post_id`, []any{part}, func(r *sql.Rows) error {
			var post models.ID
			var n int64
			err := r.Scan(&post, &n)
			if p := out[post]; p != nil {
				p.Voters = n
			}
			return err
		})
	})
	return out, failed(op, err)
}

// AddVotes stores what somebody chose. It tells how many are new.
func (tx *Tx) AddVotes(votes ...models.PollVote) (int64, error) {
	return add(tx, "store.AddVotes", "ON CONFLICT DO NOTHING", votes...)
}

// VotesBy gives the options that somebody chose, in polls among posts.
func (tx *Tx) VotesBy(actor models.ID, posts []models.ID) (map[models.ID][]int, error) {
	const op = "store.VotesBy"
	out := map[models.ID][]int{}
	err := inChunks(posts, func(part []models.ID) error {
		rows, err := readAll[models.PollVote](tx, op, "WHERE actor_id = ? AND post_id IN ? ORDER BY post_id, choice", actor, part)
		for _, v := range rows {
			out[v.PostID] = append(out[v.PostID], v.Choice)
		}
		return err
	})
	return out, err
}

// RemoveVotes forgets all votes in a poll, when its answers have changed.
func (tx *Tx) RemoveVotes(post models.ID) error {
	_, err := tx.exec("store.RemoveVotes", "DELETE FROM poll_votes WHERE post_id = ?", post)
	return err
}

// LocalVoters lists people of ours who voted in a poll, in the order of their IDs, after one of them.
func (tx *Tx) LocalVoters(post, after models.ID, limit int) ([]models.Actor, error) {
	ids, err := tx.readIDs(`SELECT DISTINCT v.actor_id FROM poll_votes v JOIN actors ON actors.id = v.actor_id
 WHERE v.post_id = ? AND v.actor_id > ? AND actors.local ORDER BY v.actor_id LIMIT ?`, post, after, most(limit, 1000))
	if err != nil {
		return nil, failed("store.LocalVoters", err)
	}
	known, err := tx.Actors(ids)
	out := make([]models.Actor, 0, len(ids))
	for _, id := range ids {
		out = append(out, known[id])
	}
	return out, err
}

// ClosePoll notes that a poll ended. It tells whether it was open.
func (tx *Tx) ClosePoll(post models.ID, at models.Time) (bool, error) {
	n, err := tx.exec("store.ClosePoll", "UPDATE polls SET closed = ? WHERE post_id = ? AND closed = 0", at, post)
	return n > 0, err
}

// ToldPoll notes that other servers were told the counts.
func (tx *Tx) ToldPoll(post models.ID) error {
	_, err := tx.exec("store.ToldPoll", "UPDATE polls SET told = ? WHERE post_id = ?", tx.now, post)
	return err
}

// ClaimPoll notes that the counts of a poll elsewhere are read anew now, unless they were read since. It tells whether the
// caller is the one to do so.
func (tx *Tx) ClaimPoll(post models.ID, since models.Time) (bool, error) {
	n, err := tx.exec("store.ClaimPoll", "UPDATE polls SET fetched = ? WHERE post_id = ? AND fetched <= ?", tx.now, post, since)
	return n > 0, err
}
