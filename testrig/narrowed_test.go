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
	"guildhall/testrig"
)

// Ada answers her own post and names Nell, who may read both. Then she keeps the first post to Mira: Nell still has the answer, and a
// new look at it does not tell the id of what is not for her any more.
func TestStoryWhatWasNarrowedIsNotNamedByAnOlderAnswer(t *testing.T) {
	w, ada, peer := outside(t)
	w.As("mira@acme.example")
	first := ada.Writes(conversations.Ask{Text: "For all who care.", Audience: models.Everyone, Where: conversations.World})
	answer := ada.Writes(conversations.Ask{Text: "And for you, @nell@peer.example.", Audience: models.Named, ReplyTo: first.ID})
	w.Settle()
	names := func() bool {
		t.Helper()
		status, body := peer.Reads(answer.IRI)
		if status != http.StatusOK {
			t.Fatalf("Nell is answered %d for what names her", status)
		}
		return strings.Contains(body, string(first.IRI))
	}
	if !names() {
		t.Error("what Nell may read is not named to her")
	}
	w.Say("Ada keeps the first post to Mira")
	ada.Edits(first, conversations.Change{Text: new("For you, @mira."), Audience: new(models.Named)})
	w.Settle()
	if names() {
		t.Error("the answer still names what is not for Nell any more")
	}
}

// What somebody elsewhere narrowed is not named either by what we answered before, to whom only our answer names; its own server and those
// whom it names still see what was answered.
func TestStoryWhatWasNarrowedElsewhereIsNotNamedByAnOlderAnswer(t *testing.T) {
	w, ada, peer := outside(t)
	third, fourth := w.Peer("third.example"), w.Peer("fourth.example")
	w.Server("acme.example").Allows("third.example")
	w.Server("acme.example").Allows("fourth.example")
	named := fmt.Sprintf(`,"cc":["%s","%s"],"tag":[{"type":"Mention","href":"%s"}]`, ada.IRI, fourth.Nell, fourth.Nell)
	for _, p := range []*testrig.Peer{third, fourth} {
		if _, err := ada.Home.Resolve.Actor(t.Context(), models.IRI(p.Nell), nil); err != nil {
			t.Fatal(err)
		}
	}
	first := answered(peer, "notes/1", "For all who care.", "", named)
	arrives(w, peer, ada.Inbox, first)
	answer := ada.Writes(conversations.Ask{Text: "And for you, @nell@third.example and @nell@fourth.example.", Audience: models.Everyone, Where: conversations.World, ReplyTo: ada.Finds("For all who care.").ID})
	w.Settle()
	names := func(p *testrig.Peer) bool {
		t.Helper()
		status, body := p.Reads(answer.IRI)
		if status != http.StatusOK {
			t.Fatalf("%s is answered %d for what names somebody there", p.Host, status)
		}
		return strings.Contains(body, "https://peer.example/notes/1")
	}
	for _, p := range []*testrig.Peer{peer, third, fourth} {
		if !names(p) {
			t.Errorf("what is for everybody is not named to %s", p.Host)
		}
	}
	w.Say("Nell keeps the first post to those who follow her, and to whom it names")
	w.Clock.Advance(time.Minute)
	narrowed := strings.ReplaceAll(first, `"to":["https://www.w3.org/ns/activitystreams#Public"]`, `"to":["`+string(peer.Nell)+`/followers"],"updated":"2026-11-02T09:00:30Z"`)
	peer.Serves("/notes/1", narrowed)
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/updates/1","type":"Update","actor":"%s","to":["%s/followers"],"object":%s}`, peer.Nell, peer.Nell, narrowed))
	w.Settle()
	for p, want := range map[*testrig.Peer]bool{peer: true, third: false, fourth: true} {
		if names(p) != want {
			t.Errorf("what was narrowed is named to %s: %v", p.Host, !want)
		}
	}
}

// What a rule took out for a server stays out when the rule goes, where nobody is left there who may read the post: it keeps what it has,
// and its own signature gets no more. Where somebody follows again, the rules of now decide.
func TestStoryWhatARuleTookOutIsNotFetchedByWhoeverIsLeft(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example", "guild.example")
	acme, guild := w.Server("acme.example"), w.Server("guild.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	tom.Follows("ada@acme.example")
	acme.Obeys(`rules:
  - name: no-names
    why: The project is not public.
    when: 'crossing.direction == "out" && post.text.contains("Falcon")'
    then: {changes: [{replace: Falcon, with: a project}]}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon"}}
        expect: allow
`)
	post := ada.Writes(conversations.Ask{Text: "Falcon flies.", Audience: models.Followers, Where: conversations.World})
	whole := ada.Writes(conversations.Ask{Text: "The weather is fine.", Audience: models.Followers, Where: conversations.World})
	w.Settle()
	tom.Sees("a project flies").SeesNot("Falcon").Sees("weather")
	guildAsks := func(p models.Post) (int, string) {
		answer := w.Carry("guild.example", guild.Signed(nil, p.IRI, "application/activity+json"))
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body)
	}
	if status, body := guildAsks(post); status != http.StatusOK || !strings.Contains(body, "a project flies") {
		t.Fatalf("guild is answered %d %s", status, body)
	}
	tom.Unfollows("ada@acme.example")
	w.Settle()
	acme.Obeys("rules: []\n")
	if status, body := guildAsks(post); status != http.StatusForbidden || strings.Contains(body, "Falcon") {
		t.Errorf("what was taken out is fetched by whoever is left: %d %s", status, body)
	}
	if status, _ := guildAsks(whole); status != http.StatusOK {
		t.Errorf("what guild has whole is answered %d", status)
	}
	tom.Follows("ada@acme.example")
	if status, body := guildAsks(post); status != http.StatusOK || !strings.Contains(body, "Falcon flies") {
		t.Errorf("where somebody reads again, the rules of now decide: %d %s", status, body)
	}
}
