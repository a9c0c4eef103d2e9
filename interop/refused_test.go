package interop_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
)

func parsed(t *testing.T, document string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// note is the Create of a note by somebody, addressed by the given members, as JSON that the program sends as it is.
func note(t *testing.T, create, id, by, words, addressed string) any {
	t.Helper()
	return parsed(t, `{"@context":"https://www.w3.org/ns/activitystreams","id":"`+create+`","type":"Create","actor":"`+by+`",`+addressed+`,
		"object":{"id":"`+id+`","type":"Note","attributedTo":"`+by+`","content":"<p>`+words+`</p>",`+addressed+`}}`)
}

const toAll = `"to":["https://www.w3.org/ns/activitystreams#Public"]`

// We check what others sign as they check us.
func notSigned(t *testing.T) {
	h, ada, ines := friends(t)
	omar := StartPeer(t, "omar")
	h.Stands(models.Allowed, omar)
	bytes, err := json.Marshal(note(t, ines.Origin+"/creates/bare", ines.Origin+"/notes/bare", ines.Actor, "Send me money.", toAll))
	if err != nil {
		t.Fatal(err)
	}
	bare, err := http.Post(string(ada.Inbox), "application/activity+json", strings.NewReader(string(bytes)))
	if err != nil {
		t.Fatal(err)
	}
	bare.Body.Close()
	if bare.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a signature it is answered %d", bare.StatusCode)
	}
	forged := note(t, ines.Origin+"/creates/forged", ines.Origin+"/notes/forged", ines.Actor, "Send me money.", toAll)
	omar.IsRefused(http.StatusUnauthorized, "send", ask{"to": ada.Handle, "activity": forged})
	stolen := note(t, omar.Origin+"/creates/stolen", ines.Origin+"/notes/stolen", omar.Actor, "Send me money.", toAll)
	omar.do("send", ask{"to": ada.Handle, "activity": stolen}, nil)
	honest := ines.Says(Said{Text: "This is me."})
	ada.Reads(honest)
	for _, id := range []string{"bare", "forged", "stolen"} {
		if s, here := ada.Here(ines.Origin + "/notes/" + id); here {
			t.Errorf("Ada reads what Ines never wrote: %s", s)
		}
	}
	ines.IsRefused(http.StatusNotFound, "follow", ask{"handle": "@nobody@" + string(h.Site.Host)})
	h.Trusted(ines)
}

// What a limited host sends waits, and nothing is given to it but what is taken back.
func aLimit(t *testing.T) {
	h, ada, ines := friends(t)
	kept, early := ada.Says("This stays."), ada.Says("This I take back later.")
	ines.Has(kept.URI)
	ines.Has(early.URI)
	h.Stands(models.Limited, ines)
	waits := ines.Says(Said{Text: "May I?"})
	h.Takes(waits+"#create", models.Held)
	if _, here := ada.Here(waits); here {
		t.Error("what waits for review is read already")
	}
	if f := ines.Fetch(kept.URI, true); f.Status == http.StatusOK {
		t.Errorf("a limited host asks for a post and is answered %d", f.Status)
	}
	ada.Says("They shall not hear this.")
	ada.does(http.MethodDelete, "/api/v1/statuses/"+early.ID, nil, nil)
	Eventually(t, "what is taken back is gone at Ines", func() bool { got, _ := ines.State().Post(early.URI); return got.Deleted })
	ines.NeverHeard("shall not hear")
	h.Trusted(ines)
}

