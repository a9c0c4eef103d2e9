package web

import (
	"bytes"
	"encoding/json"
	"net/http"

	"guildhall/fault"
	"guildhall/federation/outbound"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/services/boundary"
	"guildhall/store"
)

// whoReleases are the roles that a rule may ask for; what each may answer, services/boundary knows.
const whoReleases = "reviewer boundary moderator admin"

// rowsOfHeld are the reviewers' pages of what a rule holds, and the author's wish for a review.
func rowsOfHeld(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathHeld, whoReleases, (*visit).held),
		w.duty(get, frontend.PathHeldItem, whoReleases, func(v *visit) error { return v.heldItem(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathHeldItem, whoReleases, (*visit).answerHeld),
		w.member(post, frontend.PathPostReview, (*visit).askReview),
	}
}

// held lists what the viewer may answer.
func (v *visit) held() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Held
		items, err := boundary.QueueFor(tx, v.who.Actor)
		if err != nil {
			return p, err
		}
		ids := make([]models.ID, len(items))
		for i := range items {
			ids[i] = items[i].ByID
		}
		by, err := tx.Actors(ids)
		for _, h := range items {
			p.Lines = append(p.Lines, frontend.HeldLine{HeldItem: h, By: by[h.ByID]})
		}
		return p, err
	})
}

// heldItem shows one of them with what will be sent.
func (v *visit) heldItem(status int, problem frontend.Problem) error {
	id, err := v.target()
	if err != nil {
		return err
	}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		h, answers, err := boundary.Inspect(tx, v.who.Actor, id)
		if err == nil && h.State != models.Waiting {
			err = nothing()
		}
		if err != nil {
			return nil, err
		}
		p := frontend.HeldPage{HeldLine: frontend.HeldLine{HeldItem: h}, Words: v.form("words"), Problem: problem}
		if p.By, err = tx.ActorByID(h.ByID); err != nil && !fault.Is(err, fault.Missing) {
			return nil, err
		}
		body := h.Body
		if h.Door == models.In {
			item, err := tx.InboxItem(h.InboxID)
			if err != nil {
				return nil, err
			}
			body = item.Body
		}
		w := outbound.WordsOf(body)
		p.Title, p.Warning, p.Label, p.Text, p.Files = w.Title, prose.Plain(w.Warning), w.Label, prose.Plain(w.HTML), w.Files
		var neat bytes.Buffer
		if p.Bytes = string(body); json.Indent(&neat, body, "", "  ") == nil {
			p.Bytes = neat.String()
		}
		for _, n := range boundary.NeedsOf(h) {
			p.Needs = append(p.Needs, frontend.HeldNeed{Rule: n.Rule, Role: n.Role, Reviewers: n.Reviewers})
		}
		for _, a := range answers {
			who, err := tx.ActorByID(a.ByID)
			if err != nil {
				return nil, err
			}
			p.Said = append(p.Said, frontend.HeldSaid{HeldAnswer: a, By: who})
		}
		return p, nil
	})
}

// answerHeld is one reviewer's yes or no.
func (v *visit) answerHeld() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	said := "flash.held.no"
	err = v.write(func(tx *store.Tx) error {
		switch v.form("do") {
		case "release":
			free, err := boundary.Release(tx, v.who.Actor, id, v.form("words"))
			if said = "flash.held.more"; free {
				said = "flash.held.free"
			}
			return err
		case "refuse":
			return boundary.Refuse(tx, v.who.Actor, id, v.form("words"))
		}
		return fault.New(fault.Invalid, "web.answerHeld", "Choose whether it goes or not.")
	})
	if again(err) && !fault.Is(err, fault.Forbidden) {
		return v.heldItem(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathHeld.With(), said)
}

// askReview is an author's wish that a reviewer reads what was written for the people named.
func (v *visit) askReview() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		items, err := tx.HeldItems(store.HeldFilter{PostID: id, By: v.me(), State: models.Private})
		if err == nil && len(items) == 0 {
			err = nothing()
		}
		for _, h := range items {
			if err == nil {
				err = boundary.AskReview(tx, v.who.Actor, h.ID)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.done(frontend.PathPostWhy.With(id.String()), "flash.held.asked")
}
