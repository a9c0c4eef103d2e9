package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
)

const namesWait = `words: {projects: [Falcon]}
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
`

// A post with the name of a project waits, at every door, until a reviewer who is not its author lets it go.
func TestStoryAProjectNameWaitsForAReviewer(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Has(models.Reviewer)
	secret := ada.Posts("The FALCON ships in May.", conversations.World)
	ada.Posts("Lunch is at one.", conversations.World)
	acme.Sent("Lunch is at one")
	acme.NeverSent("FALCON")
	if status, body := peer.Reads(secret.IRI); status != http.StatusNotFound || strings.Contains(body, "FALCON") {
		t.Fatalf("what is held at one door was had through another: %d", status)
	}
	if r := w.Stranger("acme.example", strings.TrimPrefix(string(secret.IRI), "https://acme.example"), "text/html"); r.StatusCode != http.StatusNotFound {
		t.Fatalf("the page shows it: %d", r.StatusCode)
	}
	waiting := acme.Waiting()
	if len(waiting) != 1 || waiting[0].Rule != "project-names-wait" || !strings.Contains(waiting[0].Hosts, " peer.example ") {
		t.Fatalf("the queue holds %+v", waiting)
	}
	if ada.Noticed(models.NoticeHeld) != 1 {
		t.Error("its author was not told that it waits")
	}
	if _, err := ada.Releases(waiting[0]); err == nil {
		t.Fatal("its author released it")
	}
	if _, err := w.As("cem@acme.example").Releases(waiting[0]); err == nil {
		t.Fatal("somebody without the role released it")
	}
	if free, err := ben.Releases(waiting[0]); err != nil || !free {
		t.Fatalf("the reviewer could not release it: %v", err)
	}
	acme.Sent("FALCON")
	if peer.GotOfType("Create") != 2 || len(acme.Waiting()) != 0 || ada.Noticed(models.NoticeReleased) != 1 {
		t.Errorf("after the release the peer has %d, and %d wait", peer.GotOfType("Create"), len(acme.Waiting()))
	}
	if status, _ := peer.Reads(secret.IRI); status != http.StatusOK {
		t.Errorf("what was released cannot be fetched: %d", status)
	}
	if _, err := ben.Releases(waiting[0]); err == nil {
		t.Error("it was released twice")
	}
}

func TestStoryAnEditMakesANewQuestionOfWhatWaits(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	post := ada.Posts("Falcon is late.", conversations.World)
	first := acme.Waiting()
	ada.Edits(post, conversations.Change{Text: new("Falcon is very late.")})
	second := acme.Waiting()
	if len(first) != 1 || len(second) != 1 || first[0].ID == second[0].ID {
		t.Fatalf("%d waited, and after the edit %d", len(first), len(second))
	}
	if _, err := ben.Releases(first[0]); err == nil {
		t.Fatal("an older text was released")
	}
	ada.Edits(post, conversations.Change{Text: new("Something is late.")})
	acme.Sent("Something is late")
	acme.NeverSent("Falcon")
	if len(acme.Waiting()) != 0 || peer.GotOfType("Create") != 1 || peer.GotOfType("Update") != 0 {
		t.Fatalf("%d wait; the peer got %d Create and %d Update", len(acme.Waiting()), peer.GotOfType("Create"), peer.GotOfType("Update"))
	}
	ada.Edits(post, conversations.Change{Text: new("Falcon is late after all.")}) // the peer keeps what it has
	if held := acme.Waiting(); len(held) != 1 || held[0].Verb != models.Update || peer.GotOfType("Delete") != 0 {
		t.Fatalf("the edit was not held as one: %+v", held)
	}
	if err := ben.RefusesToRelease(acme.Waiting()[0]); err != nil || ada.Noticed(models.NoticeRefused) != 1 {
		t.Fatalf("it could not be refused: %v", err)
	}
	acme.NeverSent("after all")
	ada.Deletes(post)
	if peer.GotOfType("Delete") != 1 {
		t.Error("the Delete did not follow what was given")
	}
}

func TestStoryWhatRefersToAHeldPostWaitsBehindIt(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Posts("Falcon flies.", conversations.World)
	ada.Replies("Falcon flies.", "And how it flies.")
	acme.NeverSent("how it flies")
	if len(acme.Waiting()) != 1 {
		t.Fatalf("%d wait for an answer", len(acme.Waiting()))
	}
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free {
		t.Fatal(err)
	}
	got := peer.Got()
	if peer.GotOfType("Create") != 2 || !strings.Contains(strings.Join(got, " "), "how it flies") || strings.Index(strings.Join(got, " "), "Falcon flies") > strings.Index(strings.Join(got, " "), "how it flies") {
		t.Fatalf("what waited behind did not follow in its order: %v", got)
	}
}

