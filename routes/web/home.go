package web

import (
	"net/http"

	"guildhall/frontend"
	"guildhall/routes/door"
	"guildhall/store"
)

func rowsOfHome(w *Web) []door.Row {
	return []door.Row{w.member(get, frontend.PathHome, (*visit).home)}
}

// communities that home suggests.
const mostSuggested = 5

// home is the stream of whoever looks, with the composer above it.
func (v *visit) home() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Home
		list, err := tx.Home(v.me(), v.onPage())
		if err != nil {
			return p, err
		}
		p.Items = asShown(list)
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
