package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

var ctx = context.Background()

// monday is where the moved clock begins.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// bench is a database, a clock that stands, and a runner that notes what it did.
type bench struct {
	*testing.T
	st    *store.Store
	clock *clock.Moved
	*jobs.Runner

	mu   sync.Mutex
	did  []string
	fail map[string]error // by lane: how its jobs end
}

// each tells a story on both databases.
func each(t *testing.T, story func(b *bench)) {
	var c *clock.Moved
	storetest.Each(t, func() clock.Clock { c = clock.At(monday); return c }, func(t *testing.T, st *store.Store) {
		story(newBench(t, st, c, jobs.Options{}))
	})
}

func newBench(t *testing.T, st *store.Store, c *clock.Moved, o jobs.Options) *bench {
	b := &bench{T: t, st: st, clock: c, fail: map[string]error{}}
	b.Runner = jobs.New(st, c, slog.New(slog.NewTextHandler(t.Output(), nil)), o)
	b.Handle("note", func(_ context.Context, j models.Job) error {
		text, err := jobs.Payload[string](j)
		if err != nil {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.did = append(b.did, text)
		return b.fail[j.Lane]
	})
	return b
}

func (b *bench) add(work ...jobs.Work) {
	b.Helper()
	for i := range work {
		if work[i].Kind == "" {
			work[i].Kind = "note"
		}
		if work[i].Payload == nil {
			work[i].Payload = ""
		}
	}
	if err := b.st.Write(ctx, func(tx *store.Tx) error { return jobs.Add(tx, work...) }); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) settle() []string {
	b.Helper()
	soon, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if _, err := b.Settle(soon); err != nil {
		b.Fatal(err)
	}
	return b.took()
}

// took tells what was done since it was asked last.
func (b *bench) took() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	did := b.did
	b.did = nil
	return did
}

func (b *bench) jobs(f store.JobFilter) (rows []models.Job) {
	b.Helper()
	if err := b.st.Read(ctx, func(tx *store.Tx) (err error) { rows, err = tx.Jobs(f); return err }); err != nil {
		b.Fatal(err)
	}
	return rows
}

func (b *bench) wants(got []string, want ...string) {
	b.Helper()
	if !slices.Equal(got, want) {
		b.Fatalf("done: %q, wanted %q", got, want)
	}
}

