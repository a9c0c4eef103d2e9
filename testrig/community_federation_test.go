package testrig_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// joinsFrom lets the person of a scripted server join a community.
func joinsFrom(t *testing.T, w *testrig.World, peer *testrig.Peer, c models.Actor) {
	t.Helper()
	act := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/%s","type":"Follow","actor":"%s","object":"%s"}`, peer.Host, c.Handle, peer.Nell, c.IRI)
	if status, body := peer.Sends(c.Inbox, act); status != 202 {
		t.Fatalf("the join was answered %d %s", status, body)
	}
	w.Settle()
}

// page is what threadiverse software sends for a post with a title, and mention what Mastodon sends for one that mentions the community.
func page(peer *testrig.Peer, c models.Actor, n int, title string) string {
	return fmt.Sprintf(`{"@context":["https://join-lemmy.org/context.json","https://www.w3.org/ns/activitystreams"],"id":"https://%[1]s/activities/create/%[4]d","type":"Create","actor":"%[2]s",
		"to":["%[3]s","https://www.w3.org/ns/activitystreams#Public"],"cc":[],"audience":"%[3]s","object":{"type":"Page","id":"https://%[1]s/post/%[4]d","attributedTo":"%[2]s",
		"to":["%[3]s","https://www.w3.org/ns/activitystreams#Public"],"audience":"%[3]s","name":"%[5]s","content":"<p>%[5]s, at length.</p>","mediaType":"text/html","published":"2026-11-02T09:00:00Z"}}`,
		peer.Host, peer.Nell, c.IRI, n, title)
}

