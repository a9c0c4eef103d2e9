package testrig_test

import (
	"strings"
	"testing"

	"guildhall/ledger"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

func decisions(s *testrig.Server, f store.DecisionFilter) []models.Decision {
	var rows []models.Decision
	f.Limit = 100
	s.Read(func(tx *store.Tx) (err error) {
		rows, err = tx.Decisions(f)
		return err
	})
	return rows
}

func TestStoryWhatCrossedIsRecorded(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	acme := w.Server("acme.example").Partners("guild.example").Partners("north.example")
	w.Server("guild.example").Partners("acme.example")
	w.Server("north.example").Partners("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").Follows("ada@acme.example")
	w.As("noor@north.example").Follows("ada@acme.example")
	post := ada.Posts("For both partners.", conversations.Partners)
	rows := decisions(acme, store.DecisionFilter{PostID: post.ID, Door: models.Out})
	if len(rows) != 1 || rows[0].Verdict != models.Allow || len(strings.Fields(rows[0].Peers)) != 2 || rows[0].Distance != "guild.example,north.example" {
		t.Errorf("crossings that differ only in the peer share one row that names each: %+v", rows)
	}
	acme.Blocks("north.example")
	second := ada.Posts("After the block.", conversations.World)
	var denied int
	for _, r := range decisions(acme, store.DecisionFilter{PostID: second.ID}) {
		if r.Verdict == models.Deny && strings.Contains(r.Peers, " north.example ") && r.Rule == "standing" && r.Why != "" {
			denied++
		}
	}
	if denied == 0 {
		t.Error("a refusal was not recorded with its peer, rule and sentence")
	}
}

func TestStoryRefusalsOfStrangersAreCapped(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer := w.Peer("flood.example")
	for range ledger.RefusalsPerHour + 40 {
		peer.Sends(ada.Inbox, follow(peer, ada.IRI))
	}
	w.Settle()
	acme := w.Server("acme.example")
	if n := len(decisions(acme, store.DecisionFilter{Peer: "flood.example"})); n != ledger.RefusalsPerHour {
		t.Errorf("%d rows for one stranger in an hour", n)
	}
	var sum int64
	acme.Read(func(tx *store.Tx) error {
		days, err := tx.PeerDays("flood.example", "2026-01-01")
		for _, d := range days {
			if d.Door == models.In && d.Verdict == models.Deny {
				sum += d.N
			}
		}
		return err
	})
	if sum != int64(ledger.RefusalsPerHour+40) {
		t.Errorf("the sum says %d", sum)
	}
}
