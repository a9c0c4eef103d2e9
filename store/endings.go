package store

import (
	"slices"

	"guildhall/models"
)

// NoteEnding writes down, in the transaction that does it, that something was taken back or ended. also may be empty.
func (tx *Tx) NoteEnding(kind models.EndingKind, what, also string) error {
	_, err := tx.exec("store.NoteEnding", `INSERT INTO endings (id, at, kind, what, also) VALUES (?, ?, ?, ?, ?)`, tx.NewID(), tx.now, kind, what, also)
	return err
}

// Endings lists what ended since a moment, oldest first, up to limit after a given one.
func (tx *Tx) Endings(since models.Time, after models.ID, limit int) ([]models.Ending, error) {
	return list[models.Ending]("store.Endings", tx.db.Where("at >= ? AND id > ?", since, after).Order("id").Limit(most(limit, 1000)))
}

// ForgetEndings removes up to limit that are older than a moment.
func (tx *Tx) ForgetEndings(before models.Time, limit int) (int64, error) {
	return tx.exec("store.ForgetEndings", `DELETE FROM endings WHERE id IN (SELECT id FROM endings WHERE at < ? ORDER BY id LIMIT ?)`, before, most(limit, 10_000))
}

// noteFollow notes the end of a follow by the ids of both.
func (tx *Tx) noteFollow(id models.ID) error {
	ends, err := tx.readPair(`SELECT a.iri, b.iri FROM follows f JOIN actors a ON a.id = f.follower_id JOIN actors b ON b.id = f.followee_id WHERE f.id = ?`, id)
	if err != nil || ends[0] == "" {
		return failed("store.RemoveFollow", err)
	}
	return tx.NoteEnding(models.FollowEnded, ends[0], ends[1])
}

// noteBoost notes the end of a boost by the ids of who shared and of the post.
func (tx *Tx) noteBoost(id models.ID) error {
	ends, err := tx.readPair(`SELECT a.iri, p.iri FROM boosts b JOIN actors a ON a.id = b.actor_id JOIN posts p ON p.id = b.post_id WHERE b.id = ?`, id)
	if err != nil || ends[0] == "" {
		return failed("store.RemoveBoost", err)
	}
	return tx.NoteEnding(models.BoostEnded, ends[0], ends[1])
}

// notePost notes the end of a post by its id, unless it ended before.
func (tx *Tx) notePost(id models.ID) error {
	ends, err := tx.readPair(`SELECT iri, '' FROM posts WHERE id = ? AND deleted = 0`, id)
	if err != nil || ends[0] == "" {
		return failed("store.EmptyPost", err)
	}
	return tx.NoteEnding(models.PostEnded, ends[0], "")
}

// noteActor notes that an actor is gone or suspended; everything says that all its posts went with it.
func (tx *Tx) noteActor(iri models.IRI, everything bool) error {
	also := ""
	if everything {
		also = "posts"
	}
	return tx.NoteEnding(models.ActorEnded, string(iri), also)
}

// noteStandings notes what servers were made to be.
func (tx *Tx) noteStandings(peers ...models.Peer) error {
	for some := range slices.Chunk(peers, 100) {
		values := make([]any, 0, 5*len(some))
		for i := range some {
			values = append(values, tx.NewID(), tx.now, models.PeerFell, some[i].Host, some[i].Standing)
		}
		if _, err := tx.exec("store.NoteEnding", `INSERT INTO endings (id, at, kind, what, also) VALUES `+rows(len(some), "(?, ?, ?, ?, ?)"), values...); err != nil {
			return err
		}
	}
	return nil
}
