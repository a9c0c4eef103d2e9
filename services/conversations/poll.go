package conversations

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Limits of a poll.
const (
	MostOptions = 10
	MostOption  = 100 // characters
	LeastOpen   = 5 * time.Minute
	MostOpen    = 31 * 24 * time.Hour
)

// PollAsk is a poll that somebody wants to make.
type PollAsk struct {
	Options    []string // plain text, two or more, each another
	Multiple   bool
	HideTotals bool // counts are secret until the end
	Open       time.Duration
}

// tidy brings a poll into form and keeps it within limits.
func (p *PollAsk) tidy(op string) error {
	var options []string
	seen := map[string]bool{}
	for _, o := range p.Options {
		if o = oneLine(o); o == "" {
			continue
		}
		if seen[o] {
			return fault.New(fault.Invalid, op, "Two answers of the poll are the same. Make each another.")
		}
		if utf8.RuneCountInString(o) > MostOption {
			return fault.New(fault.Invalid, op, fmt.Sprintf("An answer of the poll is too long: %d characters at most.", MostOption))
		}
		seen[o] = true
		options = append(options, o)
	}
	p.Options = options
	switch {
	case len(options) < 2:
		return fault.New(fault.Invalid, op, "A poll needs two answers or more.")
	case len(options) > MostOptions:
		return fault.New(fault.Invalid, op, fmt.Sprintf("A poll has %d answers at most.", MostOptions))
	case p.Open < LeastOpen || p.Open > MostOpen:
		return fault.New(fault.Invalid, op, "A poll is open for five minutes at least and 31 days at most.")
	}
	return nil
}

func (p *PollAsk) options() []models.Option {
	out := make([]models.Option, len(p.Options))
	for i, o := range p.Options {
		out[i].Name = o
	}
	return out
}

// open stores the poll of a new post and sets its end.
func (p *PollAsk) open(tx *store.Tx, post models.ID) error {
	row := models.Poll{PostID: post, Multiple: p.Multiple, HideTotals: p.HideTotals, Options: p.options(), Closes: tx.Now() + models.Time(p.Open.Milliseconds())}
	if err := tx.AddPoll(&row); err != nil {
		return err
	}
	return closeLater(tx, row)
}

// change gives a poll other answers: then all votes are forgotten. One that only ends at another time keeps them.
func (p *PollAsk) change(tx *store.Tx, post models.ID) error {
	const op = "conversations.Edit"
	if err := p.tidy(op); err != nil {
		return err
	}
	row, err := tx.LockPoll(post)
	switch {
	case fault.Is(err, fault.Missing):
		return fault.New(fault.Invalid, op, "A post that asked nothing cannot become a poll. Write a new post.")
	case err != nil:
		return err
	case row.Ended(tx.Now()):
		return fault.New(fault.Invalid, op, "This poll has ended, and cannot be changed any more.")
	}
	same := row.Multiple == p.Multiple && strings.Join(namesOf(row.Options), "\n") == strings.Join(p.Options, "\n")
	if !same {
		if err := tx.RemoveVotes(post); err != nil {
			return err
		}
		row.Multiple, row.Options = p.Multiple, p.options()
	}
	row.HideTotals, row.Closes = p.HideTotals, tx.Now()+models.Time(p.Open.Milliseconds())
	if err := tx.SavePoll(&row); err != nil {
		return err
	}
	return closeLater(tx, row)
}

func namesOf(options []models.Option) []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = o.Name
	}
	return out
}
