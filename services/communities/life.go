package communities

import (
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// moves are the steps in the life of a community.
var moves = map[models.CommunityState][]models.CommunityState{
	models.Draft:    {models.Live, models.Archived},
	models.Live:     {models.Resting, models.Archived, models.Draft},
	models.Resting:  {models.Live, models.Archived},
	models.Archived: {models.Resting, models.Live, models.Draft},
}

// Lacks lists what the canvas of a community wants before it can live.
func Lacks(tx *store.Tx, c *models.CommunityRow) ([]string, error) {
	var lacks []string
	driver, err := tx.ActorByID(c.DriverID)
	if err != nil {
		return nil, err
	}
	core, err := coreOf(tx, c)
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		there bool
		what  string
	}{
		{strings.TrimSpace(c.Purpose) != "", "a purpose"},
		{c.Needs != "", "who needs whom"},
		{driver.Gone == 0, "a driver"},
		{len(core) > 0, "somebody in the core team beside the driver"},
		{c.Measure != "", "a measure"},
		{c.Review > tx.Now(), "a review that lies ahead"},
	} {
		if !one.there {
			lacks = append(lacks, one.what)
		}
	}
	return lacks, nil
}

// Turn brings a community into another state of its life: a draft that opens, a living one that rests, one that wakes, one that is put
// away. Each can be taken back, and nothing is lost. Whoever leads it may. It lives only with its canvas filled.
func Turn(tx *store.Tx, site paths.Site, by models.Actor, community models.ID, to models.CommunityState) (models.Actor, error) {
	const op = "communities.Turn"
	if err := access.RequireLead(tx, by, community, op); err != nil {
		return models.Actor{}, err
	}
	a, err := tx.ActorByID(community)
	if err != nil {
		return a, err
	}
	c, err := tx.CommunityByActor(community)
	if err != nil || c.State == to {
		return a, err
	}
	allowed := false
	for _, s := range moves[c.State] {
		allowed = allowed || s == to
	}
	if !allowed {
		return a, fault.New(fault.Invalid, op, "A community that is "+string(c.State)+" cannot become "+string(to)+".")
	}
	was := c
	c.State, c.Since = to, tx.Now()
	if to == models.Live {
		lacks, err := Lacks(tx, &c)
		if err != nil {
			return a, err
		}
		if len(lacks) > 0 {
			return a, fault.New(fault.Invalid, op, "The community cannot open yet. It still wants "+strings.Join(lacks, ", ")+".")
		}
		c.Paused, c.Warned = 0, 0
	}
	if err := onDuty(tx, by, a, models.Act{Verb: "community.turned", Before: string(was.State), After: string(to)}); err != nil {
		return a, err
	}
	return a, save(tx, site, &a, c, was)
}

// Renew puts the purpose of a community in force until another day. What was paused for it goes on, and what rested because of it
// wakes, as it was.
func Renew(tx *store.Tx, site paths.Site, by models.Actor, community models.ID, until models.Time) (models.Actor, error) {
	const op = "communities.Renew"
	if err := access.RequireLead(tx, by, community, op); err != nil {
		return models.Actor{}, err
	}
	a, err := tx.ActorByID(community)
	if err != nil {
		return a, err
	}
	c, err := tx.CommunityByActor(community)
	if err != nil {
		return a, err
	}
	if until == 0 {
		until = tx.Now() + reviewAfter
	}
	if until <= tx.Now() {
		return a, fault.New(fault.Invalid, op, "The next review lies ahead.")
	}
	was := c
	if c.Paused != 0 && c.State == models.Resting {
		c.State, c.Since = models.Live, tx.Now()
	}
	c.Review, c.Paused, c.Warned = until, 0, 0
	if err := describe(op, tx, &a, &c); err != nil {
		return a, err
	}
	if err := onDuty(tx, by, a, models.Act{Verb: "community.renewed", Before: onDay(was.Review), After: onDay(until)}); err != nil {
		return a, err
	}
	return a, save(tx, site, &a, c, was)
}

func onDay(t models.Time) string { return t.Go().Format("2 January 2006") }
