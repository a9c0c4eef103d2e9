package jobs_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
)

// That the database was away is no failure of a server, and takes no try of a job: both go on as soon as it is back, in order.
func TestADatabaseThatIsAwayIsNobodysFailure(t *testing.T) {
	each(t, func(b *bench) {
		lane := jobs.Host("a.example")
		var tries atomic.Int32
		b.Handle("asks", func(ctx context.Context, _ models.Job) error {
			if tries.Add(1) <= 3 {
				ctx = store.WithPatience(ctx, 0)
			}
			return b.st.Read(ctx, func(tx *store.Tx) error { _, err := tx.Epoch(); return err })
		})
		b.add(jobs.Work{Lane: lane, Kind: "asks", Turn: "one"}, jobs.Work{Lane: lane, Payload: "behind", Turn: "one"})
		for range 3 {
			did := b.settle()
			left := b.jobs(store.JobFilter{Lane: lane})
			if len(left) != 2 || left[0].Attempt+left[1].Attempt != 0 || len(did) != 0 {
				t.Fatalf("while the database is away: %+v", left)
			}
			b.clock.Advance(2 * time.Second)
		}
		b.wants(b.settle(), "behind")
	})
}
