package accounts

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Preferences are what a new post begins with; nil leaves a thing as it is. Nothing is decided by them: what the composer
// or an app then sends counts.
type Preferences struct {
	Privacy   *string // public, unlisted, private or direct
	Sensitive *bool
	Language  *string             // BCP 47; empty for none
	Distance  *string             // the person's default distance: inside, partners or world
	Quotes    *models.QuotePolicy // who may quote new posts
}

// Prefer keeps the preferences of a person of ours.
func Prefer(tx *store.Tx, by models.Actor, p Preferences) error {
	const op = "accounts.Prefer"
	a, err := tx.AccountOf(by.ID)
	if err != nil {
		return err
	}
	if p.Privacy != nil {
		switch *p.Privacy {
		case "public", "unlisted", "private", "direct":
			a.Privacy = *p.Privacy
		default:
			return fault.New(fault.Invalid, op, "The privacy of new posts is one of public, unlisted, private and direct.")
		}
	}
	if p.Distance != nil {
		switch *p.Distance {
		case "inside", "partners", "world":
			a.Distance = *p.Distance
		default:
			return fault.New(fault.Invalid, op, "How far posts go is one of inside, partners and world.")
		}
	}
	if p.Quotes != nil {
		switch *p.Quotes {
		case models.QuoteUntold, models.QuoteEveryone, models.QuoteFollowers, models.QuoteAsk, models.QuoteNobody:
			a.Quotes = *p.Quotes
		default:
			return fault.New(fault.Invalid, op, "Who may quote new posts is one of everyone, followers, ask and nobody.")
		}
	}
	if p.Sensitive != nil {
		a.Sensitive = *p.Sensitive
	}
	if p.Language != nil {
		if len(*p.Language) > 20 || strings.ContainsFunc(*p.Language, func(r rune) bool { return r > 'z' || r < '-' }) {
			return fault.New(fault.Invalid, op, "The language is written like en or pt-BR.")
		}
		a.Language = *p.Language
	}
	return tx.SaveAccount(&a)
}