func mention(peer *testrig.Peer, c models.Actor, n int, text string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%[1]s/users/nell/statuses/%[4]d/activity","type":"Create","actor":"%[2]s",
		"to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%[2]s/followers","%[3]s"],"object":{"type":"Note","id":"https://%[1]s/users/nell/statuses/%[4]d","attributedTo":"%[2]s",
		"to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%[2]s/followers","%[3]s"],"content":"<p>%[5]s</p>","published":"2026-11-02T09:00:00Z",
		"tag":[{"type":"Mention","href":"%[3]s","name":"@sepsis@acme.example"}]}}`,
		peer.Host, peer.Nell, c.IRI, n, text)
}

// announced counts what reached a server as announcements of a whole activity of a type, and of bare posts.
func announced(peer *testrig.Peer, kind, words string) (whole, bare int) {
	for _, raw := range peer.Got() {
		var a struct {
			Type   string
			Object json.RawMessage
		}
		if json.Unmarshal([]byte(raw), &a) != nil || a.Type != "Announce" || !strings.Contains(raw, words) {
			continue
		}
		var inner struct{ Type string }
		if json.Unmarshal(a.Object, &inner) != nil {
			bare++
		} else if inner.Type == kind {
			whole++
		}
	}
	return whole, bare
}

func TestStoryWhatMembersElsewhereWriteReachesAllMembers(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example").Partners("guild.example").Allows("lemmy.example").Allows("masto.example")
	w.Server("guild.example").Partners("acme.example").Allows("lemmy.example").Allows("masto.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example")
	lemmy, masto := w.Peer("lemmy.example"), w.Peer("masto.example")
	c := founded(t, w, ada)
	tom.Follows("sepsis@acme.example")
	joinsFrom(t, w, lemmy, c)
	joinsFrom(t, w, masto, c)
	if lemmy.GotOfType("Accept") != 1 {
		t.Fatal("the join was not accepted")
	}
	send := func(p *testrig.Peer, act string) {
		t.Helper()
		if status, body := p.Sends(c.Inbox, act); status != 202 {
			t.Fatalf("answered %d %s", status, body)
		}
		w.Settle()
	}
	first := page(lemmy, c, 1, "A sign before the fever")
	lemmy.Serves("/post/1", only(t, first))
	send(lemmy, first)
	ada.Sees("A sign before the fever")
	w.Say("tom, whose organisation never heard from lemmy.example, reads it by way of the community")
	tom.Sees("A sign before the fever")
	if n := tom.HomeShows("at length"); n != 1 {
		t.Errorf("it stands %d times in tom's home", n)
	}
	if whole, bare := announced(masto, "Create", "post/1"); whole != 1 || bare != 1 {
		t.Errorf("masto.example got %d activities and %d posts", whole, bare)
	}
	if whole, _ := announced(lemmy, "Create", "post/1"); whole != 0 {
		t.Error("the activity went back to where it came from")
	}
	send(lemmy, first) // again, as it was
	send(lemmy, strings.Replace(first, "activities/create/1", "activities/create/1b", 1))
	if whole, bare := announced(masto, "Create", "post/1"); whole != 1 || bare != 1 {
		t.Errorf("told twice, masto.example got %d activities and %d posts", whole, bare)
	}

	second := mention(masto, c, 7, "We saw the same on our ward.")
	masto.Serves("/users/nell/statuses/7", only(t, second))
	send(masto, second)
	tom.Sees("the same on our ward")
	if whole, bare := announced(lemmy, "Create", "statuses/7"); whole != 1 || bare != 1 {
		t.Errorf("lemmy.example got %d activities and %d posts", whole, bare)
	}
	var posts int
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.CommunityPosts(ada.ID, c.ID, "", store.Page{})
		posts = len(list)
		return err
	})
	if posts != 2 {
		t.Errorf("%d posts stand in the community", posts)
	}

	answer := ada.Replies("the same on our ward", "Which ward?")
	if answer.CommunityID == nil || *answer.CommunityID != c.ID {
		t.Error("an answer does not stand in the community")
	}
	if whole, _ := announced(lemmy, "Create", string(answer.IRI)); whole != 1 {
		t.Errorf("the answer went to lemmy.example %d times by the community", whole)
	}
	text := "Which ward, and at what hour?"
	ada.Edits(answer, conversations.Change{Text: &text})
	if whole, _ := announced(lemmy, "Update", "what hour"); whole != 1 {
		t.Errorf("the edit went to lemmy.example %d times by the community", whole)
	}
	send(masto, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://masto.example/users/nell/statuses/7#delete","type":"Delete","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":"https://masto.example/users/nell/statuses/7","type":"Tombstone"}}`, masto.Nell))
	if whole, _ := announced(lemmy, "Delete", "statuses/7"); whole != 1 {
		t.Errorf("the end went to lemmy.example %d times", whole)
	}
	masto.Serves("/users/nell/statuses/7", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://masto.example/users/nell/statuses/7","type":"Tombstone"}`)

	w.Say("with a policy in force, what is passed on is named by its id, as the rules read no bytes of others")
	acme.Obeys("rules:\n  - name: no-prices\n    why: Prices are for those who buy.\n    when: crossing.direction == \"out\" && post.text.contains(\"price\")\n    then: {verdict: deny}\n    examples:\n      - given: {crossing: {direction: out}, post: {text: \"the price\"}}\n        expect: deny\n      - given: {crossing: {direction: out}, post: {text: \"the ward\"}}\n        expect: allow\n")
	third := page(lemmy, c, 3, "A third sign")
	lemmy.Serves("/post/3", only(t, third))
	send(lemmy, third)
	for _, id := range []string{"activities/create/3", "post/3"} {
		if whole, bare := announced(masto, "Create", id); whole != 0 || bare != 1 {
			t.Errorf("masto.example got %d activities and %d names of %s", whole, bare, id)
		}
	}
	fourth := page(lemmy, c, 4, "The price of it")
	lemmy.Serves("/post/4", only(t, fourth))
	send(lemmy, fourth)
	for _, id := range []string{"activities/create/4", "post/4"} {
		if whole, bare := announced(masto, "Create", id); whole != 0 || bare != 0 {
			t.Errorf("masto.example got %d activities and %d names of %s, which a rule stops", whole, bare, id)
		}
	}
}

