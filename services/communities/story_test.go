package communities_test

import (
	"slices"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

func founded(w *town.Town, handle string, driver models.Actor) models.Actor {
	w.T.Helper()
	var c models.Actor
	second := w.Person("second")
	w.Do(func(tx *store.Tx) (err error) {
		c, err = communities.Opened(tx, w.Site, w.Us, communities.New{Handle: handle, Name: "Welding", Purpose: "Better **seams**.", Driver: driver.ID, Core: []models.Actor{second}})
		return err
	})
	return c
}

func TestADriverPostsAndFollowersHear(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		c := founded(w, "welding", ada)
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, c, ""); return err })
		p := w.Says(conversations.Ask{By: ada, Text: "First seam", Community: c.ID, Where: "world"})
		for who, want := range map[string][]string{"ada": {"First seam"}, "bob": {"First seam"}, "cy": {}} {
			if got := w.Home(w.Person(who)); !slices.Equal(got, want) {
				t.Errorf("%s's home shows %q", who, got)
			}
		}
		w.Do(func(tx *store.Tx) error {
			v, err := tx.PostView(p.ID)
			if v.Community == nil || v.Community.ID != c.ID || v.Community.Outward == 0 || v.Author.Outward == 0 {
				t.Error("the post does not know its community, or somebody stayed inside")
			}
			list, err2 := tx.CommunityPosts(cy.ID, c.ID, "", store.Page{})
			if len(list) != 1 {
				t.Errorf("%d posts in the community", len(list))
			}
			if err == nil {
				err = err2
			}
			return err
		})
		w.Says(conversations.Ask{By: bob, Text: "Mine too", Community: c.ID})
		if got := w.Home(ada); !slices.Equal(got, []string{"Mine too", "First seam"}) {
			t.Errorf("a member's post does not reach the others: %q", got)
		}
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: ada, Text: "x", Community: c.ID, Audience: models.Followers})
			return err
		})
	})
}

func TestFoundingACommunity(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		create := func(by models.Actor, n communities.New) func(*store.Tx) error {
			return func(tx *store.Tx) error { _, err := communities.Create(tx, w.Site, by, n); return err }
		}
		w.Refused(fault.Forbidden, create(ada, communities.New{Handle: "welding", Purpose: "x", Driver: bob.ID}))
		w.Do(func(tx *store.Tx) error {
			return accounts.Grant(tx, models.Actor{}, ada, models.CommunityManager, 0, "")
		})
		w.Refused(fault.Conflict, create(ada, communities.New{Handle: "Ada", Purpose: "x", Driver: ada.ID}))
		w.Refused(fault.Invalid, create(ada, communities.New{Handle: "admin", Purpose: "x", Driver: ada.ID}))
		w.Refused(fault.Invalid, create(ada, communities.New{Handle: "welding", Driver: ada.ID}))
		w.Refused(fault.Invalid, create(ada, communities.New{Handle: "welding", Purpose: "x", Driver: w.Us.ID}))
		w.Do(create(ada, communities.New{Handle: "welding", Purpose: "x", Driver: ada.ID}))
		c := w.Person("welding")
		if c.Kind != models.Community || c.Outward != 0 {
			t.Errorf("%+v", c)
		}
		name := "Welders"
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := communities.Update(tx, w.Site, bob, c.ID, communities.Change{Name: &name})
			return err
		})
		w.Do(func(tx *store.Tx) error {
			c, err := communities.Update(tx, w.Site, ada, c.ID, communities.Change{Name: &name, Driver: &bob.ID})
			if c.Name != name {
				t.Errorf("it is called %s", c.Name)
			}
			return err
		})
		w.Says(conversations.Ask{By: bob, Text: "I drive", Community: c.ID})
	})
}
