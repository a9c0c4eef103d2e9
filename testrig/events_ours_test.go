package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/store"
	"guildhall/testrig"
)

// hosts lets somebody write an event that begins in three days.
func hosts(p *testrig.Person, where string) models.Post {
	return p.Writes(conversations.Ask{Kind: models.EventPost, Title: "Open workshop", Where: where, Audience: models.Everyone, Parts: map[string]string{"about": "Bring gloves."},
		Event: &conversations.EventAsk{Starts: "2026-11-26T14:00", Ends: "2026-11-26T16:00", Zone: "Europe/Berlin", Place: "Hall 3", Online: "https://meet.acme.example/workshop"}})
}

func comersOf(p *testrig.Person, event models.ID) (names []string) {
	p.Home.Read(func(tx *store.Tx) error {
		list, err := tx.Comers(event, 0, 100)
		for _, a := range list {
			names = append(names, string(a.Handle))
		}
		return err
	})
	return names
}

func joinOf(p *testrig.Peer, n int, kind string, event models.IRI) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/joins/%d","type":"%s","actor":"%s","object":"%s"}`, p.Host, n, kind, p.Nell, event)
}

func TestStoryAnEventOfOursIsJoinedFromElsewhere(t *testing.T) {
	w, ada, peer := outside(t)
	e := hosts(ada, conversations.World)
	created := eventActs(peer, "Create")
	if len(created) != 1 {
		t.Fatalf("the peer got %v", created)
	}
	doc := created[0]["object"].(map[string]any)
	for member, want := range map[string]any{"type": "Event", "name": "Open workshop", "startTime": "2026-11-26T14:00:00+01:00", "endTime": "2026-11-26T16:00:00+01:00", "timezone": "Europe/Berlin", "joinMode": "free", "ical:status": "CONFIRMED"} {
		if doc[member] != want {
			t.Errorf("%s is %v, not %v", member, doc[member], want)
		}
	}
	if s, _ := doc["summary"].(string); !strings.Contains(s, "26 Nov 2026, 14:00 CET") || !strings.Contains(s, "Hall 3") || !strings.Contains(s, "Bring gloves") {
		t.Errorf("software that shows the summary alone shows %q", s)
	}
	for range 2 {
		peer.Sends(ada.Inbox, joinOf(peer, 1, "Join", e.IRI))
		w.Settle()
	}
	if got := comersOf(ada, e.ID); len(got) != 1 || ada.Noticed(models.NoticeComing) != 1 {
		t.Fatalf("%v come, and ada was told %d times", got, ada.Noticed(models.NoticeComing))
	}
	yes := eventActs(peer, "Accept")
	inner, _ := yes[len(yes)-1]["object"].(map[string]any)
	if inner["type"] != "Join" || inner["object"] != string(e.IRI) || inner["id"] != "https://peer.example/joins/1" {
		t.Errorf("the answer is %v", yes[len(yes)-1])
	}
	peer.Sends(ada.Inbox, joinOf(peer, 2, "Leave", e.IRI))
	w.Settle()
	if got := comersOf(ada, e.ID); len(got) != 0 || ada.Noticed(models.NoticeComing) != 0 {
		t.Errorf("after the Leave %v come", got)
	}
	no := "cancelled"
	ada.Edits(e, conversations.Change{Event: &conversations.EventAsk{Starts: "2026-11-26T14:00", Status: no}})
	peer.Sends(ada.Inbox, joinOf(peer, 3, "Join", e.IRI))
	w.Settle()
	if got := comersOf(ada, e.ID); len(got) != 0 || peer.GotOfType("Reject") != 1 {
		t.Errorf("%v come to what was called off, %d were refused", got, peer.GotOfType("Reject"))
	}
}

func TestStoryAReplyThatSaysYesComes(t *testing.T) {
	w, ada, peer := outside(t)
	e := hosts(ada, conversations.World)
	reply := func(n int, text string) {
		peer.Sends(ada.Inbox, note(peer, n, text, fmt.Sprintf(`,"inReplyTo":"%s","to":["https://www.w3.org/ns/activitystreams#Public","%s"]`, e.IRI, ada.IRI)))
		w.Settle()
	}
	for n, c := range []struct {
		text string
		come int
	}{
		{`<p><span class=\"h-card\"><a href=\"x\">@ada</a></span> Is it far?</p>`, 0},
		{`<p>Nobody told me</p>`, 0},
		{`<p>Yesterday I was there</p>`, 0},
		{`<p>@ada@acme.example Yes, with my sister.</p>`, 1},
		{`<p>👍</p>`, 1},
		{`<p>I can’t after all</p>`, 0},
		{`<p>+1</p>`, 1},
	} {
		reply(n+20, c.text)
		if got := comersOf(ada, e.ID); len(got) != c.come {
			t.Errorf("after %q %v come", c.text, got)
		}
	}
	if ada.Below(e) != 7 {
		t.Errorf("%d replies are shown", ada.Below(e))
	}
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/deletes/1","type":"Delete","actor":"%s","object":"https://peer.example/notes/26"}`, peer.Nell))
	w.Settle()
	if got := comersOf(ada, e.ID); len(got) != 0 {
		t.Errorf("the yes was taken back, and %v come", got)
	}
}

