package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// What people of other servers do to a post in a community elsewhere reaches us by the community alone. Their own server has the last word.
func TestStoryThanksThatACommunityPassesOnCount(t *testing.T) {
	w, ada, peer, group, post := inWard(t)
	mallory := w.Peer("mallory.example")
	acme := w.Server("acme.example").Allows("mallory.example")
	n := 200
	says := func(inner string) {
		t.Helper()
		n++
		if status, body := peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, inner)); status != http.StatusAccepted {
			t.Fatalf("the community was answered %d %s", status, body)
		}
		w.Settle()
	}
	act := func(n int, kind string, by models.IRI, object string) string {
		return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/acts/%d","type":"%s","actor":"%s","object":%s}`, by.Host(), n, kind, by, object)
	}
	about := fmt.Sprintf("%q", post.IRI)
	thanks := func() int64 { t.Helper(); return seenAs(ada, post.IRI).Favourites }

	like := act(1, "Like", mallory.Nell, about)
	says(like)
	if thanks() != 0 {
		t.Error("a thanks counts that its own server does not have")
	}
	mallory.Serves("/acts/1", act(1, "Like", "https://mallory.example/users/somebody", about))
	says(like)
	if thanks() != 0 {
		t.Error("a thanks counts that its own server has from somebody else")
	}
	mallory.Serves("/acts/1", act(1, "Like", mallory.Nell, `"https://acme.example/posts/another"`))
	says(like)
	if thanks() != 0 {
		t.Error("a thanks counts that its own server has for another post")
	}
	mallory.Serves("/acts/1", like)
	says(like)
	says(like)
	if thanks() != 1 || ada.Noticed(models.NoticeFavourite) != 1 {
		t.Errorf("it counts %d times, and ada was told %d times", thanks(), ada.Noticed(models.NoticeFavourite))
	}
	says(act(2, "Like", peer.Nell, about)) // of the community's own server
	if thanks() != 2 {
		t.Errorf("with one of the community's own people it is %d", thanks())
	}
	undo := act(3, "Undo", mallory.Nell, like)
	says(undo)
	if thanks() != 2 {
		t.Error("a thanks was taken back that its own server knows nothing of")
	}
	mallory.Serves("/acts/3", undo)
	says(undo)
	if thanks() != 1 {
		t.Errorf("after it was taken back it is %d", thanks())
	}
	mallory.Serves("/acts/4", act(4, "EmojiReact", mallory.Nell, about+`,"content":"🎉"`))
	says(act(4, "EmojiReact", mallory.Nell, about+`,"content":"🎉"`))
	if faces := seenAs(ada, post.IRI).Faces; len(faces) != 1 || faces[0].Face != "🎉" {
		t.Errorf("the faces are %+v", faces)
	}
	acme.Obeys(`rules:
  - name: nothing-from-mallory
    why: We take nothing from there.
    when: peer.domain == "mallory.example" && crossing.door == "in"
    then: {verdict: deny}
`)
	mallory.Serves("/acts/5", act(5, "Like", mallory.Nell, about))
	says(act(5, "Like", mallory.Nell, about))
	if thanks() != 1 {
		t.Error("a thanks counts that a rule keeps out")
	}
	acme.Obeys("rules: []\n").Blocks("mallory.example")
	mallory.Serves("/acts/6", act(6, "Like", mallory.Nell, about))
	says(act(6, "Like", mallory.Nell, about))
	if thanks() != 1 {
		t.Error("a thanks counts that comes from a server that is closed out")
	}
	acme.Allows("mallory.example")
	before := w.Net.Count()
	says(strings.Replace(act(7, "Like", ada.IRI, about), "https://acme.example/acts", "https://mallory.example/acts", 1)) // of ours, as if it came back
	if asked := w.Net.Count() - before; thanks() != 1 || asked != 1 {
		t.Errorf("what comes back counts, or cost %d requests", asked)
	}
}

// Somebody's end is passed on too, and their own server is asked.
func TestStoryAnEndThatACommunityPassesOnIsConfirmed(t *testing.T) {
	w, ada, peer, group, _ := inWard(t)
	mallory := w.Peer("mallory.example")
	acme := w.Server("acme.example").Allows("mallory.example")
	mallory.Sends(ada.Inbox, note(mallory, 1, "mallory was here", fmt.Sprintf(`,"audience":"%s"`, group.IRI)))
	w.Settle()
	ends := func(n int) (gone bool) {
		t.Helper()
		peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, fmt.Sprintf(`{"id":"https://mallory.example/acts/end","type":"Delete","actor":"%s","object":"%s","to":["https://www.w3.org/ns/activitystreams#Public"]}`, mallory.Nell, mallory.Nell)))
		w.Settle()
		acme.Read(func(tx *store.Tx) error {
			a, err := tx.ActorByIRI(mallory.Nell)
			gone = a.Gone != 0
			return err
		})
		return gone
	}
	if ends(1) {
		t.Fatal("somebody's account ended by another's word")
	}
	ada.Sees("mallory was here")
	mallory.Instead = func(w http.ResponseWriter, r *http.Request) bool {
		http.Error(w, "gone", http.StatusGone)
		return true
	}
	if !ends(2) {
		t.Error("their own server says that they are gone, and here they are not")
	}
	ada.SeesNot("mallory was here")
}

