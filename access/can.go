package access

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Duty is something that only some people of the organisation may do.
type Duty string

// The duties.
const (
	Administer Duty = "administer" // accounts, roles, the server
	Bound      Duty = "bound"      // peers, policy, agreements
	ReadRecord Duty = "read the record"
	Release    Duty = "release"
	Found      Duty = "found communities"
	Moderate   Duty = "moderate" // reports, accounts of others, for law and safety
)

// carriers lists the roles that carry each duty.
var carriers = map[Duty][]models.Role{
	Administer: {models.Admin},
	Bound:      {models.Admin, models.BoundaryRole},
	ReadRecord: {models.Admin, models.BoundaryRole, models.Auditor, models.Reviewer},
	Release:    {models.Reviewer},
	Found:      {models.Admin, models.CommunityManager},
	Moderate:   {models.Admin, models.Moderator},
}

// Carriers lists the roles that carry a duty.
func Carriers(d Duty) []models.Role { return slices.Clone(carriers[d]) }

// Can tells whether an actor has a duty now. The organisation's own actor, which the command line acts as, has them all;
// nobody of another server has any.
func Can(tx *store.Tx, who models.Actor, duty Duty) (bool, error) {
	if !who.Local || who.Gone != 0 {
		return false, nil
	}
	if who.Kind == models.Organisation {
		return true, nil
	}
	roles, err := tx.RolesOf(who.ID)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(roles, func(r models.Role) bool { return slices.Contains(carriers[duty], r) }), nil
}

// Require is Can as an error: nil, or a fault of kind Forbidden for the operation.
func Require(tx *store.Tx, who models.Actor, duty Duty, op string) error {
	ok, err := Can(tx, who, duty)
	if err != nil || ok {
		return err
	}
	return fault.New(fault.Forbidden, op, "Your roles do not cover this. Ask an administrator.")
}

// LastAdmin tells whether somebody is an administrator, and nobody else with an open account is.
func LastAdmin(tx *store.Tx, who models.ID) (bool, error) {
	grants, err := tx.GrantsOf(0)
	if err != nil {
		return false, err
	}
	admin := false
	for _, g := range grants {
		if g.Role != models.Admin || g.Until != 0 && g.Until <= tx.Now() {
			continue
		}
		if g.ActorID == who {
			admin = true
			continue
		}
		account, err := tx.AccountOf(g.ActorID)
		if err == nil && account.Disabled == 0 {
			return false, nil
		}
		if err != nil && !fault.Is(err, fault.Missing) {
			return false, err
		}
	}
	return admin, nil
}
