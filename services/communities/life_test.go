package communities_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

// row is what a community has beside its actor.
func row(w *town.Town, c models.Actor) (out models.CommunityRow) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { out, err = tx.CommunityByActor(c.ID); return err })
	return out
}

func member(w *town.Town, who, c models.Actor) (is bool) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { is, err = tx.Follows(who.ID, c.ID); return err })
	return is
}

func joins(w *town.Town, who, c models.Actor) func(*store.Tx) error {
	act := models.IRI("")
	if !who.Local {
		act = who.IRI + "/follows/1"
	}
	return func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, who, c, act); return err }
}

func change(w *town.Town, by, c models.Actor, what communities.Change) func(*store.Tx) error {
	return func(tx *store.Tx) error { _, err := communities.Update(tx, w.Site, by, c.ID, what); return err }
}

func turn(w *town.Town, by, c models.Actor, to models.CommunityState) func(*store.Tx) error {
	return func(tx *store.Tx) error { _, err := communities.Turn(tx, w.Site, by, c.ID, to); return err }
}

// sentences are what somebody's notices say, newest first.
func sentences(w *town.Town, who models.Actor) (said []string) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) error {
		list, err := tx.Notices(who.ID, nil, nil, store.Page{})
		said = nil
		for _, n := range list {
			said = append(said, n.Text)
		}
		return err
	})
	return said
}

func tick(w *town.Town) {
	w.T.Helper()
	if err := communities.Tick(context.Background(), w.Store, w.Site); err != nil {
		w.T.Fatal(err)
	}
}

func knows(w *town.Town, who, c models.Actor) (yes bool) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { yes, err = tx.MayKnowCommunity(who.ID, c.ID); return err })
	return yes
}

func TestACommunityIsADraftUntilItsCanvasIsFilled(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		var c models.Actor
		w.Do(func(tx *store.Tx) (err error) {
			c, err = communities.Create(tx, w.Site, ada, communities.New{Handle: "pumps", Purpose: "Pumps that run.", Driver: ada.ID})
			return err
		})
		if knows(w, cy, c) || !knows(w, ada, c) || w.Person("pumps").Outward != 0 {
			t.Error("a draft is known to others, or not to its driver")
		}
		w.Refused(fault.Hidden, joins(w, cy, c))
		said := w.Refused(fault.Invalid, turn(w, ada, c, models.Live))
		for _, want := range []string{"who needs whom", "core team", "measure"} {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say that it wants %s: %s", want, said)
			}
		}
		plans := w.Says(conversations.Ask{By: ada, Text: "Plans", Community: c.ID, Where: "world"})
		if slices.Contains(w.Public(cy), "Plans") {
			t.Error("what is written in a draft is read by others")
		}
		needs, measure := "Fitters need planners.", "Hours without water."
		w.Refused(fault.Forbidden, change(w, bob, c, communities.Change{Needs: &needs}))
		w.Do(change(w, ada, c, communities.Change{Needs: &needs, Measure: &measure}))
		w.Do(func(tx *store.Tx) error { return communities.Appoint(tx, w.Site, ada, c, bob, models.Core, 0) })
		w.Do(turn(w, bob, c, models.Live))
		if !knows(w, cy, c) || !member(w, bob, c) {
			t.Error("it does not live")
		}
		better, world := "Better plans", conversations.World
		w.Do(func(tx *store.Tx) error { // what was written for few is mended as before, and stays for few
			p, err := conversations.Edit(tx, w.Site, ada, plans.ID, conversations.Change{Text: &better, Where: &world})
			if p.Audience != models.Members || p.CommunityID == nil || !p.Distance.IsInside() {
				t.Errorf("what was written in the draft is for %s at %s in %v", p.Audience, p.Distance, p.CommunityID)
			}
			return err
		})
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: ada, Text: "x", Community: c.ID, Audience: models.Members})
			return err
		})
		w.Do(joins(w, cy, c))
		w.Says(conversations.Ask{By: cy, Text: "Hello", Community: c.ID})
		w.Do(turn(w, ada, c, models.Resting))
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: cy, Text: "x", Community: c.ID})
			return err
		})
		w.Do(turn(w, ada, c, models.Archived))
		w.Refused(fault.Forbidden, joins(w, w.Person("dee"), c))
		w.Do(turn(w, ada, c, models.Live))
		if !member(w, cy, c) || row(w, c).Measure != measure {
			t.Error("waking lost something")
		}
		w.Refused(fault.Forbidden, turn(w, cy, c, models.Resting))
	})
}

