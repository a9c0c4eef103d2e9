package web

import (
	"net/http"

	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/services/people"
	"guildhall/store"
)

func rowsOfTags(w *Web) []door.Row {
	return []door.Row{
		w.visitor(get, frontend.PathTag, "page", (*visit).tag),
		w.member(post, frontend.PathTagFollow, tagged(people.FollowTag)),
		w.member(post, frontend.PathTagUnfollow, tagged(people.UnfollowTag)),
	}
}

// tagged does something about the hashtag in the path, and leads back to its page.
func tagged(verb func(*store.Tx, models.Actor, string) error) func(*visit) error {
	return func(v *visit) error {
		name := prose.FoldTag(v.gin.Param("tag"))
		if err := v.write(func(tx *store.Tx) error { return verb(tx, v.who.Actor, name) }); err != nil {
			return err
		}
		return v.done(frontend.PathTag.With(name), "")
	}
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
		follows, err := tx.TagsFollowed(v.me())
		if err != nil {
			return p, err
		}
		for _, t := range follows {
			p.Followed, p.Follows = append(p.Followed, t.Tag), p.Follows || t.Tag == name
		}
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
