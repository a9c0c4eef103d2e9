package outbound

import (
	"guildhall/fault"
	"guildhall/gate"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planErased: a Delete of somebody of ours to each server that knows them, whatever its standing (law 7). All else of theirs that waits
// is taken out of the queue first, but for what takes something back.
// spec: ap#delete-activity-outbox
func (o *Outbound) planErased(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	if err := o.silence(tx, by.ID); err != nil {
		return nil, err
	}
	to, err := o.everyServer(tx, e.Hosts)
	gone := policy.Act{IRI: e.Activity, Verb: models.Delete, Actor: by, Object: by.IRI, At: e.At}
	return []send{{act: gone, to: to}}, err
}

// everyServer gives one inbox of each server; one where we know nobody cannot be told anything.
func (o *Outbound) everyServer(tx *store.Tx, hosts []models.Host) ([]gate.Receiver, error) {
	to := make([]gate.Receiver, 0, len(hosts))
	for _, h := range hosts {
		inbox, err := tx.AnyInbox(h)
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		to = append(to, gate.Receiver{Inbox: inbox, Hosts: []models.Host{h}})
	}
	return to, nil
}

// silence takes out of the queue what somebody would still say, and leaves what takes something back.
func (o *Outbound) silence(tx *store.Tx, signer models.ID) error {
	var after models.ID
	for {
		waiting, err := tx.QueuedBy(signer, after, siftAtOnce)
		if err != nil || len(waiting) == 0 {
			return err
		}
		for _, q := range waiting {
			after = q.ID
			if d, err := jobs.Payload[delivery](q); err == nil && d.Verb.Withdraws() {
				continue
			}
			if err := tx.DropJob(q.ID); err != nil {
				return err
			}
		}
	}
}
