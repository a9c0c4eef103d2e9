package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// asksPoll lets somebody ask the world which rod to take, for an hour.
func asksPoll(p *testrig.Person, many bool, more ...func(*conversations.PollAsk)) models.Post {
	ask := &conversations.PollAsk{Options: []string{"6013", "7018", "Other"}, Multiple: many, Open: time.Hour}
	for _, change := range more {
		change(ask)
	}
	return p.Writes(conversations.Ask{Text: "Which rod?", Where: conversations.World, Audience: models.Everyone, Poll: ask})
}

// pollOf is a poll as somebody sees it: counts, and what they chose.
func pollOf(p *testrig.Person, words string) string {
	return pollShown(seesPoll(p, words))
}

func seesPoll(p *testrig.Person, words string) (found models.PostShown) {
	p.Home.Read(func(tx *store.Tx) error {
		all, err := tx.PublicPosts(p.ID, "", store.Page{Limit: 80})
		for _, post := range all {
			if post.Poll != nil && strings.Contains(post.Content, words) {
				found = post
			}
		}
		return err
	})
	return found
}

func pollShown(post models.PostShown) string {
	if post.Poll == nil {
		return "no poll"
	}
	var out []string
	for _, o := range post.Poll.Options {
		out = append(out, fmt.Sprintf("%s %d", o.Name, o.Votes))
	}
	return fmt.Sprintf("%s; %d people; chose %v; closed %v", strings.Join(out, ", "), post.Poll.Voters, post.Voted, post.Poll.Closed != 0)
}

func votes(t *testing.T, p *testrig.Person, words string, choices ...int) error {
	t.Helper()
	post := seesPoll(p, words)
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		return conversations.Vote(tx, p.Home.Site, p.Actor, post.ID, choices)
	})
}

func voteOf(p *testrig.Peer, n int, poll models.IRI, choice string) string {
	id := fmt.Sprintf("https://%s/votes/%d", p.Host, n)
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/activity","type":"Create","actor":"%s","to":"https://acme.example",
	"object":{"id":"%s","type":"Note","attributedTo":"%s","name":"%s","inReplyTo":"%s","to":"https://acme.example"}}`, id, p.Nell, id, p.Nell, choice, poll)
}

func TestStoryAPollIsVotedInAtAPartnerAndEnds(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	mira := w.As("mira@acme.example")
	tom.Follows("ada@acme.example")
	asksPoll(ada, false)
	if got := pollOf(tom, "Which rod"); got != "6013 0, 7018 0, Other 0; 0 people; chose []; closed false" {
		t.Fatalf("tom sees %s", got)
	}
	if err := votes(t, tom, "Which rod", 1); err != nil {
		t.Fatal(err)
	}
	if err := votes(t, mira, "Which rod", 0); err != nil {
		t.Fatal(err)
	}
	if err := votes(t, tom, "Which rod", 0); err == nil {
		t.Error("tom voted twice")
	}
	w.Settle()
	if got := pollOf(ada, "Which rod"); got != "6013 1, 7018 1, Other 0; 2 people; chose []; closed false" {
		t.Errorf("ada sees %s", got)
	}
	if got := pollOf(tom, "Which rod"); got != "6013 0, 7018 1, Other 0; 1 people; chose [1]; closed false" {
		t.Errorf("tom sees %s before he was told", got)
	}
	w.Later(4 * time.Minute)
	if got := pollOf(tom, "Which rod"); got != "6013 1, 7018 1, Other 0; 2 people; chose [1]; closed false" {
		t.Errorf("tom sees %s after he was told", got)
	}
	if tom.Noticed(models.NoticePoll)+ada.Noticed(models.NoticePoll) != 0 {
		t.Error("somebody was told of the end before it")
	}
	w.Later(time.Hour)
	if got := pollOf(tom, "Which rod"); got != "6013 1, 7018 1, Other 0; 2 people; chose [1]; closed true" {
		t.Errorf("tom sees %s at the end", got)
	}
	for _, p := range []*testrig.Person{ada, tom, mira} {
		if n := p.Noticed(models.NoticePoll); n != 1 {
			t.Errorf("%s was told of the end %d times", p.Address(), n)
		}
	}
	if post := seesPoll(tom, "Which rod"); post.Edited != 0 || post.Version != 1 {
		t.Errorf("counts made tom's copy an edited one: version %d", post.Version)
	}
}

func TestStoryAVoteIsCountedOnceForgottenAndNeverShown(t *testing.T) {
	w, ada, peer := outside(t)
	one := asksPoll(ada, false)
	peer.Sends(ada.Inbox, voteOf(peer, 1, one.IRI, "7018"))
	w.Settle() // what came first counts; the others may overtake each other
	peer.Sends(ada.Inbox, voteOf(peer, 1, one.IRI, "7018"))
	peer.Sends(ada.Inbox, voteOf(peer, 2, one.IRI, "7018"))
	peer.Sends(ada.Inbox, voteOf(peer, 3, one.IRI, "6013"))
	peer.Sends(ada.Inbox, voteOf(peer, 4, one.IRI, "no such rod"))
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	stolen := strings.ReplaceAll(voteOf(mallory, 1, one.IRI, "6013"), `"attributedTo":"https://mallory.example`, `"attributedTo":"https://peer.example`)
	mallory.Sends(ada.Inbox, stolen)
	w.Settle()
	if got := pollOf(ada, "Which rod"); got != "6013 0, 7018 1, Other 0; 1 people; chose []; closed false" {
		t.Fatalf("ada sees %s", got)
	}
	if n := ada.Below(one); n != 0 {
		t.Errorf("%d votes are shown as answers", n)
	}
	ada.Home.Read(func(tx *store.Tx) error {
		all, err := tx.Inbox(store.InboxFilter{})
		n := 0
		for _, item := range all {
			if strings.Contains(string(item.Activity), "/votes/") {
				n++
				if len(item.Body) != 0 {
					t.Errorf("the bytes of the vote %s are kept (%s)", item.Activity, item.State)
				}
			}
		}
		if n != 5 {
			t.Errorf("%d votes were received", n)
		}
		return err
	})
	w.Later(2 * time.Hour)
	peer.Sends(ada.Inbox, voteOf(peer, 5, one.IRI, "Other"))
	w.Settle()
	if got := pollOf(ada, "Which rod"); got != "6013 0, 7018 1, Other 0; 1 people; chose []; closed true" {
		t.Errorf("after the end ada sees %s", got)
	}
}

