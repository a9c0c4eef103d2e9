package live_test

import (
	"testing"

	"guildhall/fault"
	"guildhall/live"
	"guildhall/services/conversations"
	"guildhall/testrig/town"
)

func TestWhoListensWakesAfterTheCommit(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		h := live.New(w.Store)
		ada, bob := w.Person("ada"), w.Person("bob")
		adas, stop, err := h.Listen(ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		bobs, _, err := h.Listen(bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.Says(conversations.Ask{By: bob, Text: "Hello @ada"})
		w.Says(conversations.Ask{By: bob, Text: "Hello again @ada"})
		if len(adas) != 1 || len(bobs) != 1 {
			t.Errorf("%d and %d wakes wait", len(adas), len(bobs))
		}
		<-adas
		stop()
		w.Says(conversations.Ask{By: bob, Text: "Still there, @ada?"})
		if len(adas) != 0 {
			t.Error("who stopped listening was woken")
		}
		for range 20 {
			_, _, err = h.Listen(ada.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err = h.Listen(ada.ID); !fault.Is(err, fault.TooMany) {
			t.Error("one person listens without end")
		}
	})
}
