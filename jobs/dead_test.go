package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
)

// Five thousand servers are dead, with ten deliveries each. What they cost is one try for each server, however much waits for
// it, and the next one later; the servers that live are served before most of the dead were even looked at.
func TestFiveThousandDeadServersCostTheLivingNothing(t *testing.T) {
	each(t, func(b *bench) {
		const dead, each, live = 5000, 10, 50
		r := newBench(t, b.st, b.clock, jobs.Options{Poll: 10 * time.Millisecond})
		var tries atomic.Int32
		r.Handle("dead", func(context.Context, models.Job) error {
			tries.Add(1)
			return errors.New("nobody is there")
		})
		for i := 0; i < dead; i += 500 {
			var work []jobs.Work
			for n := range 500 {
				for range each {
					work = append(work, jobs.Work{Lane: host("dead", i+n), Kind: "dead"})
				}
			}
			r.add(work...)
		}
		if _, err := r.Settle(ctx); err != nil {
			b.Fatal(err)
		}
		if n := tries.Load(); n < dead || n > 4*dead { // four are under way at once when the first of them fails
			b.Errorf("the first round cost %d tries", n)
		}

		// All of them are due again, and so is what the living are to get.
		tries.Store(0)
		b.clock.Advance(time.Minute)
		for i := range live {
			r.add(jobs.Work{Lane: host("live", i), Payload: "live"})
		}
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		did := 0
		b.within(30*time.Second, "all is done that does not lead to a dead server", func() bool { did += len(r.took()); return did == live })
		if n := tries.Load(); n > dead/5 {
			b.Errorf("before the living were served, %d tries went to the dead", n)
		}
		b.within(120*time.Second, "each of the dead was tried once more", func() bool { return tries.Load() >= dead })
		var left store.Backlog
		b.within(60*time.Second, "each of them waits for its next turn", func() bool {
			if err := b.st.Read(ctx, func(tx *store.Tx) (err error) { left, err = tx.Backlog(); return err }); err != nil {
				b.Fatal(err)
			}
			return left.Rests == dead
		})
		if n := tries.Load(); n != dead || left.Dead != 0 {
			b.Errorf("the second round cost %d tries, and %+v is left", n, left)
		}
	})
}
