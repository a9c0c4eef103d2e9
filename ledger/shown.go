package ledger

import (
	"guildhall/models"
)

// Few is how many people must be behind a number before anybody is told it (boundary.md, law 12).
const Few = 5

// Private tells whether a record is of a conversation of a few: of it only sums are told.
func Private(d models.Decision) bool {
	switch models.Audience(d.Audience) {
	case models.Named, models.Self, models.Members:
		return true
	}
	return false
}
