package web_test

import (
	"net/http"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// Whoever asks to come into a community elsewhere sees that it waits, and takes it back; who is refused or taken out sees that, with what
// to do, until they ask again or put it aside.
func TestAJoinElsewhereThatWaitsOrWasRefusedIsShown(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("acme.example").Partners("guild.example")
	guild := w.Server("guild.example").Partners("acme.example")
	ada, bob, tom := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	c := tom.Founds(communities.New{Handle: "wells", Name: "Well engineers", Purpose: "Wells that last."})
	ask := models.JoinAsk
	guild.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, guild.Site, tom.Actor, c.ID, communities.Change{JoinPartners: &ask})
		return err
	})
	asks := func() []string {
		var out []string
		guild.Read(func(tx *store.Tx) error {
			list, err := tx.FollowRequests(c.ID, store.Page{})
			for _, f := range list {
				out = append(out, f.Actor.Address())
			}
			return err
		})
		return out
	}
	answer := func(verb func(tx *store.Tx, who models.Actor) error) {
		t.Helper()
		guild.Write(func(tx *store.Tx) error {
			who, err := tx.ActorByAddress("ada", "acme.example")
			if err != nil {
				return err
			}
			return verb(tx, who)
		})
		w.Settle()
	}
	away := func(tx *store.Tx, who models.Actor) error {
		return people.TurnAway(tx, guild.Site, tom.Actor, c, who)
	}
	const at, waits, refused, out = "/@wells@guild.example", "somebody at guild.example decides", "it did not let you in", "it took you out of its members"
	a := signedIn(t, ada)
	a.opens(at).is(http.StatusOK).saysNot(waits)
	a.opens("/communities").saysNot("Yours elsewhere")
	a.sends(at + "/follow").is(http.StatusSeeOther)
	w.Settle()
	for _, page := range []string{at, "/communities"} {
		a.opens(page).is(http.StatusOK).says("Well engineers", waits, "You have asked", "Take it back").saysNot(refused)
	}
	if got := asks(); len(got) != 1 {
		t.Fatalf("at the community ask %v", got)
	}
	a.sends(at+"/unfollow", "back", "/communities").leadsTo("/communities")
	w.Settle()
	a.opens("/communities").saysNot("Well engineers", waits)
	if got := asks(); len(got) != 0 {
		t.Errorf("taken back, at the community ask %v", got)
	}

	w.Say("somebody there says no")
	a.sends(at + "/follow").is(http.StatusSeeOther)
	w.Settle()
	answer(away)
	for _, page := range []string{at, "/communities"} {
		a.opens(page).is(http.StatusOK).says(refused, "Read on guild.example for whom it is", "Ask again", "Put it aside").saysNot(waits, out)
	}
	a.opens("/notices").says("News of Well engineers", "It did not let you in")
	signedIn(t, bob).opens(at).saysNot(refused)
	a.sends(at + "/unfollow")
	a.opens(at).saysNot(refused, "Ask again").says("Join")
	a.opens("/communities").saysNot("Well engineers")

	w.Say("and at another time yes; later she is taken out, and asks again")
	a.sends(at + "/follow").is(http.StatusSeeOther)
	w.Settle()
	answer(func(tx *store.Tx, who models.Actor) error {
		_, err := people.Admit(tx, guild.Site, tom.Actor, c, who)
		return err
	})
	a.opens("/communities").says("Well engineers", "Leave").saysNot(waits, refused)
	answer(away)
	a.opens(at).says(out, "Ask again")
	a.sends(at + "/follow").is(http.StatusSeeOther)
	a.opens(at).says(waits).saysNot(out)
}
