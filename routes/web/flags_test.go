package web_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// flagsIt presses Report on a post and sends it to those who look after its community.
func flagsIt(t *testing.T, who *testrig.Person, p models.Post, words string) {
	t.Helper()
	b := signedIn(t, who)
	b.opens("/@bob/report?post="+p.ID.String()).is(http.StatusOK).says("Those who look after Welding", "Its author never learns who it was")
	b.sends("/@bob/report", "post", p.ID.String(), "to", "community", "comment", words).leadsTo("/@welding")
}

// Three members flag a post on its page; it is folded for everybody else than its author, and a steward decides on the desk.
func TestMembersFoldAPostAndTheDeskDecides(t *testing.T) {
	w, c := guided(t)
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example")
	var members []*testrig.Person
	for _, name := range []string{"bob", "cy", "dee", "eve"} {
		members = append(members, w.As(name+"@acme.example").Follows("welding@acme.example"))
	}
	p := bob.Writes(conversations.Ask{Text: "Fitters cannot weld.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	at := "/@bob/" + p.ID.String()
	const foldedNow = "Folded by members of Welding. Open it"
	cy := signedIn(t, w.As("cy@acme.example"))
	cy.sends("/@bob/report", "post", p.ID.String(), "to", "community", "comment", "").is(http.StatusUnprocessableEntity).says("Say in a few words")
	fay := signedIn(t, w.As("fay@acme.example"))
	fay.opens("/@bob/report?post=" + p.ID.String()).is(http.StatusOK).saysNot("Those who look after Welding")
	fay.sends("/@bob/report", "post", p.ID.String(), "to", "community", "comment", "x").is(http.StatusForbidden).says("Only members flag")
	for i, words := range []string{"It is unkind.", "Unkind.", "Rude."} {
		cy.opens(at).saysNot(foldedNow)
		flagsIt(t, members[i+1], p, words)
	}
	cy.opens(at).is(http.StatusOK).says(foldedNow, "Fitters cannot weld.").saysNot("unkind", "Rude", "Decide on the desk")
	cy.opens("/").says(foldedNow)
	cy.opens("/@welding").says(foldedNow)
	passer := stranger(t, w.Server("acme.example"))
	passer.opens(at).is(http.StatusOK).says(foldedNow)
	b := signedIn(t, bob)
	b.opens(at).says("Members folded this for others").saysNot(foldedNow, "unkind", "Rude", "@cy", "@dee", "@eve")
	b.opens("/notices").says("folded your post").saysNot("@cy", "@dee", "@eve")
	a := signedIn(t, ada)
	a.opens(at).says("Decide on the desk")
	a.opens("/@welding/desk").says("What members flagged", "It is unkind.", "From Dee", "Fitters cannot weld.").saysNot(foldedNow)
	a.sends("/@welding/desk", "do", "keep", "post", p.ID.String(), "reason", "").is(http.StatusUnprocessableEntity).says("Say why")
	a.sends("/@welding/desk", "do", "keep", "post", "7", "reason", "x").is(http.StatusUnprocessableEntity).says("There is no such post")
	cy.sends("/@welding/desk", "do", "keep", "post", p.ID.String(), "reason", "x").is(http.StatusNotFound)
	a.sends("/@welding/desk", "do", "keep", "post", p.ID.String(), "reason", "Blunt, and about the work.").leadsTo("/@welding/desk")
	a.opens("/@welding/desk").says("Nothing waits for a decision")
	cy.opens(at).saysNot(foldedNow)
	b.opens("/notices").says("Blunt, and about the work.")

	q := bob.Writes(conversations.Ask{Text: "Nor grind.", Community: c.ID})
	for i := range 3 {
		flagsIt(t, members[i+1], q, "Again.")
	}
	a.sends("/@welding/desk", "do", "remove", "post", q.ID.String(), "reason", "Twice is enough.").leadsTo("/@welding/desk")
	cy.opens("/@welding").saysNot("Nor grind.")
	b.opens("/notices").says("took your post out of Welding", "Twice is enough.")
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		list, err := tx.Reports(store.ReportFilter{})
		if len(list) != 0 {
			t.Errorf("the administrators were needed: %d reports", len(list))
		}
		return err
	})
	a.opens("/@welding/tend").says("How many members fold a post")
	if form := a.opens("/@welding/tend").body; !strings.Contains(form, `value="3"`) {
		t.Error("the quorum is not shown")
	}
}
