package testrig_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// opens has the errand run that opening a post's page begins, and tells whether there was one.
func opens(t *testing.T, p *testrig.Person, words string) bool {
	t.Helper()
	var post models.PostShown
	p.Home.Read(func(tx *store.Tx) error {
		posts, err := tx.PublicPosts(p.ID, "", store.Page{Limit: 80})
		for _, one := range posts {
			if strings.Contains(one.Content, words) {
				post = one
			}
		}
		if post.ID == 0 {
			if home, err := tx.Home(p.ID, store.Page{Limit: 80}); err == nil {
				for _, one := range home {
					if strings.Contains(one.Content, words) {
						post = one
					}
				}
			}
		}
		return err
	})
	if post.ID == 0 {
		t.Fatalf("%s does not see %q", p.Address(), words)
	}
	errand, _ := p.Home.Resolve.Conversation(post.Post)
	if errand == nil {
		return false
	}
	if err := errand(context.Background()); err != nil {
		t.Logf("the errand: %v", err)
	}
	if _, busy := p.Home.Resolve.Conversation(post.Post); busy {
		t.Error("the page says that the errand goes on, and it is over")
	}
	return true
}

// threadOf are the words below a post that hold them, as somebody sees them.
func threadOf(t *testing.T, p *testrig.Person, iri models.IRI) string {
	t.Helper()
	var out []string
	p.Home.Read(func(tx *store.Tx) error {
		post, err := tx.PostByIRI(iri)
		if err != nil {
			return err
		}
		_, below, err := tx.Thread(p.ID, post.ID)
		for _, b := range below {
			out = append(out, strings.TrimSuffix(strings.TrimPrefix(b.Content, "<p>"), "</p>"))
		}
		return err
	})
	return strings.Join(out, "|")
}

func TestStoryOpeningAConversationBringsTheAnswersThatWereNotSent(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	for _, a := range []string{"acme.example", "guild.example", "north.example"} {
		for _, b := range []string{"acme.example", "guild.example", "north.example"} {
			if a != b {
				w.Server(a).Allows(b)
			}
		}
	}
	ada := w.As("ada@acme.example").GoesOutward()
	tom, noor := w.As("tom@guild.example"), w.As("noor@north.example").GoesOutward()
	tom.Follows("ada@acme.example")
	noor.Follows("ada@acme.example")
	root := ada.Posts("Who tapes the floor?", conversations.World)
	noor.Replies("Who tapes the floor?", "We do.")
	ada.Replies("We do.", "Since when?")
	noor.Replies("Since when?", "Since May.")
	if got := threadOf(t, tom, root.IRI); strings.Contains(got, "Since May.") {
		t.Fatalf("tom has the answers already: %s", got)
	}
	if !opens(t, tom, "Who tapes the floor?") {
		t.Fatal("nobody was asked")
	}
	if got := threadOf(t, tom, root.IRI); got != "We do.|Since when?|Since May." {
		t.Errorf("tom sees %q", got)
	}
	if opens(t, tom, "Who tapes the floor?") {
		t.Error("the same conversation was looked through again at once")
	}
	w.Clock.Advance(time.Hour)
	if !opens(t, tom, "Who tapes the floor?") {
		t.Error("an hour later it is not looked through")
	}
}

func TestStoryAConversationIsListedToThoseWhoMayReadIt(t *testing.T) {
	w, ada, peer := outside(t)
	w.Server("acme.example").Partners("guild.example")
	root := ada.Posts("For all.", conversations.World)
	inside := ada.Writes(conversations.Ask{Text: "Among us.", ReplyTo: root.ID, Audience: models.Everyone, Where: conversations.Inside})
	deeper := ada.Writes(conversations.Ask{Text: "Still among us.", ReplyTo: inside.ID, Audience: models.Everyone, Where: conversations.Inside})
	answer := ada.Writes(conversations.Ask{Text: "And for all.", ReplyTo: root.ID, Audience: models.Everyone, Where: conversations.World})
	if root.Context == "" || inside.Context != root.Context || answer.Context != root.Context {
		t.Fatalf("the thread names %q, %q and %q", root.Context, inside.Context, answer.Context)
	}
	status, body := peer.Reads(root.IRI)
	if status != http.StatusOK || !strings.Contains(body, `"context":"`+string(root.Context)+`"`) || !strings.Contains(body, `"replies":"`+string(root.IRI)+`/replies"`) {
		t.Fatalf("the post says %s", body)
	}
	for _, list := range []models.IRI{root.Context + "?page=1", root.IRI + "/replies?page=1"} {
		status, body := peer.Reads(list)
		if status != http.StatusOK || !strings.Contains(body, string(answer.IRI)) || strings.Contains(body, string(inside.IRI)) || strings.Contains(body, string(deeper.IRI)) {
			t.Errorf("%s: %d %s", list, status, body)
		}
	}
	hidden := ada.Posts("A talk of ours.", conversations.Inside)
	never := map[models.IRI]models.IRI{
		hidden.Context:          "https://acme.example/contexts/0000000000000000000000",
		hidden.IRI + "/replies": "https://acme.example/posts/0000000000000000000000/replies",
		inside.IRI + "/replies": "https://acme.example/posts/0000000000000000000000/replies",
	}
	for is, was := range never {
		for _, page := range []string{"", "?page=1", "?after=aHR0cHM6Ly9hY21lLmV4YW1wbGUvcG9zdHMvMA"} {
			s1, b1 := peer.Reads(is + models.IRI(page))
			s2, b2 := peer.Reads(was + models.IRI(page))
			if s1 != http.StatusNotFound || s2 != s1 || b1 != b2 {
				t.Errorf("%s%s: %d %s, and what never was %d %s", is, page, s1, b1, s2, b2)
			}
		}
	}
	w.Server("acme.example").NeverSent(string(hidden.IRI) + `"`)
	w.Server("acme.example").NeverSent(string(inside.IRI) + `"`)
}

