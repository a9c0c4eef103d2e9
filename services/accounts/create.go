package accounts

import (
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// New is what somebody is given when they join. Password is a hash made by HashPassword, outside the transaction.
type New struct {
	Handle models.Handle // 1 to 30 of a-z, 0-9 and _
	Name   string        // display name; the handle when empty
	Email  string
	Hash   string
	Roles  []models.Role
	Locked bool // followers ask first

	By     models.Actor // who makes it; the zero actor is the command line
	Reason string
}

// CheckHandle tells what is wrong with a name for a person, or nil.
func CheckHandle(h models.Handle) error {
	if got, ok := paths.NewHandle(string(h)); !ok || got != h {
		return fault.New(fault.Invalid, "accounts.CheckHandle", "This handle cannot be used: choose 1 to 30 of a to z, 0 to 9 and _, and no reserved word.")
	}
	return nil
}

var costs = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword turns a password into what is stored. It takes some 30 ms and is not called inside a transaction.
func HashPassword(password string) (string, error) {
	switch n := utf8.RuneCountInString(password); {
	case n < 12:
		return "", fault.New(fault.Invalid, "accounts.HashPassword", "A password has at least 12 characters. A short sentence is easy to remember.")
	case len(password) > 1000:
		return "", fault.New(fault.Invalid, "accounts.HashPassword", "A password has at most 1,000 bytes.")
	}
	hash, err := argon2id.CreateHash(password, costs)
	if err != nil {
		return "", fault.New(fault.Internal, "accounts.HashPassword", "The password could not be kept.").Because(err)
	}
	return hash, nil
}

// Create makes a person with an account. In open mode the person is outward from the start (boundary.md, law 6). A name or
// address that is taken is a fault of kind Conflict.
func Create(tx *store.Tx, site paths.Site, n New) (models.Actor, error) {
	n.Handle = models.Handle(strings.ToLower(string(n.Handle)))
	if err := CheckHandle(n.Handle); err != nil {
		return models.Actor{}, err
	}
	address, err := mail.ParseAddress(n.Email)
	if err != nil || address.Name != "" {
		return models.Actor{}, fault.New(fault.Invalid, "accounts.Create", "The mail address is not one. Write it like ada@example.org.")
	}
	for _, r := range n.Roles {
		if !slices.Contains(models.Roles, r) {
			return models.Actor{}, noSuchRole(r)
		}
	}
	if spent, err := tx.NameSpent(n.Handle); err != nil || spent {
		if err == nil {
			err = fault.New(fault.Conflict, "accounts.Create", "@"+string(n.Handle)+" belonged to somebody who was erased, and is not given again. Choose another.")
		}
		return models.Actor{}, err
	}
	mode, err := tx.Mode()
	if err != nil {
		return models.Actor{}, err
	}
	a := LocalActor(tx, site, models.Person, n.Handle)
	a.Name, a.Locked = strings.TrimSpace(n.Name), n.Locked
	account := models.Account{ActorID: a.ID, Email: strings.ToLower(address.Address), Password: n.Hash, Distance: "inside", Recovery: []string{}, Created: tx.Now()}
	if mode == models.OpenMode {
		a.Outward, account.Distance = tx.Now(), "world"
	}
	if err := tx.AddActor(&a); err != nil {
		return a, taken(err, "The handle @"+string(n.Handle)+" is taken. Choose another.")
	}
	if err := tx.AddAccount(&account); err != nil {
		return a, taken(err, "There is an account with this mail address already.")
	}
	for _, r := range n.Roles {
		if err := tx.SaveGrant(&models.RoleGrant{ActorID: a.ID, Role: r, Granted: tx.Now()}); err != nil {
			return a, err
		}
	}
	after := "open"
	if len(n.Roles) > 0 {
		after += ", as " + strings.Join(roleNames(n.Roles), ", ")
	}
	return a, ledger.Act(tx, n.By, models.Act{Verb: "account.created", About: a.ID, What: a.Address(), After: after, Reason: n.Reason})
}

func roleNames(roles []models.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

func taken(err error, sentence string) error {
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, "accounts.Create", sentence).Because(err)
	}
	return err
}

// LocalActor gives a new actor of ours its ids and addresses; the caller stores it.
func LocalActor(tx *store.Tx, site paths.Site, kind models.ActorKind, h models.Handle) models.Actor {
	a := site.Furnish(kind, h)
	a.ID, a.Published, a.Discoverable = tx.NewID(), tx.Now(), true
	return a
}

// EnsureOrganisation gives the one actor that signs for the whole organisation, and makes it the first time. It is public
// from the start; its handle is the organisation's domain, where WebFinger finds it.
// spec: fep-d556#server-actor
func EnsureOrganisation(tx *store.Tx, site paths.Site, name string) (models.Actor, error) {
	a, err := tx.OrganisationActor()
	if err == nil || !fault.Is(err, fault.Missing) {
		return a, err
	}
	a = LocalActor(tx, site, models.Organisation, models.Handle(site.Domain))
	a.Name, a.Outward, a.Locked, a.URL = name, tx.Now(), true, site.Base+"/about"
	return a, tx.AddActor(&a)
}