func TestWaysIntoACommunity(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		c := founded(w, "welding", ada)
		w.Peer("acme.example", models.Partner)
		w.Peer("wide.example", models.Allowed)
		ines, walt := w.Stranger("ines@acme.example"), w.Stranger("walt@wide.example")
		ask, invite := models.JoinAsk, models.JoinInvite
		w.Do(change(w, ada, c, communities.Change{JoinInside: &ask, JoinWorld: &invite}))
		c = w.Person("welding")
		w.Do(joins(w, bob, c))
		if member(w, bob, c) || !slices.Contains(w.Told(ada), "community welding") || !slices.Contains(w.Told(w.Person("second")), "community welding") {
			t.Errorf("who leads is not asked: %q", w.Told(ada))
		}
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: bob, Text: "x", Community: c.ID})
			return err
		})
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := people.Admit(tx, w.Site, cy, c, bob); return err })
		w.Do(func(tx *store.Tx) error { _, err := people.Admit(tx, w.Site, ada, c, bob); return err })
		if !member(w, bob, c) || slices.Contains(w.Told(ada), "community welding") {
			t.Error("bob was not let in, or the question stays")
		}
		w.Do(joins(w, ines, c))
		if !member(w, ines, c) {
			t.Error("the door for partners is open, and ines stands outside")
		}
		w.Heard()
		w.Do(joins(w, walt, c))
		if heard := w.Heard(); member(w, walt, c) || len(heard) != 1 || heard[0].Kind != models.FollowDenied {
			t.Errorf("walt has no invitation: %+v", heard)
		}
		w.Do(func(tx *store.Tx) error { return people.Invite(tx, w.Site, ada, c, walt) })
		w.Do(joins(w, walt, c))
		if !member(w, walt, c) {
			t.Error("walt was invited")
		}
		w.Do(func(tx *store.Tx) error { return people.TurnAway(tx, w.Site, ada, c, ines) })
		if member(w, ines, c) {
			t.Error("ines is still in")
		}
		for who, sees := range map[string]int{"ada": 4, "bob": 4, "dee": 0} {
			viewer := w.Person(who)
			w.Do(func(tx *store.Tx) error {
				list, err := tx.FollowersOf(viewer.ID, c.ID, store.Page{})
				if len(list) != sees {
					t.Errorf("%s sees %d members", who, len(list))
				}
				return err
			})
		}
	})
}

// Whoever wants nothing of somebody, or of a community, is not asked into it by them, and whoever asks learns nothing of it.
func TestWhoBlocksSomebodyIsNotAskedInByThem(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy, dee := w.Person("ada"), w.Person("bob"), w.Person("cy"), w.Person("dee")
		c := founded(w, "welding", ada)
		invites := func(whom models.Actor) (told bool) {
			w.Do(func(tx *store.Tx) error { return people.Invite(tx, w.Site, ada, c, whom) })
			told = slices.Contains(w.Told(whom), "community welding")
			w.Do(func(tx *store.Tx) error {
				invited, err := tx.Invited(c.ID, whom.ID)
				if told != invited {
					t.Errorf("%s is told %v and invited %v", whom.Handle, told, invited)
				}
				return err
			})
			return told
		}
		for who, what := range map[*models.Actor]models.Actor{&bob: ada, &cy: c} {
			w.Do(func(tx *store.Tx) error { _, err := people.Block(tx, w.Site, *who, what, ""); return err })
			if invites(*who) {
				t.Errorf("%s blocks %s and is asked in", who.Handle, what.Handle)
			}
		}
		if !invites(dee) {
			t.Error("dee is not asked in")
		}
	})
}

