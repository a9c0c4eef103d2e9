package testrig_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// The account of whoever drives a community is erased. It is never without a driver for long: the core team follows, other servers are
// told who looks after it now and find the old driver nowhere, and members everywhere write on.
func TestStoryTheDriversAccountIsErasedAndTheCommunityGoesOn(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example")
	ada, mira, tom := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	peer := w.Peer("peer.example")
	c := ada.Founds(communities.New{Handle: "ward", Purpose: "Who looks after the ward."}, mira)
	tom.Follows("ward@acme.example")
	peer.Sends(acme.Site.SharedInbox(), follow(peer, c.IRI))
	w.Settle()
	writes := func(who *testrig.Person, text string) {
		t.Helper()
		in, err := who.Home.Resolve.Handle(t.Context(), "@ward@acme.example")
		if err != nil {
			t.Fatal(err)
		}
		who.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.World, Community: in.ID})
	}
	writes(ada, "What the driver wrote.")
	tom.Sees("What the driver wrote.")
	moderators := func() string {
		t.Helper()
		status, body := peer.Reads(c.IRI + "/moderators")
		if status != http.StatusOK {
			t.Fatalf("the moderators are answered %d %s", status, body)
		}
		return body
	}
	if got := moderators(); !strings.Contains(got, string(ada.IRI)) || !strings.Contains(got, string(mira.IRI)) {
		t.Fatalf("the moderators are %s", got)
	}

	erases(t, ada, models.PostsRemoved)
	w.Settle()
	writes(tom, "Written before anybody noticed.")
	mira.Sees("Written before anybody noticed.")
	w.Later(25 * time.Hour)
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		row, err := tx.CommunityByActor(c.ID)
		if err == nil && (row.DriverID != mira.ID || row.State != models.Live) {
			t.Errorf("mira does not drive it: %+v", row)
		}
		return err
	})
	if said := heard(mira); !strings.Contains(said, "drives it for now") || strings.Contains(said, "Ada") {
		t.Errorf("mira was told %q", said)
	}
	if got := moderators(); strings.Contains(got, string(ada.IRI)) || !strings.Contains(got, string(mira.IRI)) {
		t.Errorf("the moderators are %s", got)
	}
	if status, _ := peer.Reads(ada.IRI); status != http.StatusGone {
		t.Errorf("the driver is answered %d", status)
	}
	if status, body := peer.Reads(c.IRI); status != http.StatusOK || strings.Contains(body, string(ada.IRI)) {
		t.Errorf("the community is answered %d %s", status, body)
	}
	tom.SeesNot("What the driver wrote.")
	writes(mira, "We go on.")
	tom.Sees("We go on.")
	before := peer.GotOfType("Announce")
	writes(tom, "So do we.")
	mira.Sees("So do we.")
	if peer.GotOfType("Announce") == before {
		t.Error("members elsewhere hear nothing any more")
	}

	erases(t, mira, models.PostsRemoved) // nobody is left who could drive it
	w.Later(25 * time.Hour)
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		row, err := tx.CommunityByActor(c.ID)
		if err == nil && row.State != models.Resting {
			t.Errorf("with nobody here left it is %s", row.State)
		}
		return err
	})
	if status, _ := peer.Reads(c.IRI); status != http.StatusOK {
		t.Errorf("the resting community is answered %d", status)
	}
}
