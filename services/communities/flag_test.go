package communities_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig/town"
)

func flag(w *town.Town, by models.Actor, p models.Post, reason string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		now, err := tx.PostByID(p.ID)
		if err == nil {
			_, err = communities.Flag(tx, w.Site, by, now, reason)
		}
		return err
	}
}

func keep(w *town.Town, by, c models.Actor, p models.Post, reason string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return communities.Keep(tx, w.Site, by, c, p.ID, reason) }
}

func folded(w *town.Town, p models.Post) (yes bool) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) error {
		now, err := tx.PostByID(p.ID)
		yes = now.Folded != 0
		return err
	})
	return yes
}

func acts(w *town.Town, verb string) (list []models.Act) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) {
		list, err = tx.Acts(store.ActFilter{Verb: verb})
		return err
	})
	return list
}

// Three members flag a post and it folds; a steward lets it stand, and it folds no more. Neither the author nor the record learns who
// flagged it, and the server's administrators were not needed.
func TestThreeMembersFoldAPostAndAStewardDecides(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy, dee, eve, fay := w.Person("ada"), w.Person("bob"), w.Person("cy"), w.Person("dee"), w.Person("eve"), w.Person("fay")
		c, second := founded(w, "welding", ada), w.Person("second")
		for _, who := range []models.Actor{bob, cy, dee, eve} {
			w.Do(joins(w, who, c))
		}
		p := w.Says(conversations.Ask{By: bob, Text: "Fitters cannot weld.", Community: c.ID})
		for _, f := range []struct {
			by   models.Actor
			kind fault.Kind
		}{{bob, fault.Invalid}, {fay, fault.Forbidden}} {
			w.Refused(f.kind, flag(w, f.by, p, "x"))
		}
		w.Do(flag(w, cy, p, "It is  unkind.\x00"))
		w.Do(flag(w, cy, p, "once more"))
		w.Do(flag(w, cy, p, "and again"))
		w.Do(flag(w, dee, p, "unkind"))
		if folded(w, p) || strings.Contains(strings.Join(sentences(w, second), ""), "folded") {
			t.Fatal("two members folded it")
		}
		w.Do(joins(w, fay, c))
		w.Do(flag(w, fay, p, "rude"))
		if !folded(w, p) {
			t.Fatal("three members flagged it, and it is not folded")
		}
		if said := sentences(w, bob); len(said) != 1 || !strings.Contains(said[0], "Members of Welding folded your post") {
			t.Errorf("its author was told %q", said)
		}
		for _, who := range []models.Actor{ada, second} {
			if said := sentences(w, who); len(said) == 0 || !strings.Contains(said[0], "Decide on the community's desk") {
				t.Errorf("%s was told %q", who.Handle, said)
			}
		}
		for _, a := range acts(w, "community.folded") {
			if a.ByID != c.ID || a.About != bob.ID || strings.Contains(a.Reason+a.After+a.What, "cy") {
				t.Errorf("the record says %+v", a)
			}
		}
		w.Do(func(tx *store.Tx) error {
			list, err := communities.FlaggedIn(tx, second, c)
			if len(list) != 1 || len(list[0].Flags) != 3 || list[0].Flags[0].By.ID != cy.ID || list[0].Flags[0].Reason != "It is unkind." {
				t.Errorf("a steward is shown %+v", list)
			}
			return err
		})
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := communities.FlaggedIn(tx, bob, c); return err })
		w.Refused(fault.Forbidden, keep(w, dee, c, p, "x"))
		w.Refused(fault.Invalid, keep(w, second, c, p, " "))
		w.Do(keep(w, second, c, p, "Blunt, and about the work."))
		w.Refused(fault.Conflict, keep(w, second, c, p, "Again."))
		if folded(w, p) {
			t.Error("it is still folded")
		}
		if said := sentences(w, bob); len(said) != 2 || !strings.Contains(said[0], "Blunt, and about the work.") {
			t.Errorf("its author was told %q", said)
		}
		kept := acts(w, "community.kept")
		if len(kept) != 1 || kept[0].ByID != second.ID || kept[0].Reason != "Blunt, and about the work." {
			t.Errorf("the record says %+v", kept)
		}
		w.Do(func(tx *store.Tx) error {
			list, err := tx.RulingsOn([]models.ID{p.ID})
			if len(list) != 0 {
				t.Errorf("still in force: %+v", list)
			}
			return err
		})
		w.Clock.Advance(time.Hour)
		for _, who := range []models.Actor{eve, second, ada} {
			w.Do(flag(w, who, p, "still"))
		}
		if folded(w, p) {
			t.Error("decided, it folded again")
		}
		w.Do(func(tx *store.Tx) error {
			list, err := communities.FlaggedIn(tx, ada, c)
			if len(list) != 1 || len(list[0].Flags) != 3 {
				t.Errorf("what was said later is not heard: %+v", list)
			}
			return err
		})
	})
}