func TestATeamIsHiddenAndItsPostsAreForMembers(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		var c models.Actor
		w.Do(func(tx *store.Tx) (err error) {
			c, err = communities.Create(tx, w.Site, ada, communities.New{Handle: "board", Purpose: "Decide.", Needs: "x", Measure: "y", Driver: ada.ID, Core: []models.Actor{bob}, Team: true})
			return err
		})
		w.Do(turn(w, ada, c, models.Live))
		hidden, both := models.JoinHidden, models.SwitchBoth
		w.Do(change(w, ada, c, communities.Change{JoinInside: &hidden}))
		w.Refused(fault.Invalid, change(w, ada, c, communities.Change{Federation: &both}))
		w.Refused(fault.Hidden, joins(w, cy, c))
		p := w.Says(conversations.Ask{By: bob, Text: "Between us", Community: c.ID, Where: "world"})
		if p.Audience != models.Members || !p.Distance.IsInside() || w.Reads(cy, p) || !w.Reads(ada, p) {
			t.Errorf("the reach is %+v", p.Reach)
		}
		r := w.Says(conversations.Ask{By: ada, Text: "Yes", ReplyTo: p.ID})
		if r.Audience != models.Members || r.CommunityID == nil || w.Reads(cy, r) || !w.Reads(bob, r) {
			t.Errorf("an answer has the reach %+v", r.Reach)
		}
		w.Refused(fault.Missing, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: cy, Text: "x", Community: c.ID})
			return err
		})
		w.Do(func(tx *store.Tx) error {
			found, err := tx.SearchActors(cy.ID, "boa", 10, 0)
			if len(found) != 0 {
				t.Error("a hidden community is found")
			}
			return err
		})
		w.Do(func(tx *store.Tx) error { return people.Invite(tx, w.Site, bob, c, cy) })
		if !knows(w, cy, c) {
			t.Error("whoever is invited knows")
		}
		w.Do(joins(w, cy, c))
		if !w.Reads(cy, p) {
			t.Error("a member reads")
		}
	})
}

func TestLeavingWhatEverybodyIsInIsFinal(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		c := founded(w, "house", ada)
		yes := true
		w.Do(change(w, ada, c, communities.Change{Everyone: &yes}))
		tick(w)
		if !member(w, bob, c) {
			t.Fatal("bob is not in what everybody is in")
		}
		told := len(w.Told(ada))
		w.Do(func(tx *store.Tx) error { return people.Unfollow(tx, w.Site, bob, c) })
		cy := w.Person("cy")
		tick(w)
		if member(w, bob, c) || !member(w, cy, c) {
			t.Error("bob was brought back, or cy, who is new, was not brought in")
		}
		if len(w.Told(ada)) != told {
			t.Error("leaving is not silent")
		}
		w.Do(joins(w, bob, c))
		if !member(w, bob, c) {
			t.Error("bob can come back by himself")
		}
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { return people.Unfollow(tx, w.Site, ada, c) })
	})
}

