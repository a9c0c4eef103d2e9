package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/routes/door"
	"guildhall/store"
)

func rowsOfHome(w *Web) []door.Row {
	return []door.Row{w.visitor(get, frontend.PathHome,
		"none: a stranger is led to the way in, or by the peers' listener to what the organisation tells of itself", (*visit).front)}
}

// communities that home suggests.
const mostSuggested = 5

// front is home for whoever is signed in. A stranger is led to the way in; where there is none, the organisation tells of itself.
func (v *visit) front() error {
	switch {
	case v.who != nil:
		return v.home()
	case door.AtPeers(v.gin):
		return v.about()
	}
	v.Refuse(v.gin, fault.New(fault.Unsigned, "web.front", "Sign in to see this."))
	return nil
}

// home is the stream of whoever looks, with the composer above it.
func (v *visit) home() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Home
		list, err := tx.Home(v.me(), v.onPage())
		if err != nil {
			return p, err
		}
		p.Items = asShown(list)
		if err := v.answered(tx, p.Items); err != nil {
			return p, err
		}
		if len(list) > 0 {
			p.Older = v.older(len(list), list[len(list)-1].ItemID)
		}
		if p.Discover, err = tx.CommunitiesUnfollowed(v.me(), mostSuggested); err != nil {
			return p, err
		}
		p.Composer, err = v.composer(tx, v.blank())
		return p, err
	})
}
