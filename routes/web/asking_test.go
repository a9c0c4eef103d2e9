package web_test

import (
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

func TestStoryAPersonAsksForAClosedServerAndIsAnswered(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("guild.example").Allows("acme.example")
	ada, mira, otto := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("otto@acme.example")
	tom := w.As("tom@guild.example").GoesOutward()
	holds(mira, models.BoundaryRole)
	holds(otto, models.Auditor)
	a, m, o := signedIn(t, ada), signedIn(t, mira), signedIn(t, otto)

	a.opens("/find?q=@tom@guild.example").says("Ask for guild.example", "Why you want to follow there")
	a.sends("/@tom@guild.example/ask", "reason", " ").is(422).says("Say in one line why")
	a.sends("/@tom@guild.example/ask", "reason", "He writes about seals.").is(303)
	a.opens("/find?q=@tom@guild.example").says("You asked for guild.example", "Take it back").saysNot("Ask for guild.example")

	m.opens("/notices").says("wants to follow somebody on guild.example, which is closed.")
	m.opens("/admin/peers").says("People wait for these servers", "1 person asks")
	m.opens("/admin/peers/guild.example").says("He writes about seals.", "for @tom@guild.example", "It was not asked for this yet.", "Ask it")
	o.opens("/admin/peers/guild.example").is(200).says("1 person wants to follow somebody there").saysNot("He writes about seals.", "Ask it")
	o.sends("/admin/peers/guild.example/answer", "do", "allow").is(403)
	o.sends("/admin/peers/guild.example/look").is(403)
	if n := len(w.Net.Exchanges()); n != 0 {
		t.Fatalf("a closed server heard %d requests before anybody decided", n)
	}

	m.sends("/admin/peers/guild.example/look").leadsTo("/admin/peers/guild.example")
	m.opens("/admin/peers/guild.example").says("These are its own words.")
	m.sends("/admin/peers/guild.example/answer", "do", "no", "sentence", "").is(422).says("Say in a sentence why not")
	m.sends("/admin/peers/guild.example/answer", "do", "no", "sentence", "Not before May.").is(303)
	a.opens("/notices").says("The answer is no: Not before May.")
	a.opens("/find?q=@tom@guild.example").says("the answer was: Not before May.")
	a.sends("/@tom@guild.example/ask", "reason", "But please").is(409).says("You can ask again after a week.")

	e := signedIn(t, w.As("eva@acme.example"))
	e.sends("/@tom@guild.example/ask", "reason", "For the seals").is(303)
	m.sends("/admin/peers/guild.example/answer", "do", "partner").is(303)
	w.Settle()
	e.opens("/notices").says("guild.example is open now, and @tom@guild.example was asked whether you may follow.")
	if !tom.IsFollowedBy("eva@acme.example") || tom.IsFollowedBy("ada@acme.example") {
		t.Error("who was told yes follows, and nobody else")
	}
	a.opens("/@tom@guild.example").is(200).says("guild.example has not heard from you yet.")
	e.opens("/@tom@guild.example").is(200).saysNot("has not heard from you yet")

	tom.Posts("Seals, part one.", conversations.World)
	w.Settle()
	_, rest, _ := strings.Cut(e.opens("/").says("Seals, part one.").body, `href="/@tom@guild.example/`)
	id, _, _ := strings.Cut(rest, `"`)
	at := "/@tom@guild.example/" + id
	a.opens(at).says("guild.example has not heard from you yet.").saysNot("Share it")
	a.sends("/posts/"+id+"/boost", "back", "/").leadsTo(at + "?share=1")
	a.opens(at+"?share=1").says("guild.example has not heard from you yet.", "Share it")
	if wasShared := a.opens(at); !strings.Contains(wasShared.body, "/boost") {
		t.Error("the post was shared before its reader had been told")
	}
	a.sends("/posts/"+id+"/boost", "back", at, "known", "1").leadsTo(at)
	a.opens(at).says("/unboost").saysNot("has not heard from you yet")
	e.sends("/posts/"+id+"/boost", "back", at).leadsTo(at)
	e.opens(at).says("/unboost")
}

func TestAServerWithAPortIsAskedForToo(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	m := signedIn(t, w.As("mira@acme.example"))
	m.opens("/find?q=@ines@far.example:8443").is(200).says("is not on the allow-list", "/@ines@far.example:8443/ask")
	m.sends("/@ines@far.example:8443/ask", "reason", "She teaches.").is(303)
}
