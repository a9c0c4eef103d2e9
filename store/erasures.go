package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"

	"guildhall/models"
)

// erasedAtOnce is how many posts of somebody who is erased go in one transaction.
const erasedAtOnce = 200

// AddErasure begins to erase a person of ours.
func (tx *Tx) AddErasure(e models.Erasure) error {
	_, err := tx.exec("store.AddErasure", `INSERT INTO erasures (actor_id, at, posts) VALUES (?, ?, ?) ON CONFLICT (actor_id) DO NOTHING`, e.ActorID, e.At, e.Posts)
	return err
}

// Erasures lists up to limit that are under way, after a person.
func (tx *Tx) Erasures(after models.ID, limit int) ([]models.Erasure, error) {
	return readAll[models.Erasure](tx, "store.Erasures", "WHERE actor_id > ? ORDER BY actor_id LIMIT ?", after, most(limit, 1000))
}

// EndErasure notes that nothing of somebody is left that is to go.
func (tx *Tx) EndErasure(actor models.ID) error {
	_, err := tx.exec("store.EndErasure", `DELETE FROM erasures WHERE actor_id = ?`, actor)
	return err
}

// SpendName sees to it that nobody gets a name again. Only its sum is kept, beside nobody.
func (tx *Tx) SpendName(h models.Handle) error {
	_, err := tx.exec("store.SpendName", `INSERT INTO spent_names (sum) VALUES (?) ON CONFLICT (sum) DO NOTHING`, sumOf(h))
	return err
}

// NameSpent tells whether somebody who was erased had a name.
func (tx *Tx) NameSpent(h models.Handle) (bool, error) {
	n, err := tx.count("store.NameSpent", `SELECT count(*) FROM spent_names WHERE sum = ?`, sumOf(h))
	return n > 0, err
}

func sumOf(h models.Handle) string {
	sum := sha256.Sum256([]byte(strings.ToLower(string(h))))
	return hex.EncodeToString(sum[:])
}

// HostsThatKnow lists the servers that were told anything of a person of ours: those of who follows them, whom they follow, blocked or
// answered by a reaction, and those that have a post or boost of theirs.
func (tx *Tx) HostsThatKnow(actor models.ID) (hosts []models.Host, err error) {
	err = tx.query(`SELECT DISTINCT host FROM (
		SELECT a.host FROM follows f JOIN actors a ON a.id = f.follower_id WHERE f.followee_id = ? AND NOT a.local
		UNION SELECT a.host FROM follows f JOIN actors a ON a.id = f.followee_id WHERE f.follower_id = ? AND NOT a.local
		UNION SELECT a.host FROM blocks b JOIN actors a ON a.id = b.blocked_id WHERE b.actor_id = ? AND NOT a.local
		UNION SELECT h.host FROM posts p JOIN handed h ON h.post_id = p.id WHERE p.author_id = ? AND h.ended = 0
		UNION SELECT h.host FROM boosts b JOIN handed h ON h.post_id = b.id WHERE b.actor_id = ? AND h.ended = 0
		UNION SELECT a.host FROM favourites r JOIN posts p ON p.id = r.post_id JOIN actors a ON a.id = p.author_id WHERE r.actor_id = ? AND NOT a.local
		UNION SELECT a.host FROM reactions r JOIN posts p ON p.id = r.post_id JOIN actors a ON a.id = p.author_id WHERE r.actor_id = ? AND NOT a.local
		UNION SELECT a.host FROM attendances r JOIN posts p ON p.id = r.post_id JOIN actors a ON a.id = p.author_id WHERE r.actor_id = ? AND NOT a.local
	) AS known ORDER BY host`, []any{actor, actor, actor, actor, actor, actor, actor, actor}, func(r *sql.Rows) error {
		var h models.Host
		err := r.Scan(&h)
		hosts = append(hosts, h)
		return err
	})
	return hosts, failed("store.HostsThatKnow", err)
}

// Belongings counts what there is of a person of ours.
type Belongings struct {
	Posts     int   `json:"posts"`
	Files     int   `json:"files"`
	Bytes     int64 `json:"bytes"`
	Follows   int   `json:"follows"`     // both ways, with communities
	Leads     int   `json:"communities"` // that they drive
	Reactions int   `json:"reactions"`
	Sessions  int   `json:"sessions"`
	Tokens    int   `json:"tokens"`
	Texts     int   `json:"recorded_texts"`
	Queued    int   `json:"queued_deliveries"`
}

// BelongingsOf counts what there is of a person of ours.
func (tx *Tx) BelongingsOf(actor models.ID) (b Belongings, err error) {
	const op = "store.BelongingsOf"
	for _, c := range []struct {
		n    *int
		text string
	}{
		{&b.Posts, `SELECT count(*) FROM posts WHERE author_id = ? AND deleted = 0`},
		{&b.Files, `SELECT count(*) FROM media WHERE owner_id = ?`},
		{&b.Leads, `SELECT count(*) FROM communities WHERE driver_id = ?`},
		{&b.Sessions, `SELECT count(*) FROM sessions WHERE actor_id = ?`},
		{&b.Tokens, `SELECT count(*) FROM tokens WHERE actor_id = ? AND ended = 0`},
		{&b.Texts, `SELECT count(*) FROM record_texts WHERE author_id = ?`},
		{&b.Queued, `SELECT count(*) FROM outbox o JOIN jobs j ON j.ref = o.id AND j.ref <> 0 WHERE o.signer_id = ?`},
	} {
		if *c.n, err = tx.count(op, c.text, actor); err != nil {
			return b, err
		}
	}
	for _, table := range []string{"favourites", "boosts", "reactions", "dislikes"} {
		n, err := tx.count(op, `SELECT count(*) FROM `+table+` WHERE actor_id = ?`, actor)
		if err != nil {
			return b, err
		}
		b.Reactions += n
	}
	if b.Follows, err = tx.count(op, `SELECT (SELECT count(*) FROM follows WHERE follower_id = ?) + (SELECT count(*) FROM follows WHERE followee_id = ?)`, actor, actor); err != nil {
		return b, err
	}
	b.Bytes, err = tx.MediaBytes(actor)
	return b, err
}

