package store

import (
	"database/sql"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// AddHeld keeps a crossing that waits. ID and At are filled in.
func (tx *Tx) AddHeld(h *models.HeldItem) error {
	h.ID, h.At, tx.noHeld = tx.NewID(), tx.now, false
	_, err := add(tx, "store.AddHeld", "", *h)
	return err
}

// Held finds one crossing that waits, or did.
func (tx *Tx) Held(id models.ID) (models.HeldItem, error) {
	return readOne[models.HeldItem](tx, "store.Held", "Nothing of this number is held.", "WHERE id = ?", id)
}

// HeldFact is what decisions need to know of a hold.
type HeldFact struct {
	ID      models.ID
	Thing   models.IRI
	Version int
	State   models.HeldState
	Hosts   string
	Needs   string
	Why     string
	Behind  models.IRI
}

// About tells whether the hold is about a peer.
func (f *HeldFact) About(h models.Host) bool { return strings.Contains(f.Hosts, " "+string(h)+" ") }

// HeldFacts gives what is or was held of some things, the oldest first.
func (tx *Tx) HeldFacts(things ...models.IRI) (facts []HeldFact, err error) {
	if len(things) == 0 || tx.noHeld {
		return nil, nil
	}
	first, err := tx.readIDs(`SELECT id FROM held LIMIT 1`)
	if tx.noHeld = err == nil && len(first) == 0; tx.noHeld || err != nil { // most lists of posts end here, once for all of them
		return nil, failed("store.HeldFacts", err)
	}
	err = tx.query(`SELECT id, thing, version, state, hosts, needs, why, behind FROM held WHERE thing IN ? ORDER BY id`, []any{things}, func(r *sql.Rows) error {
		var f HeldFact
		err := r.Scan(&f.ID, &f.Thing, &f.Version, &f.State, &f.Hosts, &f.Needs, &f.Why, &f.Behind)
		facts = append(facts, f)
		return err
	})
	return facts, failed("store.HeldFacts", err)
}

// HeldFilter picks what is held; empty fields pick all.
type HeldFilter struct {
	State  models.HeldState
	Open   bool // only what still waits
	Thing  models.IRI
	Behind models.IRI
	PostID models.ID
	By     models.ID
	Before models.Time // only what came before it
	Limit  int         // at most 500
}

// HeldItems lists what is held, the oldest first, without the bytes.
func (tx *Tx) HeldItems(f HeldFilter) ([]models.HeldItem, error) {
	q := tx.db.Omit("body").Order("id").Limit(most(f.Limit, 500))
	if f.State != "" {
		q = q.Where("state = ?", f.State)
		if f.State == models.Waiting || f.State == models.Private {
			q = q.Where("closed = 0")
		}
	}
	if f.Open {
		q = q.Where("closed = 0")
	}
	if f.Thing != "" {
		q = q.Where("thing = ?", f.Thing)
	}
	if f.Behind != "" {
		q = q.Where("behind = ? AND behind <> ''", f.Behind)
	}
	if f.PostID != 0 {
		q = q.Where("post_id = ?", f.PostID)
	}
	if f.By != 0 {
		q = q.Where("by_id = ?", f.By)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", models.IDAt(f.Before))
	}
	return list[models.HeldItem]("store.HeldItems", q)
}

// MoveHeld moves what is held from one state to another; one that is not in the first any more is a Conflict. The bytes of
// what waits no more are forgotten.
func (tx *Tx) MoveHeld(id models.ID, from, to models.HeldState) error {
	const op = "store.MoveHeld"
	set, values := `state = ?, closed = ?, body = ?`, []any{to, tx.now, []byte{}}
	if to == models.Waiting || to == models.Private {
		set, values = `state = ?, closed = 0`, []any{to}
	}
	n, err := tx.exec(op, `UPDATE held SET `+set+` WHERE id = ? AND state = ?`, append(values, id, from)...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, op, "It does not wait any more.")
	}
	return err
}

// VoidHeld ends what is held of older versions of a thing, and forgets its bytes; version 0 means of all.
func (tx *Tx) VoidHeld(thing models.IRI, version int) error {
	_, err := tx.exec("store.VoidHeld", `UPDATE held SET state = ?, closed = ?, body = ? WHERE thing = ? AND closed = 0 AND (? = 0 OR version < ?)`, models.Voided, tx.now, []byte{}, thing, version, version)
	return err
}

// AddHeldAnswer notes what a reviewer said; the same reviewer saying it again changes nothing.
func (tx *Tx) AddHeldAnswer(a *models.HeldAnswer) error {
	a.At = tx.now
	_, err := tx.exec("store.AddHeldAnswer", `INSERT INTO held_answers (held_id, by_id, answer, words, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (held_id, by_id) DO UPDATE SET answer = excluded.answer, words = excluded.words, at = excluded.at`, a.HeldID, a.ByID, a.Answer, a.Words, a.At)
	return err
}

// HeldAnswers lists what reviewers said, the first to speak first.
func (tx *Tx) HeldAnswers(id models.ID) ([]models.HeldAnswer, error) {
	return list[models.HeldAnswer]("store.HeldAnswers", tx.db.Where("held_id = ?", id).Order("at, by_id").Limit(50))
}
