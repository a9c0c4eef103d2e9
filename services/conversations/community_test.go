package conversations_test

import (
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig/town"
)

// Somebody of ours is in a community elsewhere. An answer there may be kept among colleagues; then it is no part of the community.
func TestAnAnswerToACommunityElsewhereMayStayInside(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		w.Peer("lemmy.example", models.Allowed)
		bob, nell := w.Person("bob"), w.Stranger("nell@lemmy.example")
		gardens := w.Stranger("gardens@lemmy.example")
		var asked models.Post
		w.Do(func(tx *store.Tx) error {
			gardens.Kind = models.Community
			if err := tx.KeepActor(&gardens); err != nil {
				return err
			}
			if err := tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: w.Site.NewActivity(), FollowerID: bob.ID, FolloweeID: gardens.ID, State: models.Accepted, Created: tx.Now()}); err != nil {
				return err
			}
			var err error
			asked, err = conversations.Keep(tx, models.Post{IRI: "https://lemmy.example/post/1", AuthorID: nell.ID, CommunityID: &gardens.ID, Kind: models.PageDoc, Title: "Roses", Content: "<p>When?</p>",
				Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}, nil, nil)
			return err
		})
		if asked.CommunityID == nil {
			t.Fatal("what was asked stands in no community, so this shows nothing")
		}
		aside := w.Says(conversations.Ask{By: bob, Text: "Our garden has none.", ReplyTo: asked.ID, Where: conversations.Inside})
		if aside.CommunityID != nil || !aside.Distance.IsInside() {
			t.Errorf("it stands in %v and goes to %s", aside.CommunityID, aside.Distance)
		}
		open := w.Says(conversations.Ask{By: bob, Text: "In March.", ReplyTo: asked.ID})
		if open.CommunityID == nil || !open.Distance.World {
			t.Errorf("it stands in %v and goes to %s", open.CommunityID, open.Distance)
		}
		inside := conversations.Inside
		w.Do(func(tx *store.Tx) error {
			p, err := conversations.Edit(tx, w.Site, bob, open.ID, conversations.Change{Where: &inside})
			if !p.Distance.IsInside() {
				t.Errorf("taken inside, it goes to %s", p.Distance)
			}
			return err
		})
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := conversations.Post(tx, w.Site, conversations.Ask{By: bob, Text: "Bulbs?", Community: gardens.ID, Where: conversations.Inside})
			return err
		})
	})
}

// The handle of a community that not everybody may know of stays plain text, for its author too, but within itself.
func TestTheNameOfAHiddenCommunityIsText(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		var draft models.Actor
		w.Do(func(tx *store.Tx) (err error) {
			draft, err = communities.Create(tx, w.Site, ada, communities.New{Handle: "merger", Purpose: "Who we buy.", Driver: ada.ID, Team: true})
			return err
		})
		for _, p := range []models.Post{w.Says(conversations.Ask{By: ada, Text: "Ask @merger about it."}), w.Says(conversations.Ask{By: bob, Text: "Is there a @merger here?"})} {
			w.Do(func(tx *store.Tx) error {
				v, err := tx.PostView(p.ID)
				if strings.Contains(v.Content, "<a") || !strings.Contains(v.Content, "@merger") {
					t.Errorf("it is told: %s", v.Content)
				}
				return err
			})
		}
		in := w.Says(conversations.Ask{By: ada, Text: "This is @merger.", Community: draft.ID})
		w.Do(func(tx *store.Tx) error {
			v, err := tx.PostView(in.ID)
			if !strings.Contains(v.Content, "<a") {
				t.Errorf("in itself it has no name: %s", v.Content)
			}
			return err
		})
	})
}
