package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// BenchmarkInbox takes activities as the inbox does: many callers, one commit.
func BenchmarkInbox(b *testing.B) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			s := storetest.Fresh(b, dialect, nil)
			body := make([]byte, 900)
			var n atomic.Int64
			b.SetParallelism(32)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					it := models.InboxItem{Activity: models.IRI(fmt.Sprintf("https://a.example/%d", n.Add(1))), Host: "a.example", Verb: models.Create, Body: body}
					if err := s.Join(ctx, func(tx *store.Tx) error { _, err := tx.AddInbox(&it); return err }); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkClaim leases one lane beside 20,000 blocked ones and lets it go.
func BenchmarkClaim(b *testing.B) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			s := storetest.Fresh(b, dialect, nil)
			write(b, s, func(tx *store.Tx) error {
				var jobs []models.Job
				for i := range 20_000 {
					jobs = append(jobs, models.Job{Lane: fmt.Sprintf("host:dead%d.example", i), Kind: "x", RunAt: tx.Now() + 60*minute})
				}
				return tx.AddJobs(append(jobs, models.Job{Lane: "host:live.example", Kind: "x", RunAt: tx.Now()}))
			})
			b.ResetTimer()
			for range b.N {
				write(b, s, func(tx *store.Tx) error {
					lanes, err := tx.ClaimLanes("me", store.Shares{Inner: 10, Well: 10, Ailing: 10}, tx.Now()+minute)
					if err == nil && len(lanes) != 1 {
						err = fmt.Errorf("%d lanes", len(lanes))
					}
					if err != nil {
						return err
					}
					return tx.ReleaseLane(lanes[0].Name, store.Release{Owner: "me"})
				})
			}
		})
	}
}
