package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/gatherings"
	"guildhall/store"
	"guildhall/testrig"
)

// eventAt lets a peer publish an event, and sends it to a person's inbox.
func eventAt(w *testrig.World, peer *testrig.Peer, to *testrig.Person, n int, more string) models.IRI {
	w.T.Helper()
	id := fmt.Sprintf("https://%s/events/%d", peer.Host, n)
	object := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Event","attributedTo":"%s","name":"Welding evening %d","content":"<p>Bring gloves.</p>",
	"to":["https://www.w3.org/ns/activitystreams#Public"]%s}`, id, peer.Nell, n, more)
	peer.Serves(fmt.Sprintf("/events/%d", n), object)
	status, body := peer.Sends(to.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":%s}`, id, peer.Nell, object))
	if status != 202 {
		w.T.Fatalf("the event was answered %d %s", status, body)
	}
	w.Settle()
	return models.IRI(id)
}

// eventSeen is an event as somebody sees it.
func eventSeen(t *testing.T, p *testrig.Person, iri models.IRI) (shown models.PostShown) {
	t.Helper()
	p.Home.Read(func(tx *store.Tx) error {
		post, err := tx.PostByIRI(iri)
		if err == nil {
			shown, err = tx.ShowPost(p.ID, post.ID)
		}
		return err
	})
	return shown
}

func attends(p *testrig.Person, event models.PostShown) error {
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return gatherings.Attend(tx, p.Home.Site, p.Actor, event.ID) })
}

// sentOfType are the activities of a type that a peer got.
func eventActs(peer *testrig.Peer, kind string) (out []map[string]any) {
	for _, body := range peer.Got() {
		var a map[string]any
		if json.Unmarshal([]byte(body), &a) == nil && a["type"] == kind {
			out = append(out, a)
		}
	}
	return out
}

const soon = `,"startTime":"2026-11-05T19:00:00","endTime":"2026-11-05T21:00:00","timezone":"Europe/Berlin","joinMode":"restricted","ical:status":"CONFIRMED",
	"location":[{"type":"Place","name":"Hall 3","address":{"type":"PostalAddress","streetAddress":"Dock 4","postalCode":"20457","addressLocality":"Hamburg"}},{"type":"VirtualLocation","url":"https://meet.example/welding"}]`

func TestStoryAnEventElsewhereIsReadAndJoined(t *testing.T) {
	w, ada, peer := outside(t)
	iri := eventAt(w, peer, ada, 1, soon)
	shown := eventSeen(t, ada, iri)
	d := shown.Details
	if shown.Kind != models.EventPost || d == nil || d.Place != "Hall 3, Dock 4, 20457 Hamburg" || d.Online != "https://meet.example/welding" || d.Status != "confirmed" || d.JoinMode != "restricted" {
		t.Fatalf("ada sees %+v", d)
	}
	if got := d.Starts.Go().Format(time.RFC3339); got != "2026-11-05T18:00:00Z" {
		t.Errorf("it starts at %s", got)
	}
	for range 2 {
		if err := attends(ada, shown); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	joins := eventActs(peer, "Join")
	if len(joins) != 1 || joins[0]["object"] != string(iri) || joins[0]["actor"] != string(ada.IRI) {
		t.Fatalf("the peer got %v", joins)
	}
	if a := eventSeen(t, ada, iri).Attendance; a == nil || a.State != models.AttendanceAsked {
		t.Errorf("before an answer: %+v", a)
	}
	accept := func(n int, kind, object string) {
		peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/answers/%d","type":"%s","actor":"%s","object":%s}`, n, kind, peer.Nell, object))
		w.Settle()
	}
	accept(1, "Accept", fmt.Sprintf("%q", joins[0]["id"]))
	if a := eventSeen(t, ada, iri).Attendance; a.State != models.AttendanceAccepted || ada.Noticed(models.NoticeAttend) != 1 {
		t.Errorf("after the yes: %+v, %d notices", a, ada.Noticed(models.NoticeAttend))
	}
	accept(2, "Reject", fmt.Sprintf(`{"id":"https://peer.example/their-own-number","type":"Join","actor":"%s","object":"%s"}`, ada.IRI, iri))
	if a := eventSeen(t, ada, iri).Attendance; a.State != models.AttendanceRefused {
		t.Errorf("after the no: %+v", a)
	}
	if n := ada.Noticed(models.NoticeAttend); n != 1 {
		t.Errorf("ada has %d notices of the answer", n)
	}
	accept(3, "Undo", fmt.Sprintf(`{"id":"https://peer.example/answers/2","type":"Reject","actor":"%s","object":%q}`, peer.Nell, joins[0]["id"]))
	if a := eventSeen(t, ada, iri).Attendance; a.State != models.AttendanceAsked || ada.Noticed(models.NoticeAttend) != 0 {
		t.Errorf("after the answer was taken back: %+v", a)
	}
	ada.Home.Write(func(tx *store.Tx) error { return gatherings.Leave(tx, ada.Home.Site, ada.Actor, shown.ID) })
	w.Settle()
	if leaves := eventActs(peer, "Leave"); len(leaves) != 1 || leaves[0]["object"] != string(iri) {
		t.Errorf("the peer got %v", leaves)
	}
	if a := eventSeen(t, ada, iri).Attendance; a != nil {
		t.Errorf("after leaving: %+v", a)
	}
}

func TestStoryOnlyTheEventsOwnServerAnswersForIt(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	iri := eventAt(w, peer, ada, 1, soon)
	if err := attends(ada, eventSeen(t, ada, iri)); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	join := eventActs(peer, "Join")[0]["id"]
	mallory.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://mallory.example/a/1","type":"Accept","actor":"%s","object":"%s"}`, mallory.Nell, join))
	w.Settle()
	if a := eventSeen(t, ada, iri).Attendance; a.State != models.AttendanceAsked {
		t.Errorf("a stranger answered: %+v", a)
	}
}

func TestStoryEventsThatCannotBeJoined(t *testing.T) {
	w, ada, peer := outside(t)
	for n, c := range []struct{ more, want string }{
		{`,"startTime":"2026-11-05T18:00:00Z","ical:status":"CANCELLED"`, "called off"},
		{`,"startTime":"2026-10-05T18:00:00Z","endTime":"2026-10-05T21:00:00Z"`, "over"},
		{`,"startTime":"2026-11-05T18:00:00Z","joinMode":"external","externalParticipationUrl":"https://tickets.example/7"`, "elsewhere"},
	} {
		iri := eventAt(w, peer, ada, n, c.more)
		if err := attends(ada, eventSeen(t, ada, iri)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.more, err)
		}
	}
	w.Settle()
	if n := peer.GotOfType("Join"); n != 0 {
		t.Errorf("%d Joins left", n)
	}
}

