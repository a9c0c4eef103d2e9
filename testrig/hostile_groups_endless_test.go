package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// A community elsewhere passes on posts that answer posts that answer posts, without end, as fast as it can. It is asked for no more than
// anybody is asked for, it is told to wait, and what others send is applied meanwhile.
func TestHostileAGroupPassesOnWithoutEnd(t *testing.T) {
	w := testrig.NewBusyWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer, calm := w.Peer("peer.example"), w.Peer("calm.example")
	group := groupAt(peer, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/c/ward/moderators","type":"OrderedCollection","orderedItems":[]}`)
	known, err := ada.Home.Resolve.Actor(t.Context(), group, nil)
	if err != nil {
		t.Fatal(err)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		return tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: "https://acme.example/f/1", FollowerID: ada.ID, FolloweeID: known.ID, State: models.Accepted, Created: tx.Now()})
	})
	peer.Instead = func(rw http.ResponseWriter, r *http.Request) bool { // each post answers the next one
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/deep/"))
		if err != nil {
			return false
		}
		rw.Header().Set("Content-Type", "application/activity+json")
		_, _ = fmt.Fprintf(rw, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/deep/%d","type":"Note","attributedTo":"%s","content":"<p>post %d</p>","inReplyTo":"https://peer.example/deep/%d","audience":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%s"]}`,
			n, peer.Nell, n, n+1, group, group)
		return true
	}
	before, refused := asked(w, peer.Host, "/"), 0
	for i := range 200 {
		status, body := peer.SendsAs(string(group)+"#main-key", ada.Home.Site.SharedInbox(), announcedBy(group, i, fmt.Sprintf(`"https://peer.example/deep/%d"`, 1000*i)))
		switch status {
		case http.StatusTooManyRequests:
			refused++
		case http.StatusAccepted:
		default:
			t.Fatalf("announce %d was answered %d %s", i, status, body)
		}
	}
	if refused < 80 {
		t.Errorf("%d of 200 in one minute were told to wait", refused)
	}
	if status, body := calm.Sends(ada.Home.Site.SharedInbox(), note(calm, 1, "@ada between the two", fmt.Sprintf(`,"tag":[{"type":"Mention","href":"%s"}],"cc":["%s"]`, ada.IRI, ada.IRI))); status != http.StatusAccepted {
		t.Fatalf("somebody else was answered %d %s", status, body)
	}
	w.Settle()
	ada.Sees("between the two")
	first := asked(w, peer.Host, "/") - before
	w.Say("in the first minute peer.example was asked %d times", first)
	if first > 300 {
		t.Errorf("in the first minute it was asked %d times", first)
	}
	for range 48 {
		w.Later(time.Hour)
	}
	all := asked(w, peer.Host, "/") - before
	w.Say("in two days it was asked %d times", all)
	if all > 120*25 { // an errand for each that was taken, of 20 requests, and some that began again
		t.Errorf("in two days it was asked %d times", all)
	}
	w.Later(24 * time.Hour)
	if more := asked(w, peer.Host, "/") - before - all; more > 40 {
		t.Errorf("it does not come to an end: on the third day it was asked %d times", more)
	}
	hostileStillAnswers(t, calm, ada.IRI)
}

