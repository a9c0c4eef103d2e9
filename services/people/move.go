package people

import (
	"slices"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// MostAliases is how many other accounts somebody can name as theirs.
const MostAliases = 10

// Alias lets somebody of ours say that another account is theirs too, so that they can move from there to here. Outside can
// be read from it that both are one person, so it is an outward act. Twice is once.
func Alias(tx *store.Tx, site paths.Site, by, other models.Actor) (models.Actor, error) {
	const op = "people.Alias"
	a, err := mover(tx, op, by, other)
	switch {
	case err != nil || slices.Contains(a.AlsoKnownAs, other.IRI):
		return a, err
	case len(a.AlsoKnownAs) >= MostAliases:
		return a, fault.New(fault.Invalid, op, "You have named ten other accounts, which is the most. Remove one first.")
	}
	if a, err = notices.Outward(tx, a); err != nil {
		return a, err
	}
	a.AlsoKnownAs = append(slices.Clone(a.AlsoKnownAs), other.IRI)
	return told(tx, site, a, 0)
}

// Unalias takes such a word back. Without one it does nothing.
func Unalias(tx *store.Tx, site paths.Site, by models.Actor, other models.IRI) (models.Actor, error) {
	a, err := tx.ActorByID(by.ID)
	if err != nil || !slices.Contains(a.AlsoKnownAs, other) {
		return a, err
	}
	a.AlsoKnownAs = slices.DeleteFunc(slices.Clone(a.AlsoKnownAs), func(i models.IRI) bool { return i == other })
	return told(tx, site, a, 0)
}

// MoveAway lets somebody of ours go to another account, which must say that this one is theirs: to is that account as it is
// now. Their followers are told where, those of ours are led there, nobody can follow here any more, and nothing new is
// written here. It can be cancelled with StayHere.
func MoveAway(tx *store.Tx, site paths.Site, by, to models.Actor) (models.Actor, error) {
	const op = "people.MoveAway"
	a, err := mover(tx, op, by, to)
	switch {
	case err != nil || a.MovedTo == to.IRI:
		return a, err
	case a.MovedTo != "":
		return a, fault.New(fault.Conflict, op, "You have moved away already. Cancel that first.")
	case to.MovedTo != "":
		return a, fault.New(fault.Invalid, op, "That account has moved on itself. Name the one that you use now.")
	case !slices.Contains(to.AlsoKnownAs, a.IRI):
		return a, fault.New(fault.Invalid, op, "That account does not say yet that this one is yours. Sign in there, name "+a.Address()+" as another account of yours (an alias), and try again.")
	}
	if a, err = notices.Outward(tx, a); err != nil {
		return a, err
	}
	if err := Relocate(tx, a, to); err != nil {
		return a, err
	}
	if a, err = tx.ActorByID(a.ID); err != nil {
		return a, err
	}
	if err := events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: a.ID, ActorID: a.ID}); err != nil {
		return a, err
	}
	return a, events.Emit(tx, models.Event{Kind: models.Moved, Activity: site.NewActivity(), By: a.ID, ActorID: to.ID})
}

// StayHere cancels a move. Followers who were led away stay where they are.
func StayHere(tx *store.Tx, site paths.Site, by models.Actor) (models.Actor, error) {
	a, err := tx.ActorByID(by.ID)
	if err != nil || a.MovedTo == "" {
		return a, err
	}
	to, err := tx.ActorByIRI(a.MovedTo)
	if err != nil && !fault.Is(err, fault.Missing) {
		return a, err
	}
	a.MovedTo = ""
	return told(tx, site, a, to.ID) // where they went nobody follows the old account any more
}

// mover is a person of ours as they are stored, who names another account as theirs. One of ours that is inside is not named:
// its id would go outside (boundary.md, law 6).
func mover(tx *store.Tx, op string, by, other models.Actor) (models.Actor, error) {
	a, err := tx.ActorByID(by.ID)
	switch {
	case err != nil:
		return a, err
	case !a.Local || a.Kind != models.Person || a.Gone != 0:
		return a, fault.New(fault.Forbidden, op, "Only an open account of a person here can do this.")
	case other.ID == a.ID:
		return a, fault.New(fault.Invalid, op, "That is this account itself. Name the other one.")
	case other.Gone != 0:
		return a, fault.New(fault.Missing, op, "There is no such account any more.")
	case other.Kind == models.Organisation || other.Local && other.Outward == 0:
		return a, fault.New(fault.Invalid, op, "That account cannot be named outside. Name another one.")
	}
	return a, nil
}

// told stores what changed of somebody, and lets those who know them hear of it, and one more where also is not 0.
func told(tx *store.Tx, site paths.Site, a models.Actor, also models.ID) (models.Actor, error) {
	a.Version++
	if err := tx.SaveActor(&a); err != nil || a.Outward == 0 {
		return a, err
	}
	e := models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: a.ID, ActorID: a.ID}
	if also != 0 {
		e.ActorID = also
	}
	return a, events.Emit(tx, e)
}
