package accounts

import (
	"slices"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// Grant gives a person of ours a role, until a moment or without an end (0). The zero actor gives it by the command line.
func Grant(tx *store.Tx, by, whom models.Actor, role models.Role, until models.Time, reason string) error {
	if !slices.Contains(models.Roles, role) {
		return noSuchRole(role)
	}
	if until != 0 && until <= tx.Now() {
		return fault.New(fault.Invalid, "accounts.Grant", "The end of a role lies in the future.")
	}
	before, err := holds(tx, whom.ID, role)
	if err != nil {
		return err
	}
	if err := tx.SaveGrant(&models.RoleGrant{ActorID: whom.ID, Role: role, Until: until, Granted: tx.Now()}); err != nil {
		return err
	}
	after := "held"
	if until != 0 {
		after = "held until " + until.Go().Format(time.RFC3339)
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "role.granted", About: whom.ID, What: string(role) + " of " + whom.Address(), Before: before, After: after, Reason: reason}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}

// holds tells in words whether somebody has a role.
func holds(tx *store.Tx, whom models.ID, role models.Role) (string, error) {
	grants, err := tx.GrantsOf(whom)
	for _, g := range grants {
		switch {
		case g.Role != role:
		case g.Until == 0:
			return "held", err
		case g.Until > tx.Now():
			return "held until " + g.Until.Go().Format(time.RFC3339), err
		}
	}
	return "not held", err
}

// Revoke takes a role away. The last administrator keeps theirs.
func Revoke(tx *store.Tx, by, whom models.Actor, role models.Role, reason string) error {
	if role == models.Admin {
		last, err := access.LastAdmin(tx, whom.ID)
		if err != nil {
			return err
		}
		if last {
			return fault.New(fault.Conflict, "accounts.Revoke", "This is the last administrator. Grant somebody else the role first.")
		}
	}
	before, err := holds(tx, whom.ID, role)
	if err != nil {
		return err
	}
	held, err := tx.RemoveGrant(whom.ID, role)
	if err != nil {
		return err
	}
	if !held {
		return fault.New(fault.Missing, "accounts.Revoke", "The person does not have this role.")
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "role.revoked", About: whom.ID, What: string(role) + " of " + whom.Address(), Before: before, After: "not held", Reason: reason}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}

// Member gives a person of ours with account and roles, as they hold now.
func Member(tx *store.Tx, actor models.ID) (models.Member, error) {
	a, err := tx.ActorByID(actor)
	if err != nil {
		return models.Member{}, err
	}
	return withRoles(tx, a)
}

// MemberNamed is Member by handle.
func MemberNamed(tx *store.Tx, h models.Handle) (models.Member, error) {
	a, err := tx.ActorByHandle(models.Handle(strings.ToLower(string(h))))
	if err != nil {
		return models.Member{}, err
	}
	return withRoles(tx, a)
}

func withRoles(tx *store.Tx, a models.Actor) (models.Member, error) {
	m := models.Member{Actor: a}
	var err error
	m.Account, m.Roles, err = tx.AccountWithRoles(a.ID)
	return m, err
}

// Disable closes an account: its sessions and tokens end, nothing of it crosses the boundary any more, and nothing is
// deleted. The last administrator cannot be closed.
func Disable(tx *store.Tx, by models.Actor, actor models.ID, reason string) error {
	m, err := Member(tx, actor)
	if err != nil {
		return err
	}
	if last, err := access.LastAdmin(tx, actor); err != nil || last {
		if err == nil {
			err = fault.New(fault.Conflict, "accounts.Disable", "This is the last administrator. Grant somebody else the role first.")
		}
		return err
	}
	m.Account.Disabled, m.Actor.Gone = tx.Now(), tx.Now()
	if err := save(tx, &m); err != nil {
		return err
	}
	if err := tx.EndSessions(actor, 0, 0); err != nil {
		return err
	}
	if err := tx.EndTokens(actor, 0); err != nil {
		return err
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "account.closed", About: actor, What: m.Address(), Before: "open", After: "closed", Reason: reason}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}

// Enable opens a closed account again.
func Enable(tx *store.Tx, by models.Actor, actor models.ID, reason string) error {
	m, err := Member(tx, actor)
	if err != nil {
		return err
	}
	m.Account.Disabled, m.Actor.Gone = 0, 0
	if err := save(tx, &m); err != nil {
		return err
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "account.opened", About: actor, What: m.Address(), Before: "closed", After: "open", Reason: reason}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}

// ResetPassword gives somebody who lost theirs another password, made by HashPassword; keep is a session that goes on.
func ResetPassword(tx *store.Tx, by models.Actor, actor models.ID, hash string, keep models.ID, reason string) error {
	m, err := Member(tx, actor)
	if err != nil {
		return err
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "account.password", About: actor, What: m.Address(), Before: "one password", After: "another", Reason: reason}); err != nil {
		return err
	}
	return ChangePassword(tx, actor, hash, keep)
}

func save(tx *store.Tx, m *models.Member) error {
	if err := tx.SaveAccount(&m.Account); err != nil {
		return err
	}
	return tx.SaveActor(&m.Actor)
}

func noSuchRole(r models.Role) error {
	return fault.New(fault.Invalid, "accounts.Grant", "There is no role "+string(r)+". The roles are "+strings.Join(roleNames(models.Roles), ", ")+".")
}