func TestNoCommunityIsWithoutADriver(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		c := founded(w, "welding", ada)
		second, cy := w.Person("second"), w.Person("cy")
		w.Do(func(tx *store.Tx) error { return communities.Appoint(tx, w.Site, ada, c, cy, models.Core, 0) })
		w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, w.Us, ada.ID, "left") })
		tick(w)
		if got := row(w, c); got.DriverID != second.ID || got.State != models.Live {
			t.Errorf("it is driven by %d", got.DriverID)
		}
		for _, one := range []models.Actor{second, cy} {
			if !slices.Contains(w.Told(one), "community welding") {
				t.Errorf("%s of the core team was not asked", one.Handle)
			}
		}
		w.Do(change(w, second, c, communities.Change{Driver: &cy.ID}))
		if row(w, c).DriverID != cy.ID {
			t.Error("the team cannot decide otherwise")
		}
		for _, one := range []models.Actor{cy, second} {
			w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, w.Us, one.ID, "left") })
		}
		tick(w)
		if got := row(w, c); got.State != models.Resting {
			t.Errorf("nobody is left, and it is %s", got.State)
		}
	})
}

func TestThePurposeClock(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		c := founded(w, "welding", ada)
		w.Do(joins(w, bob, c))
		days := func(n int) { w.Clock.Advance(time.Duration(n) * 24 * time.Hour); tick(w) }
		days(160)
		if len(w.Told(ada)) != 0 {
			t.Error("it is too early")
		}
		days(10)
		if !slices.Contains(w.Told(ada), "community welding") || slices.Contains(w.Told(bob), "community welding") {
			t.Errorf("the team has to hear: %q %q", w.Told(ada), w.Told(bob))
		}
		days(15)
		if got := row(w, c); got.Gives() || got.Takes() || !got.Known() || got.State != models.Live || !slices.Contains(w.Told(bob), "community welding") {
			t.Errorf("federation goes on, or members were not told: %+v", got)
		}
		p := w.Says(conversations.Ask{By: bob, Text: "Still here", Community: c.ID, Where: "world"})
		if !p.Distance.IsInside() {
			t.Error("what is posted meanwhile goes out")
		}
		days(31)
		if got := row(w, c); got.State != models.Resting {
			t.Errorf("it does not rest but is %s", got.State)
		}
		was := row(w, c)
		w.Do(func(tx *store.Tx) error { _, err := communities.Renew(tx, w.Site, ada, c.ID, 0); return err })
		got := row(w, c)
		if got.State != models.Live || !got.Gives() || got.Federation != was.Federation || got.JoinWorld != was.JoinWorld || !member(w, bob, c) {
			t.Errorf("waking does not restore it: %+v", got)
		}
	})
}

func TestAnybodyFoundsWithinAQuota(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		create := func(handle string) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := communities.Create(tx, w.Site, ada, communities.New{Handle: handle, Purpose: "x", Driver: ada.ID})
				return err
			}
		}
		for _, h := range []string{"one", "two", "three", "four", "five"} {
			w.Do(create(h))
		}
		w.Refused(fault.Forbidden, create("six"))
		w.Do(turn(w, ada, w.Person("one"), models.Archived))
		w.Do(create("six"))
	})
}

func TestAFacilitatorServesForATime(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		c := founded(w, "welding", ada)
		appoint := func(until models.Time) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				return communities.Appoint(tx, w.Site, ada, c, bob, models.Facilitator, until)
			}
		}
		w.Refused(fault.Invalid, appoint(0))
		w.Do(appoint(models.At(w.Clock.Now().Add(28 * 24 * time.Hour))))
		keeps := func() (yes bool) {
			w.Do(func(tx *store.Tx) error {
				held, err := tx.DutiesOf(c.ID, bob.ID)
				yes = len(held) == 1
				return err
			})
			return yes
		}
		if !keeps() {
			t.Error("bob is no facilitator")
		}
		w.Clock.Advance(29 * 24 * time.Hour)
		if keeps() {
			t.Error("the term does not end")
		}
		tick(w)
		tick(w)
		if got := sentences(w, bob); !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Your time as a facilitator of Welding is over") }) {
			t.Errorf("bob was told %q", got)
		}
		if got := sentences(w, ada); len(got) != 1 || !strings.Contains(got[0], "bob's time as a facilitator of Welding ended on") {
			t.Errorf("ada was told %q", got)
		}
	})
}
