package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// a moderator's act, as threadiverse software writes it.
func modAct(kind string, n int, by models.IRI, group models.IRI, object, more string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/acts/%d","type":"%s","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%s"],"audience":"%s","object":"%s"%s}`,
		by.Host(), n, kind, by, group, group, object, more)
}

func undoOf(n int, by models.IRI, group models.IRI, inner string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/acts/%d","type":"Undo","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%s"],"object":%s}`, by.Host(), n, by, group, inner)
}

// inWard is ada, let into the community of another server, and what she posted there.
func inWard(t *testing.T) (w *testrig.World, ada *testrig.Person, peer *testrig.Peer, group models.Actor, post models.Post) {
	t.Helper()
	w, ada, peer = outside(t)
	id := groupAt(peer, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://peer.example/users/nell"]}`)
	group, err := ada.Home.Resolve.Actor(context.Background(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		return tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: "https://acme.example/f/1", FollowerID: ada.ID, FolloweeID: group.ID, State: models.Accepted, Created: tx.Now()})
	})
	post = ada.Writes(conversations.Ask{Text: "How do you calibrate yours?", Title: "Calibration", Audience: models.Everyone, Where: conversations.World, Community: group.ID})
	return w, ada, peer, group, post
}

// heard are the sentences that a community's moderators left for somebody.
func heard(p *testrig.Person) (all string) {
	p.Home.Read(func(tx *store.Tx) error {
		list, err := tx.Notices(p.ID, nil, nil, store.Page{Limit: 40})
		for _, n := range list {
			if n.Kind == models.NoticeCommunity {
				all += n.Text + "\n"
			}
		}
		return err
	})
	return all
}

func TestStoryModeratorsElsewhereAreObeyedAndTheReasonIsTold(t *testing.T) {
	w, ada, peer, group, post := inWard(t)
	n := 100
	says := func(inner string) {
		t.Helper()
		n++
		if status, body := peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, inner)); status != http.StatusAccepted {
			t.Fatalf("the community was answered %d %s", status, body)
		}
		w.Settle()
	}
	within := func() (yes bool, locked bool) {
		ada.Home.Read(func(tx *store.Tx) error {
			p, err := tx.PostByID(post.ID)
			yes, locked = p.CommunityID != nil && *p.CommunityID == group.ID && p.Deleted == 0, p.Locked != 0
			return err
		})
		return yes, locked
	}
	nobody := models.IRI("https://peer.example/users/somebody")
	says(modAct("Delete", 1, nobody, group.IRI, string(post.IRI), `,"summary":"no reason"`))
	says(modAct("Lock", 2, nobody, group.IRI, string(post.IRI), ""))
	says(modAct("Block", 3, nobody, group.IRI, string(ada.IRI), `,"target":"`+string(group.IRI)+`"`))
	if in, locked := within(); !in || locked || heard(ada) != "" {
		t.Fatalf("somebody who moderates nothing was obeyed: %v %v %q", in, locked, heard(ada))
	}
	lock := modAct("Lock", 4, peer.Nell, group.IRI, string(post.IRI), `,"summary":"this goes round in circles"`)
	says(lock)
	if _, locked := within(); !locked || !strings.Contains(heard(ada), "this goes round in circles") {
		t.Errorf("the thread is open, or nobody said why: %q", heard(ada))
	}
	if _, err := ada.TriesToWrite(conversations.Ask{Text: "One more thing.", ReplyTo: post.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("in a locked thread ada could write: %v", err)
	}
	says(undoOf(5, peer.Nell, group.IRI, lock))
	if _, locked := within(); locked {
		t.Error("the thread is still locked")
	}
	remove := modAct("Delete", 6, peer.Nell, group.IRI, string(post.IRI), `,"summary":"not about wards"`)
	says(remove)
	if in, _ := within(); in || !strings.Contains(heard(ada), "not about wards") {
		t.Errorf("the post still stands there, or nobody said why: %q", heard(ada))
	}
	ada.Sees("How do you calibrate") // it is still hers
	says(undoOf(7, nobody, group.IRI, remove))
	if in, _ := within(); in {
		t.Error("somebody who moderates nothing took a decision back")
	}
	says(undoOf(8, peer.Nell, group.IRI, remove))
	if in, _ := within(); !in {
		t.Error("the post does not stand there again")
	}
	ends := w.Clock.Now().Add(72 * time.Hour).UTC().Format(time.RFC3339)
	block := modAct("Block", 9, peer.Nell, group.IRI, string(ada.IRI), `,"target":"`+string(group.IRI)+`","summary":"three warnings","endTime":"`+ends+`"`)
	says(block)
	ask := conversations.Ask{Text: "And now?", Audience: models.Everyone, Where: conversations.World, Community: group.ID}
	if _, err := ada.TriesToWrite(ask); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Say(err), "three warnings") || !strings.Contains(fault.Say(err), "until") {
		t.Errorf("shut out, ada is told %v", err)
	}
	w.Clock.Advance(73 * time.Hour)
	if _, err := ada.TriesToWrite(ask); err != nil {
		t.Errorf("the end has come, and ada is told %v", err)
	}
	forGood := modAct("Block", 10, peer.Nell, group.IRI, string(ada.IRI), `,"target":"`+string(group.IRI)+`"`)
	if status, _ := peer.Sends(ada.Inbox, forGood); status != http.StatusAccepted { // a moderator's own word counts too
		t.Fatal(status)
	}
	w.Settle()
	if _, err := ada.TriesToWrite(ask); !fault.Is(err, fault.Forbidden) {
		t.Errorf("shut out for good, ada is told %v", err)
	}
	says(undoOf(11, peer.Nell, group.IRI, forGood))
	if _, err := ada.TriesToWrite(ask); err != nil {
		t.Errorf("taken back, and ada is told %v", err)
	}
}

