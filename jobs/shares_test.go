package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
)

func host(name string, n int) string {
	return jobs.Host(models.Host(fmt.Sprintf("%s%d.example", name, n)))
}

// within waits for something, and fails with what was wanted.
func (b *bench) within(d time.Duration, what string, so func() bool) {
	b.Helper()
	for end := time.Now().Add(d); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("after %s it is not so that %s", d, what)
		}
	}
}

// However many servers fail, and however long each keeps a worker waiting, those that answer are served at once, and so is
// our own work.
func TestServersThatFailLeaveRoomForOthers(t *testing.T) {
	each(t, func(b *bench) {
		const dead = 40
		r := newBench(t, b.st, b.clock, jobs.Options{Lanes: 4, Poll: 10 * time.Millisecond, Drain: 10 * time.Millisecond})
		var round atomic.Int32
		r.Handle("dead", func(ctx context.Context, _ models.Job) error {
			if round.Load() == 0 {
				return errors.New("refused")
			}
			<-ctx.Done() // silence
			return errors.New("no answer")
		})
		for i := range dead {
			r.add(jobs.Work{Lane: host("dead", i), Kind: "dead"})
		}
		r.settle()
		round.Store(1)
		b.clock.Advance(time.Minute)
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		began := time.Now()
		b.clock.Advance(time.Second)
		for i := range 20 {
			r.add(jobs.Work{Lane: host("live", i), Payload: "live"}, jobs.Work{Lane: "work:a", Payload: "inner"})
		}
		did := map[string]int{}
		b.within(20*time.Second, "all is done that does not lead to a dead server", func() bool {
			for _, what := range r.took() {
				did[what]++
			}
			return did["live"] == 20 && did["inner"] == 20
		})
		if took := time.Since(began); took > 10*time.Second {
			b.Errorf("it took %s", took)
		}
	})
}

// Servers that are silent from their first job on keep their places for a moment only.
func TestASilentServerGivesItsPlaceToAnother(t *testing.T) {
	each(t, func(b *bench) {
		r := newBench(t, b.st, b.clock, jobs.Options{Lanes: 4, Slow: 30 * time.Millisecond, Poll: 10 * time.Millisecond, Drain: 10 * time.Millisecond})
		var silent atomic.Int32
		r.Handle("silent", func(ctx context.Context, _ models.Job) error {
			silent.Add(1)
			<-ctx.Done()
			return errors.New("no answer")
		})
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		for i := range 8 {
			r.add(jobs.Work{Lane: host("silent", i), Kind: "silent"})
		}
		b.within(10*time.Second, "eight silent servers are asked", func() bool { return silent.Load() == 8 })
		r.add(jobs.Work{Lane: host("live", 1), Payload: "live"})
		b.within(10*time.Second, "the one that answers is served", func() bool { return len(r.took()) == 1 })
	})
}

// A flood into one lane is worked in slices: the others have their turn between them.
func TestAFloodIntoOneLaneStarvesNobody(t *testing.T) {
	each(t, func(b *bench) {
		r := newBench(t, b.st, b.clock, jobs.Options{Lanes: 1, Slice: 20 * time.Millisecond, Poll: 10 * time.Millisecond})
		var flood atomic.Int32
		r.Handle("flood", func(context.Context, models.Job) error {
			flood.Add(1)
			time.Sleep(2 * time.Millisecond)
			b.clock.Advance(2 * time.Millisecond)
			return nil
		})
		var work []jobs.Work
		for range 1000 {
			work = append(work, jobs.Work{Lane: host("flood", 1), Kind: "flood"})
		}
		r.add(work...)
		if err := r.Start(ctx); err != nil {
			b.Fatal(err)
		}
		defer r.Stop()
		b.within(10*time.Second, "the flood is worked on", func() bool { return flood.Load() > 0 })
		r.add(jobs.Work{Lane: host("quiet", 1), Payload: "quiet"})
		b.within(10*time.Second, "the quiet one has its turn", func() bool { return len(r.took()) == 1 })
		if n := flood.Load(); n == 1000 {
			b.Error("the quiet one waited for the whole flood")
		}
	})
}

// When the block of a server ends, one delivery goes first; the others follow only when it arrived.
func TestAfterABlockOneJobGoesFirst(t *testing.T) {
	each(t, func(b *bench) {
		lane := host("a", 1)
		var under, most, tries atomic.Int32
		back := false
		b.Handle("deliver", func(context.Context, models.Job) error {
			n := under.Add(1)
			defer under.Add(-1)
			if tries.Add(1) == 1 && back && n > 1 {
				b.Error("the first after a block was not alone")
			}
			for was := most.Load(); n > was && !most.CompareAndSwap(was, n); was = most.Load() {
			}
			time.Sleep(5 * time.Millisecond)
			if !back {
				return errors.New("no answer")
			}
			return nil
		})
		for range 40 {
			b.add(jobs.Work{Lane: lane, Kind: "deliver"})
		}
		b.settle()
		for range 5 {
			tries.Store(0)
			b.clock.Advance(13 * time.Hour)
			b.settle()
			if n := tries.Load(); n != 1 {
				b.Fatalf("%d deliveries were tried at a server that was still down", n)
			}
		}
		back = true
		tries.Store(0)
		most.Store(0)
		b.clock.Advance(13 * time.Hour)
		b.settle()
		if n, m := tries.Load(), most.Load(); n != 40 || m < 2 || m > 4 {
			b.Errorf("after it came back %d were delivered, %d at once", n, m)
		}
	})
}

