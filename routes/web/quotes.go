package web

import (
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/store"
)

func rowsOfQuotes(w *Web) []door.Row {
	return []door.Row{
		w.member(post, frontend.PathUnquote, pressed("flash.unquoted", conversations.Revoke)),
		w.member(post, frontend.PathQuotable, (*visit).quotable),
	}
}

// quotable changes who may quote a post of the viewer's.
func (v *visit) quotable() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		return conversations.SetQuotable(tx, v.Site, v.who.Actor, id, models.QuotePolicy(v.form(frontend.FieldQuotable)))
	})
	if err != nil {
		return err
	}
	return v.back("flash.quotable")
}
