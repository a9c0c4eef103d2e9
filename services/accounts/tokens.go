package accounts

import (
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// scopes are what a token of a program can be given; one that ends in a colon stands for all that begin so.
var scopes = []string{"read", "write", "follow", "push", "profile", "admin:read", "admin:write", "read:", "write:", "admin:read:", "admin:write:"}

// NewToken makes a token for a program of a person of ours and gives its text, which is kept only as a digest. Scopes are
// separated by a space; those for administrators need the role.
func NewToken(tx *store.Tx, m models.Member, name, scope string) (string, error) {
	if m.Account.Disabled != 0 {
		return "", fault.New(fault.Conflict, "accounts.NewToken", "The account is closed. Enable it first.")
	}
	wanted := strings.Fields(scope)
	if len(wanted) == 0 {
		return "", fault.New(fault.Invalid, "accounts.NewToken", `Say what the token may do, as in "read write follow push".`)
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(scopes, func(s string) bool {
			return w == s || strings.HasSuffix(s, ":") && strings.HasPrefix(w, s) && len(w) > len(s)
		}) {
			return "", fault.New(fault.Invalid, "accounts.NewToken", "There is no scope "+w+". Use read, write, follow, push, or admin:read and admin:write.")
		}
		if strings.HasPrefix(w, "admin:") && !slices.Contains(m.Roles, models.Admin) {
			return "", fault.New(fault.Forbidden, "accounts.NewToken", "Only an administrator gets a token with the scope "+w+".")
		}
	}
	secret := newSecret()
	return secret, tx.AddToken(&models.Token{ID: tx.NewID(), Created: tx.Now(), Hash: digest(secret), ActorID: m.ID, Scopes: strings.Join(wanted, " "), Name: name})
}

// calendarScope is what the address of somebody's calendar may do, and nothing else: no program of the client API has it.
const calendarScope = "calendar"

// NewCalendar makes the secret part of the address at which a calendar program reads what a person of ours comes to. An address
// made before ends.
func NewCalendar(tx *store.Tx, m models.Member) (string, error) {
	if err := EndCalendar(tx, m.ID); err != nil {
		return "", err
	}
	secret := newSecret()
	return secret, tx.AddToken(&models.Token{ID: tx.NewID(), Created: tx.Now(), Hash: digest(secret), ActorID: m.ID, Scopes: calendarScope, Name: "Calendar"})
}

// CalendarSince tells since when somebody's calendar has an address; 0 when it has none.
func CalendarSince(tx *store.Tx, actor models.ID) (models.Time, error) {
	t, err := calendarToken(tx, actor)
	return t.Created, err
}

// EndCalendar ends the address of somebody's calendar, if it has one.
func EndCalendar(tx *store.Tx, actor models.ID) error {
	t, err := calendarToken(tx, actor)
	if err != nil || t.ID == 0 {
		return err
	}
	return tx.EndTokens(actor, t.ID)
}

func calendarToken(tx *store.Tx, actor models.ID) (models.Token, error) {
	list, err := tx.TokensOf(actor)
	for _, t := range list {
		if t.Scopes == calendarScope {
			return t, err
		}
	}
	return models.Token{}, err
}

// CalendarOf finds whose calendar a secret opens. One that opens none, or no longer, is Missing.
func CalendarOf(tx *store.Tx, secret string) (models.Member, error) {
	m, t, err := Bearer(tx, secret)
	if err == nil && t.Scopes != calendarScope {
		err = fault.New(fault.Missing, "accounts.CalendarOf", "There is nothing here.")
	}
	if err != nil {
		return models.Member{}, err
	}
	return m, nil
}

// Bearer finds whose token a program shows, and what it may do.
func Bearer(tx *store.Tx, secret string) (models.Member, models.Token, error) {
	t, err := tx.TokenByHash(digest(secret))
	if err == nil && t.Ended != 0 {
		err = fault.New(fault.Missing, "accounts.Bearer", "The token has ended.")
	}
	if err != nil {
		return models.Member{}, t, err
	}
	m, err := Member(tx, t.ActorID)
	if err == nil && m.Account.Disabled != 0 {
		err = fault.New(fault.Missing, "accounts.Bearer", "The account is closed.")
	}
	return m, t, err
}

// Covers tells whether the scopes of a token include one: read covers read:accounts, follow is covered by write:follows too.
func Covers(granted, wanted string) bool {
	top, _, _ := strings.Cut(wanted, ":")
	for _, g := range strings.Fields(granted) {
		switch {
		case g == wanted, g == top, g == "follow" && (wanted == "write:follows" || wanted == "write:blocks" || wanted == "read:follows" || wanted == "read:blocks"),
			wanted == "follow" && g == "write":
			return true
		}
	}
	return false
}
