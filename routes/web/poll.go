package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/store"
)

func rowsOfPolls(w *Web) []door.Row {
	return []door.Row{
		w.member(post, frontend.PathVote, (*visit).vote),
		w.member(post, frontend.PathAttend, (*visit).attend),
		w.member(post, frontend.PathUnattend, pressed("flash.unattend", gatherings.Leave)),
	}
}

// draftPoll reads the answers of the composer's form.
func (v *visit) draftPoll() frontend.DraftPoll {
	return frontend.DraftPoll{Options: v.forms(frontend.FieldOption), Many: v.ticked(frontend.FieldMany), Secret: v.ticked(frontend.FieldSecret),
		Open: v.form(frontend.FieldPollOpen)}
}

// pollAsked is the poll that a draft asks for; nil where no answer was written.
func pollAsked(d frontend.DraftPoll) *conversations.PollAsk {
	if !slices.ContainsFunc(d.Options, func(o string) bool { return o != "" }) {
		return nil
	}
	minutes, _ := strconv.Atoi(d.Open) // what is no number is too short, which the verb says
	return &conversations.PollAsk{Options: d.Options, Multiple: d.Many, HideTotals: d.Secret, Open: time.Duration(min(minutes, 1_000_000)) * time.Minute}
}

// vote takes the viewer's choice.
func (v *visit) vote() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	var choices []int
	for _, s := range v.forms(frontend.FieldChoice) {
		n, err := strconv.Atoi(s)
		if err != nil {
			n = -1 // no such answer
		}
		choices = append(choices, n)
	}
	err = v.write(func(tx *store.Tx) error {
		shown, err := tx.ShowPost(v.me(), id)
		if err != nil {
			return err
		}
		if err := v.Gate.May(tx, models.Create, v.who.Actor, shown.Author); err != nil {
			return err
		}
		return conversations.Vote(tx, v.Site, v.who.Actor, id, choices)
	})
	if err != nil {
		return err
	}
	return v.back("flash.voted")
}

// attend says that the viewer comes to an event, unless the boundary would not let it leave.
func (v *visit) attend() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		shown, err := tx.ShowPost(v.me(), id)
		if err != nil {
			return err
		}
		if err := v.Gate.May(tx, models.Join, v.who.Actor, shown.Author); err != nil {
			return err
		}
		return gatherings.Attend(tx, v.Site, v.who.Actor, id)
	})
	if err != nil {
		return err
	}
	return v.back("flash.attend")
}

// countsPatience is how long somebody waits for the counts of a poll elsewhere before seeing older ones.
const countsPatience = 1500 * time.Millisecond

// counted has the counts of a poll elsewhere read anew where they are stale, and tells whether that was done while the
// viewer waited. It goes on after the page was given.
func (v *visit) counted(post models.PostView) bool {
	if !v.Resolve.StalePoll(&post) {
		return false
	}
	ctx, done := context.WithoutCancel(v.ctx()), make(chan error, 1)
	go func() { done <- v.Resolve.Poll(ctx, post) }()
	select {
	case err := <-done:
		if err != nil {
			v.Log.DebugContext(ctx, "the counts of a poll were not read", "host", string(post.IRI.Host()), "err", err)
		}
		return err == nil
	case <-time.After(countsPatience):
		return false
	}
}
