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

// The clock jumps an hour ahead and back again, while servers talk: work goes on at once both times, nothing is lost, and
// what is tried again later is tried again when it was meant to be.
func TestTheClockJumpsAnHourBothWays(t *testing.T) {
	each(t, func(b *bench) {
		r := newBench(t, b.st, b.clock, jobs.Options{Poll: 5 * time.Millisecond})
		var tries atomic.Int32
		r.Handle("later", func(context.Context, models.Job) error {
			if tries.Add(1) == 1 {
				return jobs.Alone(errors.New("not yet"))
			}
			return nil
		})
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		arrives := func(what string) {
			b.Helper()
			r.add(jobs.Work{Lane: jobs.Host("a.example"), Payload: what}, jobs.Work{Lane: "work:a", Payload: what})
			n := 0
			b.within(10*time.Second, what+" is done at once", func() bool { n += len(r.took()); return n == 2 })
		}
		arrives("before")
		b.clock.Advance(time.Hour)
		arrives("an hour ahead")
		r.add(jobs.Work{Lane: "work:b", Kind: "later"})
		b.within(10*time.Second, "the first try fails", func() bool {
			left := b.jobs(store.JobFilter{Kind: "later"})
			return len(left) == 1 && left[0].Attempt == 1
		})
		r.add(jobs.Work{Lane: "work:c", Payload: "soon", RunAt: models.At(b.clock.Now().Add(time.Minute))})
		b.clock.Advance(-time.Hour)
		arrives("an hour back")
		b.clock.Advance(2 * time.Minute)
		b.within(10*time.Second, "what was to be tried again soon is", func() bool { return tries.Load() == 2 })
		b.within(10*time.Second, "what was to be done soon is", func() bool { return len(r.took()) == 1 })
		b.within(10*time.Second, "nothing is left behind", func() bool { return len(b.jobs(store.JobFilter{Lane: "work:b"})) == 0 })
	})
}
