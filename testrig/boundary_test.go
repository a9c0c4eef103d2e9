package testrig_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// outside gives acme with ada, outward, and a scripted peer that is allowed; nell there follows ada.
func outside(t *testing.T) (*testrig.World, *testrig.Person, *testrig.Peer) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer := w.Peer("peer.example")
	w.Server("acme.example").Allows("peer.example")
	status, body := peer.Sends(ada.Inbox, follow(peer, ada.IRI))
	if status != http.StatusAccepted {
		t.Fatalf("the follow was answered %d %s", status, body)
	}
	w.Settle()
	if peer.GotOfType("Accept") != 1 {
		t.Fatalf("nell was not accepted: %v", peer.Got())
	}
	return w, ada, peer
}

func follow(p *testrig.Peer, whom models.IRI) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/1","type":"Follow","actor":"%s","object":"%s"}`, p.Host, p.Nell, whom)
}

func note(p *testrig.Peer, n int, text, more string) string {
	id := fmt.Sprintf("https://%s/notes/%d", p.Host, n)
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],
	"object":{"id":"%s","type":"Note","attributedTo":"%s","content":"<p>%s</p>","to":["https://www.w3.org/ns/activitystreams#Public"]%s}}`, id, p.Nell, id, p.Nell, text, more)
}

func TestStoryAnAdministratorBlocksAServer(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	early := ada.Posts("Before the block.", conversations.World)
	if peer.GotOfType("Create") != 1 {
		t.Fatal("the post did not arrive before the block")
	}
	acme.Blocks("peer.example")
	ada.Posts("After the block.", conversations.World)
	acme.NeverSent("After the block")
	if status, _ := peer.Sends(ada.Inbox, note(peer, 1, "hello?", "")); status != http.StatusForbidden {
		t.Errorf("the blocked server was answered %d", status)
	}
	for _, iri := range []models.IRI{early.IRI, ada.IRI, ada.OutboxIRI} {
		if status, _ := peer.Reads(iri); status != http.StatusNotFound {
			t.Errorf("the blocked server read %s: %d", iri, status)
		}
	}
	if err := ada.TriesToFollow("nell@peer.example"); err == nil || !strings.Contains(err.Error(), "blocked") {
		t.Errorf("following somebody there: %v", err)
	}
	ada.Deletes(early)
	if peer.GotOfType("Delete") != 1 {
		t.Error("a withdrawal did not reach the server that has the post")
	}
}

func TestStoryALimitedServerWaits(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	acme.Limits("peer.example")
	if status, _ := peer.Sends(ada.Inbox, note(peer, 2, "may I?", "")); status != http.StatusAccepted {
		t.Fatalf("what a limited server sends is kept, but it was answered %d", status)
	}
	w.Settle()
	ada.SeesNot("may I?")
	ada.Posts("Nothing for the limited.", conversations.World)
	acme.NeverSent("Nothing for the limited")
}

// What waits at the inbox is not had by looking it up, nor by somebody else's share of it (law 8).
func TestStoryWhatALimitedServerWroteIsNotHadThroughAnotherDoor(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Allows("friend.example")
	friend := w.Peer("friend.example")
	acme.Limits("peer.example")
	public := "https://www.w3.org/ns/activitystreams#Public"
	peer.Serves("/notes/7", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/notes/7","type":"Note","attributedTo":"%s","content":"<p>by the back door</p>","to":["%s"]}`, peer.Nell, public))
	if _, err := acme.Resolve.Post(t.Context(), "https://peer.example/notes/7", nil); err == nil || !strings.Contains(err.Error(), "waits for review") {
		t.Errorf("whoever looks it up needs a sentence that says why not: %v", err)
	}
	friend.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://friend.example/shares/1","type":"Announce","actor":"%s","object":"https://peer.example/notes/7","to":["%s"]}`, friend.Nell, public))
	friend.Sends(ada.Inbox, note(friend, 8, "an answer to it", `,"inReplyTo":"https://peer.example/notes/7"`))
	w.Settle()
	ada.SeesNot("by the back door")
	acme.Read(func(tx *store.Tx) error {
		if _, err := tx.PostByIRI("https://peer.example/notes/7"); err == nil {
			t.Error("what waits for review is stored as if it had been let in")
		}
		return nil
	})
}

