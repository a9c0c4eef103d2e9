package communities

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Decide is Rule for somebody here who looks after a community of ours: it gives the decision as the log tells it, also where the same
// stood already. What is not in the community is Missing.
func Decide(tx *store.Tx, site paths.Site, d Decided) (Entry, error) {
	if _, err := Rule(tx, site, d); err != nil {
		return Entry{}, err
	}
	r, err := d.inForce(tx)
	if fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "communities.Decide", "There is no such post in this community.")
	}
	if err != nil {
		return Entry{}, err
	}
	return entry(tx, r)
}

// TakeBack is Undo that gives the decision as the log tells it afterwards.
func TakeBack(tx *store.Tx, site paths.Site, by, community models.Actor, ruling models.ID, reason string) (Entry, error) {
	if err := Undo(tx, site, by, community, ruling, reason); err != nil {
		return Entry{}, err
	}
	r, err := tx.RulingByID(ruling)
	if err != nil {
		return Entry{}, err
	}
	return entry(tx, r)
}

func entry(tx *store.Tx, r models.Ruling) (Entry, error) {
	list, err := entries(tx, []models.Ruling{r})
	if err != nil {
		return Entry{}, err
	}
	return list[0], nil
}
