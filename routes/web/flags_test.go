package web_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
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
	b.opens("/@bob/"+q.ID.String()).says("took this out of", `href="/@welding/appeals"`)
	b.opens("/@welding").says(`href="/@welding/appeals"`)
	cy.opens("/@welding").saysNot(`href="/@welding/appeals"`)
	var ruling models.ID
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		r, err := tx.RulingOn(c.ID, q.ID, models.Removed)
		ruling = r.ID
		return err
	})
	b.opens("/@welding/appeals").is(http.StatusOK).says("Twice is enough.", "One appeal is heard")
	b.sends("/@welding/appeals", "do", "appeal", "ruling", ruling.String(), "text", "").is(http.StatusUnprocessableEntity).says("Say in a sentence")
	cy.sends("/@welding/appeals", "do", "appeal", "ruling", ruling.String(), "text", "x").is(http.StatusUnprocessableEntity).says("There is no such decision.")
	b.sends("/@welding/appeals", "do", "appeal", "ruling", ruling.String(), "text", "It is what the manual says.").leadsTo("/@welding/appeals")
	b.opens("/@welding/appeals").says("The appeal waits for an answer.", "It is what the manual says.").saysNot("One appeal is heard")
	a.opens("/@welding/appeals").saysNot("It is what the manual says.")
	a.opens("/@welding/desk").saysNot("An appeal waits")
	second := signedIn(t, w.As("second@acme.example"))
	second.opens("/notices").says("An appeal in Welding", `href="/@welding/appeals"`)
	second.opens("/@welding/desk").says("An appeal waits for your answer.")
	second.opens("/@welding/appeals").says("It is what the manual says.", "Take it back", "Nor grind.")
	second.sends("/@welding/appeals", "do", "shrug", "ruling", ruling.String(), "text", "x").is(http.StatusUnprocessableEntity)
	second.sends("/@welding/appeals", "do", "reverse", "ruling", ruling.String(), "text", "").is(http.StatusUnprocessableEntity)
	second.sends("/@welding/appeals", "do", "reverse", "ruling", ruling.String(), "text", "The manual does say so.").leadsTo("/@welding/appeals")
	b.opens("/@welding/appeals").says("Answered: the decision was taken back.", "The manual does say so.")
	cy.opens("/@welding").says("Nor grind.")
	cy.opens("/@welding/appeals").is(http.StatusOK).says("Nothing was decided about you.")
	for _, none := range []string{"/@nobody/appeals", "/@bob/appeals"} {
		cy.opens(none).is(http.StatusNotFound)
	}
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

// In a closed community with nobody but whoever ruled, an administrator is asked. They find the appeal and not the post; for others there
// is no such page, and none for the administrator once it is answered.
func TestAnAppealInAClosedCommunityReachesAnAdministrator(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob, noor, second := w.As("ada@acme.example"), w.As("bob@acme.example"), w.As("noor@acme.example"), w.As("second@acme.example")
	holds(noor, models.Admin)
	var c models.Actor
	var ruling models.ID
	acme.Write(func(tx *store.Tx) (err error) {
		c, err = communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "merger", Name: "Merger", Purpose: "x", Needs: "x", Measure: "x", Driver: ada.ID, Core: []models.Actor{second.Actor}, Team: true})
		if err == nil {
			err = people.Invite(tx, acme.Site, ada.Actor, c, bob.Actor)
		}
		if err == nil {
			_, err = communities.Turn(tx, acme.Site, ada.Actor, c.ID, models.Live)
		}
		if err == nil {
			_, err = people.Follow(tx, acme.Site, bob.Actor, c, "")
		}
		if err == nil {
			hidden := models.JoinHidden
			_, err = communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinInside: &hidden})
		}
		return err
	})
	p := bob.Writes(conversations.Ask{Text: "It costs ten million.", Community: c.ID})
	acme.Write(func(tx *store.Tx) error {
		if err := accounts.Disable(tx, models.Actor{}, second.ID, "left"); err != nil {
			return err
		}
		_, err := communities.Rule(tx, acme.Site, communities.Decided{Community: c, By: ada.Actor, What: models.Removed, Post: p.ID, Reason: "no figures"})
		if err != nil {
			return err
		}
		r, err := tx.RulingOn(c.ID, p.ID, models.Removed)
		ruling = r.ID
		return err
	})
	n := signedIn(t, noor)
	n.opens("/@merger/appeals").is(http.StatusNotFound)
	signedIn(t, bob).sends("/@merger/appeals", "do", "appeal", "ruling", ruling.String(), "text", "They are public.").leadsTo("/@merger/appeals")
	n.opens("/notices").says("An appeal in Merger")
	n.opens("/@merger/appeals").is(http.StatusOK).says("no figures", "They are public.").saysNot("ten million")
	n.opens("/@merger").is(http.StatusNotFound)
	signedIn(t, w.As("cy@acme.example")).opens("/@merger/appeals").is(http.StatusNotFound)
	n.sends("/@merger/appeals", "do", "uphold", "ruling", ruling.String(), "text", "Not yet.").leadsTo("/notices")
	n.opens("/@merger/appeals").is(http.StatusNotFound)
	signedIn(t, bob).opens("/@merger/appeals").says("Answered: the decision stands.", "Not yet.")
}