// Whoever is in a community of ours, wherever they live, asks somebody of ours in, as they could if they lived here.
func TestStoryAMemberElsewhereAsksSomebodyOfOursIn(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("peer.example").Allows("mallory.example")
	ada, mira, ben := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward(), w.As("ben@acme.example")
	peer, mallory := w.Peer("peer.example"), w.Peer("mallory.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, peer, c)
	n := 0
	asks := func(by *testrig.Peer, whom *testrig.Person) string {
		t.Helper()
		n++
		by.Sends(acme.Site.SharedInbox(), fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/invites/%d","type":"Invite","actor":"%s","object":"%s","target":"%s"}`, by.Host, n, by.Nell, c.IRI, whom.IRI))
		w.Settle()
		return heard(whom)
	}
	if got := asks(mallory, mira); got != "" {
		t.Errorf("a stranger asks her in, and mira is told %q", got)
	}
	if got := asks(peer, ben); got != "" {
		t.Errorf("ben, whom nobody outside knows of, is told %q", got)
	}
	for range 2 {
		if got := asks(peer, mira); got != "Nell invites you to come in.\n" {
			t.Errorf("mira is told %q", got)
		}
	}
	takesBack := func(by *testrig.Peer, object string) {
		t.Helper()
		n++
		by.Sends(acme.Site.SharedInbox(), did("Undo", by, 200+n, by.Nell, object, ""))
		w.Settle()
	}
	invited := func() (yes bool) {
		acme.Read(func(tx *store.Tx) (err error) { yes, err = tx.Invited(c.ID, mira.ID); return err })
		return yes
	}
	takesBack(mallory, fmt.Sprintf(`{"id":"https://peer.example/invites/%d","type":"Invite","actor":"%s","object":"%s","target":"%s"}`, n, mallory.Nell, c.IRI, mira.IRI))
	takesBack(mallory, fmt.Sprintf("https://peer.example/invites/%d", n-1))
	if got := heard(mira); got != "Nell invites you to come in.\n" || !invited() {
		t.Errorf("a stranger took the invitation back: mira is told %q", got)
	}
	takesBack(peer, fmt.Sprintf("https://peer.example/invites/%d", n-2))
	if got := heard(mira); got != "" || invited() {
		t.Errorf("taken back by its id, mira is told %q", got)
	}
	asks(peer, mira)
	takesBack(peer, fmt.Sprintf(`{"type":"Invite","actor":"%s","object":"%s","target":"%s"}`, peer.Nell, c.IRI, mira.IRI))
	if got := heard(mira); got != "" || invited() {
		t.Errorf("taken back by what it was, mira is told %q", got)
	}
	acme.Write(func(tx *store.Tx) error { return people.Invite(tx, acme.Site, ada.Actor, c, mira.Actor) })
	takesBack(peer, fmt.Sprintf(`{"type":"Invite","actor":"%s","object":"%s","target":"%s"}`, peer.Nell, c.IRI, mira.IRI))
	if !invited() {
		t.Error("a mere member took back what ada said")
	}
	mira.Follows("sepsis@acme.example")
	acme.Write(func(tx *store.Tx) error {
		ask := models.JoinInvite
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinInside: &ask})
		return err
	})
	cleo := w.As("cleo@acme.example").GoesOutward()
	if got := asks(peer, cleo); got != "" {
		t.Errorf("where only those who lead invite, cleo is told %q", got)
	}
	dora := w.As("dora@acme.example").GoesOutward()
	acme.Write(func(tx *store.Tx) error {
		open := models.JoinOpen
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinInside: &open})
		return err
	})
	dora.Blocks("nell@peer.example")
	if got := asks(peer, dora); got != "" {
		t.Errorf("by somebody whom she blocks, dora is told %q", got)
	}
}

// What a group elsewhere writes itself, an event say, stands in it.
func TestStoryAnEventOfAGroupStandsInTheGroup(t *testing.T) {
	w, ada, peer, group, _ := inWard(t)
	event := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/events/1","type":"Event","attributedTo":"%s","actor":"%s","name":"Open day","startTime":"2026-11-05T18:00:00Z","to":["https://www.w3.org/ns/activitystreams#Public"]}`, group.IRI, peer.Nell)
	peer.Serves("/events/1", event)
	peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, 1, `"https://peer.example/events/1"`))
	w.Settle()
	got := eventSeen(t, ada, "https://peer.example/events/1")
	if got.CommunityID == nil || *got.CommunityID != group.ID || got.Details == nil || got.Details.Starts == 0 {
		t.Errorf("ada sees %+v %+v", got.CommunityID, got.Details)
	}
}
