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

// rowsOfCommunities list the communities of the organisation and start new ones. The page of a community is its profile.
func rowsOfCommunities(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathCommunities, (*visit).communities),
		w.member(get, frontend.PathCommunityNew, func(v *visit) error { return v.show(http.StatusOK, frontend.NewCommunity{}) }),
		w.member(post, frontend.PathCommunityNew, (*visit).startCommunity),
		w.member(get, frontend.PathTend, (*visit).tend),
		w.member(post, frontend.PathTend, (*visit).changeTended),
	}
}

// mostElsewhere is how many communities of other servers one page lists.
const mostElsewhere = 200

func (v *visit) communities() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Communities
		if v.onPage().MaxID == 0 {
			elsewhere, err := tx.CommunitiesElsewhere(v.me(), mostElsewhere)
			if err != nil {
				return p, err
			}
			if p.Elsewhere, err = v.people(tx, v.who.Actor, elsewhere); err != nil {
				return p, err
			}
		}
		list, err := tx.CommunitiesHere(v.me(), v.onPage())
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		lines, err := v.people(tx, v.who.Actor, list)
		if err != nil {
			return p, err
		}
		for i, a := range list {
			if a.Gone != 0 {
				continue
			}
			one := frontend.Profile{Actor: a}
			if err := v.communityOf(tx, &one); err != nil {
				return p, err
			}
			p.List = append(p.List, frontend.CommunityLine{Actor: a, Purpose: one.Purpose, Driver: one.Driver, Lines: one.Lines, Relation: lines[i].Relation})
		}
		return p, nil
	})
}

// startCommunity founds one, driven by whoever starts it.
func (v *visit) startCommunity() error {
	p := frontend.NewCommunity{Handle: v.form("handle"), Name: v.form("name"), Purpose: v.form("purpose")}
	var a models.Actor
	err := v.write(func(tx *store.Tx) (err error) {
		a, err = communities.Create(tx, v.Site, v.who.Actor, communities.New{Handle: p.Handle, Name: p.Name, Purpose: p.Purpose, Driver: v.me()})
		return err
	})
	if again(err) {
		p.Problem = frontend.ProblemOf(err)
		return v.show(fault.Status(err), p)
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathTend.With(frontend.Name(a)), "flash.community")
}

// again tells whether an error is about what was typed, so that the form is shown once more with it.
func again(err error) bool {
	if err == nil {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		return true
	}
	return false
}
