package testrig_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// queued are the deliveries that wait at acme for a server, by the verb of what they carry.
func queued(w *testrig.World, host models.Host) (verbs []string) {
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		waiting, err := tx.QueuedIn(jobs.Host(host), "deliver", 0, 1000)
		for _, j := range waiting {
			_, rest, _ := strings.Cut(j.Payload, `"verb":"`)
			verb, _, _ := strings.Cut(rest, `"`)
			verbs = append(verbs, verb)
		}
		return err
	})
	return verbs
}

// away is a peer whose person follows Ada, and whose server is down since a moment.
func away(t *testing.T) (*testrig.World, *testrig.Person, *testrig.Peer) {
	w := testrig.NewWorld(t, "acme.example")
	w.Server("acme.example").Allows("far.example")
	ada, far := w.As("ada@acme.example").GoesOutward(), w.Peer("far.example")
	far.Sends(ada.Inbox, follow(far, ada.IRI))
	w.Settle()
	w.Down("far.example")
	return w, ada, far
}

func comesBack(w *testrig.World) {
	w.Up("far.example")
	for range 8 {
		w.Later(30 * 60 * 1e9)
	}
}

// What is deleted while a server is away is not sent there any more. Where it may have arrived its Delete goes; where it never
// left, nothing does.
func TestStoryADeleteEmptiesTheQueue(t *testing.T) {
	w, ada, far := away(t)
	tried := ada.Posts("This one was on its way.", conversations.World) // its delivery failed
	kept := ada.Posts("This one stays.", conversations.World)
	never := ada.Posts("This one never left.", conversations.World)
	ada.Deletes(never)
	if got := queued(w, "far.example"); len(got) != 2 {
		t.Errorf("after the post that never left was deleted there wait %q", got)
	}
	text := "This one stays, edited."
	ada.Edits(kept, conversations.Change{Text: &text})
	ada.Deletes(tried)
	if got := queued(w, "far.example"); !slices.Equal(got, []string{"create", "update", "delete"}) {
		t.Errorf("after all there wait %q", got)
	}
	comesBack(w)
	all := strings.Join(far.Got(), "\n")
	if strings.Contains(all, "never left") || strings.Contains(all, string(never.IRI)) || strings.Contains(all, "on its way") {
		t.Errorf("what was deleted arrived: %s", all)
	}
	if far.GotOfType("Delete") != 1 || !strings.Contains(all, string(tried.IRI)) || !strings.Contains(all, "This one stays") {
		t.Errorf("the server got %s", all)
	}
}

// A follow that was taken back before it left leaves no trace.
func TestStoryAFollowTakenBackInTimeIsNeverSent(t *testing.T) {
	w, ada, far := away(t)
	w.Up("far.example")
	if _, err := ada.Home.Resolve.Handle(t.Context(), "nell@far.example"); err != nil {
		t.Fatal(err)
	}
	w.Down("far.example")
	ada.Posts("The first to fail.", conversations.World)
	before := queued(w, "far.example")
	ada.Follows("nell@far.example")
	if got := queued(w, "far.example"); len(got) != len(before)+1 {
		t.Fatalf("there wait %q", got)
	}
	ada.Unfollows("nell@far.example")
	if got := queued(w, "far.example"); !slices.Equal(got, before) {
		t.Errorf("after it was taken back there wait %q", got)
	}
	comesBack(w)
	if far.GotOfType("Follow")+far.GotOfType("Undo") != 0 {
		t.Errorf("the server got %q", far.Got())
	}
}

// A letter overtakes what many get, and what belongs together stays in order.
func TestStoryALetterOvertakesTheRest(t *testing.T) {
	w, ada, far := away(t)
	var first models.Post
	for i := range 30 {
		if p := ada.Posts(fmt.Sprintf("News %d.", i), conversations.World); i == 20 {
			first = p
		}
	}
	text := "News 20, for @nell@far.example."
	ada.Edits(first, conversations.Change{Text: &text})
	ada.Posts("Are you there, @nell@far.example?", conversations.World)
	comesBack(w)
	at := map[string]int{}
	for i, got := range far.Got() {
		for _, words := range []string{"Are you there", "News 0.", "News 1.", "News 20"} {
			if strings.Contains(got, words) && at[words] == 0 {
				at[words] = i + 1
			}
		}
		if strings.Contains(got, `"Update"`) && strings.Contains(got, "News 20") && at["News 20"] == i+1 {
			t.Error("an edit arrived before its post")
		}
	}
	if n := len(far.Got()); n < 32 || at["Are you there"] == 0 || at["Are you there"] > 3 {
		t.Errorf("of %d deliveries the letter was number %d: %v", n, at["Are you there"], at)
	}
}

// A block takes out of the queue what was on its way from one to the other, and an administrator's block all but withdrawals.
func TestStoryABlockEmptiesTheQueue(t *testing.T) {
	w, ada, far := away(t)
	ada.Posts("The first to fail.", conversations.World)
	ada.Writes(conversations.Ask{Text: "A letter, @nell@far.example.", Audience: models.Named, Where: conversations.World})
	if got := queued(w, "far.example"); len(got) != 2 {
		t.Fatalf("before the block there wait %q", got)
	}
	ada.Blocks("nell@far.example")
	if got := queued(w, "far.example"); slices.Contains(got, "create") || !slices.Contains(got, "block") {
		t.Errorf("after the block there wait %q", got)
	}
	w.Server("acme.example").Blocks("far.example")
	w.Settle()
	for _, verb := range queued(w, "far.example") {
		if !models.Verb(verb).Withdraws() {
			t.Errorf("for a blocked server there waits a %s", verb)
		}
	}
	comesBack(w)
	if all := strings.Join(far.Got(), "\n"); strings.Contains(all, "A letter") || strings.Contains(all, "first to fail") {
		t.Errorf("after the block arrived %s", all)
	}
}
