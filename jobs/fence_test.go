package jobs_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
)

// A worker that sleeps past its lease wakes when another has done its work: nothing that it writes down then changes
// anything, neither the end of its job nor what its handler did in a transaction.
func TestALateWorkerChangesNothing(t *testing.T) {
	for how, end := range map[string]error{"done": nil, "failed": errors.New("no"), "stopped": jobs.Stop("no more"), "put off": jobs.Snooze(time.Hour)} {
		t.Run(how, func(t *testing.T) {
			each(t, func(b *bench) {
				asleep, awake, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
				b.Handle("nap", func(ctx context.Context, _ models.Job) error {
					close(asleep)
					<-awake
					ended <- b.st.Write(ctx, func(tx *store.Tx) error { return jobs.Still(ctx, tx) })
					return end
				})
				b.add(jobs.Work{Lane: "work:a", Kind: "nap"})
				late := make(chan error, 1)
				go func() { _, err := b.Settle(ctx); late <- err }()
				<-asleep
				b.clock.Advance(2 * time.Minute) // nobody renewed the lease

				other := newBench(t, b.st, b.clock, jobs.Options{})
				tries := 0
				other.Handle("nap", func(context.Context, models.Job) error { tries++; return jobs.Alone(errors.New("not yet")) })
				other.settle()
				before := b.jobs(store.JobFilter{})
				if tries != 1 || len(before) != 1 || before[0].Attempt != 1 {
					b.Fatalf("the other worker tried %d times and left %+v", tries, before)
				}
				close(awake)
				if err := <-ended; !fault.Is(err, fault.Conflict) {
					b.Errorf("what the late handler wrote was taken: %v", err)
				}
				if err := <-late; err != nil {
					b.Fatal(err)
				}
				if after := b.jobs(store.JobFilter{}); len(after) != 1 || after[0].Attempt != 1 || after[0].Dead || after[0].RunAt != before[0].RunAt {
					b.Errorf("the late worker left %+v, and it was %+v", after, before)
				}
			})
		})
	}
}

// A job that ends with what it did does not run again, though its worker dies before it can say so; one whose work was taken back does.
func TestAJobEndsWithWhatItDid(t *testing.T) {
	each(t, func(b *bench) {
		did, dies := make(chan struct{}), make(chan struct{})
		defer close(dies)
		refused := true
		step := func(ctx context.Context) error {
			return b.st.Join(ctx, func(tx *store.Tx) error {
				if err := jobs.Add(tx, jobs.Work{Lane: "work:b", Kind: "followed", RunAt: tx.Now() + 60*60_000}); err != nil {
					return err
				}
				if err := jobs.Done(ctx, tx); err != nil || !refused {
					return err
				}
				return jobs.Alone(errors.New("not yet"))
			})
		}
		b.Handle("step", func(ctx context.Context, _ models.Job) error { return step(ctx) })
		b.add(jobs.Work{Lane: "work:a", Kind: "step"})
		b.settle()
		if left := b.jobs(store.JobFilter{}); len(left) != 1 || left[0].Kind != "step" || left[0].Attempt != 1 {
			b.Fatalf("what was taken back left %+v", left)
		}
		refused = false
		b.Handle("step", func(ctx context.Context, _ models.Job) error {
			err := step(ctx)
			close(did)
			<-dies
			return err
		})
		b.clock.Advance(time.Minute)
		go func() { _, _ = b.Settle(ctx) }()
		<-did
		b.clock.Advance(2 * time.Minute) // nobody renewed the lease
		other := newBench(t, b.st, b.clock, jobs.Options{})
		other.Handle("step", func(context.Context, models.Job) error { b.Error("it ran again"); return nil })
		other.settle()
		if left := b.jobs(store.JobFilter{}); len(left) != 1 || left[0].Kind != "followed" {
			b.Errorf("it left %+v", left)
		}
	})
}

// What belongs together stays in order, also when the first of it fails for a reason of its own and is to be tried later.
func TestAFailureKeepsWhatBelongsTogetherInOrder(t *testing.T) {
	each(t, func(b *bench) {
		for _, lane := range []string{jobs.Host("a.example"), "work:a"} {
			var mu sync.Mutex
			var did []string
			fails := true
			b.Handle("step", func(_ context.Context, j models.Job) error {
				mu.Lock()
				defer mu.Unlock()
				what, _ := jobs.Payload[string](j)
				if fails && what == "create" {
					return jobs.Alone(errors.New("not yet"))
				}
				did = append(did, what)
				return nil
			})
			b.add(jobs.Work{Lane: lane, Kind: "step", Turn: "post 1", Payload: "create"}, jobs.Work{Lane: lane, Kind: "step", Turn: "post 1", Payload: "update"},
				jobs.Work{Lane: lane, Kind: "step", Turn: "post 2", Payload: "other"}, jobs.Work{Lane: lane, Kind: "step", Payload: "nobody's"})
			b.settle()
			b.add(jobs.Work{Lane: lane, Kind: "step", Turn: "post 1", Payload: "delete"})
			b.settle()
			slices.Sort(did)
			b.wants(did, "nobody's", "other")
			did, fails = nil, false
			for range 3 {
				b.clock.Advance(time.Minute)
				b.settle()
			}
			b.wants(did, "create", "update", "delete")
		}
	})
}

// Long work keeps its lane: the lease is moved on as long as it lasts, and nobody else begins it.
func TestLongWorkKeepsItsLane(t *testing.T) {
	each(t, func(b *bench) {
		const lease = 300 * time.Millisecond
		r := newBench(t, b.st, b.clock, jobs.Options{Lease: lease})
		begun, go_on := make(chan struct{}), make(chan struct{})
		r.Handle("long", func(context.Context, models.Job) error { close(begun); <-go_on; return nil })
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		r.add(jobs.Work{Lane: "work:a", Kind: "long"})
		<-begun
		held := func() models.Time {
			var l models.Lane
			if err := b.st.Read(ctx, func(tx *store.Tx) (err error) { l, err = tx.Lane("work:a"); return err }); err != nil {
				b.Fatal(err)
			}
			return l.Lease
		}
		first := held()
		for range 4 { // the clock goes on by less than a lease, and the worker has time to move it
			b.clock.Advance(lease / 2)
			for was, end := held(), time.Now().Add(10*time.Second); held() == was; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					b.Fatal("the lease was not moved on")
				}
			}
			if steal(b) {
				b.Fatal("a lane with work under way was leased by another")
			}
		}
		if held() <= first {
			b.Error("the lease did not move")
		}
		close(go_on)
	})
}

// A lease that could not be given back while the database was away runs out: nobody moves it on.
func TestALeaseOfNobodyRunsOut(t *testing.T) {
	each(t, func(b *bench) {
		b.add(jobs.Work{Lane: "work:a", Payload: "1"})
		crash(b)
		err := b.st.Write(ctx, func(tx *store.Tx) error {
			held, err := tx.RenewLanes("dead", []string{"work:b"}, tx.Now()+60*60_000)
			if len(held) != 0 {
				b.Errorf("%q were moved on", held)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		b.clock.Advance(time.Minute)
		b.wants(b.settle(), "1")
	})
}
