package events

import (
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
	"guildhall/traces"
)

// Lane and Kind are where the publisher finds events; the payload is a models.Event.
const (
	Lane = "work:publish"
	Kind = "publish"
)

// Emit leaves an event for whoever publishes it. Its activity id must be set; the same activity again is the same event.
func Emit(tx *store.Tx, e models.Event) error {
	if e.Activity == "" || e.Kind == "" || e.By == 0 {
		return fault.New(fault.Internal, "events.Emit", "An event was told without its activity, kind or actor.")
	}
	e.At, e.Trace = tx.Now(), traces.Carry(tx.Context())
	turn := Turn(e.By)
	if e.Kind.Withdraws() {
		closed, err := tx.Closed()
		if err != nil {
			return err
		}
		if closed != 0 {
			turn = "" // or it would stand behind what waits for federation to be opened
		}
	}
	return jobs.Add(tx, jobs.Work{Lane: Lane, Kind: Kind, Payload: e, Once: "event:" + string(e.Activity), Turn: turn})
}

// Turn is in which the events of one actor are published, one after the other.
func Turn(by models.ID) string { return "by:" + by.String() }
