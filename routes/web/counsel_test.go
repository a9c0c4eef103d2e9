package web_test

import (
	"net/http"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// guided is a community with guidelines, driven by ada.
func guided(t *testing.T) (*testrig.World, models.Actor) {
	t.Helper()
	w := testrig.NewWorld(t, "acme.example")
	acme, ada := w.Server("acme.example"), w.As("ada@acme.example")
	c := ada.Founds(communities.New{Handle: "welding", Name: "Welding", Purpose: "Better seams."})
	lines := []string{"Show the seam.", "Say what you tried."}
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Guidelines: &lines})
		return err
	})
	return w, c
}

// Guidelines stand where somebody joins, and beside what they write first; whoever has written there finds them folded.
func TestGuidelinesAreShownWhenTheyMatter(t *testing.T) {
	w, c := guided(t)
	bob := w.As("bob@acme.example")
	b := signedIn(t, bob)
	const open, folded = `<details class="more" open><summary>Guidelines of Welding`, `<details class="more"><summary>Guidelines of Welding`
	b.opens("/communities").says(folded, "Show the seam.")
	b.opens("/@welding").says(open, "Say what you tried.")
	b.sends("/@welding/follow", "back", "/communities").leadsTo("/@welding")
	b.opens("/@welding").says(open)
	b.opens("/communities").saysNot("Show the seam.")
	b.opens("/compose?community=" + c.ID.String()).says(open)
	b.opens("/compose").saysNot("Show the seam.")

	asked := w.As("ada@acme.example").Writes(conversations.Ask{Text: "A seam that holds.", Community: c.ID})
	b.opens("/@ada/" + asked.ID.String()).says(open)
	elsewhere := w.As("ada@acme.example").Posts("My lunch.", conversations.Inside)
	b.opens("/@ada/" + elsewhere.ID.String()).saysNot("Show the seam.")

	form := []string{"do", "post", "text", "I tried the thin rod, and it held.", "audience", "everyone", "distance", "inside", "community", c.ID.String()}
	b.sends("/compose", form...).is(http.StatusOK).says("one of your first posts in Welding", open, "I tried the thin rod", `name="nudged" value="on"`)
	if n := bob.HomeShows("thin rod"); n != 0 {
		t.Errorf("it was posted before its author read the guidelines")
	}
	b.sends("/compose", append(form, "nudged", "on")...).is(http.StatusSeeOther)
	b.sends("/compose", append(form, "shown", c.ID.String())...).is(http.StatusSeeOther)
	b.sends("/compose", append(form, "shown", c.ID.String())...).is(http.StatusSeeOther)
	b.sends("/compose", form...).is(http.StatusSeeOther)
	if n := bob.HomeShows("thin rod"); n != 4 {
		t.Errorf("%d of four posts are there", n)
	}
	b.opens("/@welding").says(folded)
	b.opens("/compose?community=" + c.ID.String()).saysNot("Show the seam.")
}

// A nudge says a thought before posting, and one more press passes it; elsewhere than in a community of ours there is none.
func TestANudgeIsPassedWithAnotherPress(t *testing.T) {
	w, c := guided(t)
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example")
	bob.Follows("welding@acme.example")
	b := signedIn(t, bob)
	in := []string{"do", "post", "audience", "everyone", "distance", "inside", "community", c.ID.String(), "shown", c.ID.String()}
	with := func(more ...string) []string { return append(in[:len(in):len(in)], more...) }
	question := with("kind", "question", "title", "Which rod for bronze", "part-ask", "I have two, and both look the same to me.")
	b.sends("/compose", question...).is(http.StatusOK).says("no question mark yet", "Which rod for bronze", "press once more")
	b.sends("/compose", append([]string{"do", "preview", "nudged", "on"}, question[2:]...)...).is(http.StatusOK).says(`name="nudged" value="on"`)
	b.sends("/compose", append(question, "nudged", "on")...).is(http.StatusSeeOther)
	b.sends("/compose", with("kind", "question", "title", "Which rod for bronze?", "part-ask", "I have two.")...).is(http.StatusSeeOther)
	b.sends("/compose", with("text", "NOBODY EVER CLEANS THE BENCH AFTERWARDS")...).is(http.StatusOK).says("capital letters", "NOBODY EVER")
	b.sends("/compose", with("text", "The PTFE tape of DN50 fits")...).is(http.StatusSeeOther)
	b.sends("/compose", "do", "post", "audience", "everyone", "distance", "inside", "text", "NOBODY EVER CLEANS THE BENCH AFTERWARDS").is(http.StatusSeeOther)

	old := ada.Writes(conversations.Ask{Text: "The bench is free.", Community: c.ID})
	ada.Writes(conversations.Ask{Text: "The bench is taken.", Community: c.ID})
	ada.Writes(conversations.Ask{Text: "The bench is free again.", Community: c.ID})
	a := signedIn(t, ada)
	short := []string{"do", "post", "text", "@cy Steel.", "audience", "everyone", "distance", "inside", "back", "/"}
	cy := w.As("cy@acme.example")
	cy.Follows("welding@acme.example")
	newcomer := cy.Writes(conversations.Ask{Text: "Hello, I am new.", Community: c.ID})
	short = append(short, "reply", newcomer.ID.String())
	a.sends("/compose", short...).is(http.StatusOK).says("Cy is new there", "Steel.")
	a.sends("/compose", append(short, "nudged", "on")...).is(http.StatusSeeOther)
	b.sends("/compose", "do", "post", "text", "Thanks.", "audience", "everyone", "distance", "inside", "reply", old.ID.String(), "shown", c.ID.String(), "back", "/").is(http.StatusSeeOther)
	a.sends("/compose", "do", "post", "text", "", "audience", "everyone", "distance", "inside", "community", c.ID.String()).is(http.StatusUnprocessableEntity)
}

// Those who lead a community give somebody a time as a facilitator on its page, and it ends by its date or by a press.
func TestAFacilitatorGetsTheirTimeOnThePage(t *testing.T) {
	w, _ := guided(t)
	b, bob := signedIn(t, w.As("ada@acme.example")), w.As("bob@acme.example")
	day := w.Clock.Now().AddDate(0, 0, 14).Format("2006-01-02")
	b.opens("/@welding/tend").says("Facilitators", `value="`+w.Clock.Now().AddDate(0, 0, 28).Format("2006-01-02")+`"`)
	b.sends("/@welding/tend", "do", "facilitate", "facilitator", "nobody", "until", day).is(http.StatusUnprocessableEntity).says("Nobody here is called nobody")
	b.sends("/@welding/tend", "do", "facilitate", "facilitator", "bob", "until", "soon").is(http.StatusUnprocessableEntity)
	b.sends("/@welding/tend", "do", "facilitate", "facilitator", "@bob", "until", day).leadsTo("/@welding/tend")
	signedIn(t, bob).opens("/@welding/desk").is(http.StatusOK)
	b.opens("/@welding/tend").says("End the time of Bob")
	b.sends("/@welding/tend", "do", "unfacilitate", "who", bob.ID.String()).leadsTo("/@welding/tend")
	b.sends("/@welding/tend", "do", "unfacilitate", "who", bob.ID.String()).leadsTo("/@welding/tend")
	signedIn(t, bob).opens("/@welding/desk").is(http.StatusNotFound)
}
