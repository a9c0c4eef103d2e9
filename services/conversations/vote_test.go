package conversations_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig/town"
)

func asksIn(w *town.Town, by models.Actor, many bool) models.Post {
	w.T.Helper()
	return w.Says(conversations.Ask{By: by, Text: "Which rod?", Poll: &conversations.PollAsk{Options: []string{"a", "b", "c"}, Multiple: many, Open: time.Hour}})
}

func pollIn(w *town.Town, p models.Post) (poll models.Poll) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) {
		poll, err = tx.Poll(p.ID)
		return err
	})
	return poll
}

func TestManyVotesAtOnceAreEachCountedOnce(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		options := strings.Split("abcdefghij", "")
		p := w.Says(conversations.Ask{By: w.Person("ada"), Text: "Which rod?", Poll: &conversations.PollAsk{Options: options, Open: time.Hour}})
		var crowd []models.Actor
		for i := range 8 {
			crowd = append(crowd, w.Person(fmt.Sprintf("p%d", i)))
		}
		var wg sync.WaitGroup
		for i, by := range crowd {
			for choice := range options { // everybody presses all at once
				wg.Go(func() {
					_ = w.Store.Write(context.Background(), func(tx *store.Tx) error {
						return conversations.Vote(tx, w.Site, by, p.ID, []int{(choice + i) % len(options)})
					})
				})
			}
		}
		wg.Wait()
		if poll := pollIn(w, p); poll.Votes() != 8 || poll.Voters != 8 {
			t.Errorf("eight people gave %d votes: %+v", poll.Votes(), poll)
		}
	})
}

func TestAPollGivenMoreTimeEndsLater(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		p := asksIn(w, ada, false)
		end := func() {
			w.Do(func(tx *store.Tx) error { return conversations.EndPoll(tx, w.Site, p.ID) })
		}
		w.Do(func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, ada, p.ID, conversations.Change{Poll: &conversations.PollAsk{Options: []string{"a", "b", "c"}, Open: 2 * time.Hour}})
			return err
		})
		w.Clock.Advance(time.Hour)
		end() // the job of the first end
		w.Do(func(tx *store.Tx) error { return conversations.Vote(tx, w.Site, bob, p.ID, []int{1}) })
		w.Clock.Advance(time.Hour)
		end()
		end()
		if poll := pollIn(w, p); poll.Closed != poll.Closes || poll.Votes() != 1 {
			t.Errorf("the poll is %+v", poll)
		}
		if !slices.Equal(w.Told(ada), []string{"poll ada"}) || !slices.Equal(w.Told(bob), []string{"poll ada"}) {
			t.Errorf("ada was told %q, bob %q", w.Told(ada), w.Told(bob))
		}
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, ada, p.ID, conversations.Change{Poll: &conversations.PollAsk{Options: []string{"a", "b"}, Open: time.Hour}})
			return err
		})
	})
}

func TestADeletedPollLeavesNoVotesBehind(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		p := asksIn(w, ada, true)
		w.Do(func(tx *store.Tx) error { return conversations.Vote(tx, w.Site, bob, p.ID, []int{0, 2}) })
		text := "Which rod then?"
		w.Do(func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, ada, p.ID, conversations.Change{Text: &text})
			return err
		})
		w.Do(func(tx *store.Tx) error { _, err := conversations.Delete(tx, w.Site, ada, p.ID); return err })
		w.Do(func(tx *store.Tx) error {
			votes, err := tx.VotesBy(bob.ID, []models.ID{p.ID})
			if len(votes) != 0 {
				t.Errorf("votes are left: %v", votes)
			}
			if _, err := tx.Poll(p.ID); !fault.Is(err, fault.Missing) {
				t.Errorf("the poll is left: %v", err)
			}
			if _, err := tx.Versions(ada.ID, p); !fault.Is(err, fault.Missing) {
				t.Errorf("its history is left: %v", err)
			}
			return err
		})
		w.Clock.Advance(2 * time.Hour)
		w.Do(func(tx *store.Tx) error { return conversations.EndPoll(tx, w.Site, p.ID) })
		if len(w.Told(bob)) != 0 {
			t.Errorf("bob was told %q", w.Told(bob))
		}
	})
}
