package boundary

import (
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// Close stops everything that crosses but withdrawals, until somebody opens it again. What waits to be sent stays, and who asks is told to
// come again. Saying it twice is a Conflict.
func Close(tx *store.Tx, by models.Actor, why string) error {
	const op = "boundary.Close"
	why, err := reason(tx, by, why, op)
	if err != nil {
		return err
	}
	if closed, err := tx.Closed(); err != nil || closed != 0 {
		if err == nil {
			err = fault.New(fault.Conflict, op, "Federation is closed already. See: guildhall boundary show")
		}
		return err
	}
	if err := tx.AddClosure(&models.Closure{ID: tx.NewID(), At: tx.Now(), ClosedBy: string(by.Handle), Why: why}); err != nil {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "boundary.closed", What: "federation", Before: "open", After: "closed", Reason: why})
}

// Open lets things cross again. After a restore it is refused until what ended since the backup was applied; lost says that no list of
// that is left, which the record keeps.
func Open(tx *store.Tx, by models.Actor, why string, lost bool) error {
	const op = "boundary.Open"
	why, err := reason(tx, by, why, op)
	if err != nil {
		return err
	}
	closed, err := tx.Closed()
	if err != nil {
		return err
	}
	if closed == 0 {
		return fault.New(fault.Conflict, op, "Federation is open.")
	}
	list, err := tx.Closures(0)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Opened == 0 && c.Backup != 0 && c.Applied == 0 {
			if !lost {
				return fault.New(fault.Conflict, op, "What was taken back since the backup was not applied yet: run guildhall boundary catch-up, with the file endings.jsonl of the data folder that was in use. "+
					"If that file is lost, say so with --endings-lost: then posts that were deleted since are there again.")
			}
			why += " (The list of what ended since the backup was lost.)"
		}
	}
	if err := tx.EndClosures(string(by.Handle), why); err != nil {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "boundary.opened", What: "federation", Before: "closed", After: "open", Reason: why})
}

func reason(tx *store.Tx, by models.Actor, why, op string) (string, error) {
	if err := access.Require(tx, by, access.Bound, op); err != nil {
		return "", err
	}
	why = strings.Join(strings.Fields(why), " ")
	if n := len(why); n == 0 || n > 500 {
		return "", fault.New(fault.Invalid, op, "Say why in a sentence of at most 500 letters: it is kept with the record.")
	}
	return why, nil
}
