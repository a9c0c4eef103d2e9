package testrig_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

func pins(t *testing.T, p *testrig.Person, post models.Post) {
	t.Helper()
	p.Home.Write(func(tx *store.Tx) error { return conversations.Pin(tx, p.Home.Site, p.Actor, post.ID) })
}

func unpins(t *testing.T, p *testrig.Person, post models.Post) {
	t.Helper()
	p.Home.Write(func(tx *store.Tx) error { return conversations.Unpin(tx, p.Home.Site, p.Actor, post.ID) })
}

// pinnedBy are the words of what somebody sees pinned on another's profile.
func pinnedBy(t *testing.T, reader *testrig.Person, owner models.IRI) string {
	t.Helper()
	var all strings.Builder
	reader.Home.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByIRI(owner)
		if err != nil {
			return err
		}
		posts, err := tx.PinnedPosts(reader.ID, a.ID, 20)
		for _, p := range posts {
			all.WriteString(p.Content)
		}
		return err
	})
	return all.String()
}

func TestStoryAPinnedPostStandsOnTopAtAPartnerToo(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	post := ada.Posts("How we tape the floor.", conversations.World)
	pins(t, ada, post)
	w.Settle()
	if got := pinnedBy(t, tom, ada.IRI); !strings.Contains(got, "tape the floor") {
		t.Fatalf("tom sees pinned: %q", got)
	}
	unpins(t, ada, post)
	w.Settle()
	if got := pinnedBy(t, tom, ada.IRI); got != "" {
		t.Errorf("it is still pinned there: %q", got)
	}
}

func TestStoryWhatIsPinnedIsShownToThoseWhoMayReadIt(t *testing.T) {
	w, ada, peer := outside(t)
	inside := ada.Posts("Only for us.", conversations.Inside)
	world := ada.Posts("For all.", conversations.World)
	for _, p := range []models.Post{inside, world} {
		pins(t, ada, p)
	}
	w.Settle()
	status, body := peer.Reads(ada.FeaturedIRI)
	if status != http.StatusOK || !strings.Contains(body, string(world.IRI)) || strings.Contains(body, string(inside.IRI)) || !strings.Contains(body, `"totalItems":1`) {
		t.Errorf("the peer reads %d %s", status, body)
	}
	if n := peer.GotOfType("Add"); n != 1 {
		t.Errorf("the peer got %d Adds: %v", n, peer.Got())
	}
	w.Server("acme.example").NeverSent(string(inside.IRI))
}

func TestStoryFivePostsCanBePinnedAndOnlyOnesOwn(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	try := func(p *testrig.Person, post models.Post) error {
		return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return conversations.Pin(tx, p.Home.Site, p.Actor, post.ID) })
	}
	var first models.Post
	for i := range 5 {
		post := ada.Posts(fmt.Sprintf("Post %d.", i), conversations.Inside)
		if err := try(ada, post); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = post
		}
	}
	sixth := ada.Posts("One more.", conversations.Inside)
	if err := try(ada, sixth); err == nil || !strings.Contains(err.Error(), "five") {
		t.Errorf("a sixth: %v", err)
	}
	if err := try(ada, first); err != nil {
		t.Errorf("pinning twice is one pin: %v", err)
	}
	if try(mira, sixth) == nil {
		t.Error("mira pinned ada's post")
	}
	letter := ada.Writes(conversations.Ask{Text: "@mira between us", Audience: models.Named})
	if try(ada, letter) == nil {
		t.Error("a letter was pinned")
	}
	ada.Deletes(first)
	if err := try(ada, sixth); err != nil {
		t.Errorf("a deleted post makes room: %v", err)
	}
}

// groupAt lets a peer serve a community with a list of moderators, and gives its id.
func groupAt(peer *testrig.Peer, moderators string) models.IRI {
	id := "https://" + string(peer.Host) + "/c/ward"
	doc := strings.NewReplacer(string(peer.Nell), id, `"type":"Person"`, `"type":"Group"`, `"preferredUsername":"nell"`, `"preferredUsername":"ward"`).Replace(peer.Document("/users/nell"))
	peer.Serves("/c/ward", strings.Replace(doc, `"inbox":`, fmt.Sprintf(`"featured":"%s/featured","attributedTo":"%s/moderators","inbox":`, id, id), 1))
	peer.Serves("/c/ward/moderators", moderators)
	return models.IRI(id)
}

func pinAct(kind string, n int, by models.IRI, object, target string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/pins/%d","type":"%s","actor":"%s","object":"%s","target":"%s","to":["https://www.w3.org/ns/activitystreams#Public"]}`,
		by.Host(), n, kind, by, object, target)
}