// A delivery is tried for seven days and no less, with waits that differ from server to server.
func TestADeliveryIsTriedForSevenDays(t *testing.T) {
	each(t, func(b *bench) {
		const hosts = 6
		last, second := map[string]time.Duration{}, map[time.Duration]bool{}
		tries := map[string]int{}
		b.Handle("deliver", func(_ context.Context, j models.Job) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			age := b.clock.Now().Sub(monday)
			if tries[j.Lane]++; tries[j.Lane] == 2 {
				second[age] = true
			}
			last[j.Lane] = age
			return errors.New("no answer")
		})
		for i := range hosts {
			b.add(jobs.Work{Lane: host("dead", i), Kind: "deliver"})
		}
		for b.settle(); b.clock.Now().Sub(monday) < time.Minute; b.settle() {
			b.clock.Advance(time.Second)
		}
		if len(second) < 3 {
			b.Errorf("six servers were tried again at %v: what failed together comes back together", second)
		}
		for b.clock.Now().Sub(monday) < 7*24*time.Hour-time.Minute {
			b.clock.Advance(30 * time.Minute)
			b.settle()
			if dead := b.jobs(store.JobFilter{Dead: true}); len(dead) > 0 && b.clock.Now().Sub(monday) < 7*24*time.Hour {
				b.Fatalf("given up after %s", b.clock.Now().Sub(monday))
			}
		}
		for range 48 {
			b.clock.Advance(time.Hour)
			b.settle()
		}
		for lane, age := range last {
			if age < 7*24*time.Hour {
				b.Errorf("%s was tried for %s only", lane, age)
			}
		}
		if dead := b.jobs(store.JobFilter{Dead: true}); len(dead) != hosts {
			b.Errorf("%d of %d are given up in the end", len(dead), hosts)
		}
	})
}

// What somebody waits for overtakes the rest of its lane, though not what it belongs to.
func TestUrgentWorkOvertakes(t *testing.T) {
	each(t, func(b *bench) {
		lane := host("a", 1)
		r := newBench(t, b.st, b.clock, jobs.Options{Width: func(string) int { return 1 }})
		for i := range 300 {
			r.add(jobs.Work{Lane: lane, Payload: fmt.Sprint("bulk ", i), Turn: fmt.Sprint("post ", i)})
		}
		r.add(jobs.Work{Lane: lane, Payload: "letter", Turn: "letter", Urgent: true})
		r.add(jobs.Work{Lane: lane, Payload: "edit of 290", Turn: "post 290", Urgent: true})
		did := r.settle()
		at := map[string]int{}
		for i, what := range did {
			at[what] = i
		}
		if len(did) != 302 || at["letter"] != 0 {
			b.Errorf("of %d the letter was number %d", len(did), at["letter"])
		}
		if at["edit of 290"] < at["bulk 290"] {
			b.Error("an edit overtook its post")
		}
		for i := range 200 {
			r.add(jobs.Work{Lane: lane, Payload: fmt.Sprint("urgent ", i), Urgent: true})
		}
		r.add(jobs.Work{Lane: lane, Payload: "bulk"})
		did = r.settle()
		for i, what := range did {
			if what == "bulk" && i > 130 {
				b.Errorf("what nobody waits for came as number %d", i)
			}
		}
	})
}

// Regular work runs once over all runners of a database.
func TestRegularWorkRunsOnceOverAllNodes(t *testing.T) {
	each(t, func(b *bench) {
		var rounds atomic.Int32
		var nodes []*bench
		for range 3 {
			n := newBench(t, b.st, b.clock, jobs.Options{Poll: 5 * time.Millisecond})
			n.Every("sweep", time.Hour, func(context.Context) error { rounds.Add(1); return nil })
			nodes = append(nodes, n)
		}
		for _, n := range nodes {
			if err := n.Start(ctx); err != nil {
				b.Fatal(err)
			}
			defer n.Stop()
		}
		for i := range int32(3) {
			b.clock.Advance(time.Hour)
			for _, n := range nodes {
				n.settle()
			}
			b.within(10*time.Second, "the round is over", func() bool { return rounds.Load() > i })
		}
		if n := rounds.Load(); n != 3 {
			b.Errorf("%d rounds in three hours on three nodes", n)
		}
	})
}