func TestStoryOddEventsAreReadAsFarAsTheyMakeSense(t *testing.T) {
	w, ada, peer := outside(t)
	for n, c := range []struct{ more, want string }{
		{`,"startTime":"20000-01-01T00:00:00Z"`, "0 0 "},
		{`,"startTime":"2026-11-05T18:00:00","location":"The old dock"`, "1793901600000 0 The old dock"},
		{`,"startTime":"2026-11-05T18:00:00Z","endTime":"2026-11-04T18:00:00Z","location":{"type":"Place","name":"Dock","address":"Dock 4, Hamburg"}`, "1793901600000 0 Dock, Dock 4, Hamburg"},
		{`,"startTime":["x"],"endTime":{},"location":[null,7,{"type":"Place"},"Room 2"],"status":7,"timezone":"../../etc/passwd"`, "0 0 Room 2"},
		{``, "0 0 "},
	} {
		shown := eventSeen(t, ada, eventAt(w, peer, ada, n, c.more))
		d := shown.Details
		if d == nil {
			d = &models.Details{}
		}
		if got := fmt.Sprintf("%d %d %s", d.Starts, d.Ends, d.Place); got != c.want || shown.Title == "" {
			t.Errorf("%s is read as %q", c.more, got)
		}
	}
}

func TestStoryAnInvitationToAnEventIsANotice(t *testing.T) {
	w, ada, peer := outside(t)
	iri := fmt.Sprintf("https://%s/events/9", peer.Host)
	peer.Serves("/events/9", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Event","attributedTo":"%s","name":"Open day","startTime":"2026-11-05T18:00:00Z","to":"https://www.w3.org/ns/activitystreams#Public"}`, iri, peer.Nell))
	invite := func(n int, object, target string) {
		peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/invites/%d","type":"Invite","actor":"%s","object":"%s","target":"%s"}`, n, peer.Nell, object, target))
		w.Settle()
	}
	invite(1, iri, string(ada.IRI))
	invite(2, string(ada.IRI), iri)
	if n := ada.Noticed(models.NoticeInvite); n != 1 {
		t.Errorf("ada has %d invitations", n)
	}
	ada.Home.Read(func(tx *store.Tx) error {
		all, err := tx.Notices(ada.ID, []models.NoticeKind{models.NoticeInvite}, nil, store.Page{})
		if len(all) != 1 || all[0].Post == nil || all[0].Post.Title != "Open day" {
			t.Errorf("ada is told %+v", all)
		}
		return err
	})
	invite(3, string(peer.Nell), string(ada.IRI)) // not to an event
	if n := ada.Noticed(models.NoticeInvite); n != 1 {
		t.Errorf("ada has %d invitations after one to nothing", n)
	}
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/undo/1","type":"Undo","actor":"%s",
	"object":{"id":"https://peer.example/invites/2","type":"Invite","actor":"%s","object":"%s","target":"%s"}}`, peer.Nell, peer.Nell, ada.IRI, iri))
	w.Settle()
	if n := ada.Noticed(models.NoticeInvite); n != 0 {
		t.Errorf("ada has %d invitations after it was taken back", n)
	}
}

func TestStoryAChangedEventIsSeenChanged(t *testing.T) {
	w, ada, peer := outside(t)
	iri := eventAt(w, peer, ada, 1, soon)
	object := strings.Replace(strings.Replace(peer.Document("/events/1"), `"CONFIRMED"`, `"CANCELLED"`, 1), `"type":"Event"`, `"type":"Event","updated":"2026-11-02T08:59:00Z","published":"2026-11-01T00:00:00Z"`, 1)
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/update","type":"Update","actor":"%s","object":%s}`, iri, peer.Nell, object))
	w.Settle()
	if d := eventSeen(t, ada, iri).Details; d.Status != "cancelled" {
		t.Errorf("ada sees %+v", d)
	}
}
