package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/store"
)

func rowsOfAppeals(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathAppeals, func(v *visit) error {
			return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) { return v.appeals(tx) })
		}),
		w.member(post, frontend.PathAppeals, (*visit).appeal),
	}
}

// heard is the community of ours that the address names, with what the viewer finds there about appeals. Whoever is concerned finds the
// page also where they may not know the community otherwise: an administrator who is asked, somebody who went out since.
func (v *visit) heard(tx *store.Tx) (models.Actor, communities.Docket, error) {
	a, err := tx.ActorByHandle(models.Handle(v.name()))
	if err != nil {
		return a, communities.Docket{}, err
	}
	if a.Kind != models.Community || a.Gone != 0 {
		return a, communities.Docket{}, nothing()
	}
	d, err := communities.DocketOf(tx, v.who.Actor, a.ID)
	if err == nil && d.Empty() {
		err = tx.KnownTo(v.me(), &a)
	}
	return a, d, err
}

func (v *visit) appeals(tx *store.Tx) (p frontend.Appeals, err error) {
	var d communities.Docket
	if p.Actor, d, err = v.heard(tx); err != nil {
		return p, err
	}
	if p.About, err = v.cases(tx, d.About); err == nil {
		p.Open, err = v.cases(tx, d.Open)
	}
	return p, err
}

func (v *visit) cases(tx *store.Tx, list []communities.Case) ([]frontend.Case, error) {
	out := make([]frontend.Case, len(list))
	for i, c := range list {
		out[i] = frontend.Case{Ruling: c.Ruling, Whom: c.Whom, Appeal: c.Appeal, May: c.May(tx.Now())}
		if c.PostID == 0 {
			continue
		}
		shown, err := tx.ShowPosts(v.me(), []models.ID{c.PostID})
		if err != nil {
			return nil, err
		}
		for _, p := range asShown(shown) {
			out[i].Post = &p
		}
	}
	return out, nil
}

// appeal says something against a ruling, or answers what somebody said.
func (v *visit) appeal() error {
	ruling, text := models.ParseID(v.form("ruling")), v.form("text")
	var to string
	err := v.write(func(tx *store.Tx) error {
		a, _, err := v.heard(tx)
		if err != nil {
			return err
		}
		to = frontend.PathAppeals.With(frontend.Name(a))
		switch do := v.form("do"); do {
		case "appeal":
			return ifUnknown(communities.Appeal(tx, v.who.Actor, ruling, text))
		case "uphold", "reverse":
			if err := ifUnknown(communities.Answer(tx, v.Site, v.who.Actor, ruling, do == "reverse", text)); err != nil {
				return err
			}
			_, _, lost := v.heard(tx)
			if fault.Is(lost, fault.Missing) || fault.Is(lost, fault.Hidden) { // nothing is left there for them
				to, lost = frontend.PathNotices.With(), nil
			}
			return lost
		}
		return fault.New(fault.Invalid, "web.appeal", "Say what shall be done: appeal, uphold or reverse.")
	})
	if err == nil {
		return v.done(to, "flash.appeal")
	}
	if !again(err) {
		return err
	}
	return v.page(fault.Status(err), func(tx *store.Tx) (frontend.Page, error) {
		p, lost := v.appeals(tx)
		p.Problem, p.Ruling, p.Text = frontend.ProblemOf(err), ruling, text
		return p, lost
	})
}
