package store

import (
	"database/sql"
	"time"

	"guildhall/models"
)

// AddOutbox keeps one activity as it is sent. ID and At are filled in. Jobs that send it name it in Ref, so that it stays
// as long as one of them does.
func (tx *Tx) AddOutbox(it *models.OutboxItem) error {
	it.ID, it.At = tx.NewID(), tx.now
	_, err := add(tx, "store.AddOutbox", "", *it)
	return err
}

// OutboxItem finds an activity being sent.
func (tx *Tx) OutboxItem(id models.ID) (models.OutboxItem, error) {
	return readOne[models.OutboxItem](tx, "store.OutboxItem", noOutboxItem, "WHERE id = ?", id)
}

// Sending is what one delivery begins from.
type Sending struct {
	Item    models.OutboxItem
	Ended   bool // the inbox answered that it is gone for good
	Reached bool // that its server takes what we send is written down: ReachedPeer would change nothing
}

// Sending finds an activity and how its inbox is, and reads the boundary's row with it: on PostgreSQL in one round trip.
func (tx *Tx) Sending(id models.ID, inbox models.IRI) (s Sending, err error) {
	const op = "store.Sending"
	var items []models.OutboxItem
	item, err := asking(tx, &items, "WHERE id = ?", id)
	if err != nil {
		return s, failed(op, err)
	}
	is := func(found *bool) func(*sql.Rows) error { return func(*sql.Rows) error { *found = true; return nil } }
	asks := []ask{item, {"SELECT 1 FROM ended_inboxes WHERE inbox = ?", []any{inbox}, is(&s.Ended)},
		{"SELECT 1 FROM peers WHERE host = ? AND last_out >= ? AND fails = 0", []any{inbox.Host(), tx.now - reachedAgain}, is(&s.Reached)}}
	if tx.bound == nil {
		asks = append(asks, tx.askBoundary())
	}
	if err := tx.together(asks...); err != nil {
		return s, failed(op, err)
	}
	if len(items) == 0 {
		return s, nothing(op, noOutboxItem)
	}
	s.Item = items[0]
	return s, nil
}

// reachedAgain is how long it is not written down again that a server takes what we send, or sends what we take.
const reachedAgain = models.Time(time.Hour / time.Millisecond)

const noOutboxItem = "This activity is not being sent any more."

// TidyOutbox removes up to limit activities made before a moment that no job refers to, and tells how many.
func (tx *Tx) TidyOutbox(before models.Time, limit int) (int64, error) {
	return tx.exec("store.TidyOutbox", `DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o
		WHERE o.id < ? AND o.at < ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.ref <> 0 AND jobs.ref = o.id) ORDER BY o.id LIMIT ?)`,
		models.IDAt(before), before, most(limit, 10_000))
}
