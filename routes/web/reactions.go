package web

import (
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/reactions"
	"guildhall/store"
)

func rowsOfReactions(w *Web) []door.Row {
	return []door.Row{
		w.member(post, frontend.PathReact, faced(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID, face string) error {
			_, err := reactions.React(tx, site, by, id, face, "", "")
			return err
		})),
		w.member(post, frontend.PathUnreact, faced(reactions.Unreact)),
	}
}

// faced is react with the face that was chosen.
func faced(verb func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID, face string) error) func(*visit) error {
	return func(v *visit) error {
		return react(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
			return verb(tx, site, by, id, v.form(frontend.FieldFace))
		})(v)
	}
}