func TestWorkIsThereOnlyIfItsTransactionIs(t *testing.T) {
	each(t, func(b *bench) {
		broken := errors.New("the verb failed")
		err := b.st.Write(ctx, func(tx *store.Tx) error {
			if err := jobs.Add(tx, jobs.Work{Lane: "work:a", Kind: "note", Payload: "phantom"}); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			b.Fatalf("the verb's own error is lost: %v", err)
		}
		b.wants(b.settle())
		b.add(jobs.Work{Lane: "work:a", Payload: "real"})
		b.wants(b.settle(), "real")
		if left := b.jobs(store.JobFilter{}); len(left) != 0 {
			b.Fatalf("work that is done is still there: %v", left)
		}
		if err := b.st.Read(ctx, func(tx *store.Tx) error { _, err := tx.Lane("work:a"); return err }); err == nil {
			b.Fatal("a lane without work is still there")
		}
	})
}

func TestALaneKeepsItsOrder(t *testing.T) {
	each(t, func(b *bench) {
		var want []string
		for i := range 300 {
			want = append(want, fmt.Sprint(i))
			b.add(jobs.Work{Lane: "work:publish", Payload: fmt.Sprint(i)})
		}
		b.wants(b.settle(), want...)
	})
}

func TestAFailedHostIsTriedAgainInItsOrder(t *testing.T) {
	each(t, func(b *bench) {
		lane := jobs.Host("dead.example")
		b.fail[lane] = errors.New("no answer")
		b.add(jobs.Work{Lane: lane, Payload: "1"}, jobs.Work{Lane: lane, Payload: "2"}, jobs.Work{Lane: lane, Payload: "3"})
		if did := b.settle(); len(did) == 0 {
			b.Fatal("nothing was tried")
		}
		b.add(jobs.Work{Lane: lane, Payload: "4"})
		b.wants(b.settle()) // new work does not pull a blocked lane forward
		b.clock.Advance(time.Minute)
		b.wants(b.settle(), "1") // one try to see whether the host is back
		b.clock.Advance(time.Minute)
		delete(b.fail, lane)
		b.clock.Advance(time.Minute)
		did := b.settle()
		if len(did) != 4 || did[0] != "1" {
			b.Fatalf("after the host came back: %q", did)
		}
	})
}

func TestADeadHostCostsOneTryEachTimeAndIsGivenUpAfterAWeek(t *testing.T) {
	each(t, func(b *bench) {
		lane := jobs.Host("dead.example")
		b.fail[lane] = errors.New("no answer")
		for i := range 50 {
			b.add(jobs.Work{Lane: lane, Payload: fmt.Sprint(i)})
		}
		tries := len(b.settle())
		for range 9 * 24 {
			b.clock.Advance(time.Hour)
			tries += len(b.settle())
		}
		if tries < 12 || tries > 40 {
			b.Errorf("a dead host was tried %d times in a week", tries)
		}
		dead := b.jobs(store.JobFilter{Dead: true})
		if len(dead) != 50 {
			b.Fatalf("after a week %d of 50 are given up", len(dead))
		}
		b.clock.Advance(time.Hour)
		b.wants(b.settle())
	})
}

func TestLiveHostsDoNotWaitForDeadOnes(t *testing.T) {
	each(t, func(b *bench) {
		const dead, live, each = 80, 20, 5
		slow := make(chan struct{})
		defer b.Stop()
		defer close(slow)
		b.Handle("slow", func(ctx context.Context, _ models.Job) error {
			select {
			case <-time.After(100 * time.Millisecond):
			case <-slow:
			}
			return errors.New("timed out")
		})
		var work []jobs.Work
		for i := range dead {
			for range each {
				work = append(work, jobs.Work{Lane: jobs.Host(models.Host(fmt.Sprintf("dead%d.example", i))), Kind: "slow"})
			}
		}
		for i := range live {
			for range each {
				work = append(work, jobs.Work{Lane: jobs.Host(models.Host(fmt.Sprintf("live%d.example", i))), Payload: "x"})
			}
		}
		if err := b.Start(ctx); err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		b.add(work...)
		for n := 0; n < live*each; n += len(b.took()) {
			if time.Since(began) > 10*time.Second {
				b.Fatal("live hosts wait for dead ones")
			}
			time.Sleep(5 * time.Millisecond)
		}
		if took := time.Since(began); took > 3*time.Second {
			b.Errorf("live hosts waited %s", took)
		}
	})
}

func TestTheSameKeyIsAddedOnce(t *testing.T) {
	each(t, func(b *bench) {
		b.add(jobs.Work{Lane: "work:a", Payload: "1", Once: "k"}, jobs.Work{Lane: "work:a", Payload: "2", Once: "k"})
		b.add(jobs.Work{Lane: "work:a", Payload: "3", Once: "k"})
		b.wants(b.settle(), "1")
		b.fail["work:a"] = jobs.Stop("it cannot be")
		b.add(jobs.Work{Lane: "work:a", Payload: "4", Once: "k"})
		b.wants(b.settle(), "4")
		delete(b.fail, "work:a")
		b.add(jobs.Work{Lane: "work:a", Payload: "5", Once: "k"}) // starts the dead one over
		b.wants(b.settle(), "5")
	})
}

func TestHandlersSpeakByTheirError(t *testing.T) {
	each(t, func(b *bench) {
		lane := jobs.Host("peer.example")
		b.Handle("snooze", func(context.Context, models.Job) error { return jobs.Snooze(time.Hour) })
		b.Handle("alone", func(context.Context, models.Job) error { return jobs.Alone(errors.New("its own fault")) })
		b.Handle("panic", func(context.Context, models.Job) error { panic("oh no") })
		b.Handle("stop", func(context.Context, models.Job) error { return jobs.Stop("410 Gone") })
		b.add(jobs.Work{Lane: lane, Kind: "snooze"}, jobs.Work{Lane: lane, Kind: "alone"}, jobs.Work{Lane: lane, Kind: "panic"},
			jobs.Work{Lane: lane, Kind: "stop"}, jobs.Work{Lane: lane, Kind: "unheard-of"}, jobs.Work{Lane: lane, Payload: "last"})
		b.wants(b.settle(), "last")
		for _, j := range b.jobs(store.JobFilter{}) {
			attempts, dead, words := 1, false, ""
			switch j.Kind {
			case "snooze":
				attempts = 0
			case "alone":
				words = "its own fault"
			case "panic":
				words = "oh no"
			case "stop":
				words, dead = "410 Gone", true
			case "unheard-of":
				words = "unheard-of"
			}
			if j.Attempt != attempts || j.Dead != dead || !strings.Contains(j.Error, words) {
				b.Errorf("%s ended as attempt %d, dead %v, %q", j.Kind, j.Attempt, j.Dead, j.Error)
			}
		}
		b.fail[lane] = jobs.Rest(time.Hour)
		b.add(jobs.Work{Lane: lane, Payload: "first"})
		b.wants(b.settle(), "first")
		b.add(jobs.Work{Lane: lane, Payload: "second"})
		b.wants(b.settle())
		delete(b.fail, lane)
		b.clock.Advance(time.Hour)
		if did := b.settle(); !slices.Contains(did, "first") || !slices.Contains(did, "second") {
			b.Errorf("after its rest the lane did %q", did)
		}
	})
}

func TestJobsOfOneTurnNeverRunSideBySide(t *testing.T) {
	each(t, func(b *bench) {
		var mu sync.Mutex
		under, most, all := 0, 0, 0
		b.Handle("turn", func(context.Context, models.Job) error {
			mu.Lock()
			under++
			most, all = max(most, under), all+1
			mu.Unlock()
			time.Sleep(2 * time.Millisecond)
			mu.Lock()
			under--
			mu.Unlock()
			return nil
		})
		for range 10 {
			b.add(jobs.Work{Lane: jobs.Host("a.example"), Kind: "turn", Turn: "post 1"})
		}
		b.settle()
		if most != 1 || all != 10 {
			b.Errorf("%d ran, %d of them at once", all, most)
		}
		most = 0
		for range 12 {
			b.add(jobs.Work{Lane: jobs.Host("a.example"), Kind: "turn"})
		}
		b.settle()
		if most < 2 || most > 4 {
			b.Errorf("%d deliveries to one host were under way at once, 4 are meant", most)
		}
	})
}
