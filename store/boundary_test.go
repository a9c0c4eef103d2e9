package store_test

import (
	"slices"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

func TestAPeerIsOpenUntilSomebodySaysMore(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		if standing(t, s, "b.example") != models.Open {
			t.Error("a stranger does not stand open")
		}
		write(t, s, func(tx *store.Tx) error {
			for host, st := range map[models.Host]models.Standing{"b.example": models.Partner, "a.example": models.Partner, "c.example": models.Blocked} {
				if err := tx.SavePeer(&models.Peer{Host: host, Standing: st, PartnerSince: tx.Now()}); err != nil {
					return err
				}
			}
			return nil
		})
		write(t, s, func(tx *store.Tx) error {
			for range 3 {
				if err := tx.MissedPeer("b.example"); err != nil {
					return err
				}
			}
			if err := tx.MissedPeer("new.example"); err != nil {
				return err
			}
			return tx.HeardPeer("b.example")
		})
		read(t, s, func(tx *store.Tx) error {
			b, err := tx.Peer("b.example")
			if b.Standing != models.Partner || b.Fails != 3 || b.LastIn != tx.Now() || b.Since != tx.Now() {
				t.Errorf("b is %+v, %v", b, err)
			}
			partners, err := tx.Partners()
			if !slices.Equal(partners, []models.Host{"a.example", "b.example"}) {
				t.Errorf("partners are %v, %v", partners, err)
			}
			page, err := tx.Peers(store.PeerFilter{After: "b.example", Limit: 1})
			if len(page) != 1 || page[0].Host != "c.example" {
				t.Errorf("after b comes %v, %v", page, err)
			}
			return err
		})
		write(t, s, func(tx *store.Tx) error {
			if err := tx.ReachedPeer("b.example"); err != nil {
				return err
			}
			if there, err := tx.ForgetPeer("c.example"); !there || err != nil {
				t.Errorf("forgetting c: %v, %v", there, err)
			}
			there, err := tx.ForgetPeer("c.example")
			if there {
				t.Error("c was forgotten twice")
			}
			return err
		})
		read(t, s, func(tx *store.Tx) error {
			all, err := tx.PeersOf([]models.Host{"b.example", "c.example"})
			if all["b.example"].Fails != 0 || all["c.example"].Standing != models.Open {
				t.Errorf("now %+v", all)
			}
			return err
		})
	})
}

func TestWhatPeersDidIsCountedByDay(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		write(t, s, func(tx *store.Tx) error {
			if err := tx.CountPeer("a.example", "2026-11-22", models.In, models.Allow, 2); err != nil {
				return err
			}
			return tx.CountPeer("a.example", "2026-11-22", models.In, models.Allow, 3)
		})
		read(t, s, func(tx *store.Tx) error {
			days, err := tx.PeerDays("a.example", "2026-11-01")
			if len(days) != 1 || days[0].N != 5 || days[0].Day != "2026-11-22" {
				t.Errorf("counted %+v", days)
			}
			return err
		})
	})
}

func TestDecisionsAreFoundByPeerPostAndVerdict(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		five := models.ID(5)
		var ids []models.ID
		write(t, s, func(tx *store.Tx) error {
			for _, d := range []models.Decision{
				{Door: models.Out, Verdict: models.Allow, Peers: " a.example b.example ", PostID: &five},
				{Door: models.In, Verdict: models.Deny, Peers: " b.example "},
				{Door: models.Out, Verdict: models.Hold, Peers: " a.example ", PostID: &five},
			} {
				if err := tx.AddDecision(&d); err != nil {
					return err
				}
				ids = append(ids, d.ID)
			}
			return nil
		})
		for name, q := range map[string]struct {
			f    store.DecisionFilter
			want []int
		}{
			"all, newest first":  {store.DecisionFilter{}, []int{2, 1, 0}},
			"of one peer":        {store.DecisionFilter{Peer: "b.example"}, []int{1, 0}},
			"of part of a name":  {store.DecisionFilter{Peer: "example"}, nil},
			"of a post":          {store.DecisionFilter{PostID: 5}, []int{2, 0}},
			"what was stopped":   {store.DecisionFilter{Stopped: true}, []int{2, 1}},
			"denied":             {store.DecisionFilter{Verdict: models.Deny}, []int{1}},
			"the page after one": {store.DecisionFilter{Before: ids[2], Limit: 1}, []int{1}},
			"by peer and door":   {store.DecisionFilter{Peer: "a.example", Door: models.In}, nil},
		} {
			read(t, s, func(tx *store.Tx) error {
				found, err := tx.Decisions(q.f)
				var want, got []models.ID
				for _, i := range q.want {
					want = append(want, ids[i])
				}
				for _, d := range found {
					got = append(got, d.ID)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: %v, wanted %v", name, got, want)
				}
				return err
			})
		}
	})
}

