package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// Those who look after a community see on one page what waits for them; a week later everybody in it reads what happened.
func TestStewardsHaveADesk(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob, cy, dee := w.As("ada@acme.example"), w.As("bob@acme.example"), w.As("cy@acme.example"), w.As("dee@acme.example")
	c := ada.Founds(communities.New{Handle: "welding", Name: "Welding", Purpose: "Better seams."}, bob)
	cy.Follows("welding@acme.example")
	dee.Follows("welding@acme.example")
	w.Clock.Advance(time.Minute)
	asked := dee.Writes(conversations.Ask{Kind: models.QuestionPost, Title: "Which rod?", Text: "For bronze.", Community: c.ID})
	lead, member := signedIn(t, ada), signedIn(t, dee)
	lead.opens("/@welding").says("/@welding/desk", "/@welding/week")
	lead.opens("/@welding/desk").is(http.StatusOK).says("Which rod?", "Cy", "Dee", "in force until").saysNot("Bob")
	signedIn(t, bob).opens("/@welding/desk").is(http.StatusOK)
	member.opens("/@welding/desk").is(http.StatusNotFound)
	member.opens("/@welding").saysNot("/@welding/desk")
	w.Clock.Advance(time.Minute)
	answer := bob.Replies("Which rod", "The thin one.")
	lead.opens("/@welding/desk").saysNot("Which rod?").says("Cy").saysNot(">Dee<")
	acme.Write(func(tx *store.Tx) error { return conversations.Accept(tx, acme.Site, dee.Actor, answer.ID) })
	member.opens("/@welding/week").is(http.StatusOK).says("Questions that were answered", "Which rod?")
	w.Clock.Advance(15 * 24 * time.Hour)
	lead = signedIn(t, ada)
	lead.opens("/@welding/desk").says("Nobody new waits")
	signedIn(t, dee).opens("/@welding/week").says("Nothing was begun this week").saysNot("Which rod?")
	_ = asked
	hid, none := signedIn(t, dee).opens("/@nothing/week"), signedIn(t, dee).opens("/@dee/week")
	if hid.status != http.StatusNotFound || none.status != http.StatusNotFound {
		t.Errorf("a week of nobody is answered %d and %d", hid.status, none.status)
	}
}

// A thread comes again on its day, once, whoever looks, and ends when it is ended.
func TestAThreadComesAgain(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, cy := w.As("ada@acme.example"), w.As("cy@acme.example")
	c := ada.Founds(communities.New{Handle: "welding", Name: "Welding", Purpose: "Better seams."})
	cy.Follows("welding@acme.example")
	b := signedIn(t, ada)
	b.sends("/@welding/desk", "do", "recur", "text", "", "every", "weekly", "weekday", "2").is(http.StatusUnprocessableEntity).says("Say what the thread begins with")
	b.sends("/@welding/desk", "do", "recur", "text", "x", "every", "monthly", "monthday", "31").is(http.StatusUnprocessableEntity)
	b.sends("/@welding/desk", "do", "recur", "text", "What did you learn this week?", "every", "weekly", "weekday", "2").is(http.StatusSeeOther)
	signedIn(t, cy).sends("/@welding/desk", "do", "recur", "text", "Mine", "every", "weekly", "weekday", "2").is(http.StatusNotFound)
	b.opens("/@welding/desk").says("Each Tuesday", "What did you learn")
	turn := func() {
		t.Helper()
		for range 3 { // as several nodes would
			if err := conversations.Recurring(t.Context(), acme.Store, acme.Site, communities.Following); err != nil {
				t.Fatal(err)
			}
		}
		w.Settle()
	}
	turn()
	if n := cy.HomeShows("What did you learn"); n != 0 {
		t.Errorf("it begins before its day: %d", n)
	}
	for want := 1; want <= 2; want++ {
		w.Clock.Advance(7 * 24 * time.Hour)
		turn()
		if n := cy.HomeShows("What did you learn"); n != want {
			t.Errorf("after %d weeks it began %d times", want, n)
		}
	}
	b = signedIn(t, ada)
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.RecurringIn(c.ID)
		if err == nil {
			b.sends("/@welding/desk", "do", "unrecur", "id", list[0].ID.String()).is(http.StatusSeeOther)
		}
		return err
	})
	w.Clock.Advance(7 * 24 * time.Hour)
	turn()
	if n := cy.HomeShows("What did you learn"); n != 2 {
		t.Errorf("ended, it began again: %d", n)
	}
}

// Whoever cares for the programme sees the communities by their state, and nothing of closed ones.
func TestTheProgrammeOfCommunities(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example")
	c := ada.Founds(communities.New{Handle: "welding", Name: "Welding", Purpose: "Better seams."})
	acme.Write(func(tx *store.Tx) error {
		if _, err := communities.Create(tx, acme.Site, bob.Actor, communities.New{Handle: "pumps", Name: "Pumps", Purpose: "x", Driver: bob.ID}); err != nil {
			return err
		}
		_, err := communities.Create(tx, acme.Site, bob.Actor, communities.New{Handle: "merger", Name: "Merger", Purpose: "x", Driver: bob.ID, Team: true})
		return err
	})
	bob.Writes(conversations.Ask{Kind: models.QuestionPost, Title: "Which rod?", Text: "For bronze.", Community: c.ID})
	signedIn(t, bob).opens("/admin/programme").is(http.StatusForbidden)
	cy := w.As("cy@acme.example")
	holds(cy, models.CommunityManager)
	b := signedIn(t, cy)
	p := b.opens("/admin/programme").is(http.StatusOK).says("Welding", "Pumps", "<td>1</td>").saysNot("Merger", "Past its date")
	if strings.Index(p.body, "Welding") > strings.Index(p.body, "Pumps") {
		t.Error("those that live do not come first")
	}
	w.Clock.Advance(200 * 24 * time.Hour)
	signedIn(t, cy).opens("/admin/programme").says("Past its date")
}

// A hashtag is a topic: a press on its page brings it home, and another ends that.
func TestAHashtagIsFollowedOnItsPage(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example")
	b := signedIn(t, bob)
	b.opens("/tags/pumps").is(http.StatusOK).says("/tags/pumps/follow")
	b.sends("/tags/pumps/follow").leadsTo("/tags/pumps")
	ada.Posts("A leak at #pumps three.", conversations.Inside)
	if bob.HomeShows("A leak at") != 1 {
		t.Error("it is not at home")
	}
	b.opens("/tags/pumps").says("/tags/pumps/unfollow", "A leak at")
	b.sends("/tags/pumps/unfollow").leadsTo("/tags/pumps")
	ada.Posts("A second leak at #pumps.", conversations.Inside)
	if bob.HomeShows("A second leak") != 0 {
		t.Error("it is still followed")
	}
}
