package testrig_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/gatherings"
	"guildhall/store"
)

func TestThePapersOfEventsAreLived(t *testing.T) {
	w, ada, peer := outside(t)
	p := livesThrough(t, w, ada.Home, "events.md")
	p.calls(ada.IRI, "ada")
	e := hosts(ada, conversations.World)
	p.calls(e.IRI, "workshop")
	p.calls(e.Context, "workshop")
	p.read("event", peer, e.IRI)
	p.send("come", peer, peer.Nell, ada.Inbox, joinOf(peer, 4, "Join", e.IRI))
	p.got("taken", peer, "Accept Join")
	p.must(len(comersOf(ada, e.ID)) == 1, "a Join comes")
	p.send("stay", peer, peer.Nell, ada.Inbox, joinOf(peer, 5, "Leave", e.IRI))
	p.must(len(comersOf(ada, e.ID)) == 0, "a Leave stays away")
	p.sends(peer, peer.Nell, ada.Inbox, joinOf(peer, 6, "Join", e.IRI))
	p.sends(peer, peer.Nell, ada.Inbox, did("Undo", peer, 6, peer.Nell, joinOf(peer, 6, "Join", e.IRI), ""))
	p.must(len(comersOf(ada, e.ID)) == 0, "so does the Undo of the Join")
	p.send("come-by-reply", peer, peer.Nell, ada.Inbox, note(peer, 7, "Yes, with my sister.", fmt.Sprintf(`,"inReplyTo":"%s"`, e.IRI)))
	p.must(len(comersOf(ada, e.ID)) == 1 && ada.Below(e) == 1, "a reply that says yes comes, and stays a reply")
	ada.Edits(e, conversations.Change{Event: &conversations.EventAsk{Starts: "2026-11-26T14:00", Status: "cancelled"}})
	p.answered("a Join of an event that is over or called off", peer, peer.Nell, ada.Inbox, joinOf(peer, 8, "Join", e.IRI))
	inside := hosts(ada, conversations.Inside)
	p.answered("a Join of an event that you may not read, or that is not there", peer, peer.Nell, ada.Inbox, joinOf(peer, 9, "Join", inside.IRI))

	theirs := eventAt(w, peer, ada, 3, soon)
	p.shows("yours", document(t, peer.Document("/events/3")))
	seen := eventSeen(t, ada, theirs)
	p.must(seen.Details != nil && seen.Details.Place == "Hall 3, Dock 4, 20457 Hamburg" && seen.Details.Online == "https://meet.example/welding", "places are read")
	invite := did("Invite", peer, 10, peer.Nell, string(theirs), `,"target":"`+string(ada.IRI)+`"`)
	p.send("invite", peer, peer.Nell, ada.Inbox, invite)
	p.must(ada.Noticed(models.NoticeInvite) == 1, "an Invite is told")
	p.sends(peer, peer.Nell, ada.Inbox, did("Undo", peer, 11, peer.Nell, invite, ""))
	p.must(ada.Noticed(models.NoticeInvite) == 0, "and taken back")
	if err := attends(ada, seen); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	p.got("join", peer, "Join")
	var join struct{ ID string }
	if err := json.Unmarshal([]byte(latest(peer, "Join")), &join); err != nil {
		t.Fatal(err)
	}
	stands := func() (s models.AttendanceState) {
		ada.Home.Read(func(tx *store.Tx) error {
			a, err := tx.Attendance(ada.ID, seen.ID)
			s = a.State
			return ignoreMissing(err)
		})
		return s
	}
	p.must(stands() == models.AttendanceAsked, "it is asked until it is answered")
	accept := did("Accept", peer, 12, peer.Nell, join.ID, "")
	p.send("answer", peer, peer.Nell, ada.Inbox, accept)
	p.must(stands() == models.AttendanceAccepted, "an Accept lets in")
	p.sends(peer, peer.Nell, ada.Inbox, did("Undo", peer, 13, peer.Nell, strings.Replace(accept, `"`+join.ID+`"`, `{"id":"`+join.ID+`","type":"Join","actor":"`+string(ada.IRI)+`","object":"`+string(theirs)+`"}`, 1), ""))
	p.must(stands() == models.AttendanceAsked, "an Undo of it leaves the question open")
	ada.Home.Write(func(tx *store.Tx) error { return gatherings.Leave(tx, ada.Home.Site, ada.Actor, seen.ID) })
	w.Settle()
	p.got("leave", peer, "Leave")
	p.keeps()
}
