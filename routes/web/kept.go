package web

import (
	"net/http"

	"guildhall/access"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

// rowsOfKept is the page that tells everybody here what is kept of them, how long, and who may read it.
func rowsOfKept(w *Web) []door.Row {
	return []door.Row{w.member(get, frontend.PathKept, (*visit).kept)}
}

func (v *visit) kept() error {
	s := v.Settings
	p := frontend.Kept{Texts: s.KeepTexts, Records: s.KeepRecords, HeldDays: s.HeldDays, MediaDays: s.MediaDays, Public: s.PublicPages,
		Theirs: s.KeepRemotePosts, Ours: s.KeepOwnPosts, Notices: s.KeepNotices, Inbox: s.KeepInbox, Jobs: s.KeepJobs, Askings: s.KeepAskings,
		Readers: access.Carriers(access.ReadRecord), Releasers: access.Carriers(access.Release), Administrators: access.Carriers(access.Administer), Moderators: access.Carriers(access.Moderate)}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		for _, r := range models.Roles {
			who, err := tx.WithRole(r)
			if err != nil {
				return p, err
			}
			p.Duties = append(p.Duties, frontend.Duty{Role: r, People: who})
		}
		return p, nil
	})
}
