package store

import (
	"strings"

	"guildhall/models"
)

// AddDecision records an answer of the gate. ID and At are filled in; Peers holds the hosts it was about, each with a
// space before and after it.
func (tx *Tx) AddDecision(d *models.Decision) error {
	const op = "store.AddDecision"
	d.ID, d.At = tx.NewID(), tx.now
	if _, err := tx.exec(op, `INSERT INTO decisions
		(id, at, door, verb, peers, activity, object, post_id, audience, distance, verdict, rule, why, steps, policy,
		salt, erased, names, person, input, text_id, text_digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.ID, d.At, d.Door, d.Verb, d.Peers, d.Activity, d.Object,
		d.PostID, d.Audience, d.Distance, d.Verdict, d.Rule, d.Why, d.Steps, d.Policy,
		filled(d.Salt), d.Erased, filled(d.Names), d.Person, d.Input, d.TextID, filled(d.TextDigest)); err != nil {
		return err
	}
	hosts := strings.Fields(d.Peers)
	for from := 0; from < len(hosts); from += 100 {
		some := hosts[from:min(from+100, len(hosts))]
		values := make([]any, 0, 2*len(some))
		for _, h := range some {
			values = append(values, h, d.ID)
		}
		if _, err := tx.exec(op, `INSERT INTO decision_peers (host, decision_id) VALUES `+rows(len(some), "(?, ?)")+
			` ON CONFLICT (host, decision_id) DO NOTHING`, values...); err != nil {
			return err
		}
	}
	return nil
}

// Decision finds one recorded answer.
func (tx *Tx) Decision(id models.ID) (models.Decision, error) {
	return readOne[models.Decision](tx, "store.Decision", "There is no such decision.", "WHERE id = ?", id)
}

// DecisionFilter picks recorded answers; empty fields pick all.
type DecisionFilter struct {
	Peer    models.Host
	PostID  models.ID
	Verdict models.Verdict
	Stopped bool // only what did not simply pass: hold and deny
	Door    models.Door
	Rule    string
	Since   models.Time
	Until   models.Time
	Person  int64     // as the ledger numbers people; only ever one
	Wide    bool      // leave out what is meant for a few people: of that, sums are told and no more
	Before  models.ID // only older ones; 0 starts at the newest
	Limit   int       // at most 200
}

// Decisions lists recorded answers, newest first.
func (tx *Tx) Decisions(f DecisionFilter) ([]models.Decision, error) {
	q := tx.db.Order("decisions.id DESC").Limit(most(f.Limit, 200))
	if f.Peer != "" {
		q = q.Joins("JOIN decision_peers ON decision_peers.decision_id = decisions.id").Where("decision_peers.host = ?", f.Peer)
	}
	if f.PostID != 0 {
		q = q.Where("decisions.post_id = ?", f.PostID)
	}
	if f.Verdict != "" {
		q = q.Where("decisions.verdict = ?", f.Verdict)
	}
	if f.Stopped {
		q = q.Where("decisions.verdict <> 'allow'")
	}
	if f.Door != "" {
		q = q.Where("decisions.door = ?", f.Door)
	}
	if f.Rule != "" {
		q = q.Where("decisions.rule = ?", f.Rule)
	}
	if f.Since != 0 {
		q = q.Where("decisions.id >= ?", models.IDAt(f.Since))
	}
	if f.Until != 0 {
		q = q.Where("decisions.id < ?", models.IDAt(f.Until))
	}
	if f.Person != 0 {
		q = q.Where("decisions.person = ?", f.Person)
	}
	if f.Wide {
		q = q.Where("NOT (decisions." + ofFew + ")")
	}
	if f.Before != 0 {
		q = q.Where("decisions.id < ?", f.Before)
	}
	return list[models.Decision]("store.Decisions", q)
}

// AddHanded notes that servers have posts from now on, each place once. One that has it already keeps its first moment; one that
// had to give it back has it again.
func (tx *Tx) AddHanded(all ...models.Handed) error {
	return inChunks(all, func(some []models.Handed) error {
		values := make([]any, 0, len(some)*6)
		for _, h := range some {
			values = append(values, h.PostID, h.Host, h.Inbox, h.Door, tx.now, h.Changed)
		}
		_, err := tx.exec("store.AddHanded", "INSERT INTO handed (post_id, host, inbox, door, at, changed, ended) VALUES "+rows(len(some), "(?, ?, ?, ?, ?, ?, 0)")+`
			ON CONFLICT (post_id, host, inbox) DO UPDATE SET ended = 0, at = excluded.at, door = excluded.door, changed = excluded.changed
			WHERE handed.ended <> 0 OR handed.changed <> excluded.changed`, values...)
		return err
	})
}

// HandedTo lists where a post was handed, by host and inbox: at most 20,000 places. Ended ones are left out unless asked
// for.
func (tx *Tx) HandedTo(post models.ID, ended bool) ([]models.Handed, error) {
	q := tx.db.Where("post_id = ?", post).Order("host, inbox").Limit(20_000)
	if !ended {
		q = q.Where("ended = 0")
	}
	return list[models.Handed]("store.HandedTo", q)
}

// HasPost tells whether a server was handed a post and was not told to give it back since.
func (tx *Tx) HasPost(host models.Host, post models.ID) (bool, error) {
	found, err := tx.readIDs("SELECT post_id FROM handed WHERE post_id = ? AND host = ? AND ended = 0 LIMIT 1", post, host)
	return len(found) > 0, failed("store.HasPost", err)
}

// HasLess tells whether rules changed what a server was handed of a post, in this version or a later one.
func (tx *Tx) HasLess(host models.Host, post models.ID, version int) (bool, error) {
	found, err := tx.readIDs("SELECT post_id FROM handed WHERE post_id = ? AND host = ? AND ended = 0 AND changed >= ? LIMIT 1", post, host, max(version, 1))
	return len(found) > 0, failed("store.HasLess", err)
}

// EndHanded notes that servers were told to give a post back; no hosts means all of them.
func (tx *Tx) EndHanded(post models.ID, hosts ...models.Host) error {
	q := tx.db.Model(&models.Handed{}).Where("post_id = ? AND ended = 0", post)
	if len(hosts) > 0 {
		q = q.Where("host IN ?", hosts)
	}
	return failed("store.EndHanded", q.Update("ended", tx.now).Error)
}

// rows repeats a row of placeholders for an INSERT of several rows.
func rows(n int, row string) string { return strings.Repeat(row+", ", n-1) + row }
