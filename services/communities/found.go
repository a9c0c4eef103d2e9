package communities

import (
	"strings"
	"unicode/utf8"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// New is what a community starts with.
type New struct {
	Handle  string
	Name    string // plain text; the handle when empty
	Purpose string // Markdown; why it exists, in a sentence or two
	Driver  models.ID
}

// Create founds a community. Its driver follows it from the start.
func Create(tx *store.Tx, site paths.Site, by models.Actor, n New) (models.Actor, error) {
	const op = "communities.Create"
	if by.ID != n.Driver { // whoever drives it may found it
		if err := access.Require(tx, by, access.Found, op); err != nil {
			return models.Actor{}, err
		}
	}
	handle, ok := paths.NewHandle(n.Handle)
	if !ok {
		return models.Actor{}, fault.New(fault.Invalid, op, "This handle cannot be used: choose 1 to 30 of a to z, 0 to 9 and _, and no reserved word.")
	}
	driver, err := tx.ActorByID(n.Driver)
	if err != nil || !driver.Local || driver.Kind != models.Person || driver.Gone != 0 {
		return models.Actor{}, fault.New(fault.Invalid, op, "A community needs a driver who has an account here.").Because(err)
	}
	if _, err := tx.ActorByHandle(handle); err == nil {
		return models.Actor{}, fault.New(fault.Conflict, op, "This handle is taken. Choose another.")
	} else if !fault.Is(err, fault.Missing) {
		return models.Actor{}, err
	}
	a := site.Furnish(models.Community, handle)
	a.ID, a.Published, a.Discoverable, a.ShowFollows = tx.NewID(), tx.Now(), true, false
	a.Name = strings.Join(strings.Fields(n.Name), " ")
	if err := describe(op, &a, n.Purpose); err != nil {
		return a, err
	}
	mode, err := tx.Mode()
	if err != nil {
		return a, err
	}
	if mode == models.OpenMode {
		a.Outward = tx.Now()
	}
	if err := tx.AddActor(&a); err != nil {
		return a, err
	}
	if err := tx.AddCommunity(&models.CommunityRow{ActorID: a.ID, Purpose: n.Purpose, DriverID: driver.ID, Created: tx.Now()}); err != nil {
		return a, err
	}
	if by.ID != driver.ID { // done with a duty, for somebody
		if err := ledger.Act(tx, by, models.Act{Verb: "community.founded", About: driver.ID, What: a.Address(), After: "driven by " + driver.Address(), Reason: n.Purpose}); err != nil {
			return a, err
		}
	}
	return a, tx.AddFollow(&models.Following{
		ID: tx.NewID(), IRI: site.NewActivity(), FollowerID: driver.ID, FolloweeID: a.ID, State: models.Accepted, Created: tx.Now(),
	})
}

func describe(op string, a *models.Actor, purpose string) error {
	if strings.TrimSpace(purpose) == "" {
		return fault.New(fault.Invalid, op, "A community needs a purpose: say in a sentence why it exists.")
	}
	if utf8.RuneCountInString(purpose) > 2000 || utf8.RuneCountInString(a.Name) > 80 {
		return fault.New(fault.Invalid, op, "The purpose has 2,000 characters at most and the name 80.")
	}
	a.SummarySrc, a.Summary = purpose, prose.Render(purpose, prose.Linker{})
	return nil
}

// Change is what its driver changes of a community; nil leaves a thing as it is.
type Change struct {
	Name    *string
	Purpose *string
	Driver  *models.ID
}

// Update changes a community. Its driver may, and whoever founds communities.
func Update(tx *store.Tx, site paths.Site, by models.Actor, community models.ID, c Change) (models.Actor, error) {
	const op = "communities.Update"
	row, err := tx.CommunityByActor(community)
	if err != nil {
		return models.Actor{}, err
	}
	if row.DriverID != by.ID || !by.Local || by.Gone != 0 {
		if err := access.Require(tx, by, access.Found, op); err != nil {
			return models.Actor{}, err
		}
	}
	a, err := tx.ActorByID(community)
	if err != nil {
		return a, err
	}
	if c.Name != nil {
		a.Name = strings.Join(strings.Fields(*c.Name), " ")
	}
	if c.Purpose != nil {
		row.Purpose = *c.Purpose
	}
	if err := describe(op, &a, row.Purpose); err != nil {
		return a, err
	}
	if c.Driver != nil {
		d, err := tx.ActorByID(*c.Driver)
		if err != nil || !d.Local || d.Kind != models.Person || d.Gone != 0 {
			return a, fault.New(fault.Invalid, op, "A community needs a driver who has an account here.").Because(err)
		}
		row.DriverID = d.ID
	}
	a.Version++
	if err := tx.SaveActor(&a); err != nil {
		return a, err
	}
	if err := tx.SaveCommunity(&row); err != nil {
		return a, err
	}
	if a.Outward == 0 {
		return a, nil
	}
	return a, events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: a.ID, ActorID: a.ID})
}