// An answer to what stayed inside does not get out once that is gone: an edit is as narrow as before (law 3).
func TestStoryAnAnswerGoesNoFurtherOnceItsParentIsGone(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	bob := w.As("bob@acme.example")
	for _, how := range []string{"an answer", "a quote"} {
		inside := bob.Posts("Only for us, before "+how+".", conversations.Inside)
		ask := conversations.Ask{Text: "From " + how + ".", Where: conversations.World, Audience: models.Everyone}
		if how == "an answer" {
			ask.ReplyTo = inside.ID
		} else {
			ask.Quote = inside.ID
		}
		post := ada.Writes(ask)
		bob.Deletes(inside)
		where := conversations.World
		ada.Edits(post, conversations.Change{Text: new("From " + how + ", wider?"), Where: &where})
		acme.Read(func(tx *store.Tx) error {
			now, err := tx.PostByIRI(post.IRI)
			if !now.Distance.IsInside() {
				t.Errorf("%s reaches %s", how, now.Distance)
			}
			return err
		})
		if status, _ := peer.Reads(post.IRI); status != http.StatusNotFound {
			t.Errorf("%s answers %d to a peer", how, status)
		}
		acme.NeverSent("From " + how)
	}
}

func TestStoryAClosedServerLearnsNothing(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	mira := w.As("mira@acme.example")
	peer := w.Peer("stranger.example")
	for _, to := range []models.IRI{ada.Inbox, mira.Inbox, "https://acme.example/inbox", "https://acme.example/actors/0000000000000000000000/inbox"} {
		if status, _ := peer.Sends(to, follow(peer, ada.IRI)); status != http.StatusForbidden {
			t.Errorf("%s answered %d: whether somebody is there can be told", to, status)
		}
	}
	if peerAsked(w, peer) {
		t.Error("the server fetched something from a host that was to be screened out first")
	}
	if err := ada.TriesToFollow("nell@stranger.example"); err == nil || !strings.Contains(err.Error(), "allow-list") {
		t.Errorf("ada needs a sentence that says why: %v", err)
	}
}

func peerAsked(w *testrig.World, p *testrig.Peer) bool {
	for _, x := range w.Net.Exchanges() {
		if x.To == p.Host {
			return true
		}
	}
	return false
}

func TestStoryHiddenIsAbsent(t *testing.T) {
	w, ada, peer := outside(t)
	mira := w.As("mira@acme.example") // inside
	hidden := ada.Posts("For us alone.", conversations.Inside)
	none := models.IRI("https://acme.example/posts/0000000000000000000000")
	for _, pair := range [][2]models.IRI{
		{hidden.IRI, none},
		{hidden.IRI + "/activity", none + "/activity"},
		{mira.IRI, "https://acme.example/actors/0000000000000000000000"},
		{mira.OutboxIRI, "https://acme.example/actors/0000000000000000000000/outbox"},
		{mira.IRI + "/key", "https://acme.example/actors/0000000000000000000000/key"},
	} {
		s1, b1 := peer.Reads(pair[0])
		s2, b2 := peer.Reads(pair[1])
		if s1 != http.StatusNotFound || s1 != s2 || b1 != b2 {
			t.Errorf("%s: %d %q differs from what never was: %d %q", pair[0], s1, b1, s2, b2)
		}
		for _, accept := range []string{"application/activity+json", "text/html", "*/*", ""} {
			a := w.Stranger("acme.example", strings.TrimPrefix(string(pair[0]), "https://acme.example"), accept)
			b := w.Stranger("acme.example", strings.TrimPrefix(string(pair[1]), "https://acme.example"), accept)
			x, _ := io.ReadAll(a.Body)
			y, _ := io.ReadAll(b.Body)
			if a.StatusCode != http.StatusNotFound || b.StatusCode != a.StatusCode || string(x) != string(y) || fmt.Sprint(a.Header) != fmt.Sprint(b.Header) {
				t.Errorf("%s as %q: %d differs from %d for what never was", pair[0], accept, a.StatusCode, b.StatusCode)
			}
		}
	}
	for _, name := range []string{"mira", "nobody"} {
		if a := w.Stranger("acme.example", "/.well-known/webfinger?resource=acct:"+name+"@acme.example", ""); a.StatusCode != http.StatusNotFound {
			t.Errorf("WebFinger told of %s: %d", name, a.StatusCode)
		}
	}
	// An activity that names what is hidden is answered like any other, and has no effect.
	like := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/likes/1","type":"Like","actor":"%s","object":"%s"}`, peer.Host, peer.Nell, hidden.IRI)
	if status, _ := peer.Sends(ada.Inbox, like); status != http.StatusAccepted {
		t.Errorf("the like was answered %d", status)
	}
	w.Settle()
	if ada.Noticed(models.NoticeFavourite) != 0 {
		t.Error("somebody thanked for a post that they may not read")
	}
}

