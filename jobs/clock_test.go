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
			b.within(30*time.Second, what+" is done at once", func() bool { n += len(r.took()); return n == 2 })
		}
		arrives("before")
		b.clock.Advance(time.Hour)
		arrives("an hour ahead")
		r.add(jobs.Work{Lane: "work:b", Kind: "later"})
		b.within(30*time.Second, "the first try fails", func() bool {
			left := b.jobs(store.JobFilter{Kind: "later"})
			return len(left) == 1 && left[0].Attempt == 1
		})
		r.add(jobs.Work{Lane: "work:c", Payload: "soon", RunAt: models.At(b.clock.Now().Add(time.Minute))})
		b.clock.Advance(-time.Hour)
		arrives("an hour back")
		b.clock.Advance(2 * time.Minute)
		b.within(30*time.Second, "what was to be tried again soon is", func() bool { return tries.Load() == 2 })
		b.within(30*time.Second, "what was to be done soon is", func() bool { return len(r.took()) == 1 })
		b.within(30*time.Second, "nothing is left behind", func() bool { return len(b.jobs(store.JobFilter{Lane: "work:b"})) == 0 })
	})
}

// What was being written when the clock jumped back still has the time of its beginning, an hour ahead, and it is kept after all else
// was mended. It is not done an hour late.
func TestWhatWasBeingWrittenWhenTheClockJumpedBackIsNotLate(t *testing.T) {
	each(t, func(b *bench) {
		r := newBench(t, b.st, b.clock, jobs.Options{Poll: 5 * time.Millisecond})
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		b.clock.Advance(time.Hour)
		r.add(jobs.Work{Lane: "work:seen", Payload: "seen"})
		b.within(30*time.Second, "the node has seen the hour ahead", func() bool { return len(r.took()) == 1 })
		r.add(jobs.Work{Lane: "work:mark", RunAt: models.At(b.clock.Now().Add(time.Minute))})
		began, goOn, kept := make(chan bool), make(chan bool), make(chan error, 1)
		go func() {
			kept <- b.st.Write(ctx, func(tx *store.Tx) error {
				close(began)
				<-goOn
				return jobs.Add(tx, jobs.Work{Lane: "work:late", Kind: "note", Payload: "late"})
			})
		}()
		<-began
		b.clock.Advance(-time.Hour)
		if b.st.Dialect() == store.Postgres { // elsewhere whoever mends waits for whoever writes
			b.within(10*time.Second, "what was there is mended", func() bool {
				return b.jobs(store.JobFilter{Lane: "work:mark"})[0].RunAt < models.At(b.clock.Now().Add(time.Hour/2))
			})
		}
		close(goOn)
		if err := <-kept; err != nil {
			b.Fatal(err)
		}
		b.within(30*time.Second, "what was being written is done", func() bool { return len(r.took()) == 1 })
	})
}
