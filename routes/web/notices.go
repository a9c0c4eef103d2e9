package web

import (
	"net/http"
	"slices"

	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

func rowsOfNotices(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathNotices, (*visit).notices),
		w.member(post, frontend.PathNoticesClear, (*visit).clearNotices),
		w.member(get, frontend.PathRequests, (*visit).requests),
		w.member(post, frontend.PathRequestAccept, (*visit).acceptRequest),
		w.member(post, frontend.PathRequestRefuse, (*visit).refuseRequest),
	}
}

// notices shows what happened, and takes it as read from then on.
func (v *visit) notices() error {
	var newest models.ID
	err := v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.Notices
		list, err := tx.Notices(v.me(), nil, nil, v.onPage())
		for _, n := range list {
			one := frontend.Notice{Notice: n.Notice, From: n.From}
			if n.Post != nil {
				one.Post = &asShown([]models.PostShown{*n.Post})[0]
			}
			p.Items = append(p.Items, one)
			p.Older = v.older(len(list), n.ID)
			if !n.Read {
				newest = max(newest, n.ID)
			}
		}
		if err == nil {
			err = v.invitations(tx, p.Items)
		}
		return p, err
	})
	if err != nil || newest == 0 {
		return err
	}
	if err := v.write(func(tx *store.Tx) error { return tx.ReadNotices(v.me(), newest) }); err != nil {
		v.Log.Error("notices were not marked as read", "err", err) // the page has been shown
	}
	return nil
}

// invitations marks what comes from communities that the viewer could come into now.
func (v *visit) invitations(tx *store.Tx, items []frontend.Notice) error {
	var ids []models.ID
	for _, n := range items {
		if n.Kind == models.NoticeCommunity && n.From.Kind == models.Community && n.From.Gone == 0 {
			ids = append(ids, n.FromID)
		}
	}
	relations, err := tx.Relations(v.me(), ids)
	for i := range items {
		r := relations[items[i].FromID]
		items[i].Join = slices.Contains(ids, items[i].FromID) && !r.Following && !r.Requested && !r.Blocking
	}
	return err
}

func (v *visit) clearNotices() error {
	if err := v.write(func(tx *store.Tx) error { return tx.ClearNotices(v.me(), 0) }); err != nil {
		return err
	}
	return v.done(frontend.PathNotices.With(), "flash.notices")
}