func TestStorySeveralAnswersComeOneByOne(t *testing.T) {
	w, ada, peer := outside(t)
	many := asksPoll(ada, true)
	for i, choice := range []string{"7018", "6013", "7018"} {
		peer.Sends(ada.Inbox, strings.Replace(voteOf(peer, i, many.IRI, choice), `"Note"`, []string{`"Note"`, `"Answer"`}[i%2], 1))
	}
	w.Settle()
	if got := pollOf(ada, "Which rod"); got != "6013 1, 7018 1, Other 0; 1 people; chose []; closed false" {
		t.Fatalf("ada sees %s", got)
	}
}

func TestStoryWhoMayNotReadAPollCannotVoteInIt(t *testing.T) {
	w, ada, peer := outside(t)
	inside := ada.Writes(conversations.Ask{Text: "Which canteen?", Where: conversations.Inside, Audience: models.Everyone,
		Poll: &conversations.PollAsk{Options: []string{"North", "South"}, Open: time.Hour}})
	peer.Sends(ada.Inbox, voteOf(peer, 1, inside.IRI, "North"))
	w.Settle()
	if got := pollOf(ada, "Which canteen"); got != "North 0, South 0; 0 people; chose []; closed false" {
		t.Errorf("ada sees %s", got)
	}
	w.Server("acme.example").NeverSent("canteen")
}