func TestStoryAListOfAnswersHasPages(t *testing.T) {
	_, ada, peer := outside(t)
	root := ada.Posts("Count to twenty-five.", conversations.World)
	var all []models.IRI
	for i := range 25 {
		all = append(all, ada.Writes(conversations.Ask{Text: fmt.Sprint(i), ReplyTo: root.ID, Audience: models.Everyone, Where: conversations.World}).IRI)
	}
	seen := ""
	at := root.IRI + "/replies?page=1"
	pages := 0
	for at != "" && pages < 5 {
		status, body := peer.Reads(at)
		if status != http.StatusOK {
			t.Fatalf("%s: %d", at, status)
		}
		seen += body
		_, next, _ := strings.Cut(body, `"next":"`)
		next, _, _ = strings.Cut(next, `"`)
		at, pages = models.IRI(next), pages+1
	}
	for _, iri := range all {
		if strings.Count(seen, `"`+string(iri)+`"`) != 1 {
			t.Errorf("%s stands %d times on the pages", iri, strings.Count(seen, `"`+string(iri)+`"`))
		}
	}
	if pages != 2 {
		t.Errorf("there were %d pages", pages)
	}
}

// answered lets a peer serve a note with lists of answers.
func answered(p *testrig.Peer, id, text, replyTo, more string) string {
	parent := ""
	if replyTo != "" {
		parent = `,"inReplyTo":"` + replyTo + `"`
	}
	doc := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/%s","type":"Note","attributedTo":"%s","content":"<p>%s</p>","to":["https://www.w3.org/ns/activitystreams#Public"]%s%s}`,
		p.Host, id, p.Nell, text, parent, more)
	p.Serves("/"+id, doc)
	return doc
}

func arrives(w *testrig.World, p *testrig.Peer, to models.IRI, doc string) {
	p.Sends(to, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/creates/%d","type":"Create","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":%s}`,
		p.Host, len(w.Net.Exchanges()), p.Nell, doc))
	w.Settle()
}

func TestStoryListsOfAnswersWithoutAnEndEnd(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	root := answered(peer, "root", "where it begins", "", `,"replies":"https://peer.example/replies","context":"https://peer.example/context"`)
	arrives(w, peer, ada.Inbox, root)
	answered(peer, "a", "a true answer", "https://peer.example/root", "")
	answered(peer, "b", "an answer to an answer", "https://peer.example/a", "")
	answered(peer, "other", "of another talk", "https://peer.example/elsewhere", "")
	answered(peer, "loose", "no answer at all", "", "")
	answered(mallory, "m", "from mallory", "https://peer.example/root", "")
	forged := fmt.Sprintf(`{"id":"https://mallory.example/f","type":"Note","attributedTo":"%s","content":"<p>words put into mallory's mouth</p>","inReplyTo":"https://peer.example/root","to":["https://www.w3.org/ns/activitystreams#Public"]}`, mallory.Nell)
	own := fmt.Sprintf(`{"id":"https://peer.example/e","type":"Note","attributedTo":"%s","content":"<p>came along</p>","inReplyTo":"https://peer.example/root","to":["https://www.w3.org/ns/activitystreams#Public"]}`, peer.Nell)
	peer.Serves("/replies", fmt.Sprintf(`{"id":"https://peer.example/replies","type":"Collection","items":["https://peer.example/b","https://peer.example/a","https://peer.example/a","https://mallory.example/m","https://peer.example/other","https://peer.example/loose","https://acme.example/posts/none",%s,%s],"next":"https://peer.example/more?page=2"}`, forged, own))
	peer.Serves("/more", `{"id":"https://peer.example/more?page=3","type":"CollectionPage","items":["https://peer.example/more"],"next":"https://mallory.example/replies"}`)
	peer.Serves("/context", `{"id":"https://peer.example/context","type":"Collection","first":"https://peer.example/context?page=1"}`)
	before := len(w.Net.Exchanges())
	if !opens(t, ada, "where it begins") {
		t.Fatal("nobody was asked")
	}
	gets := 0
	for _, x := range w.Net.Exchanges()[before:] {
		if x.From == "acme.example" {
			gets++
		}
		if x.Path == "/replies" && x.To == "mallory.example" {
			t.Error("a list led to another server")
		}
	}
	if gets > 40 {
		t.Errorf("%d requests for one conversation", gets)
	}
	got := threadOf(t, ada, "https://peer.example/root")
	for _, words := range []string{"a true answer", "an answer to an answer", "came along", "from mallory"} {
		if !strings.Contains(got, words) {
			t.Errorf("%q is missing: %s", words, got)
		}
	}
	ada.SeesNot("of another talk").SeesNot("no answer at all")
	if strings.Contains(got, "mouth") {
		t.Error("somebody's server spoke for another")
	}
}

