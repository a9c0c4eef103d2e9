package testrig_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// A server that fetched something below the world stands in the record, and hears of its end though nothing was sent to it.
func TestStoryWhoFetchedAPostHearsOfItsEnd(t *testing.T) {
	w, ada, _ := outside(t)
	acme := w.Server("acme.example").Partners("other.example")
	other := w.Peer("other.example")
	w.Later(1000 * 1000 * 1000)
	post := ada.Posts("For partners.", conversations.Partners)
	if status, _ := other.Reads(post.IRI); status != http.StatusOK {
		t.Fatalf("the partner reads %d", status)
	}
	if rows := decisions(acme, store.DecisionFilter{PostID: post.ID, Door: models.Pull, Verdict: models.Allow}); len(rows) != 1 || strings.TrimSpace(rows[0].Peers) != "other.example" {
		t.Errorf("the record says %+v", rows)
	}
	ada.Deletes(post)
	if other.GotOfType("Delete") != 1 {
		t.Errorf("it got %v", other.Got())
	}
}

// A refusal is about the text that was refused.
func TestStoryWhatWasRefusedMayBeWrittenOtherwise(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	post := ada.Posts("Falcon flies.", conversations.World)
	if err := ben.RefusesToRelease(acme.Waiting()[0]); err != nil {
		t.Fatal(err)
	}
	if status, _ := peer.Reads(post.IRI); status != http.StatusNotFound {
		t.Errorf("what was refused is answered %d", status)
	}
	ada.Edits(post, conversations.Change{Text: new("Something flies.")})
	if status, _ := peer.Reads(post.IRI); status != http.StatusOK || peer.GotOfType("Create") != 1 {
		t.Errorf("written otherwise it is answered %d, and the peer got %v", status, peer.Got())
	}
}

// What was deleted leaves no empty line in any list.
func TestStoryADeletedPostIsInNoList(t *testing.T) {
	w, ada, _ := outside(t)
	bob := w.As("bob@acme.example")
	ada.Posts("This stays. #benches", conversations.World)
	post := ada.Posts("This goes. #benches", conversations.World)
	lines := func() (n []int) {
		bob.Home.Read(func(tx *store.Tx) error {
			public, err := tx.PublicPosts(bob.ID, "", store.Page{})
			if err != nil {
				return err
			}
			tagged, err := tx.TaggedPosts(bob.ID, "benches", store.Page{})
			n = []int{len(public), len(tagged)}
			return err
		})
		return n
	}
	if n := lines(); n[0] != 2 || n[1] != 2 {
		t.Fatalf("the lists have %v lines", n)
	}
	ada.Deletes(post)
	if n := lines(); n[0] != 1 || n[1] != 1 {
		t.Errorf("after it was deleted the lists have %v lines", n)
	}
}

// A page of an outbox that begins after another's post is none, whether that post exists or not.
func TestStoryAnOutboxBeginsAfterItsOwnersPosts(t *testing.T) {
	w, ada, peer := outside(t)
	bob := w.As("bob@acme.example")
	ada.Posts("For everybody.", conversations.World)
	hidden := bob.Posts("For us alone.", conversations.Inside)
	s1, b1 := peer.Reads(ada.OutboxIRI + "?after=" + hidden.IRI[len(hidden.IRI)-22:])
	s2, b2 := peer.Reads(ada.OutboxIRI + "?after=zZ9y8x7w6v5u4t3s2r1q0p")
	if s1 != http.StatusNotFound || s1 != s2 || b1 != b2 {
		t.Errorf("after another's post it answers %d %s, after none %d %s", s1, b1, s2, b2)
	}
}

// Who follows somebody is told to nobody until that person says so.
func TestStoryFollowersAreListedWhereAPersonChoseSo(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	list := func() string {
		_, whole := peer.Reads(ada.FollowersIRI)
		_, page := peer.Reads(ada.FollowersIRI + "?page=1")
		return whole + page
	}
	shows := func(yes bool) {
		acme.Write(func(tx *store.Tx) error {
			_, err := people.Update(tx, acme.Site, ada.Actor, people.Profile{ShowFollows: &yes})
			return err
		})
	}
	shows(false)
	if got := list(); strings.Contains(got, "nell") || strings.Contains(got, "totalItems") {
		t.Errorf("it tells %s", got)
	}
	shows(true)
	if got := list(); !strings.Contains(got, "nell") {
		t.Errorf("it tells nothing: %s", got)
	}
}
