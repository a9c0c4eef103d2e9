package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/testrig"
)

// sendsList reads a list in with the form.
func (b tab) sendsList(kind, text string) page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("kind", kind)
	part, _ := form.CreateFormFile("list", "their list.csv")
	_, _ = part.Write([]byte(text))
	_ = form.Close()
	r := httptest.NewRequest("POST", "https://acme.example/admin/lists", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.ask(r)
}

func TestStoryAListIsShownBeforeItIsAppliedAndTakenBackAfter(t *testing.T) {
	w := three(t)
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	mira.GoesOutward().Follows("tom@guild.example")
	holds(ada, models.BoundaryRole)
	b := signedIn(t, ada)
	b.opens("/admin/lists").is(200).says("Nothing yet.")
	b.sendsList("block", "name,age\n").is(400).says("the first column is \"name\", and should be #domain")
	b.sendsList("friends", "guild.example\n").is(422).says("Say whether the list allows servers or blocks them.")
	p := b.sendsList("block", "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\nguild.example,suspend,False,False,,False\nsp*m.example,suspend,,,,\nloud.example,silence,,,Loud,\n").is(303)
	at := p.head.Get("Location")
	b.opens(at).is(200).says("What the list would do", "not applied", "their list.csv", "Line 3", "is written with stars",
		"0 follows from there to us and 1 from us to there would be suspended", "That touches 1 person here.", "It would end 1 agreement in force.", "Look twice")
	b.opens("/admin/peers").says("guild.example").saysNot("loud.example")
	b.sends(at, "do", "apply").is(409).says("This list would close much at once")
	b.opens("/admin/peers/guild.example").says("Partner since")
	b.sends(at, "do", "apply", "sure", "1").leadsTo(at)
	b.opens(at).is(200).says("What the list did", "applied")
	b.opens("/admin/peers/guild.example").says("Nothing crosses but withdrawals", "They wait: nothing was lost")
	b.opens("/admin/peers/loud.example").says("Limited", "Loud")
	out := b.opens("/admin/lists.csv?kind=block").is(200)
	if !strings.Contains(out.body, "guild.example,suspend,") || !strings.Contains(out.body, "loud.example,silence,False,False,Loud,False") || !strings.Contains(out.head.Get("Content-Disposition"), "block-list.csv") {
		t.Errorf("the list that was taken along: %s", out.body)
	}
	b.sends(at, "do", "undo").leadsTo(at)
	b.opens("/admin/peers/guild.example").says("Partner since").saysNot("They wait")
	b.opens("/admin/lists.csv?kind=allow").is(200).says("#domain", "guild.example")
	second := b.sendsList("allow", "far.example\n").is(303).head.Get("Location")
	b.sends(second, "do", "drop").leadsTo("/admin/lists")
	b.opens(second).is(404)

	m := signedIn(t, mira)
	for _, path := range []string{"/admin/lists", at, "/admin/lists.csv?kind=block"} {
		m.opens(path).is(403).saysNot("guild.example")
	}
	holds(mira, models.Auditor)
	m.opens("/admin/lists").is(200).saysNot("<select")
	m.sends(at, "do", "undo").is(403)
}

func TestStorySomebodyAnswersForAServer(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	w.As("mira@acme.example")
	holds(ada, models.BoundaryRole)
	b := signedIn(t, ada)
	b.sends("/admin/peers", "domain", "guild.example", "standing", "blocked").is(303)
	b.sends("/admin/peers/guild.example/about", "owner", "nobody").is(422).says("There is nobody here called @nobody")
	b.sends("/admin/peers/guild.example/about", "review", "soon").is(422).says("Write the day like 2027-03-01.")
	b.sends("/admin/peers/guild.example/about", "owner", "@mira", "reason", "They sell lists.", "review", "2026-11-01", "below", "on").leadsTo("/admin/peers/guild.example")
	b.opens("/admin/peers/guild.example").is(200).says("@mira", "They sell lists.", "1 Nov", "review is due", "They have its standing")
	b.opens("/admin/peers/chat.guild.example").is(200).says("Blocked", "Has its standing from")
	b.opens("/admin/peers").says("review is due", "and below")
	b.sends("/admin/peers/guild.example/standing", "standing", "partner").is(303)
	b.sends("/admin/peers/guild.example/about", "below", "on").is(422).says("An agreement is with one server")
	b.opens("/admin/peers/chat.guild.example").is(200).saysNot("Has its standing from")
}
