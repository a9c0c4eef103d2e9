package web

import (
	"net/http"

	"guildhall/frontend"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/store"
)

// rowsOfAbout is the page that the organisation tells of itself on.
func rowsOfAbout(w *Web) []door.Row {
	return []door.Row{w.visitor(get, frontend.PathAbout,
		"none: the organisation describes itself; a stranger learns neither partners, communities nor counts", (*visit).about)}
}

func (v *visit) about() error {
	p := frontend.About{Contact: v.Settings.Contact, PublicPages: v.Settings.PublicPages, Version: paths.Version}
	return v.page(http.StatusOK, func(tx *store.Tx) (_ frontend.Page, err error) {
		p.Mode, err = tx.Mode()
		return p, err
	})
}