func TestStoryAModeratorElsewherePinsInTheirCommunityAndNobodyElseDoes(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	group := groupAt(peer, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://peer.example/users/nell"]}`)
	if _, err := ada.Home.Resolve.Actor(context.Background(), group, nil); err != nil {
		t.Fatal(err)
	}
	in := fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, group, group)
	peer.Sends(ada.Inbox, note(peer, 1, "rules of the ward", in))
	w.Settle()
	target := string(group) + "/featured"
	mallory.Sends(ada.Inbox, pinAct("Add", 1, mallory.Nell, "https://peer.example/notes/1", target))
	w.Settle()
	if got := pinnedBy(t, ada, group); got != "" {
		t.Fatalf("somebody who does not moderate pinned %q", got)
	}
	peer.Sends(ada.Inbox, pinAct("Add", 2, peer.Nell, "https://peer.example/notes/1", target))
	w.Settle()
	if got := pinnedBy(t, ada, group); !strings.Contains(got, "rules of the ward") {
		t.Fatalf("the moderator's pin is not seen: %q", got)
	}
	mallory.Sends(ada.Inbox, pinAct("Remove", 3, mallory.Nell, "https://peer.example/notes/1", target))
	w.Settle()
	if got := pinnedBy(t, ada, group); got == "" {
		t.Fatal("somebody who does not moderate took a pin off")
	}
	peer.Sends(ada.Inbox, pinAct("Remove", 4, peer.Nell, "https://peer.example/notes/1", target))
	w.Settle()
	if got := pinnedBy(t, ada, group); got != "" {
		t.Errorf("it is still pinned: %q", got)
	}
}

func TestStoryAPinIsForWhatIsTheirs(t *testing.T) {
	w, ada, peer := outside(t)
	peer.Serves("/users/nell", strings.Replace(peer.Document("/users/nell"), `"inbox":`, `"featured":"https://peer.example/users/nell/featured","inbox":`, 1))
	w.Later(25 * 60 * 60 * 1e9)
	if _, err := ada.Home.Resolve.Actor(context.Background(), peer.Nell, nil); err != nil {
		t.Fatal(err)
	}
	mine := ada.Posts("Written by ada.", conversations.World)
	peer.Sends(ada.Inbox, note(peer, 1, "written by nell", ""))
	w.Settle()
	target := string(peer.Nell) + "/featured"
	peer.Sends(ada.Inbox, pinAct("Add", 1, peer.Nell, string(mine.IRI), target))
	peer.Sends(ada.Inbox, pinAct("Add", 2, peer.Nell, "https://peer.example/notes/1", string(ada.FeaturedIRI)))
	peer.Sends(ada.Inbox, pinAct("Add", 3, peer.Nell, "https://peer.example/notes/1", target))
	w.Settle()
	if got := pinnedBy(t, ada, peer.Nell); got != "<p>written by nell</p>" {
		t.Errorf("nell has pinned %q", got)
	}
	if got := pinnedBy(t, ada, ada.IRI); got != "" {
		t.Errorf("somebody else pinned to ada's profile: %q", got)
	}
}

// announcedBy is what a community passes on.
func announcedBy(group models.IRI, n int, inner string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/announces/%d","type":"Announce","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":%s}`,
		group.Host(), n, group, inner)
}

func TestStoryACommunityPassesOnWhatItsModeratorsDo(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	group := groupAt(peer, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://peer.example/users/nell"]}`)
	if _, err := ada.Home.Resolve.Actor(context.Background(), group, nil); err != nil {
		t.Fatal(err)
	}
	says := func(n int, inner string) {
		t.Helper()
		if status, body := peer.SendsAs(string(group)+"#main-key", ada.Inbox, announcedBy(group, n, inner)); status != http.StatusAccepted {
			t.Fatalf("the community was answered %d %s", status, body)
		}
		w.Settle()
	}
	in := fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, group, group)
	doc := answered(mallory, "spam", "buy this", "", in)
	arrives(w, mallory, ada.Inbox, doc)
	within := func() (yes bool) {
		ada.Home.Read(func(tx *store.Tx) error {
			p, err := tx.PostByIRI("https://mallory.example/spam")
			yes = err == nil && p.CommunityID != nil && p.Deleted == 0
			return err
		})
		return yes
	}
	if !within() {
		t.Fatal("the post does not stand in the community")
	}
	says(1, pinAct("Add", 1, peer.Nell, "https://mallory.example/spam", string(group)+"/featured"))
	if got := pinnedBy(t, ada, group); !strings.Contains(got, "buy this") {
		t.Errorf("what the community says is pinned is not: %q", got)
	}
	remove := func(by models.IRI) string {
		return fmt.Sprintf(`{"id":"https://%s/deletes/1","type":"Delete","actor":"%s","object":"https://mallory.example/spam"}`, by.Host(), by)
	}
	says(2, remove("https://peer.example/users/somebody"))
	if !within() {
		t.Error("somebody who moderates nothing took a post out of the community")
	}
	says(3, remove(peer.Nell))
	if within() || pinnedBy(t, ada, group) != "" {
		t.Error("the post still stands in the community that a moderator took it out of")
	}
	ada.Sees("buy this") // it is still its author's
}
