package web

import (
	"net/http"

	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/store"
)

func rowsOfTags(w *Web) []door.Row {
	return []door.Row{w.visitor(get, frontend.PathTag, "page", (*visit).tag)}
}

// tag lists what carries a hashtag: to a member what they may read, to a stranger what reaches the world. A tag that a
// stranger may see nothing of never was.
func (v *visit) tag() error {
	name := prose.FoldTag(v.gin.Param("tag"))
	if v.who == nil {
		return v.strangersTag(name)
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Tag{Name: name}
		list, err := tx.TaggedPosts(v.me(), name, v.onPage())
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Posts, p.Older = asShown(list), v.older(len(list), list[len(list)-1].ID)
		return p, nil
	})
}

func (v *visit) strangersTag(name string) error {
	p := frontend.PublicTag{Name: name}
	err := v.read(func(tx *store.Tx) error {
		list, err := tx.WorldTagged(name, v.onPage().MaxID, pageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		p.Posts, err = v.Gate.Sheets(tx, gate.Stranger, list)
		return err
	})
	if err == nil && len(p.Posts) == 0 {
		err = nothing()
	}
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(*store.Tx) (frontend.Page, error) { return p, nil })
}
