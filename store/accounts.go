package store

import (
	"strings"

	"gorm.io/gorm/clause"

	"guildhall/models"
)

const noAccount = "There is no such account."

// AddAccount stores the account of a person of ours; an address for mail that is taken is a fault of kind Conflict.
func (tx *Tx) AddAccount(a *models.Account) error {
	return trouble("store.AddAccount", noAccount, tx.db.Create(a).Error)
}

// SaveAccount stores every field of an account that is there.
func (tx *Tx) SaveAccount(a *models.Account) error {
	return trouble("store.SaveAccount", noAccount, tx.db.Select("*").Updates(a).Error)
}

// AccountOf finds the account of a person of ours.
func (tx *Tx) AccountOf(actor models.ID) (models.Account, error) {
	return readOne[models.Account](tx, "store.AccountOf", noAccount, "WHERE actor_id = ?", actor)
}

// AccountWithRoles is AccountOf and RolesOf in one.
func (tx *Tx) AccountWithRoles(actor models.ID) (models.Account, []models.Role, error) {
	const op = "store.AccountWithRoles"
	var accounts []models.Account
	var grants []models.RoleGrant
	a, err := asking(tx, &accounts, "WHERE actor_id = ?", actor)
	if err != nil {
		return models.Account{}, nil, failed(op, err)
	}
	b, err := asking(tx, &grants, rolesNow, actor, tx.now)
	if err == nil {
		err = tx.together(a, b)
	}
	if err == nil && len(accounts) == 0 {
		return models.Account{}, nil, nothing(op, noAccount)
	}
	if err != nil {
		return models.Account{}, nil, failed(op, err)
	}
	return accounts[0], rolesIn(grants), nil
}

const rolesNow = "WHERE actor_id = ? AND (until = 0 OR until > ?) ORDER BY role"

func rolesIn(grants []models.RoleGrant) (roles []models.Role) {
	for _, g := range grants {
		roles = append(roles, g.Role)
	}
	return roles
}

// AccountByEmail finds an account by its address, lower case.
func (tx *Tx) AccountByEmail(email string) (models.Account, error) {
	return readOne[models.Account](tx, "store.AccountByEmail", noAccount, "WHERE email = ?", email)
}

// Members lists the people of ours with their accounts and roles, newest first; the cursor is the actor's ID.
func (tx *Tx) Members(p Page) ([]models.Member, error) { return tx.MembersLike("", p) }

// MembersLike is Members for those whose handle, name or mail address holds the words, in any case.
func (tx *Tx) MembersLike(words string, p Page) ([]models.Member, error) {
	const op = "store.Members"
	var accounts []models.Account
	q := tx.db.Scopes(p.cut("actor_id"))
	if words = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(words), "@")); words != "" {
		q = q.Where(`(lower(email) LIKE @part ESCAPE '\' OR EXISTS (SELECT 1 FROM actors WHERE actors.id = accounts.actor_id
			AND (lower(actors.handle) LIKE @part ESCAPE '\' OR lower(actors.name) LIKE @part ESCAPE '\')))`,
			map[string]any{"part": "%" + likePrefix(words)})
	}
	if err := q.Find(&accounts).Error; err != nil {
		return nil, failed(op, err)
	}
	accounts = newestFirst(p, accounts)
	ids := make([]models.ID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ActorID
	}
	actors, err := tx.Actors(ids)
	if err != nil {
		return nil, err
	}
	grants, err := readAll[models.RoleGrant](tx, op, "WHERE actor_id IN ? AND (until = 0 OR until > ?) ORDER BY role", ids, tx.now)
	if err != nil {
		return nil, err
	}
	roles := map[models.ID][]models.Role{}
	for _, g := range grants {
		roles[g.ActorID] = append(roles[g.ActorID], g.Role)
	}
	out := make([]models.Member, len(accounts))
	for i, a := range accounts {
		out[i] = models.Member{Actor: actors[a.ActorID], Account: a, Roles: roles[a.ActorID]}
	}
	return out, nil
}

// CountAccounts counts the accounts that are not disabled.
func (tx *Tx) CountAccounts() (int64, error) {
	var n int64
	err := tx.db.Model(&models.Account{}).Where("disabled = 0").Count(&n).Error
	return n, failed("store.CountAccounts", err)
}

// RolesOf lists the roles of a person that hold now.
func (tx *Tx) RolesOf(actor models.ID) ([]models.Role, error) {
	grants, err := readAll[models.RoleGrant](tx, "store.RolesOf", rolesNow, actor, tx.now)
	return rolesIn(grants), err
}

// GrantsOf lists the grants of a person, or of everybody when actor is 0, those that ended too.
func (tx *Tx) GrantsOf(actor models.ID) ([]models.RoleGrant, error) {
	q := tx.db.Order("actor_id, role").Limit(1000)
	if actor != 0 {
		q = q.Where("actor_id = ?", actor)
	}
	var rows []models.RoleGrant
	err := q.Find(&rows).Error
	return rows, failed("store.GrantsOf", err)
}

// SaveGrant gives a role, or changes when it ends.
func (tx *Tx) SaveGrant(g *models.RoleGrant) error {
	return failed("store.SaveGrant", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(g).Error)
}

// RemoveGrant takes a role away. It tells whether there was one.
func (tx *Tx) RemoveGrant(actor models.ID, role models.Role) (bool, error) {
	res := tx.db.Delete(&models.RoleGrant{}, "actor_id = ? AND role = ?", actor, role)
	if res.Error != nil || res.RowsAffected == 0 {
		return false, failed("store.RemoveGrant", res.Error)
	}
	a, err := tx.ActorByID(actor)
	if err != nil {
		return true, err
	}
	return true, tx.NoteEnding(models.RoleEnded, string(a.IRI), string(role))
}

// Attempt reads how often a sign-in failed; a zero count when it did not.
func (tx *Tx) Attempt(who string) (models.Attempt, error) {
	a := models.Attempt{Who: who}
	err := tx.db.Where("who = ?", who).Limit(1).Find(&a).Error
	return a, failed("store.Attempt", err)
}

// SaveAttempt stores the count.
func (tx *Tx) SaveAttempt(a *models.Attempt) error {
	return failed("store.SaveAttempt", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(a).Error)
}

// ClearAttempts forgets counts by name, and all that began before a moment.
func (tx *Tx) ClearAttempts(before models.Time, who ...string) error {
	return failed("store.ClearAttempts", tx.db.Where("who IN ? OR (since < ? AND until < ?)", who, before, before).Delete(&models.Attempt{}).Error)
}

// AccountsWithFactor lists accounts with a second factor, by number after one, at most limit.
func (tx *Tx) AccountsWithFactor(after models.ID, limit int) ([]models.Account, error) {
	return readAll[models.Account](tx, "store.AccountsWithFactor", "WHERE actor_id > ? AND totp IS NOT NULL AND length(totp) > 0 ORDER BY actor_id LIMIT ?", after, most(limit, 1000))
}

// ResealFactor replaces the sealed second factor of an account, unless its owner changed it meanwhile.
func (tx *Tx) ResealFactor(a models.Account, sealed []byte) error {
	_, err := tx.exec("store.ResealFactor", `UPDATE accounts SET totp = ? WHERE actor_id = ? AND totp = ?`, sealed, a.ActorID, a.TOTP)
	return err
}
