package jobs

import (
	"context"
	"slices"
	"time"

	"guildhall/models"
	"guildhall/store"
)

// renew moves the leases of the lanes under way on until none is.
func (r *Runner) renew() {
	tick := time.NewTicker(r.opts.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-r.rest:
			return
		case <-tick.C:
			if err := r.renewOnce(); err != nil {
				r.log.Error("leases cannot be renewed", "err", err)
			}
		}
	}
}

// renewOnce moves the leases on, and interrupts the work on lanes that somebody else holds by now.
func (r *Runner) renewOnce() error {
	r.mu.Lock()
	names := make([]string, 0, len(r.running))
	for name := range r.running {
		names = append(names, name)
	}
	r.mu.Unlock()
	if len(names) == 0 {
		return nil
	}
	var held []string
	if err := r.st.Write(context.Background(), func(tx *store.Tx) (err error) {
		held, err = tx.RenewLanes(r.owner, names, tx.Now()+r.lease())
		return err
	}); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range names {
		if s, ok := r.running[name]; ok && !slices.Contains(held, name) {
			r.log.Warn("a lane was lost to another worker", "lane", name)
			s.cancel()
		}
	}
	return nil
}

// keepOutbox is how long an activity stays after it was made, even if no job sends it any more.
const keepOutbox = time.Hour

// tidy removes what nobody waits for any more, a bounded part in each transaction.
func (r *Runner) tidy(ctx context.Context) error {
	const part = 1000
	for _, sweep := range []func(tx *store.Tx, now models.Time) (int64, error){
		func(tx *store.Tx, now models.Time) (int64, error) { return tx.TidyOutbox(now-millis(keepOutbox), part) },
		func(tx *store.Tx, _ models.Time) (int64, error) { return tx.TidyLanes(part) },
	} {
		for n := int64(part); n == part && ctx.Err() == nil; {
			if err := r.st.Write(ctx, func(tx *store.Tx) (err error) {
				n, err = sweep(tx, tx.Now())
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
