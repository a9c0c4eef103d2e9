package server

import (
	"context"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/retention"
	"guildhall/store"
)

// keeps puts together how long everything is kept, as the settings say.
func (s *Server) keeps() {
	set := s.Settings
	s.Retention = &retention.Keeper{Store: s.Store, Ledger: s.Ledger,
		Days: retention.Days{Texts: set.KeepTexts, Records: set.KeepRecords, Media: set.MediaDays, Notices: set.KeepNotices, Inbox: set.KeepInbox,
			Jobs: set.KeepJobs, Askings: set.KeepAskings, Theirs: set.KeepRemotePosts, Ours: set.KeepOwnPosts},
		Borrowed: func(ctx context.Context) (int64, error) {
			return s.Resolve.TidyBorrowed(ctx, set.MediaCache, set.MediaDays)
		},
		Expire: func(tx *store.Tx, post models.ID) error { return conversations.Expire(tx, s.Site, post) }}
}

// letGo takes away what is older than it is kept.
func (s *Server) letGo(ctx context.Context) error {
	gone, err := s.Retention.Sweep(ctx)
	for _, g := range gone {
		if g.Goes > 0 {
			s.log.Info("what was older than it is kept is gone", "kind", g.Kind, "n", g.Goes)
		}
	}
	return err
}
