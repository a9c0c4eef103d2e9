package conversations

import (
	"slices"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Vote chooses options of a poll, by their places from 0. Everybody has one go: whoever voted before changes nothing, except
// that a person elsewhere tells several options one after the other. Who may not read the poll finds nothing; one's own poll
// and one that has ended are Invalid, and so is a second go by an account that says itself that it is the same person's. A vote of ours in a poll elsewhere is sent to its author.
func Vote(tx *store.Tx, site paths.Site, by models.Actor, post models.ID, choices []int) error {
	const op = "conversations.Vote"
	if _, err := tx.VisiblePost(by.ID, post); err != nil {
		return err
	}
	poll, err := tx.LockPoll(post)
	if err != nil {
		return err
	}
	view, err := tx.PostView(post)
	if err != nil {
		return err
	}
	if !by.Local && (!view.Local || !view.Distance.Holds(by.Host)) {
		return fault.New(fault.Hidden, op, "There is no such post.")
	}
	if choices, err = chosen(op, poll, choices); err != nil {
		return err
	}
	switch {
	case poll.Ended(tx.Now()):
		return fault.New(fault.Invalid, op, "This poll has ended.")
	case view.AuthorID == by.ID:
		return fault.New(fault.Invalid, op, "You cannot vote in your own poll.")
	}
	before, err := tx.VotesBy(by.ID, []models.ID{post})
	if err != nil {
		return err
	}
	if len(before[post]) > 0 && (by.Local || !poll.Multiple) {
		if by.Local {
			return fault.New(fault.Invalid, op, "You have already voted in this poll.")
		}
		return nil
	}
	if err := oncePerPerson(tx, op, by, view); err != nil {
		return err
	}
	votes := make([]models.PollVote, len(choices))
	for i, c := range choices {
		votes[i] = models.PollVote{PostID: post, ActorID: by.ID, Choice: c, At: tx.Now()}
	}
	if fresh, err := tx.AddVotes(votes...); err != nil || fresh == 0 {
		return err
	}
	if view.Local {
		if !leaves(view.Reach) {
			return nil
		}
		return tellLater(tx, poll)
	}
	if by, err = notices.Outward(tx, by); err != nil {
		return err
	}
	for _, c := range choices { // until its server tells anew
		poll.Options[c].Votes++
	}
	poll.Voters++
	if err := tx.SavePoll(&poll); err != nil {
		return err
	}
	if err := closeLater(tx, poll); err != nil {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PollVoted, Activity: site.NewActivity(), By: by.ID, PostID: post, ActorID: view.AuthorID, Choices: choices})
}

// oncePerPerson refuses an account that says of itself that it is also the author, or also somebody who voted. Only its own word
// counts: nobody keeps others from voting by naming them as their own.
func oncePerPerson(tx *store.Tx, op string, by models.Actor, poll models.PostView) error {
	selves := by.AlsoKnownAs
	if by.MovedTo != "" {
		selves = append(slices.Clone(selves), by.MovedTo)
	}
	if len(selves) == 0 {
		return nil
	}
	if slices.Contains(selves, poll.Author.IRI) {
		return fault.New(fault.Invalid, op, "You cannot vote in your own poll.")
	}
	known, err := tx.ActorsByIRI(selves)
	for _, other := range known {
		votes, failed := tx.VotesBy(other.ID, []models.ID{poll.ID})
		if failed != nil {
			return failed
		}
		if len(votes[poll.ID]) > 0 && other.ID != by.ID {
			return fault.New(fault.Invalid, op, "You have already voted in this poll, with another account of yours.")
		}
	}
	return err
}

// chosen are the options each once, as far as the poll has them and lets somebody choose so many.
func chosen(op string, poll models.Poll, choices []int) ([]int, error) {
	choices = slices.Clone(choices)
	slices.Sort(choices)
	choices = slices.Compact(choices)
	switch {
	case len(choices) == 0:
		return nil, fault.New(fault.Invalid, op, "Choose an answer first.")
	case choices[0] < 0 || choices[len(choices)-1] >= len(poll.Options):
		return nil, fault.New(fault.Invalid, op, "This poll has no such answer.")
	case len(choices) > 1 && !poll.Multiple:
		return nil, fault.New(fault.Invalid, op, "Only one answer can be chosen in this poll.")
	}
	return choices, nil
}
