package testrig_test

import (
	"context"
	"strings"
	"testing"

	"guildhall/config"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/farewell"
	"guildhall/services/holds"
	"guildhall/store"
	"guildhall/testrig"
)

// textsKept counts the texts of what crossed that the record still has.
func textsKept(s *testrig.Server) (n int) {
	s.Read(func(tx *store.Tx) error {
		rows, err := tx.DecisionsAfter(0, 1<<62)
		if err != nil {
			return err
		}
		past, err := s.Ledger.Recall(tx, rows)
		for _, p := range past {
			if len(p.Inputs) > 0 && p.Inputs[0].Post.Text != "" {
				n++
			}
		}
		return err
	})
	return n
}

// Whoever deletes a post under a legal hold notices nothing of it: the post is gone for everybody, and other servers are told. Its text,
// its picture and what the record keeps of it stay until the hold is lifted; the next sweep takes them then.
func TestStoryWhatIsDeletedUnderAHoldIsGoneForEverybodyAndNotDestroyed(t *testing.T) {
	w, ada, peer := outside(t)
	acme, bob := w.Server("acme.example"), w.As("bob@acme.example")
	picture := fileOf(t, ada, "The bench.")
	post := ada.Writes(conversations.Ask{Text: "The valve was open.", Where: conversations.World, Audience: models.Everyone, Files: []models.ID{picture.ID}})
	free := ada.Posts("Nobody asks for this.", conversations.World)
	hold := held(t, acme, models.HoldPost, post.URL)
	if n := textsKept(acme); n != 2 {
		t.Fatalf("the record has %d texts", n)
	}
	ada.Deletes(post)
	ada.Deletes(free)
	bob.SeesNot("The valve was open.")
	if peer.GotOfType("Delete") != 2 {
		t.Errorf("the peer was told %v", peer.Got())
	}
	w.Later(2 * day)
	if err := acme.Files.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := swept(t, acme); got != "" {
		t.Errorf("under the hold went %s", got)
	}
	there := func() (yes bool) {
		acme.Read(func(tx *store.Tx) error {
			_, err := tx.Media(picture.ID)
			if yes = err == nil; fault.Is(err, fault.Missing) {
				return nil
			}
			return err
		})
		return yes
	}
	if n := textsKept(acme); n != 1 || !there() {
		t.Errorf("under the hold the record has %d texts, and the picture is there: %v", n, there())
	}
	lifted(acme, hold)
	if got := swept(t, acme); got != "copies under a hold 1" {
		t.Errorf("when it was lifted went %q", got)
	}
	if err := acme.Files.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := textsKept(acme); n != 0 || there() {
		t.Errorf("after the hold the record has %d texts, and the picture is there: %v", n, there())
	}
}

// A hold on an account stops whoever would erase it, with a sentence, and time: notices, what was received, the record. Another's goes
// as always, and the record verifies.
func TestStoryAHoldOnAnAccountStopsErasingAndTime(t *testing.T) {
	w, ada, peer := outside(t)
	acme, bob := w.Server("acme.example"), w.As("bob@acme.example").GoesOutward()
	acme.Anew(func(s *config.Settings) { s.KeepTexts, s.KeepRecords, s.KeepInbox, s.KeepNotices = 5, 5, 5, 7 })
	peer.Sends(bob.Inbox, strings.Replace(follow(peer, bob.IRI), "/follows/1", "/follows/2", 1))
	w.Settle()
	post := ada.Posts("Hers.", conversations.World)
	bob.Posts("His.", conversations.World)
	bob.Thanks("Hers.")
	ada.Thanks("His.")
	hold := held(t, acme, models.HoldAccount, "@ada@acme.example")
	err := acme.Store.Write(t.Context(), func(tx *store.Tx) error {
		a, err := tx.ActorByID(ada.ID)
		if err != nil {
			return err
		}
		return farewell.Erase(tx, acme.Ledger, acme.Site, a, farewell.Ask{Posts: models.PostsKept, Reason: "She asked."})
	})
	if err == nil || !strings.Contains(fault.Say(err), "legal hold") {
		t.Errorf("she is erased: %v", err)
	}
	w.Later(10 * day)
	got := swept(t, acme)
	for _, kind := range []string{"record texts 1", "records ", "notices ", "received bytes 1"} {
		if !strings.Contains(got, kind) {
			t.Errorf("of bob's there went %q, and no %s", got, kind)
		}
	}
	if n := textsKept(acme); n != 1 {
		t.Errorf("the record has %d texts", n)
	}
	if ada.Noticed(models.NoticeFavourite) != 1 || bob.Noticed(models.NoticeFavourite) != 1 {
		t.Error("a notice of hers, or of what she did, went")
	}
	acme.Read(func(tx *store.Tx) error {
		about, err := tx.Decisions(store.DecisionFilter{Person: acme.Ledger.Person(ada.ID), Limit: 50})
		his, again := tx.Decisions(store.DecisionFilter{Person: acme.Ledger.Person(bob.ID), Limit: 50})
		if len(about) == 0 || len(his) != 0 {
			t.Errorf("the record has %d answers about her, and %d about him", len(about), len(his))
		}
		acts, also := tx.Acts(store.ActFilter{Verb: "hold."})
		if len(acts) != 1 || acts[0].What != "account @ada@acme.example" || acts[0].Reason != "Case 7." {
			t.Errorf("the record tells of holds: %+v", acts)
		}
		for _, e := range []error{again, also} {
			if err == nil {
				err = e
			}
		}
		return err
	})
	if v, err := acme.Ledger.Verify(t.Context()); err != nil || !v.Sound() || v.Before != 0 {
		t.Errorf("the record says %+v, %v", v, err)
	}
	lifted(acme, hold)
	swept(t, acme)
	if n := textsKept(acme); n != 0 || ada.Noticed(models.NoticeFavourite) != 0 {
		t.Errorf("after the hold the record has %d texts", n)
	}
	if v, err := acme.Ledger.Verify(t.Context()); err != nil || !v.Sound() {
		t.Errorf("after the hold the record says %+v, %v", v, err)
	}
	ada.Deletes(post)
	erases(t, ada, models.PostsRemoved)
}

