package conversations

import (
	"context"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Handlers are the jobs of polls: their end, and telling how the votes stand.
func Handlers(st *store.Store, site paths.Site) map[string]jobs.Handler {
	about := func(verb func(*store.Tx, paths.Site, models.ID) error) jobs.Handler {
		return func(ctx context.Context, j models.Job) error {
			w, err := jobs.Payload[pollWork](j)
			if err != nil {
				return err
			}
			return st.Join(ctx, func(tx *store.Tx) error { return verb(tx, site, w.Post) })
		}
	}
	return map[string]jobs.Handler{KindPollClose: about(EndPoll), KindPollTell: about(TellPoll)}
}
