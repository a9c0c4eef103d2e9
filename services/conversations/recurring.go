package conversations

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Recurring begins the threads of communities whose time has come, each in a transaction that moves it on, so that of several nodes one
// does it. next tells when a thread comes again. What was missed while nothing ran begins once; a community that does not live begins
// nothing. A thread that cannot be posted is left out this time.
func Recurring(ctx context.Context, st *store.Store, site paths.Site, next func(models.Rhythm, int, models.Time) models.Time) error {
	var due []models.Recurring
	err := st.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueRecurring(100)
		return err
	})
	for i := 0; err == nil && i < len(due); i++ {
		r, refused := due[i], false
		begin := func(tx *store.Tx) error {
			first, err := tx.TakeRecurring(r.ID, r.Next, next(r.Every, r.Day, tx.Now()))
			if err != nil || !first || refused {
				return err
			}
			c, err := tx.CommunityByActor(r.CommunityID)
			if err != nil || c.State != models.Live {
				return err
			}
			a, err := tx.ActorByID(r.CommunityID)
			if err == nil && a.Gone == 0 {
				_, err = Post(tx, site, Ask{By: a, Text: r.Text, Community: a.ID, Where: World})
			}
			return err
		}
		err = st.Write(ctx, begin)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Forbidden) {
			refused = true
			err = st.Write(ctx, begin)
		}
	}
	return err
}
