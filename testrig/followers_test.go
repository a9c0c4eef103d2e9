package testrig_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// forgets ends a follow in the database of one server, as if the word of it had never reached the other.
func forgets(t *testing.T, s *testrig.Server, follower, followee models.IRI) {
	t.Helper()
	s.Write(func(tx *store.Tx) error {
		by, err := tx.ActorByIRI(follower)
		if err != nil {
			return err
		}
		whom, err := tx.ActorByIRI(followee)
		if err != nil {
			return err
		}
		f, err := tx.Follow(by.ID, whom.ID)
		if err != nil {
			return err
		}
		return tx.RemoveFollow(f.ID)
	})
}

// T22: ada removed tom, and his server never heard of it.
func TestStoryAFollowerWhoWasRemovedUnheardGetsNothingMore(t *testing.T) {
	w := partners(t)
	ada, tom, hal := w.As("ada@acme.example"), w.As("tom@guild.example"), w.As("halima@guild.example")
	tom.Follows("ada@acme.example")
	hal.Follows("ada@acme.example")
	forgets(t, ada.Home, tom.IRI, ada.IRI)
	w.Say("ada removes tom, and the word of it is lost")
	ada.Writes(conversations.Ask{Text: "For followers alone.", Audience: models.Followers, Where: conversations.Partners})
	hal.Sees("For followers alone.")
	tom.SeesNot("For followers alone.")
	if n := tom.Noticed(models.NoticeEnded); n != 1 {
		t.Errorf("tom was told %d times that he does not follow her any more", n)
	}
	if hal.Noticed(models.NoticeEnded) != 0 {
		t.Error("halima, who follows her, was told that she does not")
	}
	ada.Posts("And the next one.", conversations.World)
	if tom.HomeShows("next one") != 0 || hal.HomeShows("next one") != 1 {
		t.Error("the next post reaches those who follow, and nobody else")
	}
}

// T22, the other way: tom left, and ada's server never heard of it.
func TestStoryAFollowerWhoLeftUnheardGetsNothingMore(t *testing.T) {
	w := partners(t)
	ada, tom, hal := w.As("ada@acme.example"), w.As("tom@guild.example"), w.As("halima@guild.example")
	tom.Follows("ada@acme.example")
	hal.Follows("ada@acme.example")
	forgets(t, tom.Home, tom.IRI, ada.IRI)
	w.Say("tom leaves, and the word of it is lost")
	ada.Posts("Who hears this?", conversations.World)
	if ada.IsFollowedBy("tom@guild.example") || !ada.IsFollowedBy("halima@guild.example") {
		t.Fatal("tom is still counted among her followers, or halima is not any more")
	}
	forgets(t, tom.Home, hal.IRI, ada.IRI)
	w.Later(2 * time.Hour)
	ada.Posts("The last one.", conversations.World)
	sent := len(w.Net.Exchanges())
	ada.Posts("Nobody there.", conversations.World)
	for _, x := range w.Net.Exchanges()[sent:] {
		if x.To == "guild.example" {
			t.Errorf("something still goes to a server where nobody follows: %s %s", x.Method, x.Path)
		}
	}
}

func TestStoryNoServerLearnsWhoFollowsFromElsewhere(t *testing.T) {
	w, ada, peer := outside(t)
	other := w.Peer("other.example")
	w.Server("acme.example").Allows("other.example")
	if status, _ := other.Sends(ada.Inbox, follow(other, ada.IRI)); status != http.StatusAccepted {
		t.Fatal("the other peer could not follow")
	}
	w.Settle()
	list := ada.IRI + "/followers_synchronization"
	for _, c := range []struct {
		p        *testrig.Peer
		has, not string
	}{{peer, string(peer.Nell), "other.example"}, {other, string(other.Nell), "peer.example"}} {
		status, body := c.p.Reads(list)
		if status != http.StatusOK || !strings.Contains(body, c.has) || strings.Contains(body, c.not) {
			t.Errorf("%s reads %d %s", c.p.Host, status, body)
		}
	}
	nobody := "/actors/0000000000000000000000/followers_synchronization"
	path := strings.TrimPrefix(string(list), "https://acme.example")
	if a, b := w.Stranger("acme.example", path, "application/activity+json"), w.Stranger("acme.example", nobody, "application/activity+json"); a.StatusCode != http.StatusNotFound || b.StatusCode != a.StatusCode {
		t.Errorf("unsigned: %d and %d", a.StatusCode, b.StatusCode)
	}
	ada.Posts("With a word on followers.", conversations.World)
	var sum wire.Sum
	sum.Add(peer.Nell)
	found := false
	for _, x := range w.Net.Exchanges() {
		value := x.Header.Get(wire.SynchronizationHeader)
		if value == "" || x.To != "peer.example" {
			continue
		}
		found = true
		if s, ok := wire.ParseSynchronization(value); !ok || s.Digest != sum.String() || s.URL != list || s.Collection != ada.FollowersIRI {
			t.Errorf("the delivery says %s", value)
		}
		if !strings.Contains(x.Header.Get("Signature"), "collection-synchronization") {
			t.Errorf("its signature does not cover it: %s", x.Header.Get("Signature"))
		}
	}
	if !found {
		t.Error("no delivery to followers says whom we count")
	}
	ada.Writes(conversations.Ask{Text: "@nell@peer.example a letter", Audience: models.Named})
	if x := w.Net.Exchanges(); x[len(x)-1].Header.Get(wire.SynchronizationHeader) != "" {
		t.Error("a letter says whom we count as followers")
	}
}