// A hold that comes while somebody is being erased lets what is left of them be, until it is lifted.
func TestStoryAHoldPostponesAnErasureThatIsUnderWay(t *testing.T) {
	w, ada, _ := outside(t)
	acme := w.Server("acme.example")
	post := ada.Posts("Hers.", conversations.World)
	acme.Write(func(tx *store.Tx) error {
		a, err := tx.ActorByID(ada.ID)
		if err != nil {
			return err
		}
		return farewell.Erase(tx, acme.Ledger, acme.Site, a, farewell.Ask{Posts: models.PostsRemoved, Reason: "She asked."})
	})
	hold := held(t, acme, models.HoldPost, string(post.IRI))
	deleted := func() (at models.Time) {
		if err := acme.FinishErasures(t.Context()); err != nil {
			t.Fatal(err)
		}
		acme.Read(func(tx *store.Tx) error {
			p, err := tx.PostByID(post.ID)
			at = p.Deleted
			return err
		})
		return at
	}
	if deleted() != 0 {
		t.Error("the post is destroyed under a hold")
	}
	lifted(acme, hold)
	if deleted() == 0 {
		t.Error("the post stays after the hold")
	}
}

// In a community under hold what is taken out, and what its author deletes afterwards, is kept.
func TestStoryAHoldOnACommunityKeepsWhatIsTakenOutOfIt(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme, ada, bob, cleo := w.Server("acme.example"), w.As("ada@acme.example"), w.As("bob@acme.example"), w.As("cleo@acme.example")
	welding := ada.Founds(communities.New{Handle: "welding", Purpose: "Metal."}, bob, cleo)
	post := bob.Writes(conversations.Ask{Text: "It was me.", Where: conversations.Inside, Audience: models.Everyone, Community: welding.ID})
	hold := held(t, acme, models.HoldCommunity, "welding")
	acme.Write(func(tx *store.Tx) error { return tx.LeaveCommunity(post.ID) })
	bob.Deletes(post)
	if got := swept(t, acme); got != "" {
		t.Errorf("under the hold went %s", got)
	}
	acme.Read(func(tx *store.Tx) error {
		touched, err := tx.HoldTouches(bob.ID)
		other, again := tx.HoldTouches(cleo.ID)
		if !touched || other {
			t.Errorf("a hold keeps something of bob: %v, of cleo: %v", touched, other)
		}
		if err == nil {
			err = again
		}
		return err
	})
	lifted(acme, hold)
	if got := swept(t, acme); got != "copies under a hold 1" {
		t.Errorf("after the hold went %q", got)
	}
}

// Only administrators place holds, with a reason, on what there is, and once.
func TestStoryWhoPlacesAHoldAndOnWhat(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme, ada, bob := w.Server("acme.example"), w.As("ada@acme.example"), w.As("bob@acme.example")
	acme.Write(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, ada.Actor, models.Admin, 0, "") })
	post := bob.Posts("Mine.", conversations.Inside)
	bob.Deletes(post)
	places := func(ask holds.Ask) string {
		err := acme.Store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := holds.Place(tx, acme.Ledger, ask)
			return err
		})
		if err == nil {
			return ""
		}
		return fault.Say(err)
	}
	for _, c := range []struct {
		ask  holds.Ask
		says string
	}{
		{holds.Ask{By: bob.Actor, Kind: models.HoldAccount, Name: "ada", Reason: "Spite."}, "Ask an administrator"},
		{holds.Ask{By: ada.Actor, Kind: models.HoldAccount, Name: "bob"}, "Give the reason"},
		{holds.Ask{By: ada.Actor, Kind: models.HoldAccount, Name: "nobody", Reason: "Case 7."}, "No account is known"},
		{holds.Ask{By: ada.Actor, Kind: models.HoldCommunity, Name: "bob", Reason: "Case 7."}, "No community is known"},
		{holds.Ask{By: ada.Actor, Kind: models.HoldPost, Name: "https://acme.example/@bob/1", Reason: "Case 7."}, "No post is known"},
		{holds.Ask{By: ada.Actor, Kind: models.HoldPost, Name: string(post.IRI), Reason: "Case 7."}, "its text is destroyed"},
		{holds.Ask{By: ada.Actor, Kind: "thought", Name: "bob", Reason: "Case 7."}, "an account, a post or a community"},
	} {
		if got := places(c.ask); !strings.Contains(got, c.says) {
			t.Errorf("%+v is answered %q", c.ask, got)
		}
	}
	if got := places(holds.Ask{By: ada.Actor, Kind: models.HoldAccount, Name: "Bob", Reason: "Case 7."}); got != "" {
		t.Errorf("a hold is refused: %s", got)
	}
	if got := places(holds.Ask{By: ada.Actor, Kind: models.HoldAccount, Name: "@bob@acme.example", Reason: "Case 8."}); !strings.Contains(got, "already") {
		t.Errorf("twice on one account is answered %q", got)
	}
}
