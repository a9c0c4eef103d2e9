package communities_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

func undoes(w *town.Town, by, c models.Actor, r models.Ruling, reason string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return communities.Undo(tx, w.Site, by, c, r.ID, reason) }
}

func rules(w *town.Town, d communities.Decided) func(*store.Tx) error {
	return func(tx *store.Tx) error { _, err := communities.Rule(tx, w.Site, d); return err }
}

func reads(w *town.Town, who, c models.Actor) (list []communities.Entry) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { list, err = communities.Log(tx, who, c, store.Page{}); return err })
	return list
}

func standsIn(w *town.Town, c models.Actor, p models.Post) (yes bool) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) error {
		now, err := tx.PostByID(p.ID)
		yes = now.CommunityID != nil && *now.CommunityID == c.ID
		return err
	})
	return yes
}

// A steward shuts a member out with what he wrote there, then changes the end; taken back, he may write again and what left with it
// stands again, but for what was taken out before, what an appeal brought back, and what he deleted.
func TestWhatLeftWithABanComesBackWithIt(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		c, second := founded(w, "welding", ada), w.Person("second")
		w.Do(joins(w, bob, c))
		say := func(text string) models.Post { return w.Says(conversations.Ask{By: bob, Text: text, Community: c.ID}) }
		before, heard, gone, stays := say("Before."), say("Heard."), say("Gone."), say("Stays.")
		out := ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: before.ID, Reason: "spam"})
		w.Refused(fault.Invalid, rules(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID}))
		w.Refused(fault.Forbidden, rules(w, communities.Decided{Community: c, By: bob, What: models.Removed, Post: stays.ID, Reason: "x"}))
		w.Refused(fault.Forbidden, rules(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: second.ID, Reason: "x"}))
		ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "spam", Posts: true})
		if standsIn(w, c, heard) || standsIn(w, c, stays) {
			t.Fatal("what he wrote stands there still")
		}
		w.Do(func(tx *store.Tx) error {
			r, err := tx.RulingOn(c.ID, heard.ID, models.Removed)
			if err == nil {
				err = communities.Undo(tx, w.Site, second, c, r.ID, "This one was fine.")
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { _, err := conversations.Delete(tx, w.Site, bob, gone.ID); return err })
		ban := ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "a week will do", Until: models.At(w.Clock.Now().Add(7 * 24 * time.Hour))})
		w.Do(func(tx *store.Tx) error {
			back, lost, err := communities.ComesBack(tx, ban)
			if back != 1 || lost != 1 {
				t.Errorf("%d come back, %d are lost", back, lost)
			}
			return err
		})
		w.Refused(fault.Forbidden, undoes(w, bob, c, ban, "I am sorry."))
		w.Refused(fault.Invalid, undoes(w, second, c, ban, " "))
		w.Do(undoes(w, second, c, ban, "He said sorry."))
		w.Refused(fault.Conflict, undoes(w, second, c, ban, "Twice."))
		if !standsIn(w, c, heard) || !standsIn(w, c, stays) || standsIn(w, c, before) || standsIn(w, c, gone) {
			t.Error("not what left with the ban came back")
		}
		if said := sentences(w, bob); !slices.ContainsFunc(said, func(s string) bool {
			return strings.Contains(s, "You can write in") && strings.Contains(s, "He said sorry.")
		}) {
			t.Errorf("bob was told %q", said)
		}
		say("Thank you.")
		w.Do(undoes(w, ada, c, out, "That one too."))
		if !standsIn(w, c, before) {
			t.Error("taken back, it does not stand there")
		}
	})
}

// A thread that somebody locked who looks after the community is opened by one of them, not by whoever began it; what its author locked
// the author opens. Nobody takes back what others decided about themselves.
func TestALockOfStewardsIsADecision(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		c, second := founded(w, "welding", ada), w.Person("second")
		w.Do(joins(w, bob, c))
		p := w.Says(conversations.Ask{By: bob, Text: "Round and round.", Community: c.ID})
		answer := w.Says(conversations.Ask{By: second, Text: "And round.", ReplyTo: p.ID})
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { return conversations.Lock(tx, w.Site, ada, p.ID) })
		w.Do(func(tx *store.Tx) error { return conversations.Lock(tx, w.Site, bob, p.ID) })
		w.Do(func(tx *store.Tx) error { return conversations.Unlock(tx, w.Site, bob, p.ID) })
		w.Do(rules(w, communities.Decided{Community: c, By: ada, What: models.Shut, Post: answer.ID, Reason: "in circles"}))
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { return conversations.Unlock(tx, w.Site, bob, p.ID) })
		w.Do(func(tx *store.Tx) error {
			did, err := communities.Revoke(tx, w.Site, communities.Decided{Community: c, By: second, What: models.Shut, Post: answer.ID, Reason: "cooled down"})
			if !did {
				t.Error("nothing was taken back")
			}
			return err
		})
		w.Says(conversations.Ask{By: bob, Text: "On we go.", ReplyTo: p.ID})
		mine := w.Says(conversations.Ask{By: second, Text: "Mine.", Community: c.ID})
		r := ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: mine.ID, Reason: "off the point"})
		w.Refused(fault.Forbidden, undoes(w, second, c, r, "It is not."))
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := communities.Revoke(tx, w.Site, communities.Decided{Community: c, By: second, What: models.Removed, Post: mine.ID, Reason: "It is not."})
			return err
		})
	})
}

