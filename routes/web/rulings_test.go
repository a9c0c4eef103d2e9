package web_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// lastRuling is the number of the newest line in the log of a community.
func lastRuling(t *testing.T, read func(func(*store.Tx) error), c models.Actor) (id string) {
	t.Helper()
	read(func(tx *store.Tx) error {
		list, err := tx.RulingsIn(0, c.ID, true, false, store.Page{Limit: 1})
		if err == nil && len(list) > 0 {
			id = list[0].ID.String()
		}
		return err
	})
	return id
}

// A steward decides on the page of a post that its thread is locked, and that it leaves, each with a reason that its author reads, and takes
// both back from the log. Who does not look after the community finds no such form.
func TestAStewardDecidesOnThePageOfAPost(t *testing.T) {
	w, c := guided(t)
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example").Follows("welding@acme.example")
	p := bob.Writes(conversations.Ask{Text: "Buy my rods.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	at, form := "/@bob/"+p.ID.String(), "/posts/"+p.ID.String()+"/decide"
	a, b, fay := signedIn(t, ada), signedIn(t, bob), signedIn(t, w.As("fay@acme.example"))
	for _, who := range []tab{b, fay} {
		who.opens(at).is(http.StatusOK).saysNot(form)
		who.opens(form).is(http.StatusNotFound)
		who.sends(form, "do", "remove", "reason", "x").is(http.StatusNotFound)
	}
	a.opens(at).says(form)
	a.opens("/@welding").says(form, `href="/@welding/log"`)
	a.opens(form).is(http.StatusOK).says("Decide as Welding", "Lock the thread", "Take it out of Welding", `href="/@welding/bans?whom=bob"`)
	pin := "/posts/" + p.ID.String() + "/feature"
	b.opens(at).saysNot(pin)
	b.sends(pin).is(http.StatusForbidden)
	a.opens(at).says("Pin in Welding", pin)
	a.sends(pin).is(http.StatusSeeOther)
	fay.opens("/@welding").says("Pinned", "Buy my rods.")
	a.opens(at).says("Take off the top of Welding")
	a.sends("/posts/" + p.ID.String() + "/unfeature").is(http.StatusSeeOther)
	fay.opens("/@welding").saysNot("Pinned")
	a.sends(form, "do", "lock", "reason", "").is(http.StatusUnprocessableEntity).says("Say why")
	a.sends(form, "do", "praise", "reason", "x").is(http.StatusUnprocessableEntity)
	a.sends(form, "do", "lock", "reason", "It goes round in circles.").leadsTo(at)
	b.opens(at).says("locked this thread", "It goes round in circles.").saysNot("Open the thread again", "Take it back")
	b.sends("/posts/" + p.ID.String() + "/unlock").is(http.StatusForbidden)
	undo := "/@welding/log/" + lastRuling(t, acme.Read, c)
	a.opens(at).says(undo)
	a.opens(form).says("A thread was locked.", undo).saysNot("Lock the thread")
	b.opens(undo).is(http.StatusOK).says("A thread was locked.").saysNot("Take it back")
	b.sends(undo, "reason", "x").is(http.StatusForbidden)
	a.sends(undo, "reason", "").is(http.StatusUnprocessableEntity).says("Say why")
	a.sends(undo, "reason", "Calm again.").leadsTo("/@welding/log")
	b.opens(at).saysNot("locked this thread")
	a.sends(form, "do", "remove", "reason", "An advertisement.").leadsTo(at)
	b.opens(at).says("took this out of", "An advertisement.")
	fay.opens("/@welding").saysNot("Buy my rods.")
	fay.opens("/@welding/log").is(http.StatusOK).says("A post was taken out.", "An advertisement.", "A thread was locked.", "Taken back on", "by Ada", "Calm again.").saysNot("Take it back")
	undo = "/@welding/log/" + lastRuling(t, acme.Read, c)
	a.opens(at).says("took this out of", undo)
	a.opens(form).says(undo).saysNot(`value="remove"`)
	a.sends(undo, "reason", "It was a question.").leadsTo("/@welding/log")
	fay.opens("/@welding").says("Buy my rods.")
	b.opens("/notices").says("It was a question.")
	fay.opens("/@welding/log/7").is(http.StatusNotFound)
	stranger(t, acme).opens("/@welding/log").leadsTo("/login?next=%2F%40welding%2Flog")
}

// A steward shuts a member out until a day, with what he wrote, and takes it back; the form says what comes back.
func TestAStewardShutsAMemberOut(t *testing.T) {
	w, c := guided(t)
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example").Follows("welding@acme.example")
	one := bob.Writes(conversations.Ask{Text: "Buy my rods.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	bob.Writes(conversations.Ask{Text: "And my gloves.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	a, b := signedIn(t, ada), signedIn(t, bob)
	b.opens("/@welding/bans").is(http.StatusNotFound)
	b.sends("/@welding/bans", "whom", "ada", "reason", "x").is(http.StatusNotFound)
	a.opens("/@welding/bans?whom=bob").is(http.StatusOK).says(`value="bob"`, "Nobody is.")
	a.sends("/@welding/bans", "whom", "bob", "reason", "").is(http.StatusUnprocessableEntity).says("Say why")
	a.sends("/@welding/bans", "whom", "nobody", "reason", "Spam.").is(http.StatusUnprocessableEntity).says("Nobody known here is called nobody", "Spam.")
	a.sends("/@welding/bans", "whom", "bob", "reason", "Spam.", "until", "soon").is(http.StatusUnprocessableEntity).says("as in 2027-03-31")
	a.sends("/@welding/bans", "whom", "bob", "reason", "Spam.", "until", "2000-01-01").is(http.StatusUnprocessableEntity).says("in the future")
	a.sends("/@welding/bans", "whom", "second", "reason", "Spam.").is(http.StatusForbidden).says("cannot be shut out")
	a.sends("/@welding/bans", "whom", "@bob", "reason", "Spam.", "until", "2099-12-30", "posts", "on").leadsTo("/@welding/bans")
	a.opens("/@welding/bans").says("Shut out: does not write here until 31 Dec 2099", "Spam.", "Bob")
	a.opens("/@welding").saysNot("Buy my rods.", "And my gloves.")
	b.opens("/notices").says("you do not write in Welding", "Spam.")
	b.opens("/@bob/"+one.ID.String()).says("took this out of", "Spam.")
	if _, err := bob.TriesToWrite(conversations.Ask{Text: "Why?", Community: c.ID, Audience: models.Everyone, Where: conversations.World}); err == nil || !strings.Contains(err.Error(), "cannot write") {
		t.Errorf("bob is told %v", err)
	}
	bob.Deletes(one)
	var ban string
	acme.Read(func(tx *store.Tx) error {
		r, err := tx.BanOf(c.ID, bob.ID)
		ban = "/@welding/log/" + r.ID.String()
		return err
	})
	a.opens("/@welding/bans").says(ban)
	a.opens(ban).says("1 post that left with it stands here again then.", "1 was deleted since, and does not come back.")
	a.sends(ban, "reason", "He said sorry.").leadsTo("/@welding/log")
	a.opens("/@welding").says("And my gloves.").saysNot("Buy my rods.")
	a.opens("/@welding/bans").says("Nobody is.")
	b.opens("/notices").says("You can write in Welding", "He said sorry.")
	bob.Writes(conversations.Ask{Text: "Thank you.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
}

// Of a closed community its members alone read the log; for all others there is no such page.
func TestTheLogOfAClosedCommunityIsForItsMembers(t *testing.T) {
	w, c := guided(t)
	ada := w.As("ada@acme.example")
	signedIn(t, ada).sends("/@welding/bans", "whom", "bob", "reason", "x").is(http.StatusUnprocessableEntity)
	bob := w.As("bob@acme.example").Follows("welding@acme.example")
	w.Server("acme.example").Write(func(tx *store.Tx) error {
		row, err := tx.CommunityByActor(c.ID)
		if err != nil {
			return err
		}
		row.Closed = true
		return tx.SaveCommunity(&row)
	})
	signedIn(t, bob).opens("/@welding/log").is(http.StatusOK).says("Nothing was decided yet.")
	fay := signedIn(t, w.As("fay@acme.example"))
	fay.opens("/@welding/log").is(http.StatusNotFound)
	fay.opens("/@welding").saysNot("/@welding/log")
	fay.opens("/@bob/log").is(http.StatusNotFound)
}