func TestStoryACommunityElsewhereEntrustsSomebodyOfOurs(t *testing.T) {
	w, ada, peer, group, _ := inWard(t)
	listed := func(who ...models.IRI) {
		all, _ := json.Marshal(who)
		peer.Serves("/c/ward/moderators", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/moderators","type":"OrderedCollection","orderedItems":%s}`, group.IRI, all))
	}
	says := func(key models.IRI, body string) {
		t.Helper()
		if status, answer := peer.SendsAs(string(key)+"#main-key", ada.Inbox, body); status != http.StatusAccepted {
			t.Fatalf("answered %d %s", status, answer)
		}
		w.Settle()
	}
	target := `,"target":"` + string(group.IRI) + `/moderators"`
	add := modAct("Add", 1, peer.Nell, group.IRI, string(ada.IRI), target)
	says(peer.Nell, add)
	if heard(ada) != "" {
		t.Errorf("the list does not name ada, and she is told %q", heard(ada))
	}
	listed(peer.Nell, ada.IRI)
	add = modAct("Add", 2, peer.Nell, group.IRI, string(ada.IRI), target)
	says(group.IRI, announcedBy(group.IRI, 3, add))
	says(peer.Nell, add)
	if heard(ada) != "You moderate Nell (@ward@peer.example) now.\n" {
		t.Errorf("ada is told %q", heard(ada))
	}
	listed(peer.Nell)
	says(peer.Nell, modAct("Remove", 4, peer.Nell, group.IRI, string(ada.IRI), target))
	if heard(ada) != "You no longer moderate Nell (@ward@peer.example).\n" {
		t.Errorf("ada is told %q", heard(ada))
	}
}

func TestStoryAModeratorElsewhereLooksAfterACommunityOfOurs(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("lemmy.example").Allows("masto.example")
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward()
	lemmy, masto := w.Peer("lemmy.example"), w.Peer("masto.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	joinsFrom(t, w, masto, c)
	mira.Follows("sepsis@acme.example")
	p := mira.Writes(conversations.Ask{Text: "Buy my book.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	within := func() (yes bool) {
		acme.Read(func(tx *store.Tx) error {
			now, err := tx.PostByID(p.ID)
			yes = now.CommunityID != nil
			return err
		})
		return yes
	}
	send := func(peer *testrig.Peer, act string) {
		t.Helper()
		if status, body := peer.Sends(c.Inbox, act); status != http.StatusAccepted {
			t.Fatalf("answered %d %s", status, body)
		}
		w.Settle()
	}
	remove := modAct("Delete", 1, lemmy.Nell, c.IRI, string(p.IRI), `,"summary":"advertising"`)
	send(lemmy, remove)
	if !within() {
		t.Fatal("a mere member took a post out")
	}
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(lemmy.Nell)
		if err != nil {
			return err
		}
		return communities.Appoint(tx, acme.Site, ada.Actor, c, nell, models.Keeper, 0)
	})
	w.Settle()
	remove = strings.Replace(remove, "acts/1", "acts/2", 1)
	send(lemmy, remove)
	if within() || !strings.Contains(heard(mira), "advertising") {
		t.Errorf("the moderator was not obeyed, or mira not told: %q", heard(mira))
	}
	if whole, _ := announced(masto, "Delete", string(p.IRI)); whole != 1 {
		t.Errorf("masto.example heard of it %d times", whole)
	}
	send(masto, undoOf(3, masto.Nell, c.IRI, remove))
	if within() {
		t.Error("somebody who looks after nothing took it back")
	}
	send(lemmy, undoOf(4, lemmy.Nell, c.IRI, remove))
	if !within() {
		t.Error("the moderator could not take it back")
	}
	if whole, _ := announced(masto, "Undo", string(p.IRI)); whole != 1 {
		t.Errorf("masto.example heard that it is back %d times: %v", whole, masto.Got())
	}
	send(lemmy, modAct("Block", 5, lemmy.Nell, c.IRI, string(ada.IRI), `,"target":"`+string(c.IRI)+`","summary":"a coup"`))
	acme.Read(func(tx *store.Tx) error {
		if err := access.ShutOut(tx, ada.Actor, c); err != nil {
			t.Errorf("a moderator shut the driver out: %v", err)
		}
		return nil
	})
	w.Say("a steward here shuts nell of masto.example out for a day")
	var nell models.Actor
	acme.Write(func(tx *store.Tx) (err error) {
		if nell, err = tx.ActorByIRI(masto.Nell); err != nil {
			return err
		}
		_, err = communities.Rule(tx, acme.Site, communities.Decided{Community: c, By: ada.Actor, What: models.Banned, Whom: nell.ID, Reason: "rude", Until: tx.Now() + 86_400_000})
		return err
	})
	w.Settle()
	told := false
	for _, raw := range masto.Got() {
		var a struct {
			Type   string
			Object json.RawMessage
		}
		var b struct{ Type, Actor, Object, Target, Summary, EndTime string }
		if json.Unmarshal([]byte(raw), &a) == nil && a.Type == "Announce" && json.Unmarshal(a.Object, &b) == nil && b.Type == "Block" && b.Object == string(masto.Nell) {
			told = b.Actor == string(ada.IRI) && b.Target == string(c.IRI) && b.Summary == "rude" && b.EndTime != ""
		}
	}
	if !told {
		t.Error("the server of whoever is shut out heard nothing, or not all of it")
	}
	third := mention(masto, c, 30, "I say it again.")
	masto.Serves("/users/nell/statuses/30", only(t, third))
	send(masto, third)
	acme.Read(func(tx *store.Tx) error {
		got, err := tx.PostByIRI("https://masto.example/users/nell/statuses/30")
		if err == nil && got.CommunityID != nil {
			t.Error("what somebody writes who is shut out stands in the community")
		}
		return ignoreMissing(err)
	})
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Rule(tx, acme.Site, communities.Decided{Community: c, By: mira.Actor, What: models.Banned, Whom: nell.ID, Reason: "I can"})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a member shut somebody out: %v", err)
		}
		return nil
	})
}

func ignoreMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// A moderator of another server locked a thread. Who began it does not open it again; a steward here does, and nothing says any more that
// it is locked. What a steward here locked the moderator there opens.
func TestStoryWhatAModeratorElsewhereLockedIsOpenedHere(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("lemmy.example")
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward()
	lemmy := w.Peer("lemmy.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	mira.Follows("sepsis@acme.example")
	p := mira.Writes(conversations.Ask{Text: "Round and round.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(lemmy.Nell)
		if err != nil {
			return err
		}
		return communities.Appoint(tx, acme.Site, ada.Actor, c, nell, models.Keeper, 0)
	})
	w.Settle()
	if status, body := lemmy.Sends(c.Inbox, modAct("Lock", 1, lemmy.Nell, c.IRI, string(p.IRI), `,"summary":"in circles"`)); status != http.StatusAccepted {
		t.Fatalf("answered %d %s", status, body)
	}
	w.Settle()
	stands := func() (locked bool, rulings []models.Ruling) {
		acme.Read(func(tx *store.Tx) error {
			now, err := tx.PostByID(p.ID)
			if err == nil {
				rulings, err = tx.RulingsOn([]models.ID{p.ID})
			}
			locked = now.Locked != 0
			return err
		})
		return locked, rulings
	}
	if locked, rulings := stands(); !locked || len(rulings) != 1 {
		t.Fatalf("locked %v, by %d decisions", locked, len(rulings))
	}
	for _, who := range []*testrig.Person{ada, mira} {
		if err := does(who, conversations.Unlock, p.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s opens it without a word: %v", who.Handle, err)
		}
	}
	d := communities.Decided{Community: c, By: ada.Actor, What: models.Shut, Post: p.ID, Reason: "It goes on elsewhere."}
	acme.Write(func(tx *store.Tx) error { _, err := communities.Revoke(tx, acme.Site, d); return err })
	w.Settle()
	if locked, rulings := stands(); locked || len(rulings) != 0 {
		t.Errorf("opened again: locked %v, by %d decisions", locked, len(rulings))
	}
	acme.Write(func(tx *store.Tx) error { _, err := communities.Rule(tx, acme.Site, d); return err })
	w.Settle()
	var lock string
	for _, raw := range lemmy.Got() {
		var a struct{ Object json.RawMessage }
		var b struct{ Type, Actor, Object, Summary string }
		if json.Unmarshal([]byte(raw), &a) == nil && json.Unmarshal(a.Object, &b) == nil && b.Type == "Lock" && b.Actor == string(ada.IRI) && b.Object == string(p.IRI) && b.Summary == d.Reason {
			lock = string(a.Object)
		}
	}
	if locked, _ := stands(); !locked || lock == "" {
		t.Fatalf("the steward locked it: locked %v, told %q", locked, lock)
	}
	if status, body := lemmy.Sends(c.Inbox, undoOf(2, lemmy.Nell, c.IRI, lock)); status != http.StatusAccepted {
		t.Fatalf("answered %d %s", status, body)
	}
	w.Settle()
	if locked, rulings := stands(); locked || len(rulings) != 0 {
		t.Errorf("opened from there: locked %v, by %d decisions", locked, len(rulings))
	}
}
