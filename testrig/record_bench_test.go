package testrig_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// BenchmarkRecorded takes in posts, and delivers one to 500 servers, as an organisation with gate and record does. What the record
// costs of it is told by a profile of this (docs/performance.md).
func BenchmarkRecorded(b *testing.B) {
	b.Run("inbox", func(b *testing.B) {
		w := testrig.NewWorld(b, "acme.example")
		w.Told = func(string) {}
		w.Server("acme.example").Allows("peer.example")
		ada, peer := w.As("ada@acme.example").GoesOutward(), w.Peer("peer.example")
		var n atomic.Int64
		b.SetParallelism(16)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := int(n.Add(1))
				if status, body := peer.Sends(ada.Inbox, note(peer, i, fmt.Sprintf("The %dth word.", i), "")); status != 202 {
					b.Errorf("answered %d %s", status, body)
				}
			}
		})
		w.Settle()
	})
	b.Run("500 deliveries", func(b *testing.B) {
		w := testrig.NewOpenWorld(b, "acme.example")
		w.Told = func(string) {}
		ada := w.As("ada@acme.example").GoesOutward()
		for i := range 500 {
			peer := w.Peer(fmt.Sprintf("p%d.example", i))
			if status, body := peer.Sends(ada.Inbox, follow(peer, ada.IRI)); status != 202 {
				b.Fatalf("answered %d %s", status, body)
			}
		}
		w.Settle()
		for b.Loop() {
			ada.Writes(conversations.Ask{Text: "To all of you.", Audience: models.Everyone, Where: conversations.World})
		}
	})
}