func TestStoryOfWhatIsBelowTheWorldOnlyItsOwnServerIsAsked(t *testing.T) {
	w, ada, peer := outside(t)
	w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	ada.Follows("nell@peer.example")
	peer.Sends(ada.Inbox, acceptOf(t, w, peer, ada))
	w.Settle()
	doc := strings.Replace(answered(peer, "root", "for followers", "", `,"replies":"https://peer.example/replies","context":"https://mallory.example/context"`), "https://www.w3.org/ns/activitystreams#Public", string(peer.Nell)+"/followers", 1)
	peer.Serves("/root", doc)
	peer.Serves("/replies", `{"id":"https://peer.example/replies","type":"Collection","items":["https://mallory.example/m"]}`)
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://peer.example/creates/1","type":"Create","actor":"%s","to":["%s/followers"],"object":%s}`, peer.Nell, peer.Nell, doc))
	w.Settle()
	before := len(w.Net.Exchanges())
	if !opens(t, ada, "for followers") {
		t.Fatal("nobody was asked")
	}
	asked := 0
	for _, x := range w.Net.Exchanges()[before:] {
		if x.From == "acme.example" && x.To == "mallory.example" {
			t.Errorf("mallory learnt of a post for followers: %s", x.Path)
		}
		if x.From == "acme.example" && x.To == "peer.example" {
			asked++
		}
	}
	if asked == 0 {
		t.Error("its own server was not asked")
	}
}

// A stranger who claims a conversation of ours for a post of theirs learns nothing by it, and makes nobody else learn.
func TestStoryNobodyElseNamesOurConversations(t *testing.T) {
	w, ada, peer := outside(t)
	hidden := ada.Posts("A talk of ours.", conversations.Inside)
	arrives(w, peer, ada.Inbox, answered(peer, "claim", "I say that this belongs to it", "", `,"context":"`+string(hidden.Context)+`"`))
	reply := ada.Replies("I say that this belongs to it", "It does not.")
	if reply.Context == hidden.Context {
		t.Error("an answer took over a conversation that its parent only claims")
	}
	if status, _ := peer.Reads(hidden.Context); status != http.StatusNotFound {
		t.Errorf("the conversation was answered with %d", status)
	}
	w.Server("acme.example").NeverSent(string(hidden.Context))
	// one of their own is taken over
	arrives(w, peer, ada.Inbox, answered(peer, "own", "a talk of theirs", "", `,"context":"https://peer.example/contexts/7"`))
	if reply := ada.Replies("a talk of theirs", "Yes."); reply.Context != "https://peer.example/contexts/7" {
		t.Errorf("an answer names the conversation %q", reply.Context)
	}
	// and an answer to ours keeps ours, whatever it says
	root := ada.Posts("A talk for all.", conversations.World)
	arrives(w, peer, ada.Inbox, answered(peer, "answer", "an answer from there", string(root.IRI), `,"context":"https://peer.example/contexts/8"`))
	if reply := ada.Replies("an answer from there", "Thank you."); reply.Context != root.Context {
		t.Errorf("an answer within our conversation names %q, not %q", reply.Context, root.Context)
	}
	status, body := peer.Reads(root.Context + "?page=1")
	if status != http.StatusOK || !strings.Contains(body, `"https://peer.example/answer"`) {
		t.Errorf("the answer from there is not listed: %d %s", status, body)
	}
}
