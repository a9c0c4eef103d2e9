package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// Those who look after a community pin a post in it, wherever they live: it stands on top here and at every member's server.
func TestStoryAStewardPinsAPostInACommunity(t *testing.T) {
	w := partners(t)
	acme := w.Server("acme.example").Allows("peer.example")
	w.Server("guild.example").Allows("peer.example")
	ada, mira, tom, peer := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("tom@guild.example"), w.Peer("peer.example")
	c := founded(t, w, ada)
	mira.Follows("sepsis@acme.example")
	tom.Follows("sepsis@acme.example")
	joinsFrom(t, w, peer, c)
	write := func(by *testrig.Person, text string) models.Post {
		return by.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	}
	p, second := write(mira, "Read this first."), write(ada, "And this second.")
	pin := func(by *testrig.Person, what func(tx *store.Tx) error) error {
		t.Helper()
		err := acme.Store.Write(context.Background(), what)
		w.Settle()
		return err
	}
	if err := pin(mira, func(tx *store.Tx) error { return communities.Pin(tx, acme.Site, mira.Actor, p.ID) }); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a mere member pins: %v", err)
	}
	for range 2 {
		if err := pin(ada, func(tx *store.Tx) error { return communities.Pin(tx, acme.Site, ada.Actor, p.ID) }); err != nil {
			t.Fatal(err)
		}
	}
	tops := func(here, there string) {
		t.Helper()
		if got := pinnedBy(t, mira, c.IRI); !strings.Contains(got, here) || here == "" && got != "" {
			t.Errorf("mira sees pinned %q, not %q", got, here)
		}
		if got := pinnedBy(t, tom, c.IRI); !strings.Contains(got, there) || there == "" && got != "" {
			t.Errorf("tom sees pinned %q, not %q", got, there)
		}
	}
	told := func(kind string) (n int, last string) {
		for _, raw := range peer.Got() {
			if kindOf([]byte(raw)) == "Announce "+kind {
				n, last = n+1, raw
			}
		}
		return n, last
	}
	tops("Read this first.", "Read this first.")
	n, add := told("Add")
	if n != 1 || !strings.Contains(add, `"target":"`+string(c.IRI)+`/featured"`) || !strings.Contains(add, `"actor":"`+string(ada.IRI)+`"`) || !strings.Contains(add, string(p.IRI)) {
		t.Errorf("peer was told %d times: %s", n, add)
	}
	if _, list := peer.Reads(c.IRI + "/featured"); !strings.Contains(list, string(p.IRI)) || strings.Contains(list, string(second.IRI)) {
		t.Errorf("featured is %s", list)
	}
	if err := pin(ada, func(tx *store.Tx) error { return communities.Unpin(tx, acme.Site, ada.Actor, p.ID) }); err != nil {
		t.Fatal(err)
	}
	tops("", "")
	if n, _ := told("Remove"); n != 1 {
		t.Errorf("peer was told %d times that it is off", n)
	}
	// Somebody elsewhere: first a mere member, then a moderator.
	featured := string(c.IRI) + "/featured"
	says := func(act string) {
		t.Helper()
		peer.Sends(c.Inbox, act)
		w.Settle()
	}
	says(pinAct("Add", 1, peer.Nell, string(p.IRI), featured))
	tops("", "")
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(peer.Nell)
		if err == nil {
			err = communities.Appoint(tx, acme.Site, ada.Actor, c, nell, models.Keeper, 0)
		}
		return err
	})
	w.Settle()
	elsewhere := ada.Posts("It stands in no community.", conversations.World)
	says(pinAct("Add", 2, peer.Nell, string(elsewhere.IRI), featured))
	tops("", "")
	says(pinAct("Add", 3, peer.Nell, string(second.IRI), featured))
	tops("And this second.", "And this second.")
	if raw := latestOf(tom.Home, "https://peer.example/pins/3"); raw == "" {
		t.Error("what the moderator said did not go along")
	}
	says(did("Undo", peer, 4, peer.Nell, pinAct("Add", 3, peer.Nell, string(second.IRI), featured), ""))
	tops("", "")
	// A community elsewhere pins nothing in ours, whoever it says did.
	group := groupAt(peer, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["%s"]}`, peer.Nell))
	if _, err := ada.Home.Resolve.Actor(context.Background(), group, nil); err != nil {
		t.Fatal(err)
	}
	peer.SendsAs(string(group)+"#main-key", c.Inbox, announcedBy(group, 5, pinAct("Add", 5, peer.Nell, string(second.IRI), featured)))
	w.Settle()
	tops("", "")
	// Six are too many.
	for n := range communities.MostPins {
		one := write(ada, fmt.Sprintf("Number %d.", n))
		if err := pin(ada, func(tx *store.Tx) error { return communities.Pin(tx, acme.Site, ada.Actor, one.ID) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := pin(ada, func(tx *store.Tx) error { return communities.Pin(tx, acme.Site, ada.Actor, second.ID) }); !fault.Is(err, fault.Invalid) {
		t.Errorf("a sixth was pinned: %v", err)
	}
	says(pinAct("Add", 6, peer.Nell, string(second.IRI), featured))
	if got := pinnedBy(t, mira, c.IRI); strings.Contains(got, "second") {
		t.Error("a moderator elsewhere pinned a sixth")
	}
}

// latestOf is what a server received that holds some words; empty for nothing.
func latestOf(s *testrig.Server, words string) (raw string) {
	s.Read(func(tx *store.Tx) error {
		items, err := tx.Inbox(store.InboxFilter{})
		for _, i := range items {
			if strings.Contains(string(i.Body), words) {
				raw = string(i.Body)
			}
		}
		return err
	})
	return raw
}
