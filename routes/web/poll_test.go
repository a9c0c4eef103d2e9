package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
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
