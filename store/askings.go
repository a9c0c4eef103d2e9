package store

import (
	"database/sql"

	"gorm.io/gorm/clause"

	"guildhall/models"
)

const noAsking = "Nobody asked for this."

// PutAsking keeps a wish; the same person's wish for the same account is one, as it was said last. ID and At are filled in for a new one.
func (tx *Tx) PutAsking(a *models.Asking) error {
	if a.ID == 0 {
		a.ID, a.At = tx.NewID(), tx.now
	}
	return failed("store.PutAsking", tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true}).Create(a).Error)
}

// Asking finds a wish.
func (tx *Tx) Asking(id models.ID) (models.Asking, error) {
	return readOne[models.Asking](tx, "store.Asking", noAsking, "WHERE id = ?", id)
}

// AskingOf finds the wish of somebody for an account.
func (tx *Tx) AskingOf(asker models.ID, address string) (models.Asking, error) {
	return readOne[models.Asking](tx, "store.AskingOf", noAsking, "WHERE asker_id = ? AND address = ?", asker, address)
}

// OpenAskings lists the wishes for a server that nobody answered, oldest first; for all servers without one. After is the last seen.
func (tx *Tx) OpenAskings(host models.Host, after models.ID, limit int) ([]models.Asking, error) {
	q := tx.db.Where("state = 'asked' AND id > ?", after).Order("id").Limit(most(limit, 1000))
	if host != "" {
		q = q.Where("host = ?", host)
	}
	return list[models.Asking]("store.OpenAskings", q)
}

// CountAskings counts the wishes of somebody that nobody answered.
func (tx *Tx) CountAskings(asker models.ID) (int, error) {
	var n int64
	err := tx.db.Model(&models.Asking{}).Where("asker_id = ? AND state = 'asked'", asker).Count(&n).Error
	return int(n), failed("store.CountAskings", err)
}

// AskedHost is a server that people wait for.
type AskedHost struct {
	Host   models.Host
	People int
}

// AskedHosts counts the people who wait for each closed server, those with the most first.
func (tx *Tx) AskedHosts(limit int) ([]AskedHost, error) {
	var out []AskedHost
	err := tx.query(`SELECT host, COUNT(DISTINCT asker_id) AS people FROM askings WHERE state = 'asked' GROUP BY host ORDER BY people DESC, host LIMIT ?`,
		[]any{most(limit, 1000)}, func(r *sql.Rows) error {
			var a AskedHost
			err := r.Scan(&a.Host, &a.People)
			out = append(out, a)
			return err
		})
	return out, failed("store.AskedHosts", err)
}

// Met tells whether a server has heard of somebody of ours: by a follow, either way, or by something that they wrote or shared.
func (tx *Tx) Met(who models.ID, host models.Host) (bool, error) {
	met := false
	for _, q := range []string{
		`SELECT 1 FROM follows JOIN actors far ON far.id = follows.followee_id WHERE follows.follower_id = ? AND far.host = ? AND NOT far.local LIMIT 1`,
		`SELECT 1 FROM follows JOIN actors far ON far.id = follows.follower_id WHERE follows.followee_id = ? AND far.host = ? AND NOT far.local LIMIT 1`,
		`SELECT 1 FROM posts WHERE author_id = ? AND EXISTS (SELECT 1 FROM handed WHERE handed.post_id = posts.id AND handed.host = ?) LIMIT 1`,
		`SELECT 1 FROM boosts JOIN posts ON posts.id = boosts.post_id JOIN actors far ON far.id = posts.author_id WHERE boosts.actor_id = ? AND far.host = ? AND NOT far.local LIMIT 1`,
	} {
		err := tx.query(q, []any{who, host}, func(*sql.Rows) error { met = true; return nil })
		if err != nil || met {
			return met, failed("store.Met", err)
		}
	}
	return false, nil
}

// oldAskings are wishes that were answered, or came to nothing, before a moment, and that no legal hold keeps.
const oldAskings = `FROM askings WHERE askings.state NOT IN ('asked', 'opened') AND askings.answered < ? AND NOT ` + heldAsking

// OldAskings counts wishes that were answered, or came to nothing, before a moment.
func (tx *Tx) OldAskings(before models.Time) (int64, error) {
	n, err := tx.count("store.OldAskings", "SELECT count(*) "+oldAskings, before)
	return int64(n), err
}

// DropAskings removes up to limit of them, and tells how many.
func (tx *Tx) DropAskings(before models.Time, limit int) (int64, error) {
	return tx.exec("store.DropAskings", `DELETE FROM askings WHERE id IN (SELECT askings.id `+oldAskings+` ORDER BY askings.id LIMIT ?)`, before, most(limit, 10_000))
}

// Wishes are the accounts on closed servers that somebody asked to follow and waits for.
func (tx *Tx) Wishes(asker models.ID) (map[string]bool, error) {
	out := map[string]bool{}
	err := tx.query(`SELECT address FROM askings WHERE asker_id = ? AND state IN ('asked', 'opened')`, []any{asker}, func(r *sql.Rows) error {
		var address string
		err := r.Scan(&address)
		out[address] = true
		return err
	})
	return out, failed("store.Wishes", err)
}
