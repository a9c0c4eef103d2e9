package web

import (
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