// A release lifts only the hold that it answers.
func TestStoryAReplyIsNotFreedByTheReleaseOfItsParent(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Posts("Falcon flies.", conversations.World)
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free {
		t.Fatal(err)
	}
	ada.Replies("Falcon flies.", "The Falcon again.")
	acme.NeverSent("Falcon again")
	if len(acme.Waiting()) != 1 || peer.GotOfType("Create") != 1 {
		t.Fatalf("the reply went by its parent's release: %+v", acme.Waiting())
	}
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free || peer.GotOfType("Create") != 2 {
		t.Fatalf("its own release did not let it go: %v", err)
	}
}

func TestStoryAReplyWithAQuestionOfItsOwnIsNotLetGoWithItsParent(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Posts("Falcon flies.", conversations.World)
	ada.Replies("Falcon flies.", "The Falcon again.")
	if len(acme.Waiting()) != 2 {
		t.Fatalf("%d wait for an answer", len(acme.Waiting()))
	}
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free {
		t.Fatal(err)
	}
	acme.Sent("Falcon flies")
	acme.NeverSent("Falcon again")
	if left := acme.Waiting(); len(left) != 1 || peer.GotOfType("Create") != 1 {
		t.Fatalf("after the parent was let go %d wait", len(left))
	}
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free || peer.GotOfType("Create") != 2 {
		t.Fatalf("its own answer did not let it go: %v", err)
	}
}

// An edit takes away the reason for which a post waited: what waited behind it goes as well, after it.
func TestStoryWhatWaitsBehindAPostFollowsItsEdit(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	post := ada.Posts("Falcon flies.", conversations.World)
	ada.Replies("Falcon flies.", "And how it flies.")
	acme.NeverSent("how it flies")
	ada.Edits(post, conversations.Change{Text: new("Something flies.")})
	got := strings.Join(peer.Got(), " ")
	if first, then := strings.Index(got, "Something flies"), strings.Index(got, "how it flies"); first < 0 || then < first {
		t.Fatalf("the peer got %s", got)
	}
	if len(acme.Waiting()) != 0 {
		t.Errorf("still waiting: %+v", acme.Waiting())
	}
}

// What nobody answers ends some day, and its author is told; what waits behind it ends with it.
func TestStoryWhatNobodyAnswersExpires(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Posts("Falcon flies.", conversations.World)
	ada.Replies("Falcon flies.", "And how it flies.")
	old := acme.Waiting()
	expire := func() {
		if err := boundary.SweepHeld(t.Context(), acme.Store, 30); err != nil {
			t.Fatal(err)
		}
	}
	expire()
	if len(acme.Waiting()) != 1 {
		t.Fatal("it expired at once")
	}
	w.Later(31 * 24 * time.Hour)
	expire()
	if len(acme.Waiting()) != 0 || ada.Noticed(models.NoticeRefused) != 2 {
		t.Fatalf("%d wait, and its author was told %d times", len(acme.Waiting()), ada.Noticed(models.NoticeRefused))
	}
	if _, err := ben.Releases(old[0]); err == nil {
		t.Error("what expired was released")
	}
	acme.Read(func(tx *store.Tx) error {
		h, err := tx.Held(old[0].ID)
		if len(h.Body) != 0 {
			t.Error("its bytes are kept")
		}
		return err
	})
	if peer.GotOfType("Create") != 0 {
		t.Error("it was sent")
	}
}

func TestStoryTwoReviewersAreTwoPeople(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(strings.Replace(namesWait, "reviewers: 1", "reviewers: 2", 1))
	ben, cem := w.As("ben@acme.example").Has(models.Reviewer), w.As("cem@acme.example").Has(models.Reviewer)
	ada.Posts("Falcon.", conversations.World)
	h := acme.Waiting()[0]
	for range 2 {
		if free, err := ben.Releases(h); free || err != nil {
			t.Fatalf("one was enough: %v", err)
		}
	}
	if free, err := cem.Releases(h); !free || err != nil || peer.GotOfType("Create") != 1 {
		t.Fatalf("two were not enough: %v", err)
	}
}

func TestStoryALetterIsSeenByNoReviewerUnlessItsAuthorAsks(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	w.As("ben@acme.example").Has(models.Reviewer)
	ada.Writes(conversations.Ask{Text: "@nell@peer.example the Falcon is ours", Where: conversations.World, Audience: models.Named})
	acme.NeverSent("Falcon is ours")
	if len(acme.Waiting()) != 0 || ada.Noticed(models.NoticeHeld) != 1 {
		t.Fatalf("a letter lies before the reviewers: %+v", acme.Waiting())
	}
	_ = peer
}

func TestStoryARuleChangesTheCopyAndNotThePost(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(`rules:
  - name: names-are-replaced
    why: The name is not told outside.
    when: crossing.direction == "out"
    then: {changes: [{replace: '(?i)fal(c)on', with: our project}, {warning: From inside}, {remove: attachments}]}
`)
	post := ada.Posts("The *Fal*con and the Falcon & friends.", conversations.World)
	acme.NeverSent("alcon")
	acme.Sent("our project")
	acme.Sent("From inside")
	if _, body := peer.Reads(post.IRI); strings.Contains(body, "Fal") || !strings.Contains(body, "our project") {
		t.Errorf("what was changed at one door is whole at another: %s", body)
	}
	ada.Sees("and the Falcon")
}

