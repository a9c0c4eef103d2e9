package testrig_test

import (
	"context"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// asks opens a request of a person.
func asks(p *testrig.Person, address, reason string) error {
	_, host, _ := strings.Cut(address, "@")
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		by, err := tx.ActorByID(p.ID)
		if err != nil {
			return err
		}
		_, err = boundary.Ask(tx, by, address, models.Host(host), reason)
		return err
	})
}

// told gives the sentences of a person's notices of a kind.
func told(p *testrig.Person, kind models.NoticeKind) (out []string) {
	p.Home.Read(func(tx *store.Tx) error {
		list, err := tx.Notices(p.ID, []models.NoticeKind{kind}, nil, store.Page{Limit: 40})
		for _, n := range list {
			out = append(out, n.Text)
		}
		return err
	})
	return out
}

// keeper gives somebody the boundary to look after.
func keeper(p *testrig.Person) *testrig.Person {
	p.Home.Write(func(tx *store.Tx) error {
		return accounts.Grant(tx, models.Actor{}, p.Actor, models.BoundaryRole, 0, "for the story")
	})
	return p
}

func TestStoryAClosedServerIsNoDeadEnd(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	acme, guild := w.Server("acme.example"), w.Server("guild.example")
	guild.Allows("acme.example")
	w.Server("north.example").Allows("acme.example")
	ada, ben, keep := w.As("ada@acme.example"), w.As("ben@acme.example"), keeper(w.As("mira@acme.example"))
	tom := w.As("tom@guild.example").GoesOutward()
	w.As("nora@north.example").GoesOutward()

	w.Say("ada and ben ask for somebody at guild.example, and ada for nora at north.example")
	for _, err := range []error{asks(ada, "tom@guild.example", "He writes about seals."), asks(ada, "Tom@guild.example", "He writes about pump seals."), asks(ben, "tom@guild.example", ""), asks(ada, "nora@north.example", "Please")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := told(keep, models.NoticeAsking); len(got) != 3 {
		t.Errorf("whoever looks after the boundary is told of three wishes, and was of %v", got)
	}
	for _, x := range w.Net.Exchanges() {
		t.Fatalf("nothing may go to a closed server before somebody says so: %s to %s", x.Path, x.To)
	}
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.OpenAskings("guild.example", 0, 10)
		if len(list) != 2 || list[0].Reason != "He writes about pump seals." {
			t.Errorf("who waits: %+v", list)
		}
		return err
	})

	w.Say("mira lets guild.example in: the follows happen by themselves")
	acme.Allows("guild.example")
	w.Settle()
	if !tom.IsFollowedBy("ada@acme.example") || !tom.IsFollowedBy("ben@acme.example") {
		t.Fatal("the follows did not happen")
	}
	if got := told(ada, models.NoticeAnswered); len(got) != 1 || !strings.Contains(got[0], "guild.example is open now") {
		t.Errorf("ada was told %v", got)
	}
	tom.Posts("Seals, part one.", conversations.World)
	ada.Sees("Seals, part one")

	w.Say("and says no to north.example, with a sentence")
	acme.Write(func(tx *store.Tx) error {
		by, err := tx.ActorByID(keep.ID)
		if err != nil {
			return err
		}
		if err := boundary.RefuseAskings(tx, by, "north.example", " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("a no without a sentence: %v", err)
		}
		return boundary.RefuseAskings(tx, by, "north.example", "They sell what they read.")
	})
	if got := told(ada, models.NoticeAnswered); len(got) != 2 || got[0] != "You asked to follow @nora@north.example. The answer is no: They sell what they read." {
		t.Errorf("ada was told %v", got)
	}
	if err := asks(ada, "nora@north.example", "But please"); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Say(err), "They sell what they read.") {
		t.Errorf("asking again at once: %v", err)
	}
	for _, x := range w.Net.Exchanges() {
		if x.To == "north.example" {
			t.Errorf("north.example heard of it: %s", x.Path)
		}
	}
	if err := asks(ada, "tom@guild.example", "again"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an open server needs no asking: %v", err)
	}
}

func TestStoryAnAdministratorAsksAClosedServerWhatItIs(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example")
	w.Server("guild.example").Allows("acme.example")
	ctx := context.Background()
	if err := acme.Resolve.Software(ctx, "guild.example", false); !fault.Is(err, fault.Forbidden) || len(w.Net.Exchanges()) != 0 {
		t.Fatalf("a closed server was asked without an administrator: %v", err)
	}
	if err := acme.Resolve.Look(ctx, "guild.example", false); err != nil {
		t.Fatal(err)
	}
	var p models.Peer
	acme.Read(func(tx *store.Tx) (err error) { p, err = tx.Peer("guild.example"); return err })
	if p.Software != "guildhall" || p.Standing != models.Open || p.Says.At == 0 || p.Says.Title == "" {
		t.Errorf("what it says of itself: %+v", p)
	}
	if _, err := w.As("ada@acme.example").Home.Resolve.Handle(ctx, "@tom@guild.example"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("asking what it is opened it: %v", err)
	}
	acme.Blocks("guild.example")
	before := len(w.Net.Exchanges())
	if err := acme.Resolve.Look(ctx, "guild.example", false); !fault.Is(err, fault.Forbidden) || len(w.Net.Exchanges()) != before {
		t.Errorf("a blocked server was asked: %v", err)
	}
}

// Trap T07: a closed server still took a stranger into a circle. The list is asked at each write, not at delivery alone.
func TestStoryAStrangersFollowIsNotTakenByAnyDoor(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	later := w.Peer("late.example")
	for _, to := range []models.IRI{ada.Inbox, "https://acme.example/inbox"} {
		later.Sends(to, follow(later, ada.IRI))
	}
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		if _, err := tx.ActorByIRI(later.Nell); !fault.Is(err, fault.Missing) {
			t.Errorf("somebody of a closed server is known here: %v", err)
		}
		rows, err := tx.FollowersOf(0, ada.ID, store.Page{})
		if len(rows) != 0 {
			t.Errorf("%d strangers were let into the circle", len(rows))
		}
		return err
	})
}

// Trap T13: trusting a server showed it everybody. A partner learns of nobody who has not gone outward, whatever it asks.
func TestStoryAPartnerGetsNoListOfPeople(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	mira := w.As("mira@acme.example")
	peer := w.Peer("peer.example")
	acme.Partners("peer.example")
	for _, iri := range []models.IRI{mira.IRI, mira.OutboxIRI, mira.FollowersIRI, mira.FollowingIRI, "https://acme.example/partners", "https://acme.example/.well-known/webfinger?resource=acct:mira@acme.example"} {
		if status, body := peer.Reads(iri); strings.Contains(strings.ToLower(body), "mira") || status == 200 && !strings.HasSuffix(string(iri), "/partners") {
			t.Errorf("a partner reads %s: %d %s", iri, status, body)
		}
	}
	if status, _ := peer.Reads(ada.IRI); status != 200 {
		t.Errorf("who went outward is there for a partner: %d", status)
	}
	for _, path := range []string{"/api/v1/directory", "/api/v1/accounts/search?q=mira", "/api/v2/search?q=mira", "/api/v1/instance/peers"} {
		if a := w.Stranger("acme.example", path, "application/json"); a.StatusCode == 200 {
			t.Errorf("%s answers a stranger", path)
		}
	}
}
