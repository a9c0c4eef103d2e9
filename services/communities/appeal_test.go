package communities_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig/town"
)

// ruled has somebody decide in a community, and gives the ruling.
func ruled(w *town.Town, d communities.Decided) (r models.Ruling) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) error {
		did, err := communities.Rule(tx, w.Site, d)
		if err != nil || !did {
			w.T.Fatalf("nothing was decided: %v", err)
		}
		whom := d.Whom
		if d.Post != 0 {
			p, err := tx.PostByID(d.Post)
			if err != nil {
				return err
			}
			whom = p.AuthorID
		}
		list, err := tx.RulingsAbout(d.Community.ID, whom, 1)
		r = list[0]
		return err
	})
	return r
}

func appeals(w *town.Town, by models.Actor, r models.Ruling, text string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return communities.Appeal(tx, by, r.ID, text) }
}

func answers(w *town.Town, by models.Actor, r models.Ruling, reverse bool, text string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return communities.Answer(tx, w.Site, by, r.ID, reverse, text) }
}

func docket(w *town.Town, by, c models.Actor) (d communities.Docket) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { d, err = communities.DocketOf(tx, by, c.ID); return err })
	return d
}

// Bob's post is taken out and he appeals, once. Another steward than the one who ruled is asked and takes it back; all of it stands in
// the record.
func TestAnAppealGoesToSomebodyElse(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		c, second := founded(w, "welding", ada), w.Person("second")
		w.Do(joins(w, bob, c))
		w.Do(joins(w, cy, c))
		p := w.Says(conversations.Ask{By: bob, Text: "Fitters cannot weld.", Community: c.ID})
		r := ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: p.ID, Reason: "unkind"})
		if said := sentences(w, bob); !strings.Contains(said[0], "You may appeal, once. The reason given: unkind") {
			t.Errorf("bob was told %q", said)
		}
		w.Refused(fault.Missing, appeals(w, cy, r, "x"))
		w.Refused(fault.Missing, appeals(w, bob, models.Ruling{ID: 1}, "x"))
		w.Refused(fault.Invalid, appeals(w, bob, r, " \x00"))
		w.Refused(fault.Missing, answers(w, second, r, true, "x"))
		w.Do(appeals(w, bob, r, "It is what the manual says."))
		w.Refused(fault.Conflict, appeals(w, bob, r, "And once more."))
		if said := sentences(w, second); !strings.Contains(said[0], "Somebody appeals") {
			t.Errorf("the other steward was told %q", said)
		}
		if said := strings.Join(sentences(w, ada), ""); strings.Contains(said, "appeals") {
			t.Errorf("whoever ruled was told %q", said)
		}
		if d := docket(w, second, c); len(d.Open) != 1 || d.Open[0].Whom.ID != bob.ID || d.Open[0].Appeal.Text != "It is what the manual says." || len(d.About) != 0 {
			t.Errorf("the other steward finds %+v", d)
		}
		if d := docket(w, ada, c); !d.Empty() {
			t.Errorf("whoever ruled finds %+v", d)
		}
		if d := docket(w, bob, c); len(d.About) != 1 || len(d.Open) != 0 || d.About[0].May(r.At) {
			t.Errorf("bob finds %+v", d)
		}
		w.Refused(fault.Forbidden, answers(w, ada, r, false, "I was right."))
		w.Refused(fault.Forbidden, answers(w, bob, r, true, "I was right."))
		w.Refused(fault.Missing, answers(w, cy, r, true, "x"))
		w.Refused(fault.Missing, answers(w, w.Us, r, true, "x"))
		w.Refused(fault.Invalid, answers(w, second, r, true, ""))
		w.Do(answers(w, second, r, true, "The manual does say so."))
		w.Refused(fault.Conflict, answers(w, second, r, false, "No."))
		w.Do(func(tx *store.Tx) error {
			now, err := tx.PostByID(p.ID)
			if now.CommunityID == nil || *now.CommunityID != c.ID {
				t.Error("the post does not stand there again")
			}
			return err
		})
		if said := sentences(w, bob); !strings.Contains(said[0]+said[1], "the decision was taken back. The answer: The manual does say so.") {
			t.Errorf("bob was told %q", said)
		}
		for verb, by := range map[string]models.Actor{"community.removed": ada, "community.appealed": bob, "community.restored": second} {
			if list := acts(w, verb); len(list) != 1 || list[0].ByID != by.ID || list[0].Reason == "" {
				t.Errorf("of %s the record says %+v", verb, list)
			}
		}
	})
}

