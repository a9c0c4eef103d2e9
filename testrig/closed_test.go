package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// closes does one of the two to the organisation, as its own actor.
func closes(acme *testrig.Server, change func(tx *store.Tx, by models.Actor) error) {
	acme.Write(func(tx *store.Tx) error {
		org, err := tx.OrganisationActor()
		if err != nil {
			return err
		}
		return change(tx, org)
	})
}

func TestStoryWhileFederationIsClosedNothingCrossesButWithdrawals(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	early := ada.Posts("Before it was closed.", conversations.World)
	late := ada.Posts("Edited while it was closed.", conversations.World)
	closes(acme, func(tx *store.Tx, by models.Actor) error { return boundary.Close(tx, by, "We look into something.") })

	ada.Posts("Written while closed.", conversations.World)
	changed := "Changed while closed."
	ada.Edits(late, conversations.Change{Text: &changed})
	acme.NeverSent("while closed.")
	if status, _ := peer.Sends(ada.Inbox, note(peer, 1, "Are you there?", "")); status != http.StatusServiceUnavailable {
		t.Errorf("a knock was answered %d: it should come again", status)
	}
	for _, iri := range []models.IRI{late.IRI, ada.IRI, ada.OutboxIRI, "https://acme.example/posts/0000000000000000000000", "https://acme.example/actors/0000000000000000000000"} {
		if status, _ := peer.Reads(iri); status != http.StatusServiceUnavailable {
			t.Errorf("%s was answered %d: what is there and what is not look alike, and come again", iri, status)
		}
	}
	if got := w.Stranger("acme.example", "/@ada", "text/html").StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("a visitor's page was answered %d", got)
	}
	if err := ada.TriesToFollow("nell@peer.example"); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("following somebody there: %v", err)
	}
	if status, _ := peer.Reads("https://acme.example/nodeinfo/2.1"); status >= 500 {
		t.Errorf("NodeInfo is no crossing of anybody's words, and was answered %d", status)
	}

	w.Say("what is taken back crosses, both ways")
	ada.Deletes(early)
	if peer.GotOfType("Delete") != 1 {
		t.Errorf("the Delete did not go out: %v", peer.Got())
	}
	undo := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/1/undo","type":"Undo","actor":"%s","object":%s}`, peer.Host, peer.Nell, follow(peer, ada.IRI))
	closes(acme, func(tx *store.Tx, by models.Actor) error { return boundary.Open(tx, by, "All is well.", false) })
	w.Later(2 * time.Minute)
	acme.Sent("Written while closed.")
	acme.Sent("Changed while closed.")
	if peer.GotOfType("Delete") != 1 {
		t.Errorf("closing took more back than was asked for: %v", peer.Got())
	}
	closes(acme, func(tx *store.Tx, by models.Actor) error { return boundary.Close(tx, by, "Once more.") })
	if status, body := peer.Sends(ada.Inbox, undo); status != http.StatusAccepted {
		t.Errorf("the Undo was answered %d %s", status, body)
	}
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		if n, err := tx.FollowsFrom("peer.example", ada.ID); err != nil || n {
			t.Errorf("nell still follows (%v)", err)
		}
		return nil
	})
}

func TestStoryWhatWasAcceptedBeforeTheClosingIsAppliedAfterIt(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	ada.Follows("nell@peer.example")
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/accept","type":"Accept","actor":"%s","object":{"type":"Follow","actor":"%s","object":"%s"}}`, peer.Host, peer.Nell, ada.IRI, peer.Nell))
	w.Settle()
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(peer.Nell)
		if err != nil {
			return err
		}
		_, err = tx.AddInbox(&models.InboxItem{Activity: "https://peer.example/notes/7/create", SignerID: nell.ID, Host: nell.Host, Verb: models.Create, Body: []byte(note(peer, 7, "I waited.", ""))})
		return err
	})
	closes(acme, func(tx *store.Tx, by models.Actor) error { return boundary.Close(tx, by, "We look into something.") })
	w.Settle()
	ada.SeesNot("I waited.")
	w.Later(24 * time.Hour)
	closes(acme, func(tx *store.Tx, by models.Actor) error { return boundary.Open(tx, by, "All is well.", false) })
	w.Later(time.Hour)
	ada.Sees("I waited.")
}

func TestFederationIsClosedAndOpenedByThoseWhoMay(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	bob := w.As("bob@acme.example")
	try := func(change func(tx *store.Tx, by models.Actor) error, by models.Actor) error {
		return w.Server("acme.example").Store.Write(t.Context(), func(tx *store.Tx) error { return change(tx, by) })
	}
	shut := func(tx *store.Tx, by models.Actor) error { return boundary.Close(tx, by, "Why not.") }
	if err := try(shut, bob.Actor); !fault.Is(err, fault.Forbidden) {
		t.Errorf("bob closed federation: %v", err)
	}
	closes(w.Server("acme.example"), func(tx *store.Tx, by models.Actor) error {
		if err := boundary.Close(tx, by, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("it was closed without a reason: %v", err)
		}
		if err := tx.CloseRestored(tx.Now() - 1000); err != nil {
			return err
		}
		if err := boundary.Open(tx, by, "We are back.", false); !fault.Is(err, fault.Conflict) {
			t.Errorf("it was opened before what ended was applied: %v", err)
		}
		if err := tx.AppliedEndings(); err != nil {
			return err
		}
		return boundary.Open(tx, by, "We are back.", false)
	})
}