func TestStoryACommunityPassesOnNoIdThatOthersMayNotHave(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Partners("lemmy.example").Allows("masto.example")
	ada := w.As("ada@acme.example").GoesOutward()
	lemmy, masto := w.Peer("lemmy.example"), w.Peer("masto.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	joinsFrom(t, w, masto, c)
	shared := ada.Posts("What only partners know.", conversations.Partners)
	w.Say("somebody at a partner quotes what is for partners in a post for everybody in the community")
	quoting := strings.Replace(page(lemmy, c, 1, "Look at this"), `"mediaType"`, `"quote":"`+string(shared.IRI)+`","quoteUrl":"`+string(shared.IRI)+`","mediaType"`, 1)
	lemmy.Serves("/post/1", only(t, quoting))
	if status, body := lemmy.Sends(c.Inbox, quoting); status != 202 {
		t.Fatalf("answered %d %s", status, body)
	}
	w.Settle()
	ada.Sees("Look at this")
	acme.Read(func(tx *store.Tx) error {
		p, err := tx.PostByIRI("https://lemmy.example/post/1")
		if err == nil {
			var v models.PostView
			if v, err = tx.PostView(p.ID); err == nil && (v.Quote == nil || v.Quote.Post == nil) {
				t.Error("the quote is not known as one, so this shows nothing")
			}
		}
		return err
	})
	told := false
	for _, raw := range masto.Got() {
		told = told || strings.Contains(raw, "lemmy.example/post/1") && strings.Contains(raw, "Announce")
		if strings.Contains(raw, string(shared.IRI)) {
			t.Errorf("masto.example was told the id of what is for partners: %s", raw)
		}
	}
	if !told {
		t.Error("masto.example heard nothing of the post")
	}
}

// only is the object that a Create carries, as a document of its own.
func only(t *testing.T, create string) string {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal([]byte(create), &a); err != nil {
		t.Fatal(err)
	}
	object := a["object"].(map[string]any)
	object["@context"] = "https://www.w3.org/ns/activitystreams"
	out, _ := json.Marshal(object)
	return string(out)
}

func TestStoryThePositionsOfTheSwitch(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("lemmy.example").Allows("masto.example")
	ada := w.As("ada@acme.example").GoesOutward()
	lemmy, masto := w.Peer("lemmy.example"), w.Peer("masto.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	joinsFrom(t, w, masto, c)
	set := func(s models.Switch) {
		w.Say("the switch of @sepsis is turned to %s", s)
		acme.Write(func(tx *store.Tx) error {
			_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Federation: &s})
			return err
		})
		w.Settle()
	}
	n := 0
	for _, one := range []struct {
		at                  models.Switch
		known, takes, gives bool
	}{{models.SwitchBoth, true, true, true}, {models.SwitchIn, true, true, false}, {models.SwitchOut, true, false, true}, {models.SwitchOff, false, false, false}} {
		n++
		set(one.at)
		if status, _ := masto.Reads(c.IRI); (status == http.StatusOK) != one.known {
			t.Errorf("%s: its document is answered %d", one.at, status)
		}
		ours := ada.Writes(conversations.Ask{Text: fmt.Sprintf("Ours, number %d.", n), Audience: models.Everyone, Where: conversations.World, Community: c.ID})
		if whole, _ := announced(masto, "Create", string(ours.IRI)); (whole == 1) != one.gives || ours.Distance.World != one.gives {
			t.Errorf("%s: what is written here went out %d times, as far as %s", one.at, whole, ours.Distance)
		}
		title := fmt.Sprintf("Theirs %d", n)
		lemmy.Serves(fmt.Sprintf("/post/%d", n), only(t, page(lemmy, c, n, title)))
		lemmy.Sends(acme.Site.SharedInbox(), page(lemmy, c, n, title))
		w.Settle()
		in := 0
		acme.Read(func(tx *store.Tx) error {
			list, err := tx.CommunityPosts(ada.ID, c.ID, "", store.Page{})
			for _, p := range list {
				if p.Title == title {
					in++
				}
			}
			return err
		})
		if (in == 1) != one.takes {
			t.Errorf("%s: of theirs %d stand in the community", one.at, in)
		}
		if whole, _ := announced(masto, "Create", fmt.Sprintf("post/%d\"", n)); (whole == 1) != (one.takes && one.gives) {
			t.Errorf("%s: theirs was passed on %d times", one.at, whole)
		}
	}
}

