package testrig_test

import (
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// partners gives two organisations that are partners, with ada at one and tom at the other, both outward.
func partners(t *testing.T) *testrig.World {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").GoesOutward()
	return w
}

func TestStoryTwoOrganisationsTalk(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	ada.Follows("tom@guild.example")
	tom.Follows("ada@acme.example")
	if !tom.IsFollowedBy("ada@acme.example") || !ada.IsFollowedBy("tom@guild.example") {
		t.Fatal("they do not follow each other")
	}
	ada.Posts("Lactate at five, not at six.", conversations.World)
	tom.Sees("Lactate at five")
	tom.Replies("Lactate at five", "How did the night shift take it?")
	ada.Sees("night shift")
	if ada.Noticed(models.NoticeMention) != 1 {
		t.Fatal("ada was not told of the reply")
	}
	tom.Thanks("Lactate at five").Shares("Lactate at five")
	if ada.Noticed(models.NoticeFavourite) != 1 || ada.Noticed(models.NoticeBoost) != 1 {
		t.Fatal("ada was not told of thanks and sharing")
	}
}

func TestStoryWhatStaysInsideStaysInside(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	mira := w.As("mira@acme.example")
	tom.Follows("ada@acme.example")
	mira.Follows("ada@acme.example")
	ada.Posts("The salary bands are out.", conversations.Inside)
	mira.Sees("salary bands")
	tom.SeesNot("salary bands")
	ada.Posts("For our partners: the new form.", conversations.Partners)
	tom.Sees("the new form")
	w.Server("acme.example").NeverSent("salary bands")
	w.Server("acme.example").NeverSent("mira")
}