// tellsOfFollowers posts an activity with a Collection-Synchronization header; without covers, outside of the signature.
func tellsOfFollowers(t *testing.T, w *testrig.World, p *testrig.Peer, to models.IRI, activity string, s wire.Synchronization, covers bool) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, string(to), strings.NewReader(activity))
	r.Header.Set("Content-Type", "application/activity+json")
	if covers {
		r.Header.Set(wire.SynchronizationHeader, s.String())
	}
	if err := signature.Sign(r, signature.Digest([]byte(activity)), models.IRI(string(p.Nell)+"#main-key"), p.Key, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	r.Header.Set(wire.SynchronizationHeader, s.String())
	if status, body := p.Does(r); status != http.StatusAccepted {
		t.Fatalf("answered %d %s", status, body)
	}
	w.Settle()
}

func asked(w *testrig.World, host models.Host, path string) (n int) {
	for _, x := range w.Net.Exchanges() {
		if x.To == host && x.Method == http.MethodGet && strings.HasPrefix(x.Path, path) {
			n++
		}
	}
	return n
}

func TestStoryADigestIsBelievedOnlyOfTheSignersOwnFollowers(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	ada.Follows("nell@peer.example")
	peer.Sends(ada.Inbox, acceptOf(t, w, peer, ada))
	w.Settle()
	follows := func() (yes bool) {
		ada.Home.Read(func(tx *store.Tx) error {
			nell, err := tx.ActorByIRI(peer.Nell)
			if err == nil {
				yes, err = tx.Follows(ada.ID, nell.ID)
			}
			return err
		})
		return yes
	}
	if !follows() {
		t.Fatal("ada does not follow nell")
	}
	empty := `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/s","type":"OrderedCollection","orderedItems":[]}`
	peer.Serves("/s", fmt.Sprintf(empty, "peer.example"))
	mallory.Serves("/s", fmt.Sprintf(empty, "mallory.example"))
	zero := strings.Repeat("0", 64)
	own := models.IRI("https://peer.example/users/nell/followers")
	n := 100
	say := func(p *testrig.Peer, s wire.Synchronization, covers bool) {
		n++
		tellsOfFollowers(t, w, p, ada.Inbox, note(p, n, "a word", ""), s, covers)
	}
	say(mallory, wire.Synchronization{Collection: own, URL: "https://mallory.example/s", Digest: zero}, true)
	say(mallory, wire.Synchronization{Collection: "https://mallory.example/users/nell/followers", URL: "https://peer.example/s", Digest: zero}, true)
	say(peer, wire.Synchronization{Collection: own, URL: "https://peer.example/s", Digest: zero}, false)
	if asked(w, "peer.example", "/s")+asked(w, "mallory.example", "/s") != 0 || !follows() {
		t.Fatal("a word that nobody may be believed was acted on")
	}
	var right wire.Sum
	right.Add(ada.IRI)
	say(peer, wire.Synchronization{Collection: own, URL: "https://peer.example/s", Digest: right.String()}, true)
	if asked(w, "peer.example", "/s") != 0 {
		t.Error("a list was read although both know the same followers")
	}
	// lists without an end, or that lead elsewhere, tell nothing
	for i, list := range []string{
		`{"id":"https://peer.example/s","type":"OrderedCollection","first":"https://peer.example/s?page=1"}`,
		`{"id":"https://peer.example/s","type":"OrderedCollection","orderedItems":[],"next":"https://mallory.example/s"}`,
		`{"id":"https://mallory.example/s","type":"OrderedCollection","orderedItems":[]}`,
		`{"id":"https://peer.example/s","type":"Note"}`,
	} {
		peer.Serves("/s", list)
		w.Later(2 * time.Hour)
		before := asked(w, "peer.example", "/s")
		say(peer, wire.Synchronization{Collection: own, URL: "https://peer.example/s", Digest: zero}, true)
		if !follows() {
			t.Fatalf("list %d ended a follow", i)
		}
		if n := asked(w, "peer.example", "/s") - before; n == 0 || n > 5 {
			t.Errorf("list %d was read %d times", i, n)
		}
	}
	if asked(w, "mallory.example", "/s") != 0 {
		t.Error("a list led to another server")
	}
	peer.Serves("/s", fmt.Sprintf(empty, "peer.example"))
	before := asked(w, "peer.example", "/s")
	for range 3 {
		say(peer, wire.Synchronization{Collection: own, URL: "https://peer.example/s", Digest: zero}, true)
	}
	if asked(w, "peer.example", "/s") != before || !follows() {
		t.Error("the list was read again within the hour")
	}
	w.Later(2 * time.Hour)
	say(peer, wire.Synchronization{Collection: own, URL: "https://peer.example/s", Digest: zero}, true)
	if follows() {
		t.Error("ada still believes that she follows nell")
	}
}

// acceptOf answers the newest follow that the peer got from somebody.
func acceptOf(t *testing.T, w *testrig.World, p *testrig.Peer, who *testrig.Person) string {
	t.Helper()
	for _, body := range p.Got() {
		if strings.Contains(body, `"actor":"`+string(who.IRI)+`"`) && strings.HasSuffix(body, `"type":"Follow"}`) {
			return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/accepts/%d","type":"Accept","actor":"%s","object":%s}`, p.Host, len(p.Got()), p.Nell, body)
		}
	}
	t.Fatalf("%s never asked to follow", who.Address())
	return ""
}