// Who left, was shut out or is nobody does not count, the quorum is the community's own, nobody decides about what they wrote, and a
// post that is taken out is settled: put back, it stands unfolded.
func TestWhoseFlagsCount(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy, dee, eve := w.Person("ada"), w.Person("bob"), w.Person("cy"), w.Person("dee"), w.Person("eve")
		c, second := founded(w, "welding", ada), w.Person("second")
		one, two, many := 1, 2, 21
		w.Refused(fault.Invalid, change(w, ada, c, communities.Change{Quorum: &one}))
		w.Refused(fault.Invalid, change(w, ada, c, communities.Change{Quorum: &many}))
		w.Do(change(w, ada, c, communities.Change{Quorum: &two}))
		for _, who := range []models.Actor{bob, cy, dee, eve} {
			w.Do(joins(w, who, c))
		}
		p := w.Says(conversations.Ask{By: ada, Text: "Fitters cannot weld.", Community: c.ID})
		w.Do(flag(w, bob, p, "x"))
		w.Do(func(tx *store.Tx) error { return tx.RemoveFollowsWith(bob.ID) })
		w.Do(func(tx *store.Tx) error {
			_, err := communities.Rule(tx, w.Site, communities.Decided{Community: c, By: second, What: models.Banned, Whom: cy.ID, Reason: "spam"})
			return err
		})
		w.Refused(fault.Forbidden, flag(w, cy, p, "x"))
		w.Do(flag(w, dee, p, "x"))
		if folded(w, p) {
			t.Error("one who left and one who was shut out folded a post")
		}
		w.Do(flag(w, eve, p, "x"))
		if !folded(w, p) {
			t.Error("two members do not fold it")
		}
		w.Refused(fault.Forbidden, keep(w, ada, c, p, "Mine stays."))
		w.Do(func(tx *store.Tx) error {
			list, err := communities.FlaggedIn(tx, ada, c)
			if len(list) != 0 {
				t.Errorf("its author is shown who flagged it: %+v", list)
			}
			return err
		})
		if said := sentences(w, ada); len(said) != 1 || strings.Contains(said[0], "Decide") {
			t.Errorf("its author was told %q", said)
		}
		rule := communities.Decided{Community: c, By: second, What: models.Removed, Post: p.ID, Reason: "unkind"}
		w.Do(func(tx *store.Tx) error { _, err := communities.Rule(tx, w.Site, rule); return err })
		if folded(w, p) {
			t.Error("taken out, it is folded in its author's profile")
		}
		w.Do(func(tx *store.Tx) error {
			list, err := communities.FlaggedIn(tx, second, c)
			if len(list) != 0 {
				t.Errorf("decided, it waits still: %+v", list)
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { _, err := communities.Revoke(tx, w.Site, rule); return err })
		if folded(w, p) {
			t.Error("put back, it is folded")
		}
		w.Refused(fault.Conflict, keep(w, second, c, p, "x"))
		w.Refused(fault.Missing, keep(w, second, c, models.Post{ID: 1}, "x"))
	})
}
