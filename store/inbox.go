package store

import (
	"cmp"
	"slices"

	"guildhall/fault"
	"guildhall/models"
)

// inboxMoves says from which states a received activity may come to each. Held enters again when a reviewer says so; failed
// and unknown may be tried again.
var inboxMoves = map[models.InboxState][]models.InboxState{
	models.Applied:  {models.Received, models.Held},
	models.Held:     {models.Received},
	models.Refused:  {models.Received, models.Held},
	models.Failed:   {models.Received, models.Held},
	models.Unknown:  {models.Received},
	models.NoEffect: {models.Received, models.Held},
	models.Received: {models.Failed, models.Unknown, models.Held},
}

// AddInbox keeps a received activity and tells whether it is new; an id that is known already changes nothing. ID, At,
// State and Owner are filled in. Due is when any worker may take it over: a little later than now when the caller hands the row to
// its own workers after the commit, 0 for at once.
func (tx *Tx) AddInbox(it *models.InboxItem) (fresh bool, err error) {
	it.ID, it.At, it.State, it.Owner = tx.NewID(), tx.now, models.Received, ""
	if it.Due > tx.now {
		it.Owner = tx.st.node
	}
	n, err := tx.exec("store.AddInbox", `INSERT INTO inbox
		(id, activity, signer_id, owner_id, host, verb, body, state, rule, why, tries, at, due, owner)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, ?, ?, ?) ON CONFLICT (activity) DO NOTHING`,
		it.ID, it.Activity, it.SignerID, it.OwnerID, it.Host, it.Verb, it.Body, it.State, it.At, it.Due, it.Owner)
	return n == 1, err
}

// InboxDue tells whether any activity waits for work and is due.
func (tx *Tx) InboxDue() (bool, error) {
	ids, err := tx.readIDs(`SELECT id FROM inbox WHERE state = 'received' AND due <= ? LIMIT 1`, tx.now)
	return len(ids) > 0, failed("store.InboxDue", err)
}

// ClaimInbox gives up to limit activities that wait for work and are due, oldest first, and keeps other workers away from
// them until a moment. One that is neither settled nor put off by then is given out again.
func (tx *Tx) ClaimInbox(limit int, until models.Time) ([]models.InboxItem, error) {
	var items []models.InboxItem
	err := tx.db.Raw(`WITH waiting AS MATERIALIZED (SELECT id FROM inbox WHERE state = 'received' AND due <= ? ORDER BY due, id LIMIT ?`+
		tx.skipLocked()+`) UPDATE inbox SET due = ?, tries = tries + 1, owner = ? WHERE id IN (SELECT id FROM waiting) RETURNING *`,
		tx.now, most(limit, 1000), until, tx.st.node).Scan(&items).Error
	slices.SortFunc(items, func(a, b models.InboxItem) int { return cmp.Compare(a.ID, b.ID) })
	return items, failed("store.ClaimInbox", err)
}

// FreeInbox makes everything that waits due at once: whoever had claimed it is gone. For the start of the only server.
func (tx *Tx) FreeInbox() error {
	_, err := tx.exec("store.FreeInbox", `UPDATE inbox SET due = 0 WHERE state = 'received' AND due > 0`)
	return err
}

// SettleInbox moves an activity to the state it ends or rests in, with the rule and its reason. A move that the table of
// states does not know is a Conflict: somebody else settled it.
func (tx *Tx) SettleInbox(id models.ID, state models.InboxState, rule, why string) error {
	const op = "store.SettleInbox"
	n, err := tx.exec(op, `UPDATE inbox SET state = ?, rule = ?, why = ?, due = 0 WHERE id = ? AND state IN ?`,
		state, rule, why, id, inboxMoves[state])
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, op, "This activity was settled already.")
	}
	return err
}

// PutOffInbox leaves an activity waiting until a moment, with the reason why it could not be applied yet.
func (tx *Tx) PutOffInbox(id models.ID, due models.Time, why string) error {
	_, err := tx.exec("store.PutOffInbox", `UPDATE inbox SET due = ?, why = ?, owner = '' WHERE id = ? AND state = 'received'`, due, why, id)
	return err
}

// ForgetInbox drops the bytes of an activity that is over.
func (tx *Tx) ForgetInbox(id models.ID) error {
	_, err := tx.exec("store.ForgetInbox", `UPDATE inbox SET body = ? WHERE id = ?`, []byte{}, id)
	return err
}

// oldBodies are activities received before a moment that are over and whose bytes are there, and that no legal hold keeps. The state
// stands as in the index.
const oldBodies = `FROM inbox WHERE inbox.id < ? AND state <> 'received' AND length(body) > 0 AND state <> 'held' AND NOT ` + heldInbox

// OldBodies counts the activities received before a moment whose bytes would be forgotten.
func (tx *Tx) OldBodies(before models.Time) (int64, error) {
	n, err := tx.count("store.OldBodies", "SELECT count(*) "+oldBodies, models.IDAt(before))
	return int64(n), err
}

// ForgetBodies drops the bytes of up to limit of them and keeps their ids, so that each is known again. It tells how many.
func (tx *Tx) ForgetBodies(before models.Time, limit int) (int64, error) {
	return tx.exec("store.ForgetBodies", `UPDATE inbox SET body = ? WHERE id IN (SELECT inbox.id `+oldBodies+` ORDER BY inbox.id LIMIT ?)`,
		[]byte{}, models.IDAt(before), most(limit, 10_000))
}

// InboxItem finds a received activity.
func (tx *Tx) InboxItem(id models.ID) (models.InboxItem, error) {
	return readOne[models.InboxItem](tx, "store.InboxItem", "There is no such activity.", "WHERE id = ?", id)
}

// InboxByActivity finds a received activity by its id on the wire.
func (tx *Tx) InboxByActivity(iri models.IRI) (models.InboxItem, error) {
	return readOne[models.InboxItem](tx, "store.InboxByActivity", "There is no such activity.", "WHERE activity = ?", iri)
}

// InboxFilter picks received activities for an administrator's list; empty fields pick all.
type InboxFilter struct {
	Host   models.Host
	State  models.InboxState
	Before models.ID // only older ones; 0 starts at the newest
	Limit  int       // at most 200
}

// Inbox lists received activities, newest first.
func (tx *Tx) Inbox(f InboxFilter) ([]models.InboxItem, error) {
	q := tx.db.Order("id DESC").Limit(most(f.Limit, 200))
	if f.Host != "" {
		q = q.Where("host = ?", f.Host)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	return list[models.InboxItem]("store.Inbox", q)
}

// skipLocked is what a claim adds on PostgreSQL, so that two workers claim different rows.
func (tx *Tx) skipLocked() string {
	if tx.postgres() {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}
