package communities

import (
	"guildhall/models"
	"guildhall/store"
)

// Whole is a community of ours with those who look after it.
type Whole struct {
	models.Actor
	Row    models.CommunityRow
	Driver models.Actor
	Team   []Held   // roles beside the driver, those given first before the others
	Lacks  []string // what its canvas wants before it can live
}

// Held is a role that somebody has in a community.
type Held struct {
	Who models.Actor
	models.CommunityDuty
}

// Look loads all that a community of ours is made of.
func Look(tx *store.Tx, a models.Actor) (Whole, error) {
	w := Whole{Actor: a}
	var err error
	if w.Row, err = tx.CommunityByActor(a.ID); err != nil {
		return w, err
	}
	if w.Lacks, err = Lacks(tx, &w.Row); err != nil {
		return w, err
	}
	duties, err := tx.DutiesIn(a.ID)
	if err != nil {
		return w, err
	}
	ids := []models.ID{w.Row.DriverID}
	for _, d := range duties {
		ids = append(ids, d.ActorID)
	}
	people, err := tx.Actors(ids)
	w.Driver = people[w.Row.DriverID]
	for _, d := range duties {
		if who, there := people[d.ActorID]; there && who.Gone == 0 {
			w.Team = append(w.Team, Held{who, d})
		}
	}
	return w, err
}
