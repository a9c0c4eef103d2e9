package jobs_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

func TestALeaseIsNotTakenTwice(t *testing.T) {
	each(t, func(b *bench) {
		var mu sync.Mutex
		held, ran := map[string]int{}, map[models.ID]int{}
		handler := func(_ context.Context, j models.Job) error {
			mu.Lock()
			held[j.Lane]++
			if held[j.Lane] > 1 {
				b.Errorf("two workers are in %s", j.Lane)
			}
			ran[j.ID]++
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			held[j.Lane]--
			mu.Unlock()
			return nil
		}
		one := jobs.Options{Width: func(string) int { return 1 }, Poll: 5 * time.Millisecond, Lanes: 4}
		for range 3 {
			other := newBench(t, b.st, b.clock, one)
			other.Handle("lease", handler)
			if err := other.Start(ctx); err != nil {
				b.Fatal(err)
			}
			defer other.Stop()
		}
		const lanes, each = 10, 20
		var wg sync.WaitGroup
		for n := range each {
			wg.Go(func() {
				for l := range lanes {
					b.add(jobs.Work{Lane: fmt.Sprintf("work:%d", (l+n)%lanes), Kind: "lease"})
				}
			})
		}
		wg.Wait()
		for end := time.Now().Add(20 * time.Second); len(b.jobs(store.JobFilter{Kind: "lease"})) > 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				b.Fatal("work was forgotten")
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for id, n := range ran {
			if n != 1 {
				b.Errorf("job %s ran %d times", id, n)
			}
		}
		if len(ran) != lanes*each {
			b.Errorf("%d of %d jobs ran", len(ran), lanes*each)
		}
	})
}

func TestWorkOfADeadServerIsTakenOver(t *testing.T) {
	each(t, func(b *bench) {
		b.add(jobs.Work{Lane: "work:a", Payload: "1"})
		crash(b)
		b.add(jobs.Work{Lane: "work:a", Payload: "2"}) // does not pull the leased lane forward
		b.wants(b.settle())
		b.clock.Advance(59 * time.Second)
		b.wants(b.settle())
		b.clock.Advance(time.Second)
		b.wants(b.settle(), "1", "2")
	})
}

func TestOnSQLiteLeasesOfTheServerBeforeAreVoid(t *testing.T) {
	c := clock.At(monday)
	b := newBench(t, storetest.Fresh(t, store.SQLite, c), c, jobs.Options{})
	b.add(jobs.Work{Lane: "work:a", Payload: "1"})
	crash(b)
	if err := b.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer b.Stop()
	b.wants(b.settle(), "1")
}

// crash leases a lane to a worker that is never heard of again.
func crash(b *bench) {
	b.Helper()
	if !steal(b) {
		b.Fatal("there was no lane to lease")
	}
}

func steal(b *bench) bool {
	b.Helper()
	var lanes []models.Lane
	if err := b.st.Write(ctx, func(tx *store.Tx) (err error) {
		lanes, err = tx.ClaimLanes("dead", store.Shares{Inner: 10, Well: 10, Ailing: 10}, tx.Now()+models.Time(time.Minute.Milliseconds()))
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return len(lanes) > 0
}

func TestALeaseThatWasLostInterruptsItsWork(t *testing.T) {
	each(t, func(b *bench) {
		r := newBench(t, b.st, b.clock, jobs.Options{Lease: 60 * time.Millisecond})
		begun, ended := make(chan struct{}), make(chan error, 1)
		r.Handle("long", func(ctx context.Context, _ models.Job) error {
			close(begun)
			<-ctx.Done()
			ended <- ctx.Err()
			return ctx.Err()
		})
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		r.add(jobs.Work{Lane: "work:a", Kind: "long"})
		<-begun
		for b.clock.Advance(time.Second); !steal(b); b.clock.Advance(time.Second) {
		}
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			b.Fatal("work goes on without its lease")
		}
		r.Stop()
		left := b.jobs(store.JobFilter{Lane: "work:a"})
		if len(left) != 1 || left[0].Attempt != 0 {
			b.Errorf("interrupted work is left as %+v", left)
		}
	})
}

func TestStopWaitsForWorkUnderWay(t *testing.T) {
	each(t, func(b *bench) {
		begun, go_on := make(chan struct{}), make(chan struct{})
		done := false
		b.Handle("long", func(context.Context, models.Job) error {
			close(begun)
			<-go_on
			done = true
			return nil
		})
		if err := b.Start(ctx); err != nil {
			b.Fatal(err)
		}
		b.add(jobs.Work{Lane: "work:a", Kind: "long"}, jobs.Work{Lane: "work:a", Payload: "later"})
		<-begun
		time.AfterFunc(30*time.Millisecond, func() { close(go_on) })
		b.Stop()
		if !done {
			b.Error("Stop did not wait")
		}
		left := b.jobs(store.JobFilter{Lane: "work:a"})
		if len(left) != 1 || left[0].Kind != "note" {
			b.Errorf("after Stop there is %+v", left)
		}
	})
}

func TestRegularWorkComesBack(t *testing.T) {
	each(t, func(b *bench) {
		rounds := 0
		b.Every("sweep", time.Hour, func(context.Context) error { rounds++; return nil })
		if err := b.Start(ctx); err != nil {
			b.Fatal(err)
		}
		for range 3 {
			b.clock.Advance(time.Hour)
			b.settle()
		}
		b.Stop()
		if rounds != 3 {
			b.Errorf("%d rounds in three hours", rounds)
		}
	})
}