func TestStoryACeilingThatFallsLaterCutsWhatIsThere(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("masto.example").Allows("other.example").Partners("lemmy.example")
	ada := w.As("ada@acme.example").GoesOutward()
	lemmy, masto, other := w.Peer("lemmy.example"), w.Peer("masto.example"), w.Peer("other.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	joinsFrom(t, w, masto, c)
	p := ada.Writes(conversations.Ask{Text: "For whoever reads along.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	answers := func(who string, peer *testrig.Peer, post, community int) {
		t.Helper()
		for iri, want := range map[models.IRI]int{p.IRI: post, c.IRI: community} {
			if status, _ := peer.Reads(iri); status != want {
				t.Errorf("%s asks for %s and is answered %d, not %d", who, iri, status, want)
			}
		}
	}
	answers("a member's server", masto, http.StatusOK, http.StatusOK)
	w.Say("the community keeps to partners from now on")
	partners := "partners"
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Ceiling: &partners})
		return err
	})
	w.Settle()
	answers("a partner", lemmy, http.StatusOK, http.StatusOK)
	answers("whoever had the post", masto, http.StatusForbidden, http.StatusNotFound)
	answers("whoever never heard of it", other, http.StatusNotFound, http.StatusNotFound)
	before := len(masto.Got())
	ada.Writes(conversations.Ask{Text: "For partners.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	for _, raw := range masto.Got()[before:] {
		t.Errorf("an allowed server was told %s", raw)
	}
}

func TestStoryWhatACommunityKeepsIsNotNamedByWhatQuotesIt(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("masto.example")
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example").GoesOutward()
	masto := w.Peer("masto.example")
	c := founded(t, w, ada)
	p := ada.Writes(conversations.Ask{Text: "Said in the community.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	q := mira.Writes(conversations.Ask{Text: "Look at this.", Audience: models.Everyone, Where: conversations.World, Quote: p.ID})
	names := func() bool {
		t.Helper()
		status, body := masto.Reads(q.IRI)
		if status != http.StatusOK {
			t.Fatalf("what mira wrote is answered %d", status)
		}
		return strings.Contains(body, string(p.IRI)) || strings.Contains(body, p.ID.String())
	}
	if !names() {
		t.Error("what may be read is not named")
	}
	w.Say("from now on nothing that is written in the community goes out")
	in := models.SwitchIn
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Federation: &in})
		return err
	})
	w.Settle()
	if status, _ := masto.Reads(p.IRI); status == http.StatusOK {
		t.Fatal("the post itself is still given")
	}
	if names() {
		t.Error("a post that quotes it still names what its reader may not have")
	}
}

