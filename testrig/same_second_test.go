package testrig_test

import (
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// Ada narrows a post in the second in which she wrote it, and changes no word of it: its times tell nothing, and Tom's organisation keeps to the
// narrower reach all the same.
func TestStoryAPostNarrowedWithinASecondIsNarrowElsewhere(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("acme.example").Partners("guild.example")
	guild := w.Server("guild.example").Partners("acme.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	tom.Follows("ada@acme.example")
	post := ada.Writes(conversations.Ask{Text: "A first thought.", Audience: models.Everyone, Where: conversations.World})
	w.Settle()
	there := func() (p models.Post) {
		guild.Read(func(tx *store.Tx) (err error) { p, err = tx.PostByIRI(post.IRI); return err })
		return p
	}
	if !there().Distance.World {
		t.Fatal("a post for the world is not one over there")
	}
	where := conversations.Partners
	ada.Edits(post, conversations.Change{Where: &where})
	w.Settle()
	if p := there(); p.Distance.World || p.Version != 2 {
		t.Errorf("what was narrowed is for %s over there, in version %d", p.Distance, p.Version)
	}
}