// The log tells what was decided, by whom and why, what members folded and what was let stand, and what was said to an appeal; never
// who flagged, nor the words of whoever appealed. Of a closed community only its members read it.
func TestTheLogOfACommunity(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy, dee, fay := w.Person("ada"), w.Person("bob"), w.Person("cy"), w.Person("dee"), w.Person("fay")
		c, second := founded(w, "welding", ada), w.Person("second")
		for _, who := range []models.Actor{bob, cy, dee} {
			w.Do(joins(w, who, c))
		}
		p := w.Says(conversations.Ask{By: bob, Text: "Fitters cannot weld.", Community: c.ID})
		w.Do(flag(w, cy, p, "It is unkind."))
		w.Do(flag(w, dee, p, "Rude."))
		w.Do(flag(w, second, p, "Rude."))
		w.Do(keep(w, ada, c, p, "Blunt, and about the work."))
		r := ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: p.ID, Reason: "twice"})
		w.Do(appeals(w, bob, r, "The manual says so."))
		w.Do(answers(w, second, r, true, "It does."))
		letter := w.Says(conversations.Ask{By: bob, Text: "@cy between us", ReplyTo: p.ID, Audience: models.Named})
		w.Do(func(tx *store.Tx) error { return tx.EnterCommunity(letter.ID, c.ID) })
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			return communities.Undo(tx, w.Site, ada, c, ruledKind(tx, t, c, models.Kept), "x")
		})
		list := reads(w, fay, c)
		if len(list) != 3 || list[0].What != models.Removed || list[1].What != models.Kept || list[2].What != models.Folded {
			t.Fatalf("it says %+v", list)
		}
		if e := list[0]; e.By.ID != ada.ID || e.Whom.ID != bob.ID || e.Reason != "twice" || e.UndoneBy.ID != second.ID || e.UndoneWhy != "It does." ||
			e.Appeal == nil || !e.Appeal.Reversed || e.Appeal.Text != "" || e.AnswerBy.ID != second.ID {
			t.Errorf("of the appeal it says %+v", e)
		}
		w.Do(func(tx *store.Tx) error { _, err := people.Block(tx, w.Site, bob, fay, ""); return err })
		if now := reads(w, fay, c); list[0].PostID != p.ID || now[0].PostID != 0 {
			t.Errorf("before bob blocked her she saw post %d, and then %d", list[0].PostID, now[0].PostID)
		}
		if e := list[2]; e.By.ID != c.ID || e.Reason != "" || e.Undone == 0 {
			t.Errorf("of the fold it says %+v", e)
		}
		var next []communities.Entry
		w.Do(func(tx *store.Tx) (err error) {
			next, err = communities.Log(tx, fay, c, store.Page{MaxID: list[1].ID, Limit: 1})
			return err
		})
		if len(next) != 1 || next[0].ID != list[2].ID {
			t.Errorf("the next page is %+v", next)
		}

		w.Do(func(tx *store.Tx) error {
			row, err := tx.CommunityByActor(c.ID)
			if err != nil {
				return err
			}
			row.Closed = true
			return tx.SaveCommunity(&row)
		})
		reads(w, bob, c)
		reads(w, ada, c)
		for _, who := range []models.Actor{fay, w.Us} {
			w.Refused(fault.Hidden, func(tx *store.Tx) error { _, err := communities.Log(tx, who, c, store.Page{}); return err })
		}
	})
}

// ruledKind is the number of the last ruling of a kind in a community.
func ruledKind(tx *store.Tx, t *testing.T, c models.Actor, what models.RulingKind) models.ID {
	t.Helper()
	list, err := tx.RulingsIn(0, c.ID, true, false, store.Page{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if r.What == what {
			return r.ID
		}
	}
	t.Fatal("there is no such ruling")
	return 0
}

// What is decided about a letter in a thread of the community is read by those alone who read the letter.
func TestTheLogTellsNothingOfLetters(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		c, second := founded(w, "welding", ada), w.Person("second")
		w.Do(joins(w, bob, c))
		letter := w.Says(conversations.Ask{By: bob, Text: "@ada between us", Audience: models.Named})
		w.Do(func(tx *store.Tx) error { return tx.EnterCommunity(letter.ID, c.ID) })
		w.Do(func(tx *store.Tx) error {
			did, err := communities.Rule(tx, w.Site, communities.Decided{Community: c, By: second, What: models.Removed, Post: letter.ID, Reason: "x"})
			if did {
				t.Error("somebody decided about a letter that they do not read")
			}
			return err
		})
		ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: letter.ID, Reason: "not here"})
		if n := len(reads(w, cy, c)); n != 0 {
			t.Errorf("cy reads %d lines about a letter", n)
		}
		if n := len(reads(w, ada, c)); n != 1 {
			t.Errorf("ada reads %d lines", n)
		}
	})
}
