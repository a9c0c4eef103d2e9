package communities

import (
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// MostRecurring is how many recurring threads a community has at most.
const MostRecurring = 10

// hour is when they begin, in UTC.
const hour = 8

// Recur lets a community begin a thread anew each week or month. Those who look after it may.
func Recur(tx *store.Tx, by models.Actor, community models.ID, text string, every models.Rhythm, on int) error {
	const op = "communities.Recur"
	if err := access.RequireKeep(tx, by, community, op); err != nil {
		return err
	}
	there, err := tx.RecurringIn(community)
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "" || utf8.RuneCountInString(text) > 2000:
		return fault.New(fault.Invalid, op, "Say what the thread begins with, in 2,000 characters at most.")
	case every == models.Weekly && (on < 1 || on > 7):
		return fault.New(fault.Invalid, op, "Choose a day of the week: 1 is Monday, 7 is Sunday.")
	case every == models.Monthly && (on < 1 || on > 28):
		return fault.New(fault.Invalid, op, "Choose a day of the month from 1 to 28.")
	case every != models.Weekly && every != models.Monthly:
		return fault.New(fault.Invalid, op, "A thread comes again weekly or monthly.")
	case len(there) >= MostRecurring:
		return fault.New(fault.Invalid, op, "A community has ten recurring threads at most. End one first.")
	}
	return tx.AddRecurring(&models.Recurring{ID: tx.NewID(), CommunityID: community, Text: text, Every: every, Day: on, Next: Following(every, on, tx.Now()), Created: tx.Now()})
}

// Unrecur ends a recurring thread; what it began stays.
func Unrecur(tx *store.Tx, by models.Actor, community, id models.ID) error {
	const op = "communities.Unrecur"
	if err := access.RequireKeep(tx, by, community, op); err != nil {
		return err
	}
	there, err := tx.DropRecurring(community, id)
	if err == nil && !there {
		err = fault.New(fault.Missing, op, "There is no such recurring thread.")
	}
	return err
}

// Following is when a rhythm comes the next time after a moment.
func Following(every models.Rhythm, on int, after models.Time) models.Time {
	now := after.Go().UTC()
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, time.UTC)
	for {
		is := int(at.Weekday())
		if is == 0 {
			is = 7
		}
		if at.After(now) && (every == models.Weekly && is == on || every == models.Monthly && at.Day() == on) {
			return models.At(at)
		}
		at = at.AddDate(0, 0, 1)
	}
}
