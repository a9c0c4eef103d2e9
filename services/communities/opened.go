package communities

import (
	"cmp"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Opened founds a community, opens all its doors and lets it live: what a demonstration or a story begins with.
func Opened(tx *store.Tx, site paths.Site, by models.Actor, n New) (models.Actor, error) {
	n.Needs, n.Measure = cmp.Or(n.Needs, "Those who know need those who ask."), cmp.Or(n.Measure, "Somebody does something in another way because of it.")
	a, err := Create(tx, site, by, n)
	if err != nil {
		return a, err
	}
	open, both, world := models.JoinOpen, models.SwitchBoth, "world"
	if _, err = Update(tx, site, by, a.ID, Change{JoinInside: &open, JoinPartners: &open, JoinWorld: &open, Federation: &both, Ceiling: &world}); err != nil {
		return a, err
	}
	return Turn(tx, site, by, a.ID, models.Live)
}