// Where nobody but whoever ruled looks after the community, the administrators are asked; upheld, the ban stands, and what was
// decided about a post is another matter. A new ban takes the place of the one before.
func TestWithoutAnotherStewardTheAdministratorsAnswer(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, noor := w.Person("ada"), w.Person("bob"), w.Person("noor")
		c, second := founded(w, "welding", ada), w.Person("second")
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, noor, models.Admin, 0, "") })
		w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, models.Actor{}, second.ID, "left") })
		w.Do(joins(w, bob, c))
		p := w.Says(conversations.Ask{By: bob, Text: "Buy my rods.", Community: c.ID})
		short := ruled(w, communities.Decided{Community: c, By: ada, What: models.Removed, Post: p.ID, Reason: "rude"})
		first := ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "rude", Until: models.At(w.Clock.Now().Add(time.Hour))})
		r := ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "spam"})
		w.Refused(fault.Conflict, appeals(w, bob, first, "It was replaced."))
		w.Do(appeals(w, bob, r, "It was a joke."))
		if said := sentences(w, noor); len(said) != 1 || !strings.Contains(said[0], "Somebody appeals") {
			t.Errorf("the administrator was told %q", said)
		}
		if d := docket(w, noor, c); len(d.Open) != 1 {
			t.Errorf("the administrator finds %+v", d)
		}
		w.Refused(fault.Forbidden, answers(w, ada, r, false, "No."))
		w.Do(answers(w, noor, r, false, "Three times is no joke."))
		w.Refused(fault.Conflict, answers(w, noor, r, true, "On second thoughts."))
		if said := sentences(w, bob); !strings.Contains(said[0], "the decision stands. The answer: Three times is no joke.") {
			t.Errorf("bob was told %q", said)
		}
		if list := acts(w, "community.upheld"); len(list) != 1 || list[0].ByID != noor.ID || list[0].About != bob.ID {
			t.Errorf("the record says %+v", list)
		}
		w.Do(appeals(w, bob, short, "It was a joke, too."))
		w.Do(answers(w, w.Us, short, true, "That one was."))
		if d := docket(w, bob, c); len(d.About) != 3 || d.About[0].Undone != 0 || d.About[1].Undone == 0 || d.About[2].Undone == 0 {
			t.Errorf("bob finds %+v", d.About)
		}
		if d := docket(w, noor, c); !d.Empty() {
			t.Errorf("answered, the administrator finds %+v", d)
		}
		w.Do(func(tx *store.Tx) error {
			_, err := communities.Revoke(tx, w.Site, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "enough"})
			return err
		})
		over := ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: bob.ID, Reason: "again", Until: models.At(w.Clock.Now().Add(time.Hour))})
		cy := w.Person("cy")
		late := ruled(w, communities.Decided{Community: c, By: ada, What: models.Banned, Whom: cy.ID, Reason: "and again", Until: models.At(w.Clock.Now().Add(time.Hour))})
		w.Do(appeals(w, cy, late, "Hear me soon."))
		w.Clock.Advance(2 * time.Hour)
		w.Refused(fault.Conflict, appeals(w, bob, over, "It is over."))
		w.Refused(fault.Conflict, answers(w, noor, late, true, "It is over."))
		if d := docket(w, noor, c); !d.Empty() {
			t.Errorf("over, it waits still: %+v", d)
		}
	})
}
