package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"

	"log/slog"
)

// BenchmarkDeliveries adds one job for each of 50 hosts and runs them all; one op is one job, from insert to done.
func BenchmarkDeliveries(b *testing.B) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			st := storetest.Fresh(b, dialect, clock.System{})
			r := jobs.New(st, clock.System{}, slog.New(slog.DiscardHandler), jobs.Options{})
			r.Handle("nothing", func(context.Context, models.Job) error { return nil })
			b.ResetTimer()
			for n := 0; n < b.N; n += 500 {
				var work []jobs.Work
				for i := range 500 {
					work = append(work, jobs.Work{Lane: jobs.Host(models.Host(fmt.Sprintf("h%d.example", i%50))), Kind: "nothing"})
				}
				if err := st.Write(ctx, func(tx *store.Tx) error { return jobs.Add(tx, work...) }); err != nil {
					b.Fatal(err)
				}
				if _, err := r.Settle(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLiveBesideDead is the case that lanes are for: 20 dead hosts with 20,000 jobs, each try a second, and 200 live
// hosts with 4,000; 32 lanes at once. One op is until the last live one is done.
func BenchmarkLiveBesideDead(b *testing.B) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			for range b.N {
				st := storetest.Fresh(b, dialect, clock.System{})
				r := jobs.New(st, clock.System{}, slog.New(slog.DiscardHandler), jobs.Options{Lanes: 32})
				var tries atomic.Int64
				var live sync.WaitGroup
				live.Add(4000)
				r.Handle("dead", func(ctx context.Context, _ models.Job) error {
					tries.Add(1)
					select {
					case <-time.After(time.Second):
					case <-ctx.Done():
					}
					return errors.New("no answer")
				})
				r.Handle("live", func(context.Context, models.Job) error { live.Done(); return nil })
				var work []jobs.Work
				for i := range 20_000 {
					work = append(work, jobs.Work{Lane: jobs.Host(models.Host(fmt.Sprintf("dead%d.example", i%20))), Kind: "dead"})
				}
				for i := range 4000 {
					work = append(work, jobs.Work{Lane: jobs.Host(models.Host(fmt.Sprintf("live%d.example", i%200))), Kind: "live"})
				}
				if err := st.Write(ctx, func(tx *store.Tx) error { return jobs.Add(tx, work...) }); err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				if err := r.Start(ctx); err != nil {
					b.Fatal(err)
				}
				live.Wait()
				b.ReportMetric(time.Since(began).Seconds(), "s/live")
				b.ReportMetric(float64(tries.Load()), "dead-tries")
				r.Stop()
			}
		})
	}
}