// After a block nothing crosses but what is taken back, whichever door it tries.
func aBlock(t *testing.T) {
	h, ada, ines := neighbours(t)
	bob := h.Employs("bob")
	unseen := ines.Says(Said{Text: "Only those who search find this.", Visibility: "unlisted"})
	ines.Joins(ada.Handle, string(ada.IRI))
	ada.Follows(ines)
	kept, early, edited := ada.Says("This stays."), ada.Says("This I take back later."), ada.Says("This I correct later.")
	ines.Has(kept.URI)
	ines.Has(early.URI)
	ines.Has(edited.URI)
	theirs, regretted := ines.Says(Said{Text: "This stays, too."}), ines.Says(Said{Text: "I may regret this.", Mention: []string{ada.Handle}})
	seen := ada.Reads(theirs)
	ada.Reads(regretted)
	like := ines.Like(kept.URI)
	Eventually(t, "Ada is thanked", func() bool { return ada.Notified("favourite", ines, kept.URI) })
	heard := len(ines.State().Received)

	h.Stands(models.Blocked, ines)

	// in
	ines.IsRefused(http.StatusForbidden, "post", Said{Text: "Can you hear me?"})
	follow := `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + ines.Origin + `/follows/late","type":"Follow","actor":"` + ines.Actor + `","object":"` + string(bob.IRI) + `"}`
	ines.IsRefused(http.StatusForbidden, "send", ask{"inbox": bob.Inbox, "activity": parsed(t, follow)})
	// pull
	for _, at := range []models.IRI{models.IRI(kept.URI), models.IRI(kept.URI + "/activity"), ada.IRI, bob.IRI, ada.OutboxIRI, ada.FollowersIRI, h.Site.NewPost()} {
		for _, signed := range []bool{true, false} {
			if f := ines.Fetch(string(at), signed); f.Status != http.StatusNotFound {
				t.Errorf("Ines asks for %s, signed %v, and is answered %d %s", at, signed, f.Status, f.Body)
			}
		}
	}
	// fetch
	asked := len(ines.State().Fetched)
	for _, what := range []string{unseen, ines.Origin + "/users/ghost", "@ghost@" + string(ines.Host())} {
		status, why := bob.Asks(http.MethodGet, "/api/v2/search?resolve=true&q="+what, nil, nil)
		if status != http.StatusForbidden || !strings.Contains(why, "blocked") {
			t.Errorf("Bob searches %s and is told %d %q", what, status, why)
		}
	}
	account := bob.Finds(ines) // known from before, without asking anybody
	// A closed server is no dead end: the wish waits for those who look after the boundary, and nothing is asked of Ines for it.
	var between struct{ Following, Requested bool }
	bob.does(http.MethodPost, "/api/v1/accounts/"+account+"/follow", nil, &between)
	if between.Following || !between.Requested {
		t.Errorf("Bob wants to follow and is told %+v", between)
	}
	if n := len(ines.State().Fetched); n != asked {
		t.Errorf("we asked the blocked host for %v", ines.State().Fetched[asked:])
	}
	// out, of which only what is taken back arrives
	silent := ada.Says("They shall not hear this.")
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/favourite", nil, nil)
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/reblog", nil, nil)
	ada.Says("Nor this.", "in_reply_to_id", seen.ID)
	ada.does(http.MethodPut, "/api/v1/statuses/"+edited.ID, map[string][]string{"status": {"This I corrected."}}, nil)
	ada.does(http.MethodDelete, "/api/v1/statuses/"+early.ID, nil, nil)
	ada.does(http.MethodPost, "/api/v1/accounts/"+account+"/unfollow", nil, nil)
	Eventually(t, "what is taken back is gone at Ines", func() bool {
		s := ines.State()
		one, _ := s.Post(early.URI)
		two, _ := s.Post(edited.URI)
		return one.Deleted && two.Deleted && len(s.Followers) == 0
	})
	for _, r := range ines.State().Received[heard:] {
		if r.Type != "Delete" && r.Type != "Undo" {
			t.Errorf("after the block Ines received a %s: %s", r.Type, r.Body)
		}
	}
	if got, _ := ines.State().Post(kept.URI); got.Deleted {
		t.Error("a post that nobody took back is gone at Ines")
	}
	// in, of what is taken back
	ines.Delete(regretted)
	ines.Undo(like)
	Eventually(t, "what Ines takes back is gone here", func() bool {
		s, _ := ada.Here(kept.URI)
		_, here := ada.Here(regretted)
		return !here && s.Favourites == 0
	})
	if _, here := ada.Here(theirs); !here {
		t.Error("a post that nobody took back is gone here")
	}

	h.Stands(models.Allowed, ines)
	again := ada.Says("Here we are again.")
	ines.Has(again.URI)
	if _, had := ines.State().Post(silent.URI); had {
		t.Error("what was written during the block came after it")
	}
	if f := ines.Fetch(kept.URI, true); f.Status != http.StatusOK {
		t.Errorf("after the block Ines asks for a post and is answered %d", f.Status)
	}
	if _, found := bob.Searches(unseen); len(found) != 1 {
		t.Errorf("after the block Bob searches and finds %v", found)
	}
	ada.Follows(ines)
	ada.Reads(ines.Says(Said{Text: "Good to be back."}))
	h.Trusted(ines)
}