func TestStoryCountsAreToldEveryThreeMinutesAndSecretOnesAtTheEnd(t *testing.T) {
	w, ada, peer := outside(t)
	secret := asksPoll(ada, false, func(p *conversations.PollAsk) { p.HideTotals = true })
	var crowd []*testrig.Person
	for i := range 6 {
		crowd = append(crowd, w.As(fmt.Sprintf("p%d@acme.example", i)))
	}
	for _, p := range crowd {
		if err := votes(t, p, "Which rod", 0); err != nil {
			t.Fatal(err)
		}
		w.Later(time.Minute)
	}
	w.Later(5 * time.Minute)
	if status, doc := peer.Reads(secret.IRI); status != 200 || !strings.Contains(doc, `"votersCount":6`) || strings.Contains(doc, "totalItems") {
		t.Errorf("the peer reads %d %s", status, doc)
	}
	told := pollTold(t, peer, secret.IRI)
	if len(told) < 2 || len(told) > 3 {
		t.Errorf("in eleven minutes the peer was told %d times", len(told))
	}
	for _, one := range told {
		if strings.Contains(one, "totalItems") || strings.Contains(one, `"closed"`) || strings.Contains(one, `"updated"`) {
			t.Errorf("the secret is told: %s", one)
		}
	}
	w.Later(time.Hour)
	if _, doc := peer.Reads(secret.IRI); !strings.Contains(doc, `"totalItems":6`) {
		t.Errorf("after the end the peer reads %s", doc)
	}
	told = pollTold(t, peer, secret.IRI)
	last := told[len(told)-1]
	if !strings.Contains(last, `"totalItems":6`) || !strings.Contains(last, `"closed":"2026-11-02T10:00:00Z"`) || !strings.Contains(last, `"votersCount":6`) {
		t.Errorf("the end is told as %s", last)
	}
	for _, one := range told {
		if strings.Contains(one, "p0") {
			t.Errorf("a voter is named: %s", one)
		}
	}
}

func TestStoryAVoteThatComesWhileCountsAreToldIsToldToo(t *testing.T) {
	w := partners(t)
	ada, mira, tom := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	asksPoll(ada, false)
	acme := w.Server("acme.example")
	tells, came := conversations.Handlers(acme.Store, acme.Site)[conversations.KindPollTell], 0
	acme.Jobs.Handle(conversations.KindPollTell, func(ctx context.Context, j models.Job) error {
		err := tells(ctx, j)
		if came++; came == 1 { // told, and the worker has not gone on yet
			if err := votes(t, mira, "Which rod", 1); err != nil {
				t.Error(err)
			}
		}
		return err
	})
	if err := votes(t, ada, "Which rod", 0); err == nil {
		t.Fatal("ada votes in her own poll")
	}
	if err := votes(t, w.As("lee@acme.example"), "Which rod", 0); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		w.Later(4 * time.Minute)
	}
	if got := pollOf(tom, "Which rod"); came != 2 || got != "6013 1, 7018 1, Other 0; 2 people; chose []; closed false" {
		t.Errorf("counts were told %d times, and tom sees %s", came, got)
	}
}

// pollTold are the Updates of a post that a peer got.
func pollTold(t *testing.T, peer *testrig.Peer, post models.IRI) (out []string) {
	t.Helper()
	for _, body := range peer.Got() {
		var a struct {
			Type   string
			Object json.RawMessage
		}
		if json.Unmarshal([]byte(body), &a) == nil && a.Type == "Update" && strings.Contains(string(a.Object), string(post)) {
			out = append(out, body)
		}
	}
	return out
}

// questionAt lets a peer ask, and sends the question to a person's inbox.
func questionAt(w *testrig.World, peer *testrig.Peer, to *testrig.Person, members string) models.IRI {
	w.T.Helper()
	id := fmt.Sprintf("https://%s/questions/1", peer.Host)
	peer.Serves("/questions/1", questionDoc(peer, members))
	status, body := peer.Sends(to.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":%s}`,
		id, peer.Nell, questionDoc(peer, members)))
	if status != 202 {
		w.T.Fatalf("the question was answered %d %s", status, body)
	}
	w.Settle()
	return models.IRI(id)
}

func questionDoc(peer *testrig.Peer, members string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/questions/1","type":"Question","attributedTo":"%s","content":"<p>Which rod?</p>","to":["https://www.w3.org/ns/activitystreams#Public"],%s}`, peer.Host, peer.Nell, members)
}