func TestStoryColleaguesComeAreRemindedAndHearOfChanges(t *testing.T) {
	w, ada, peer := outside(t)
	mira := w.As("mira@acme.example")
	e := hosts(ada, conversations.Inside)
	come := func(p *testrig.Person) error {
		return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return gatherings.Attend(tx, p.Home.Site, p.Actor, e.ID) })
	}
	if err := come(mira); err != nil {
		t.Fatal(err)
	}
	peer.Sends(ada.Inbox, joinOf(peer, 1, "Join", e.IRI))
	w.Settle()
	if got := comersOf(ada, e.ID); len(got) != 1 || got[0] != "mira" {
		t.Errorf("%v come to an event that stays inside", got)
	}
	if n := peer.GotOfType("Reject"); n != 0 {
		t.Errorf("a stranger was answered about an event that it may not know: %d", n)
	}
	w.Server("acme.example").NeverSent(string(e.IRI) + `","type":"Join`)
	ada.Edits(e, conversations.Change{Event: &conversations.EventAsk{Starts: "2026-11-27T14:00", Zone: "Europe/Berlin", Place: "Hall 4"}})
	if mira.Noticed(models.NoticeEventChange) != 1 {
		t.Error("mira did not hear that it takes place otherwise")
	}
	same := "Bring gloves and time."
	ada.Edits(e, conversations.Change{Text: &same})
	if mira.Noticed(models.NoticeEventChange) != 1 {
		t.Error("mira heard of a change that changes nothing for her")
	}
	w.Later(time.Date(2026, 11, 26, 14, 0, 0, 0, time.UTC).Sub(w.Clock.Now()))
	if n := mira.Noticed(models.NoticeSoon); n != 1 {
		t.Errorf("mira was reminded %d times", n)
	}
	ada.Home.Read(func(tx *store.Tx) error {
		p, err := tx.ShowPost(ada.ID, e.ID)
		if err != nil {
			return err
		}
		versions, err := tx.Versions(ada.ID, p.Post)
		if len(versions) != 2 || !strings.Contains(versions[0].Facts, "26 Nov") || !strings.Contains(versions[1].Facts, "27 Nov") {
			t.Errorf("its history tells %+v", versions)
		}
		return err
	})
}

func TestStoryEventsThatMakeNoSenseAreNotWritten(t *testing.T) {
	_, ada, _ := outside(t)
	for _, c := range []struct {
		e    *conversations.EventAsk
		want string
	}{
		{nil, "begins"},
		{&conversations.EventAsk{}, "begins"},
		{&conversations.EventAsk{Starts: "20000-01-01T00:00"}, "begins"},
		{&conversations.EventAsk{Starts: "9000-01-01T00:00"}, "hundred years"},
		{&conversations.EventAsk{Starts: "2026-12-01T10:00", Ends: "2026-12-01T09:00"}, "ends after"},
		{&conversations.EventAsk{Starts: "2026-12-01T10:00", Zone: "../../etc/passwd"}, "time zone"},
		{&conversations.EventAsk{Starts: "2026-12-01T10:00", Online: "javascript:alert(1)"}, "web address"},
		{&conversations.EventAsk{Starts: "2026-12-01T10:00", Status: "maybe"}, "tentative"},
	} {
		_, err := ada.TriesToWrite(conversations.Ask{Kind: models.EventPost, Title: "X", Event: c.e})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.e, err)
		}
	}
	if p, err := ada.TriesToWrite(conversations.Ask{Kind: models.EventPost, Title: "No zone", Event: &conversations.EventAsk{Starts: "2026-12-01T10:00"}}); err != nil {
		t.Errorf("an event without a zone: %v", err)
	} else if d := seenAs(ada, p.IRI).Details; d.Zone != "UTC" || d.Starts.Go().Hour() != 10 {
		t.Errorf("without a zone it is %+v", d)
	}
}
