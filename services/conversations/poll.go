package conversations

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
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

// The jobs of polls. Both carry the post.
const (
	LanePolls     = "work:polls"
	KindPollClose = "poll-close"
	KindPollTell  = "poll-tell"
)

// tellEvery is how often other servers hear of counts at most.
const tellEvery = models.Time(3 * 60 * 1000)

type pollWork struct {
	Post models.ID `json:"post"`
}

func closeLater(tx *store.Tx, p models.Poll) error {
	if p.Closes == 0 {
		return nil
	}
	return jobs.Add(tx, jobs.Work{Lane: LanePolls, Kind: KindPollClose, Payload: pollWork{p.PostID}, RunAt: p.Closes,
		Once: fmt.Sprintf("%s:%d:%d", KindPollClose, p.PostID, p.Closes)})
}

func tellLater(tx *store.Tx, p models.Poll) error {
	return jobs.Add(tx, jobs.Work{Lane: LanePolls, Kind: KindPollTell, Payload: pollWork{p.PostID}, RunAt: max(tx.Now(), p.Told) + tellEvery,
		Once: fmt.Sprintf("%s:%d", KindPollTell, p.PostID)})
}

// EndPoll ends a poll whose time has come: its author and those of ours who voted are told, and so are servers that have it.
// One that ended before, or that was given more time, is left as it is.
func EndPoll(tx *store.Tx, site paths.Site, post models.ID) error {
	poll, err := tx.LockPoll(post)
	if err != nil {
		return orMissing(err)
	}
	if poll.Closes == 0 || poll.Closes > tx.Now() {
		return nil
	}
	return end(tx, site, post, poll.Closes)
}

// end notes the end of a poll once, and tells of it.
func end(tx *store.Tx, site paths.Site, post models.ID, at models.Time) error {
	fresh, err := tx.ClosePoll(post, at)
	if err != nil || !fresh {
		return err
	}
	view, err := tx.PostView(post)
	if err != nil || view.Deleted != 0 {
		return err
	}
	if view.Local && view.Author.Kind == models.Person && view.Author.Gone == 0 {
		err := notices.Say(tx, view.AuthorID, models.NoticePoll, view.AuthorID, post, "", notices.Once(view.AuthorID, models.NoticePoll, view.AuthorID, post))
		if err != nil {
			return err
		}
	}
	var after models.ID
	for {
		voters, err := tx.LocalVoters(post, after, 500)
		if err != nil {
			return err
		}
		for _, v := range voters {
			after = v.ID
			if err := notices.Tell(tx, v, models.NoticePoll, view.Author, post); err != nil {
				return err
			}
		}
		if len(voters) < 500 {
			break
		}
	}
	return tellNow(tx, site, view)
}

// TellPoll tells other servers how the votes stand.
func TellPoll(tx *store.Tx, site paths.Site, post models.ID) error {
	view, err := tx.PostView(post)
	if err != nil || view.Deleted != 0 || view.Poll == nil || view.Poll.Closed != 0 { // its end was told, with the last counts
		return orMissing(err)
	}
	return tellNow(tx, site, view)
}

func tellNow(tx *store.Tx, site paths.Site, view models.PostView) error {
	if !view.Local || !leaves(view.Reach) {
		return nil
	}
	if err := tx.ToldPoll(view.ID); err != nil {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PollTold, Activity: site.NewActivity(), By: view.AuthorID, PostID: view.ID, Object: view.IRI})
}