func answers(counts ...int) string {
	var out []string
	for i, n := range counts {
		out = append(out, fmt.Sprintf(`{"type":"Note","name":"%d","replies":{"type":"Collection","totalItems":%d}}`, i, n))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func TestStoryQuestionsOfOthersAreReadAsFarAsTheyMakeSense(t *testing.T) {
	for members, want := range map[string]string{
		`"oneOf":` + answers(3, 0) + `,"anyOf":[],"votersCount":3`:                                            "0 3, 1 0; 3 people; chose []; closed false",
		`"anyOf":` + answers(3, 2) + `,"endTime":"2026-11-02T08:00:00Z","closed":"2026-11-02T08:00:00Z"`:      "0 3, 1 2; 0 people; chose []; closed true",
		`"oneOf":` + answers(3, 2) + `,"closed":true`:                                                         "0 3, 1 2; 0 people; chose []; closed true",
		`"oneOf":` + answers(3, 2) + `,"closed":"2026-11-03T08:00:00Z"`:                                       "0 3, 1 2; 0 people; chose []; closed false",
		`"oneOf":` + answers(-3, 2) + `,"votersCount":-7`:                                                     "0 0, 1 2; 0 people; chose []; closed false",
		`"oneOf":[{"type":"Note","name":"a"},7,null,{"name":""},{"type":"Note","name":"b","replies":"x"}]`:    "a 0, b 0; 0 people; chose []; closed false",
		`"oneOf":[{"name":"a","replies":{"totalItems":99999999999999999}},{"name":"b"}],"endTime":"sometime"`: "a 10000000000, b 0; 0 people; chose []; closed false",
	} {
		w, ada, peer := outside(t)
		questionAt(w, peer, ada, members)
		if got := pollOf(ada, "Which rod"); got != want {
			t.Errorf("%s is read as %s", members, got)
		}
	}
}

func TestStoryAQuestionWithVeryManyAnswersHasSixtyFour(t *testing.T) {
	w, ada, peer := outside(t)
	all := `"oneOf":` + answers(make([]int, 10_000)...)
	if status, _ := peer.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://%s/c/1","type":"Create","actor":"%s","object":%s}`, peer.Host, peer.Nell, questionDoc(peer, all))); status != 413 {
		t.Errorf("one with ten thousand was answered %d", status)
	}
	questionAt(w, peer, ada, `"oneOf":`+answers(make([]int, 500)...))
	if n := len(seesPoll(ada, "Which rod").Poll.Options); n != 64 {
		t.Errorf("it has %d answers", n)
	}
}

func TestStoryAQuestionWithoutAnswersIsAPost(t *testing.T) {
	w, ada, peer := outside(t)
	questionAt(w, peer, ada, `"oneOf":[]`)
	ada.Sees("Which rod")
}

func TestStoryAVoteOfOursGoesToTheAskerAlone(t *testing.T) {
	w, ada, peer := outside(t)
	other := w.Peer("other.example")
	w.Server("acme.example").Allows("other.example")
	other.Sends(ada.Inbox, follow(other, ada.IRI))
	w.Settle()
	iri := questionAt(w, peer, ada, `"anyOf":`+answers(3, 0, 1)+`,"votersCount":3,"nonAnonymous":true,"endTime":"2026-11-02T10:00:00Z"`)
	if !seesPoll(ada, "Which rod").Poll.Named {
		t.Error("ada is not told that votes are shown there")
	}
	if err := votes(t, ada, "Which rod", 0, 2); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	var chosen []string
	for _, body := range peer.Got() {
		var a struct {
			Type   string
			To     []string
			Object struct {
				ID, Type, Name, Content, InReplyTo, AttributedTo string
				To                                               []string
			}
		}
		if json.Unmarshal([]byte(body), &a) != nil || a.Object.InReplyTo != string(iri) {
			continue
		}
		chosen = append(chosen, a.Object.Name)
		if a.Type != "Create" || a.Object.Type != "Note" || a.Object.Content != "" || len(a.To) != 1 || a.To[0] != string(peer.Nell) || len(a.Object.To) != 1 || a.Object.AttributedTo != string(ada.IRI) {
			t.Errorf("the vote is sent as %s", body)
		}
	}
	if fmt.Sprint(chosen) != "[0 2]" && fmt.Sprint(chosen) != "[2 0]" {
		t.Errorf("the asker was told %v", chosen)
	}
	if got := pollOf(ada, "Which rod"); got != "0 4, 1 0, 2 2; 4 people; chose [0 2]; closed false" {
		t.Errorf("ada sees %s", got)
	}
	for _, body := range other.Got() {
		if strings.Contains(body, string(iri)) {
			t.Errorf("another server was told of the vote: %s", body)
		}
	}
	w.Later(2 * time.Hour)
	if ada.Noticed(models.NoticePoll) != 1 {
		t.Error("ada was not told of the end")
	}
}

func TestStoryCountsElsewhereAreReadAnewWhenSomebodyLooks(t *testing.T) {
	w, ada, peer := outside(t)
	iri := questionAt(w, peer, ada, `"oneOf":`+answers(3, 0)+`,"votersCount":3`)
	looks := func() string {
		post := seesPoll(ada, "Which rod")
		if ada.Home.Resolve.StalePoll(&post.PostView) {
			if err := ada.Home.Resolve.Poll(context.Background(), post.PostView); err != nil {
				t.Log(err)
			}
		}
		return pollOf(ada, "Which rod")
	}
	peer.Serves("/questions/1", questionDoc(peer, `"oneOf":`+answers(3, 5)+`,"votersCount":8`))
	if got := looks(); got != "0 3, 1 0; 3 people; chose []; closed false" {
		t.Errorf("counts of a moment ago were read anew: %s", got)
	}
	w.Later(4 * time.Minute)
	if got := looks(); got != "0 3, 1 5; 8 people; chose []; closed false" {
		t.Errorf("after a while ada sees %s", got)
	}
	w.Later(4 * time.Minute)
	peer.Serves("/questions/1", strings.Replace(questionDoc(peer, `"oneOf":`+answers(9, 9)), "/users/nell", "/users/mallory", 1))
	looks()
	if got := looks(); got != "0 3, 1 5; 8 people; chose []; closed false" {
		t.Errorf("another author's counts are shown: %s", got)
	}
	update := func(n int, members string) {
		peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/up/%d","type":"Update","actor":"%s","object":%s}`, n, peer.Nell, questionDoc(peer, members)))
		w.Settle()
	}
	update(1, `"oneOf":`+answers(4, 6)+`,"votersCount":10`)
	if got := pollOf(ada, "Which rod"); got != "0 4, 1 6; 10 people; chose []; closed false" || len(historyOf(t, ada, iri)) != 1 {
		t.Errorf("after an Update of the counts ada sees %s, and %d versions", got, len(historyOf(t, ada, iri)))
	}
	if err := votes(t, ada, "Which rod", 1); err != nil {
		t.Fatal(err)
	}
	update(2, `"oneOf":`+answers(4, 7)+`,"votersCount":11,"closed":"2026-11-02T09:08:00Z"`)
	if got := pollOf(ada, "Which rod"); got != "0 4, 1 7; 11 people; chose [1]; closed true" || ada.Noticed(models.NoticePoll) != 1 {
		t.Errorf("after the end ada sees %s, %d notices", got, ada.Noticed(models.NoticePoll))
	}
	update(3, `"oneOf":`+answers(1, 1, 1)+`,"updated":"2026-11-02T09:08:00Z"`)
	if got := pollOf(ada, "Which rod"); !strings.HasPrefix(got, "0 1, 1 1, 2 1; 0 people; chose []") {
		t.Errorf("after other answers ada sees %s", got)
	}
}

func TestStoryAPollWhoseTimeIsOverTakesNoVotes(t *testing.T) {
	w, ada, peer := outside(t)
	questionAt(w, peer, ada, `"oneOf":`+answers(3, 0)+`,"endTime":"2026-11-01T00:00:00Z"`)
	if err := votes(t, ada, "Which rod", 0); err == nil || !strings.Contains(err.Error(), "ended") {
		t.Errorf("ada's vote: %v", err)
	}
	w.Settle()
	if n := peer.GotOfType("Create"); n != 0 {
		t.Errorf("%d votes left", n)
	}
}

func TestStoryAVoteInAPollOfABlockedServerStaysHere(t *testing.T) {
	w, ada, peer := outside(t)
	questionAt(w, peer, ada, `"oneOf":`+answers(3, 0))
	w.Server("acme.example").Blocks("peer.example")
	if err := votes(t, ada, "Which rod", 0); err != nil { // pages and apps ask the gate first; this is what holds without them
		t.Fatal(err)
	}
	w.Settle()
	if n := peer.GotOfType("Create"); n != 0 {
		t.Errorf("%d votes left", n)
	}
}