func TestStoryAPartnersPostIsForPartners(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("For partners only.", conversations.Partners)
	if status, _ := peer.Reads(post.IRI); status != http.StatusNotFound || peer.GotOfType("Create") != 0 {
		t.Error("an allowed server got what is for partners")
	}
	w.Server("acme.example").Partners("peer.example")
	if status, _ := peer.Reads(post.IRI); status != http.StatusNotFound {
		t.Error("a late partner read what is older than its agreement")
	}
	w.Later(1000 * 1000 * 1000)
	later := ada.Posts("For partners of today.", conversations.Partners)
	if status, body := peer.Reads(later.IRI); status != http.StatusOK || !strings.Contains(body, "/partners") || strings.Contains(body, "#Public") {
		t.Errorf("a partner reads it, addressed to followers and partners: %d %s", status, body)
	}
	w.Server("acme.example").Allows("peer.example")
	if status, _ := peer.Reads(later.IRI); status == http.StatusOK {
		t.Error("an ended partnership still reads")
	}
}

func TestStoryAnEditThatTightens(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("Too wide.", conversations.World)
	where := conversations.Inside
	text := "Narrow now, secret-word."
	ada.Edits(post, conversations.Change{Text: &text, Where: &where})
	if peer.GotOfType("Delete") != 1 || peer.GotOfType("Update") != 0 {
		t.Errorf("a server that fell out of reach gets a Delete and no Update: %v", peer.Got())
	}
	w.Server("acme.example").NeverSent("secret-word")
}

// An edit names somebody no more whose colleague follows its author: their server keeps the post.
func TestStoryAnEditThatNamesNobodyAnyMoreLeavesThePostToFollowersThere(t *testing.T) {
	w := partners(t)
	ada, tom, uma := w.As("ada@acme.example"), w.As("tom@guild.example"), w.As("uma@guild.example").GoesOutward()
	tom.Follows("ada@acme.example")
	if _, err := ada.Home.Resolve.Handle(t.Context(), "@uma@guild.example"); err != nil {
		t.Fatal(err)
	}
	post := ada.Writes(conversations.Ask{Text: "@uma@guild.example, have a look.", Audience: models.Followers, Where: conversations.World})
	uma.Sees("have a look")
	ada.Edits(post, conversations.Change{Text: new("Who has a look?")})
	tom.Sees("Who has a look")
	uma.SeesNot("Who has a look")
}

func TestStoryAnUpdateNeverMakesAFirstCrossing(t *testing.T) {
	_, ada, peer := outside(t)
	post := ada.Posts("Inside first.", conversations.Inside)
	text, where := "Then the world, by edit.", conversations.World
	ada.Edits(post, conversations.Change{Text: &text, Where: &where})
	if n := peer.GotOfType("Update"); n != 0 {
		t.Errorf("%d Updates of a post that was never there", n)
	}
}

