package jobs

import (
	"encoding/json"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Work is something to be done after the transaction that adds it.
type Work struct {
	Lane    string      // Host(h), or "work:" and a name
	Kind    string      // names the handler
	Payload any         // a small struct of ids, kept as JSON; nil for none
	RunAt   models.Time // not before then; 0 for now
	Once    string      // while a job with this key waits or runs, no other is added; empty for none
	Turn    string      // jobs of one lane with the same turn never run side by side, nor out of order; empty for no care
	Urgent  bool        // somebody waits for it: it goes before the others of its lane, but not before others of its turn
	Ref     models.ID   // the outbox row it sends, which stays as long as the job does; 0 for none
}

// What the names of lanes begin with: those that lead to another server, and those of our own work. Whatever sorts before
// the latter leads out of the house, and waits for others.
const (
	hostLane  = "host:"
	innerLane = "work:"
)

// Host is the lane of what goes to a server.
func Host(h models.Host) string { return hostLane + string(h) }

// IsHost tells whether a lane leads to another server, and which.
func IsHost(lane string) (models.Host, bool) {
	name, ok := strings.CutPrefix(lane, hostLane)
	return models.Host(name), ok
}

// Add inserts work in the caller's transaction. Runners hear of it after the commit.
func Add(tx *store.Tx, work ...Work) error {
	rows := make([]models.Job, 0, len(work))
	for _, w := range work {
		if w.Lane == "" || w.Kind == "" {
			return fault.New(fault.Internal, "jobs.Add", "Work was added without a lane or a kind.")
		}
		j := models.Job{Lane: w.Lane, Kind: w.Kind, RunAt: w.RunAt, Turn: w.Turn, Urgent: w.Urgent, Ref: w.Ref}
		if w.RunAt == 0 {
			j.RunAt = tx.Now()
		}
		if w.Once != "" {
			j.Once = &w.Once
		}
		if w.Payload != nil {
			text, err := json.Marshal(w.Payload)
			if err != nil {
				return fault.New(fault.Internal, "jobs.Add", "The arguments of some work cannot be kept.").Because(err)
			}
			j.Payload = string(text)
		}
		rows = append(rows, j)
	}
	return tx.AddJobs(rows)
}

// Payload reads a job's arguments into a value of the type that Add was given. Arguments that cannot be read never will
// be: the error gives the job up.
func Payload[T any](j models.Job) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(j.Payload), &v); err != nil {
		return v, Stop("its arguments cannot be read: " + err.Error())
	}
	return v, nil
}
