package people

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/store"
)

// Keep stores somebody of another server as their document tells, and gives the row. What they wrote about themselves is
// cleaned here. A known id keeps its row.
func Keep(tx *store.Tx, a models.Actor) (models.Actor, error) {
	a.Summary = prose.Clean(a.Summary)
	a.Fields = slices.Clone(a.Fields)
	for i := range a.Fields {
		a.Fields[i].Value = prose.Clean(a.Fields[i].Value)
	}
	return a, tx.KeepActor(&a)
}

// Depart notes that somebody of another server is gone, as that server says: follows with them end. What they wrote stays
// until they take it back.
func Depart(tx *store.Tx, id models.ID) error {
	a, err := tx.ActorByID(id)
	if err != nil || a.Local || a.Gone != 0 {
		return err
	}
	a.Gone = tx.Now()
	if err := tx.RemoveFollowsWith(a.ID); err != nil {
		return err
	}
	if err := tx.RaiseEpoch(); err != nil { // what waits to be sent to them is judged anew
		return err
	}
	return tx.SaveActor(&a)
}

// Vanish forgets somebody of another server who deleted the account there: what they wrote is emptied, and follows,
// reactions and notices go.
func Vanish(tx *store.Tx, who models.Actor) error {
	if who.Local {
		return fault.New(fault.Internal, "people.Vanish", "An account of ours is not removed by another server.")
	}
	if err := tx.RemoveFollowsWith(who.ID); err != nil {
		return err
	}
	if err := tx.RemoveReactionsBy(who.ID); err != nil {
		return err
	}
	if err := tx.RemoveNoticesFrom(0, who.ID); err != nil {
		return err
	}
	if err := tx.EmptyPostsOf(who.ID); err != nil {
		return err
	}
	if _, err := tx.ForgetTextsBy(who.ID); err != nil { // in the record
		return err
	}
	who.Gone, who.Version = tx.Now(), who.Version+1
	who.Name, who.Summary, who.Icon, who.Image, who.Fields = "", "", "", "", nil
	return tx.SaveActor(&who)
}
