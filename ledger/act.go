package ledger

import (
	"guildhall/models"
	"guildhall/store"
)

// CommandLine is who did what was typed without a name.
const CommandLine = "the command line"

// Act records what somebody with a duty did, in the transaction of the act itself, and chains it. The zero actor stands for the
// command line. Say what it was done to, what stood before and what stands after in words that can be read when all of it is
// gone, and the reason that was given; About is the person of ours whom it concerns, if it is one. Secrets are never told.
func Act(tx *store.Tx, by models.Actor, a models.Act) error {
	a.ByID, a.ByName = by.ID, CommandLine
	if by.ID != 0 && by.Kind != models.Organisation {
		a.ByName = by.Address()
	}
	a.Salt = newSalt()
	if err := tx.AddAct(&a); err != nil {
		return err
	}
	return link(tx, entry{kindAct, a.ID, ofAct(&a)}.bytes(), joins{})
}