// EraseTies removes all that ties a person of ours to others and to this server: account, roles, sessions, tokens, follows, reactions,
// answers, blocks, notices and duties. Posts and files stay for ErasePosts, keys for EraseKeys, which the last word to others is signed with.
func (tx *Tx) EraseTies(actor models.ID) error {
	const op = "store.EraseTies"
	for _, end := range []error{tx.EndSessions(actor, 0, 0), tx.EndTokens(actor, 0), tx.RemoveFollowsWith(actor), tx.RemoveReactionsBy(actor), tx.RemoveNoticesFrom(0, actor)} {
		if end != nil {
			return end
		}
	}
	for _, of := range []string{
		"accounts WHERE actor_id", "role_grants WHERE actor_id", "sessions WHERE actor_id", "tokens WHERE actor_id", "blocks WHERE actor_id", "blocks WHERE blocked_id",
		"notices WHERE owner_id", "home WHERE owner_id", "pins WHERE actor_id", "attendances WHERE actor_id", "askings WHERE asker_id",
		"community_duties WHERE actor_id", "departures WHERE actor_id", "community_invites WHERE actor_id", "flags WHERE by_id", "appeals WHERE by_id", "refusals WHERE actor_id",
	} {
		if _, err := tx.exec(op, "DELETE FROM "+of+" = ?", actor); err != nil {
			return err
		}
	}
	_, err := tx.exec(op, `UPDATE held SET state = ?, closed = ?, body = ? WHERE by_id = ? AND closed = 0 AND door = ?`, models.Voided, tx.now, []byte{}, actor, models.Out)
	return err
}

// ErasePosts turns some posts of somebody into tombstones, or those alone that nobody else could read, and tells how many.
func (tx *Tx) ErasePosts(author models.ID, ownOnly bool) (int, error) {
	const op = "store.ErasePosts"
	which := ""
	if ownOnly {
		which = " AND audience = 'self'"
	}
	ids, err := tx.readIDs(`SELECT id FROM posts WHERE author_id = ? AND deleted = 0`+which+` ORDER BY id LIMIT ?`, author, erasedAtOnce)
	if err != nil {
		return 0, failed(op, err)
	}
	for _, id := range ids {
		if err := tx.RemoveReactionsTo(id); err != nil {
			return 0, err
		}
		if err := tx.EmptyPost(id); err != nil {
			return 0, err
		}
		if err := tx.EndHanded(id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// FreeFiles lets the files of somebody that are in no post go at the next sweep.
func (tx *Tx) FreeFiles(owner models.ID) error {
	_, err := tx.exec("store.FreeFiles", `UPDATE media SET created = 0 WHERE owner_id = ? AND post_id IS NULL`, owner)
	return err
}

// NamelessPosts takes the name of their author out of the addresses of posts, some at a time, and tells how many.
func (tx *Tx) NamelessPosts(author models.ID, address func(models.ID) string) (int, error) {
	const op = "store.NamelessPosts"
	ids, err := tx.readIDs(`SELECT id FROM posts WHERE author_id = ? AND url <> '' AND url NOT LIKE ? ESCAPE '\' ORDER BY id LIMIT ?`,
		author, likePrefix(strings.TrimSuffix(address(0), "0")), erasedAtOnce)
	for i := 0; i < len(ids) && err == nil; i++ {
		_, err = tx.exec(op, `UPDATE posts SET url = ?, version = version + 1 WHERE id = ?`, address(ids[i]), ids[i])
	}
	return len(ids), failed(op, err)
}

// QueuedBy lists the work that waits to send what somebody signs, up to limit after a number.
func (tx *Tx) QueuedBy(signer, after models.ID, limit int) ([]models.Job, error) {
	return readAll[models.Job](tx, "store.QueuedBy", `WHERE ref <> 0 AND ref IN (SELECT id FROM outbox WHERE signer_id = ?) AND id > ? ORDER BY id LIMIT ?`, signer, after, most(limit, 1000))
}

// Waits tells whether anything that somebody signs is still to be made or sent; what was given up does not count.
func (tx *Tx) Waits(signer models.ID, turn string) (bool, error) {
	n, err := tx.count("store.Waits", `SELECT (SELECT count(*) FROM jobs WHERE turn = ? AND NOT dead)
		+ (SELECT count(*) FROM jobs j JOIN outbox o ON o.id = j.ref WHERE j.ref <> 0 AND NOT j.dead AND o.signer_id = ?)`, turn, signer)
	return n > 0, err
}

// EraseKeys destroys the keys of an actor of ours.
func (tx *Tx) EraseKeys(actor models.ID) error {
	if _, err := tx.exec("store.EraseKeys", `DELETE FROM keys WHERE actor_id = ?`, actor); err != nil {
		return err
	}
	return tx.peopleChanged("store.EraseKeys")
}
