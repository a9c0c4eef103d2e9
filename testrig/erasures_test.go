package testrig_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/farewell"
	"guildhall/store"
	"guildhall/testrig"
)

// erases erases somebody, as the command does.
func erases(t *testing.T, who *testrig.Person, posts string) {
	t.Helper()
	who.Home.Write(func(tx *store.Tx) error {
		a, err := tx.ActorByID(who.ID)
		if err != nil {
			return err
		}
		return farewell.Erase(tx, who.Home.Ledger, who.Home.Site, a, farewell.Ask{Posts: posts, Reason: "She asked for it."})
	})
	if err := who.Home.FinishErasures(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Whoever is erased is gone from here and from everywhere: those who know them are told and answered 410, and nobody else hears of it.
// What waits to be sent of theirs is not sent any more. Their name is not given again, and the record verifies.
func TestStoryWhoIsErasedIsGoneEverywhere(t *testing.T) {
	w, ada, peer := outside(t)
	acme, bob := w.Server("acme.example"), w.As("bob@acme.example")
	stranger := w.Peer("stranger.example")
	acme.Allows("stranger.example")
	post := ada.Posts("I work on the bench.", conversations.World)
	bob.Sees("I work on the bench.").Thanks("I work on the bench.")
	if peer.GotOfType("Create") != 1 {
		t.Fatalf("the peer got %v", peer.Got())
	}
	w.Down("peer.example")
	late := ada.Posts("This is on its way.", conversations.World)

	erases(t, ada, models.PostsRemoved)
	w.Settle()
	w.Say("what she said waits for no server that may be back in a week, and is kept for none")
	acme.Read(func(tx *store.Tx) error {
		waiting, err := tx.QueuedBy(ada.ID, 0, 100)
		for _, j := range waiting {
			it, err := tx.OutboxItem(j.Ref)
			if err != nil || strings.Contains(string(it.Body), "on its way") {
				t.Errorf("this waits still: %s, %v", it.Body, err)
			}
		}
		if len(waiting) == 0 {
			t.Error("that she is gone does not wait for the server that is down")
		}
		return err
	})
	w.Up("peer.example")
	w.Later(time.Hour)
	w.Settle()
	if peer.GotOfType("Delete") != 1 || !strings.Contains(strings.Join(peer.Got(), " "), `"object":"`+string(ada.IRI)+`"`) {
		t.Errorf("the peer was told %v", peer.Got())
	}
	for _, body := range peer.Got() {
		if strings.Contains(body, string(late.IRI)) {
			t.Errorf("what waited was sent all the same: %s", body)
		}
	}
	if len(stranger.Got()) != 0 {
		t.Errorf("a server that never heard of her was told %v", stranger.Got())
	}
	for _, iri := range []models.IRI{ada.IRI, post.IRI, ada.IRI + "/outbox"} {
		if status, _ := peer.Reads(iri); status != http.StatusGone {
			t.Errorf("%s is answered %d", iri, status)
		}
	}
	bob.SeesNot("I work on the bench.")
	acme.Read(func(tx *store.Tx) error {
		if _, err := accounts.MemberNamed(tx, "ada"); err == nil {
			t.Error("she is a member still")
		}
		a, err := tx.ActorByID(ada.ID)
		if err == nil && (a.Name != farewell.Nameless || strings.Contains(a.URL+string(a.Handle), "ada")) {
			t.Errorf("her row says %+v", a)
		}
		return err
	})
	err := acme.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := accounts.Create(tx, acme.Site, accounts.New{Handle: "ADA", Email: "another@acme.example", Hash: "x"})
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "not given again") {
		t.Errorf("her name is given again: %v", err)
	}
	if v, err := acme.Ledger.Verify(t.Context()); err != nil || !v.Sound() || v.Erased == 0 {
		t.Errorf("the record says %+v, %v", v, err)
	}
	w.Say("when everybody was told, her keys go too")
	if err := acme.FinishErasures(t.Context()); err != nil {
		t.Fatal(err)
	}
	acme.Read(func(tx *store.Tx) error {
		found, err := tx.KeysOf(ada.ID)
		left, again := tx.Erasures(0, 10)
		if len(found) != 0 || len(left) != 0 {
			t.Errorf("%d keys are left, and %d erasures are under way", len(found), len(left))
		}
		if err == nil {
			err = again
		}
		return err
	})
}

// With posts kept, they stay for those who read them here, by somebody without a name; notes to oneself go.
func TestStoryPostsThatAreKeptHaveNoName(t *testing.T) {
	w, ada, peer := outside(t)
	bob := w.As("bob@acme.example")
	post := ada.Posts("Tighten the vice first.", conversations.World)
	note := ada.Writes(conversations.Ask{Text: "My own thoughts.", Audience: models.Self})
	erases(t, ada, models.PostsKept)
	w.Settle()
	shown := bob.Finds("Tighten the vice first.")
	if shown.Author.Name != farewell.Nameless || strings.Contains(shown.URL, "ada") {
		t.Errorf("it is by %q at %s", shown.Author.Name, shown.URL)
	}
	if status, _ := peer.Reads(post.IRI); status != http.StatusGone {
		t.Errorf("outside it is answered %d", status)
	}
	bob.Home.Read(func(tx *store.Tx) error {
		p, err := tx.PostByID(note.ID)
		if err == nil && (p.Deleted == 0 || p.Content != "") {
			t.Errorf("her note is left: %+v", p)
		}
		return err
	})
}

// Who never went outward is erased without a word to anybody.
func TestStoryWhoWasInsideIsErasedUnheard(t *testing.T) {
	w, _, peer := outside(t)
	cleo := w.As("cleo@acme.example")
	cleo.Posts("Only for us.", conversations.Inside)
	before := len(peer.Got())
	erases(t, cleo, models.PostsRemoved)
	w.Settle()
	if got := peer.Got(); len(got) != before {
		t.Errorf("the peer was told %v", got[before:])
	}
	if status, _ := peer.Reads(cleo.IRI); status != http.StatusNotFound {
		t.Errorf("she is answered %d", status)
	}
}
