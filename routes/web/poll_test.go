package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/store"
)

func TestAPollIsAskedAndVotedInWithoutScript(t *testing.T) {
	w, d := town(t)
	at := d.posts("Which rod?", "everyone", "world", "option", "6013", "option", "7018", "option", "", "poll-open", "60").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	d.opens(at).is(http.StatusOK).says("0 people voted", "6013", "7018").hides(`name="choice"`)
	w.Settle()

	bea := signsIn(t, w, "bea@acme.example")
	bea.opens(at).says(`name="choice"`, "until 2 Nov, 10:00 UTC")
	bea.sends("/posts/"+id+"/vote", "back", at).is(http.StatusUnprocessableEntity).says("Choose an answer first.")
	bea.sends("/posts/"+id+"/vote", "choice", "1", "back", at).to(at)
	bea.opens(at).says("your choice", "100 %", "1 person voted", "Your vote was counted.").hides(`name="choice"`)
	bea.sends("/posts/"+id+"/vote", "choice", "0", "back", at).is(http.StatusUnprocessableEntity).says("already voted")
	d.opens(at).says("1 person voted").hides("your choice")
	d.sends("/posts/"+id+"/vote", "choice", "0", "back", at).is(http.StatusUnprocessableEntity).says("your own poll")

	visits(t, w, "acme.example").opens(at).is(http.StatusOK).says("100 %", "1 person voted").hides(`name="choice"`, "your choice")

	w.Later(time.Hour)
	bea.opens(at).says("ended")
	bea.opens("/notices").says("A poll of Ada has ended")
	d.opens("/notices").says("Your poll has ended")
}

func TestWhatIsWrongWithAPollIsSaidAndNothingIsLost(t *testing.T) {
	_, d := town(t)
	d.posts("Which rod?", "everyone", "world", "option", "6013", "poll-open", "60", "poll-secret", "on").is(http.StatusUnprocessableEntity).
		says("A poll needs two answers or more.", `value="6013"`, "Which rod?")
	d.sends("/compose", "do", "preview", "text", "Which rod?", "audience", "everyone", "distance", "inside", "option", "6013", "option", "7018").
		is(http.StatusOK).says(`value="6013"`, `value="7018"`)
}

func TestAVoteInWhatMayNotBeReadFindsNothing(t *testing.T) {
	w, d := town(t)
	at := d.posts("Mine alone?", "self", "inside", "option", "yes", "option", "no", "poll-open", "60").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	bea := signsIn(t, w, "bea@acme.example")
	hidden := bea.sends("/posts/"+id+"/vote", "choice", "0").is(http.StatusNotFound)
	never := bea.sends("/posts/12345/vote", "choice", "0").is(http.StatusNotFound)
	if hidden.body != never.body {
		t.Fatal("a hidden poll can be told from none")
	}
}

func TestAnEventIsShownAndJoinedWithoutScript(t *testing.T) {
	w, d := town(t)
	peer := w.Peer("events.example")
	w.Server("acme.example").Allows("events.example")
	ada := w.As("ada@acme.example")
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://events.example/e/1/create","type":"Create","actor":"%s",
	"to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":"https://events.example/e/1","type":"Event","attributedTo":"%s","name":"Welding evening","content":"<p>Bring gloves.</p>",
	"url":"https://events.example/show/1","startTime":"2026-11-05T18:00:00Z","endTime":"2026-11-05T20:00:00Z","timezone":"America/New_York","location":"Hall <b>3</b>","to":["https://www.w3.org/ns/activitystreams#Public"]}}`, peer.Nell, peer.Nell))
	w.Settle()
	var at string
	ada.Home.Read(func(tx *store.Tx) error {
		p, err := tx.PostByIRI("https://events.example/e/1")
		at = "/@nell@events.example/" + p.ID.String()
		return err
	})
	id := at[strings.LastIndex(at, "/")+1:]
	d.opens(at).is(http.StatusOK).says("Welding evening", "5 Nov, 13:00–15:00 America/New_York", "Hall &lt;b&gt;3&lt;/b&gt;", "I will come", "https://events.example/show/1")
	d.sends("/posts/"+id+"/attend", "back", at).to(at)
	w.Settle()
	if peer.GotOfType("Join") != 1 {
		t.Fatalf("the peer got %v", peer.Got())
	}
	d.opens(at).says("They have not answered yet", "I will not come after all").hides("I will come<")
	d.sends("/posts/"+id+"/unattend", "back", at).to(at)
	w.Settle()
	if peer.GotOfType("Leave") != 1 {
		t.Fatalf("the peer got %v", peer.Got())
	}
	w.Server("acme.example").Blocks("events.example")
	d.sends("/posts/"+id+"/attend", "back", at).is(http.StatusForbidden).says("blocked")
}

func TestSecretCountsAreNobodysToReadBeforeTheEnd(t *testing.T) {
	w, d := town(t)
	at := d.posts("Which rod?", "everyone", "world", "option", "6013", "option", "7018", "poll-open", "60", "poll-secret", "on").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	bea := signsIn(t, w, "bea@acme.example")
	bea.sends("/posts/"+id+"/vote", "choice", "1", "back", at).to(at)
	readers := map[string]*desk{"who voted": bea, "its author": d, "a stranger": visits(t, w, "acme.example")}
	for who, r := range readers {
		if page := r.opens(at).is(http.StatusOK).says("1 person voted", "counts are shown at the end"); strings.Contains(page.body, " %<") || strings.Contains(page.body, "<progress") {
			t.Errorf("%s reads the counts", who)
		}
	}
	w.Later(time.Hour)
	for _, r := range readers {
		r.opens(at).says("100 %", "ended").hides("counts are shown at the end")
	}
}