// Communities that follow one another in a ring, on one server and by a community elsewhere that passes on whatever it hears: a post
// stands once, in its own community, and nothing goes round.
func TestHostileCommunitiesInARing(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example", "guild.example")
	acme, ada, mira, tom := w.Server("acme.example"), w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	var ring []models.Actor
	for _, name := range []string{"one", "two", "three"} {
		ring = append(ring, ada.Founds(communities.New{Handle: name, Purpose: "Room " + name + "."}, mira))
	}
	follows := func(s *testrig.Server, by, whom models.Actor) {
		t.Helper()
		s.Write(func(tx *store.Tx) error {
			by, err := tx.ActorByID(by.ID)
			if err == nil {
				_, err = people.Follow(tx, s.Site, by, whom, "")
			}
			return err
		})
		w.Settle()
	}
	for i, c := range ring {
		follows(acme, c, ring[(i+1)%len(ring)])
	}
	tom.Follows("one@acme.example")

	echo := w.Peer("echo.example")
	group := groupAt(echo, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://echo.example/c/ward/moderators","type":"OrderedCollection","orderedItems":[]}`)
	var loud atomic.Bool
	var heard atomic.Int32
	var echoes sync.WaitGroup
	echo.Instead = func(rw http.ResponseWriter, r *http.Request) bool { // it passes on what it hears, whatever it is
		if r.Method != http.MethodPost {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		rw.WriteHeader(http.StatusAccepted)
		if n := int(heard.Add(1)); loud.Load() && n < 500 {
			var a struct{ Object json.RawMessage }
			_ = json.Unmarshal(body, &a)
			for k, inner := range []string{string(body), string(a.Object)} {
				echoes.Go(func() {
					echo.SendsAs(string(group)+"#main-key", acme.Site.SharedInbox(), announcedBy(group, 2*n+k, inner))
				})
			}
		}
		return true
	}
	if _, err := acme.Resolve.Actor(t.Context(), group, nil); err != nil {
		t.Fatal(err)
	}
	echo.SendsAs(string(group)+"#main-key", acme.Site.SharedInbox(), fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://echo.example/f/1","type":"Follow","actor":"%s","object":"%s"}`, group, ring[0].IRI))
	w.Settle()
	loud.Store(true)
	once := func(words string, do func()) {
		t.Helper()
		heard.Store(0)
		before := w.Net.Count()
		do()
		for range 5 {
			echoes.Wait()
			w.Settle()
		}
		n := w.Net.Count() - before
		w.Say("%d requests went over the network, the echo heard %d", n, heard.Load())
		if n > 24 || heard.Load() > 2 {
			t.Errorf("%d requests for one post, the echo heard %d", n, heard.Load())
		}
		for _, who := range []*testrig.Person{ada, mira, tom} {
			if n := who.HomeShows(words); n > 1 {
				t.Errorf("%s sees it %d times", who.Handle, n)
			}
		}
		tom.Sees(words)
	}
	var p models.Post
	once("Only once round.", func() {
		p = ada.Writes(conversations.Ask{Text: "Only once round.", Audience: models.Everyone, Where: conversations.World, Community: ring[0].ID})
	})
	acme.Read(func(tx *store.Tx) error {
		got, err := tx.PostByID(p.ID)
		if err == nil && (got.CommunityID == nil || *got.CommunityID != ring[0].ID) {
			t.Error("it stands in another community than its own")
		}
		return err
	})
	echo.Sends(acme.Site.SharedInbox(), follow(echo, ring[0].IRI))
	w.Settle()
	doc := answered(echo, "notes/1", "From elsewhere, once.", "", fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, ring[0].IRI, ring[0].IRI))
	once("From elsewhere, once.", func() { arrives(w, echo, acme.Site.SharedInbox(), doc) })
}

// A person has one go at a poll, by whichever of their accounts: one that says of itself that it is also the author, or also somebody
// who voted, has none. Nobody keeps others from voting by naming them.
func TestHostileAVoteByAnotherAccountOfTheSamePerson(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada, bob, mira := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward()
	peer := func(host string, claims ...models.IRI) *testrig.Peer {
		p := w.Peer(host)
		own, _ := json.Marshal(claims)
		p.Serves("/users/nell", strings.Replace(p.Document("/users/nell"), `"inbox":`, `"alsoKnownAs":`+string(own)+`,"inbox":`, 1))
		return p
	}
	poll := asksPoll(ada, false)
	is := func(what, want string) {
		t.Helper()
		if got := pollOf(ada, "Which rod?"); got != want+" closed false" {
			t.Errorf("%s: %s", what, got)
		}
	}
	n := 0
	says := func(p *testrig.Peer, choice string) {
		t.Helper()
		n++
		if status, body := p.Sends(ada.Inbox, voteOf(p, n, poll.IRI, choice)); status != http.StatusAccepted {
			t.Fatalf("%s was answered %d %s", p.Host, status, body)
		}
		w.Settle()
	}
	says(peer("author.example", ada.IRI), "6013")
	is("the author votes by another account", "6013 0, 7018 0, Other 0; 0 people; chose [];")

	first := peer("first.example")
	says(first, "6013")
	says(peer("second.example", "https://nobody.example/x", models.IRI(first.Nell)), "7018")
	is("somebody votes by two accounts", "6013 1, 7018 0, Other 0; 1 people; chose [];")

	named := peer("named.example")
	says(peer("namer.example", models.IRI(named.Nell)), "7018")
	says(named, "Other")
	is("whoever is named by another votes", "6013 1, 7018 1, Other 1; 3 people; chose [];")

	ada.Home.Write(func(tx *store.Tx) error {
		a, err := tx.ActorByID(mira.ID)
		if err == nil {
			_, err = people.Alias(tx, ada.Home.Site, a, bob.Actor)
		}
		return err
	})
	if err := votes(t, bob, "Which rod?", 0); err != nil {
		t.Fatal(err)
	}
	err := ada.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		a, err := tx.ActorByID(mira.ID)
		if err == nil {
			err = conversations.Vote(tx, ada.Home.Site, a, poll.ID, []int{0})
		}
		return err
	})
	if err == nil {
		t.Error("mira voted as bob and as herself")
	}
	is("somebody here votes by two accounts", "6013 2, 7018 1, Other 1; 4 people; chose [];")
}