func TestWhoHasAPostIsKnownUntilItIsTakenBack(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		hand := func(host models.Host) {
			write(t, s, func(tx *store.Tx) error {
				return tx.AddHanded(models.Handed{PostID: 5, Host: host, Inbox: models.IRI("https://" + host + "/inbox"), Door: models.Out})
			})
		}
		has := func(host models.Host) (there bool) {
			read(t, s, func(tx *store.Tx) (err error) { there, err = tx.HasPost(host, 5); return err })
			return there
		}
		hand("a.example")
		hand("a.example")
		hand("b.example")
		write(t, s, func(tx *store.Tx) error { return tx.EndHanded(5, "a.example") })
		if has("a.example") || !has("b.example") || has("c.example") {
			t.Error("the wrong servers have it")
		}
		read(t, s, func(tx *store.Tx) error {
			now, err := tx.HandedTo(5, false)
			ever, err2 := tx.HandedTo(5, true)
			if len(now) != 1 || len(ever) != 2 || err != nil || err2 != nil {
				t.Errorf("now %v, ever %v", now, ever)
			}
			return nil
		})
		hand("a.example")
		if !has("a.example") {
			t.Error("what was handed out again is not known")
		}
		write(t, s, func(tx *store.Tx) error { return tx.EndHanded(5) })
		if has("a.example") || has("b.example") {
			t.Error("after it was taken back from all, somebody has it")
		}
	})
}

func TestTheEpochRisesWithTheModeAndStartsClosed(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		look := func() (epoch int64, mode models.Mode, set bool) {
			read(t, s, func(tx *store.Tx) (err error) {
				epoch, err = tx.Epoch()
				if err == nil {
					mode, err = tx.Mode()
				}
				if err == nil {
					set, err = tx.ModeIsSet()
				}
				return err
			})
			return epoch, mode, set
		}
		if epoch, mode, set := look(); epoch != 1 || mode != models.Allowlist || set {
			t.Errorf("it begins with %d, %s, %v", epoch, mode, set)
		}
		write(t, s, func(tx *store.Tx) error { return tx.SetMode(models.OpenMode) })
		if epoch, mode, set := look(); epoch != 2 || mode != models.OpenMode || !set {
			t.Errorf("then %d, %s, %v", epoch, mode, set)
		}
	})
}

func TestAKeyStaysWithItsActor(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		put := func(iri models.IRI, actor models.ID, bytes string) error {
			return s.Write(ctx, func(tx *store.Tx) error {
				return tx.PutKey(&models.Key{IRI: iri, ActorID: actor, Kind: models.RSA, Public: []byte(bytes)})
			})
		}
		for _, iri := range []models.IRI{"https://a.example/k1", "https://a.example/k2"} {
			if err := put(iri, 1, "old"); err != nil {
				t.Fatal(err)
			}
		}
		if err := put("https://a.example/k1", 2, "thief"); !fault.Is(err, fault.Conflict) {
			t.Errorf("another actor took the key: %v", err)
		}
		if err := put("https://a.example/k1", 1, "new"); err != nil {
			t.Fatal(err)
		}
		write(t, s, func(tx *store.Tx) error { return tx.RetireKeysExcept(1, "https://a.example/k1") })
		write(t, s, func(tx *store.Tx) error {
			return tx.AddKey(&models.Key{IRI: "https://us.example/k", ActorID: 3, Kind: models.RSA, Public: []byte("p"), Private: []byte("sealed")})
		})
		if err := put("https://us.example/k", 3, "theirs"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a document replaced a key of ours: %v", err)
		}
		read(t, s, func(tx *store.Tx) error {
			keys, err := tx.KeysOf(1)
			if len(keys) != 1 || string(keys[0].Public) != "new" {
				t.Errorf("in use: %+v", keys)
			}
			old, err2 := tx.Key("https://a.example/k2")
			if old.Retired == 0 || err2 != nil {
				t.Errorf("the retired one: %+v, %v", old, err2)
			}
			return err
		})
	})
}

// A delivery begins from what it sends, from whether its inbox is still there, and from whether it is written down already that the server takes
// what we send, so that most deliveries write nothing about it.
func TestADeliveryBeginsFromAllItNeeds(t *testing.T) {
	var clk *clock.Moved
	storetest.Each(t, func() clock.Clock { clk = clock.At(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)); return clk }, func(t *testing.T, s *store.Store) {
		item := models.OutboxItem{Activity: "https://acme.example/a/1", Body: []byte(`{}`)}
		write(t, s, func(tx *store.Tx) error { return tx.AddOutbox(&item) })
		const inbox = models.IRI("https://b.example/inbox")
		is := func(when string, reached, ended bool) {
			t.Helper()
			read(t, s, func(tx *store.Tx) error {
				got, err := tx.Sending(item.ID, inbox)
				if got.Reached != reached || got.Ended != ended || string(got.Item.Body) != `{}` || got.Item.Activity != item.Activity {
					t.Errorf("%s: %+v", when, got)
				}
				return err
			})
		}
		is("to a server that nothing was ever sent to", false, false)
		write(t, s, func(tx *store.Tx) error { return tx.ReachedPeer("b.example") })
		is("after it took something", true, false)
		write(t, s, func(tx *store.Tx) error { return tx.MissedPeer("b.example") })
		is("after it failed", false, false)
		write(t, s, func(tx *store.Tx) error { return tx.ReachedPeer("b.example") })
		is("once it is back", true, false)
		clk.Advance(time.Hour + time.Second)
		is("an hour later", false, false)
		write(t, s, func(tx *store.Tx) error { return tx.EndInbox(inbox) })
		is("of an inbox that is gone", false, true)
		read(t, s, func(tx *store.Tx) error {
			if _, err := tx.Sending(item.ID+1, inbox); !fault.Is(err, fault.Missing) {
				t.Errorf("what is not being sent: %v", err)
			}
			return nil
		})
	})
}