func TestStoryADraftAndAHiddenCommunityAreNotThere(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example")
	peer := w.Peer("wide.example")
	var draft models.Actor
	acme.Write(func(tx *store.Tx) (err error) {
		draft, err = communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "draft", Purpose: "Soon.", Driver: ada.ID})
		return err
	})
	hid := ada.Founds(communities.New{Handle: "quiet", Purpose: "Not for everybody."}, mira)
	hidden := models.JoinHidden
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, hid.ID, communities.Change{JoinWorld: &hidden})
		return err
	})
	_, nothing := peer.Reads(acme.Site.NewActor())
	for _, c := range []models.Actor{draft, hid} {
		for _, iri := range []models.IRI{c.IRI, c.IRI + "/outbox", c.IRI + "/moderators", c.IRI + "/followers", c.IRI + "/featured"} {
			if status, body := peer.Reads(iri); status != http.StatusNotFound || body != nothing {
				t.Errorf("@%s: %s is answered %d %s", c.Handle, iri, status, body)
			}
		}
		finger := w.Stranger("acme.example", "/.well-known/webfinger?resource=acct:"+string(c.Handle)+"@acme.example", "")
		if finger.StatusCode != http.StatusNotFound {
			t.Errorf("@%s is found by its address", c.Handle)
		}
	}
	joinsFrom(t, w, peer, hid)
	if len(peer.Got()) != 0 {
		t.Errorf("something came back: %s", peer.Got())
	}
}

func TestStoryAPictureInACommunityThatIsHiddenFromTheWorldIsLentToPartners(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Partners("lemmy.example")
	ada, lemmy := w.As("ada@acme.example").GoesOutward(), w.Peer("lemmy.example")
	c := founded(t, w, ada)
	joinsFrom(t, w, lemmy, c)
	hidden := models.JoinHidden
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinWorld: &hidden})
		return err
	})
	m := fileOf(t, ada, "a red bench")
	p := ada.Writes(conversations.Ask{Text: "Look.", Audience: models.Everyone, Where: conversations.World, Community: c.ID, Files: []models.ID{m.ID}})
	status, body := lemmy.Reads(p.IRI)
	if status != http.StatusOK || strings.Contains(body, m.Slug) {
		t.Fatalf("the partner is answered %d, with an address that strangers are refused: %s", status, body)
	}
	address, _ := fileAddress(t, []string{`{"object":` + body + `}`})
	if got := w.Stranger("acme.example", strings.TrimPrefix(address, "https://acme.example"), "image/*").StatusCode; got != http.StatusOK {
		t.Errorf("the picture that the partner was told of is answered %d", got)
	}
	if got := w.Stranger("acme.example", "/media/"+m.Slug, "image/*").StatusCode; got != http.StatusNotFound {
		t.Errorf("a stranger sees the picture: %d", got)
	}
}

func TestStoryTwoCommunitiesFollowEachOther(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme, guild := w.Server("acme.example").Allows("guild.example"), w.Server("guild.example").Allows("acme.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	one := ada.Founds(communities.New{Handle: "one", Purpose: "The first."}, w.As("mira@acme.example"))
	two := tom.Founds(communities.New{Handle: "two", Purpose: "The second."}, w.As("hal@guild.example"))
	follows := func(s *testrig.Server, by models.Actor, whom string) {
		t.Helper()
		found, err := s.Resolve.Handle(t.Context(), whom)
		if err != nil {
			t.Fatal(err)
		}
		s.Write(func(tx *store.Tx) error {
			by, err := tx.ActorByID(by.ID)
			if err == nil {
				err = func() error { _, err := people.Follow(tx, s.Site, by, found, ""); return err }()
			}
			return err
		})
		w.Settle()
	}
	follows(acme, one, "@two@guild.example")
	follows(guild, two, "@one@acme.example")
	before := w.Net.Count()
	p := ada.Writes(conversations.Ask{Text: "Only once round.", Audience: models.Everyone, Where: conversations.World, Community: one.ID})
	w.Say("%d requests went over the network", w.Net.Count()-before)
	if n := w.Net.Count() - before; n > 12 {
		t.Errorf("%d requests for one post", n)
	}
	guild.Read(func(tx *store.Tx) error {
		got, err := tx.PostByIRI(p.IRI)
		if err == nil && got.CommunityID != nil && *got.CommunityID == two.ID {
			t.Error("what one community announces stands in the other")
		}
		return err
	})
}