// Trap T19: blocking a server by mistake destroyed follows elsewhere. Here they come back.
func TestStoryABlockByMistakeIsTakenBack(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	w.Server("acme.example").Blocks("guild.example")
	ada.Posts("Unheard.", conversations.World)
	tom.SeesNot("Unheard")
	w.Server("acme.example").Partners("guild.example")
	ada.Posts("Heard again.", conversations.World)
	tom.Sees("Heard again")
}

// Traps T03 and T16: switches that only the pages obey. Whatever reaches the inbox meets the same law.
func TestStoryAReplyToWhatOneMayNotReadIsNone(t *testing.T) {
	w, ada, peer := outside(t)
	hidden := ada.Posts("For us alone.", conversations.Inside)
	peer.Sends(ada.Inbox, note(peer, 9, "I know what you wrote", fmt.Sprintf(`,"inReplyTo":"%s","tag":[{"type":"Mention","href":"%s"}]`, hidden.IRI, ada.IRI)))
	w.Settle()
	ada.Sees("I know what you wrote")
	if below := ada.Below(hidden); below != 0 {
		t.Errorf("a stranger's reply hangs under a post that it may not read: %d", below)
	}
}

// What is left out of a collection leaves no trace in it, not even in the address of its next page.
func TestStoryAnOutboxTellsNothingOfWhatItLeavesOut(t *testing.T) {
	_, ada, peer := outside(t)
	var slugs []string
	for i := range 25 {
		p := ada.Posts(fmt.Sprintf("For partners %d.", i), conversations.Partners)
		slugs = append(slugs, string(p.IRI)[len(p.IRI)-22:])
	}
	seen := 0
	for next := ada.OutboxIRI + "?page=1"; next != ""; {
		status, body := peer.Reads(next)
		if status != http.StatusOK {
			t.Fatalf("the outbox answered %d", status)
		}
		for _, s := range slugs {
			if strings.Contains(body, s) {
				t.Fatalf("the outbox names a post that its reader may not read: %s", body)
			}
		}
		next = ""
		if _, rest, more := strings.Cut(body, `"next":"`); more {
			address, _, _ := strings.Cut(rest, `"`)
			next = models.IRI(address)
		}
		if seen++; seen > 5 {
			t.Fatal("the outbox does not end")
		}
	}
}

// Trap T22: a follower who was removed while their server was away gets nothing when it is back.
func TestStoryARemovedFollowerGetsNothingThatWaited(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	w.Down("guild.example")
	ada.Writes(conversations.Ask{Text: "For followers, waiting.", Audience: models.Followers, Where: conversations.World})
	ada.Refuses("tom@guild.example")
	w.Up("guild.example")
	for range 8 {
		w.Later(30 * time.Minute)
	}
	for _, x := range w.Net.Exchanges() {
		if x.To == "guild.example" && x.Status != 0 && strings.Contains(string(x.Sent), "For followers, waiting") {
			t.Error("a removed follower's server was handed what had waited")
		}
	}
	tom.SeesNot("For followers, waiting")
}

// One inbox may serve many domains. When one of them falls out of reach, an edit goes to none of them (law 4).
func TestStoryABridgeWithABlockedDomainGetsNoUpdate(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("one.example").Allows("two.example")
	ada := w.As("ada@acme.example").GoesOutward()
	one, two := w.Peer("one.example"), w.Peer("two.example")
	for _, p := range []*testrig.Peer{one, two} {
		p.SharesInbox("https://one.example/shared")
		p.Sends(ada.Inbox, follow(p, ada.IRI))
	}
	w.Settle()
	post := ada.Posts("For both domains.", conversations.World)
	if one.GotOfType("Create") != 1 {
		t.Fatalf("the shared inbox got %d copies", one.GotOfType("Create"))
	}
	acme.Blocks("two.example")
	text := "Not for the blocked domain."
	ada.Edits(post, conversations.Change{Text: &text})
	if one.GotOfType("Update") != 0 || one.GotOfType("Delete") != 1 {
		t.Errorf("an edit went into an inbox that a blocked domain reads: %v", one.Got())
	}
	acme.NeverSent("Not for the blocked domain")
}