func TestStoryAPolicyThatCannotBeReadStopsFederationAndNothingElse(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	post := ada.Posts("Before.", conversations.World)
	acme.Obeys("rules: [")
	ada.Posts("After.", conversations.World)
	acme.NeverSent("After.")
	if status, _ := peer.Reads(post.IRI); status == http.StatusOK {
		t.Errorf("it was fetched: %d", status)
	}
	if status, _ := peer.Sends(ada.Inbox, note(peer, 1, "hello?", "")); status != http.StatusForbidden {
		t.Errorf("it was heard: %d", status)
	}
	ada.Sees("After.")
	ada.Deletes(post)
	if peer.GotOfType("Delete") != 1 {
		t.Error("a withdrawal was stopped")
	}
	acme.Obeys("rules: []")
	ada.Posts("Again.", conversations.World)
	acme.Sent("Again.")
}

func TestStoryWhatComesInWaitsAndIsLetIn(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(`rules:
  - name: offers-wait
    why: Offers are looked at first.
    when: crossing.direction == "in" && anyOf(post.text, ["special offer"])
    then: {verdict: hold}
  - name: no-casinos
    why: No casinos.
    when: crossing.direction == "in" && post.links.exists(h, inDomain(h, "casino.example"))
    then: {verdict: deny}
`)
	ben := w.As("ben@acme.example").Has(models.Reviewer)
	ada.Follows("nell@peer.example")
	peer.Sends(ada.Inbox, note(peer, 1, "A special offer", ""))
	peer.Sends(ada.Inbox, note(peer, 2, "Good morning", ""))
	peer.Sends(ada.Inbox, note(peer, 3, `<a href='https://www.casino.example/'>play</a>`, ""))
	w.Settle()
	ada.Sees("Good morning").SeesNot("special offer").SeesNot("play")
	waiting := acme.Waiting()
	if len(waiting) != 1 || waiting[0].Door != models.In {
		t.Fatalf("the queue holds %+v", waiting)
	}
	if free, err := ben.Releases(waiting[0]); err != nil || !free {
		t.Fatal(err)
	}
	w.Settle()
	ada.Sees("special offer").SeesNot("play")
	acme.Limits("peer.example")
	peer.Sends(ada.Inbox, note(peer, 4, "From a limited server", ""))
	w.Settle()
	ada.SeesNot("From a limited server")
	if free, err := ben.Releases(acme.Waiting()[0]); err != nil || !free {
		t.Fatal(err)
	}
	w.Settle()
	ada.Sees("From a limited server")
}

// What rules keep out at the inbox does not come in as the parent of a reply either, and nothing waits because of a fetch.
func TestStoryWhatRulesKeepOutIsNotFetchedEither(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(`rules:
  - name: no-casinos
    why: No casinos.
    when: crossing.door == "in" && anyOf(post.text, ["casino"])
    then: {verdict: hold}
`)
	ada.Follows("nell@peer.example")
	parent := fmt.Sprintf("https://%s/notes/7", peer.Host)
	peer.Serves("/notes/7", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Note","attributedTo":"%s","content":"<p>The casino is open</p>","to":["https://www.w3.org/ns/activitystreams#Public"]}`, parent, peer.Nell))
	peer.Sends(ada.Inbox, note(peer, 8, "An answer to that", `,"inReplyTo":"`+parent+`"`))
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		if _, err := tx.PostByIRI(models.IRI(parent)); !fault.Is(err, fault.Missing) {
			t.Errorf("what rules keep out was fetched and kept: %v", err)
		}
		_, err := tx.PostByIRI("https://peer.example/notes/8")
		return err
	})
	if len(acme.Waiting()) != 0 {
		t.Errorf("a fetch made an entry in the queue: %+v", acme.Waiting())
	}
}

func TestStoryAFileThatARuleTakesAwayIsThereForNobodyOutside(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Obeys(`rules:
  - name: no-attachments-outward
    why: Files stay inside.
    when: crossing.door == "out" && size(post.attachments) > 0
    then: {changes: [{remove: attachments}]}
`)
	file := fileOf(t, ada, "the plan")
	post := ada.Writes(conversations.Ask{Text: "See the plan.", Where: conversations.World, Audience: models.Everyone, Files: []models.ID{file.ID}})
	acme.Sent("See the plan")
	acme.NeverSent("/media/")
	acme.NeverSent(file.Slug)
	if status, _ := peer.Reads(models.IRI("https://acme.example/media/" + file.Slug)); status != http.StatusNotFound {
		t.Errorf("its bytes were had: %d", status)
	}
	if _, body := peer.Reads(post.IRI); strings.Contains(body, file.Slug) {
		t.Error("its address was told")
	}
	if r := w.Stranger("acme.example", "/media/"+file.Slug, "*/*"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a visitor had its bytes: %d", r.StatusCode)
	}
}
