package testrig_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/config"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/holds"
	"guildhall/services/moderation"
	"guildhall/services/reactions"
	"guildhall/services/retention"
	"guildhall/store"
	"guildhall/testrig"
)

const day = 24 * time.Hour

// goes are the kinds of which something goes, and how much: posts elsewhere 2.
func goes(all []retention.Goes) string {
	var said []string
	for _, g := range all {
		if g.Goes != 0 {
			said = append(said, fmt.Sprintf("%s %d", g.Kind, g.Goes))
		}
	}
	return strings.Join(said, ", ")
}

// foretold is what a preview says.
func foretold(t *testing.T, s *testrig.Server) string {
	t.Helper()
	all, err := s.Retention.Preview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return goes(all)
}

// swept is what a sweep took away. It fails where the preview said anything else, or changed anything.
func swept(t *testing.T, s *testrig.Server) string {
	t.Helper()
	said := foretold(t, s)
	if again := foretold(t, s); again != said {
		t.Errorf("looking changed what goes: first %q, then %q", said, again)
	}
	all, err := s.Retention.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := goes(all); got != said {
		t.Errorf("the preview said %q, and the sweep took %q", said, got)
	}
	return said
}

// has tells whether there is a row of a post.
func has(s *testrig.Server, iri models.IRI) (there bool) {
	s.Read(func(tx *store.Tx) error {
		_, err := tx.PostByIRI(iri)
		there = err == nil
		if fault.Is(err, fault.Missing) {
			return nil
		}
		return err
	})
	return there
}

func held(t *testing.T, s *testrig.Server, kind models.HoldKind, name string) models.LegalHold {
	t.Helper()
	var h models.LegalHold
	s.Write(func(tx *store.Tx) (err error) {
		h, err = holds.Place(tx, s.Ledger, holds.Ask{Kind: kind, Name: name, Reason: "Case 7."})
		return err
	})
	return h
}

func lifted(s *testrig.Server, h models.LegalHold) {
	s.Write(func(tx *store.Tx) error {
		_, err := holds.Lift(tx, models.Actor{}, h.ID, "It is over.")
		return err
	})
}

// keeping are settings under which posts of other servers go after 30 days and nothing else does.
func keeping(s *config.Settings) {
	s.KeepRemotePosts, s.KeepOwnPosts, s.KeepNotices = 30, 0, 0
	s.KeepInbox, s.KeepTexts, s.KeepRecords, s.MediaDays = 3650, 3650, 3650, 3650
}

// Of what other servers wrote only that goes which nobody here refers to; a conversation goes whole or stays whole, and what is quoted
// stays for as long as the quoting post does. The preview says it before, and the sweep does just that.
func TestStoryWithTimeOnlyThatGoesWhichNobodyRefersTo(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	acme.Anew(keeping)
	says := func(n int, more string) models.IRI {
		peer.Sends(ada.Inbox, note(peer, n, fmt.Sprintf("Word number %d.", n), more))
		w.Settle()
		return models.IRI(fmt.Sprintf("https://peer.example/notes/%d", n))
	}
	below := func(n, of int) models.IRI {
		return says(n, fmt.Sprintf(`,"inReplyTo":"https://peer.example/notes/%d"`, of))
	}
	ada.Follows("nell@peer.example")
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/accepts/1","type":"Accept","actor":"%s","object":{"type":"Follow","actor":"%s","object":"%s"}}`, peer.Nell, ada.IRI, peer.Nell))
	stays := map[string]models.IRI{}
	says(1, "")
	says(2, "")
	below(3, 2)
	stays["favoured"] = says(4, "")
	ada.Thanks("Word number 4.")
	stays["shared"] = says(5, "")
	ada.Shares("Word number 5.")
	stays["answered"] = says(6, "")
	ada.Replies("Word number 6.", "So it is.")
	stays["quoted"] = says(7, "")
	ada.Writes(conversations.Ask{Text: "Look at this.", Quote: ada.Finds("Word number 7.").ID, Audience: models.Everyone, Where: conversations.Inside})
	stays["reacted to"] = says(8, "")
	ada.Home.Write(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(stays["reacted to"])
		if err == nil {
			_, err = reactions.React(tx, ada.Home.Site, ada.Actor, p.ID, "🎉", "", "")
		}
		return err
	})
	stays["reported"] = says(9, "")
	reporting(w, ada, moderation.Told{Target: ada.Finds("Word number 9.").Author, Posts: []models.Post{ada.Finds("Word number 9.").Post}, Comment: "Look."})
	stays["the head of a thread that is favoured"] = says(10, "")
	stays["its answer"] = below(11, 10)
	stays["the other answer"] = below(12, 10)
	ada.Thanks("Word number 11.")
	peer.Sends(ada.Inbox, strings.NewReplacer(`"https://www.w3.org/ns/activitystreams#Public"`, `"`+string(ada.IRI)+`"`, "Word number 13.", "For Ada alone.").Replace(note(peer, 13, "Word number 13.", "")))
	stays["a letter"] = "https://peer.example/notes/13"
	quoted := says(14, "")
	quoting := says(15, `,"quote":"https://peer.example/notes/14"`)
	stays["under a hold"] = says(16, "")
	hold := held(t, acme, models.HoldPost, string(stays["under a hold"]))

	w.Later(20 * day)
	stays["what came a while ago, and is of long before"] = says(20, `,"published":"2024-05-01T00:00:00Z"`)
	if got := swept(t, acme); got != "" {
		t.Errorf("after 20 days went %s", got)
	}
	w.Later(15 * day)
	below(21, 20)
	for iri := range map[string]bool{"https://peer.example/notes/1": true, string(quoted): true} {
		if !has(acme, models.IRI(iri)) {
			t.Fatalf("%s never came", iri)
		}
	}
	if got := swept(t, acme); got != "posts elsewhere 4" {
		t.Errorf("after 35 days went %s", got)
	}
	for _, n := range []int{1, 2, 3, 15} {
		if has(acme, models.IRI(fmt.Sprintf("https://peer.example/notes/%d", n))) {
			t.Errorf("number %d is there still", n)
		}
	}
	for why, iri := range stays {
		if !has(acme, iri) {
			t.Errorf("what is %s went", why)
		}
	}
	ada.Sees("Word number 11.").Sees("Word number 12.").Sees("For Ada alone.")
	if !has(acme, quoted) || has(acme, quoting) {
		t.Error("what was quoted when the sweep began goes with the next one")
	}
	if got := swept(t, acme); got != "posts elsewhere 1" || has(acme, quoted) {
		t.Errorf("the next time went %q", got)
	}
	lifted(acme, hold)
	if got := swept(t, acme); got != "posts elsewhere 1" || has(acme, stays["under a hold"]) {
		t.Errorf("after the hold went %q", got)
	}
	w.Say("what went may come again")
	peer.Sends(ada.Inbox, strings.Replace(note(peer, 1, "Word number 1.", ""), "/create", "/create-again", 1))
	w.Settle()
	ada.Sees("Word number 1.")
	if got := swept(t, acme); got != "" {
		t.Errorf("what came today goes: %s", got)
	}
}

// Posts of people here go with time only if the organisation says so, and only those that nobody else took up. Servers that have them
// are told.
func TestStoryPostsOfOursGoOnlyIfTheOrganisationSaysSo(t *testing.T) {
	w, ada, peer := outside(t)
	acme, bob := w.Server("acme.example"), w.As("bob@acme.example")
	acme.Anew(keeping)
	gone := ada.Posts("Lunch is at noon.", conversations.World)
	ada.Writes(conversations.Ask{Text: "At half past, I mean.", ReplyTo: gone.ID})
	stays := map[string]models.Post{"answered": ada.Posts("Who has the key?", conversations.World), "favoured": ada.Posts("The press runs.", conversations.World),
		"a note to oneself": ada.Writes(conversations.Ask{Text: "My own thoughts.", Audience: models.Self}),
		"pinned":            ada.Posts("How we tape the floor.", conversations.World)}
	bob.Replies("Who has the key?", "I have.")
	bob.Thanks("The press runs.")
	pins(t, ada, stays["pinned"])
	w.Later(400 * day)
	if got := swept(t, acme); got != "" {
		t.Errorf("nobody said that anything goes, and there went %s", got)
	}
	acme.Anew(func(s *config.Settings) { s.KeepOwnPosts = 365 })
	if got := swept(t, acme); got != "posts of ours 2" {
		t.Errorf("after a year went %q", got)
	}
	w.Settle()
	bob.SeesNot("Lunch is at noon.")
	if peer.GotOfType("Delete") != 2 {
		t.Errorf("the peer was told %v", peer.Got())
	}
	for why, p := range stays {
		acme.Read(func(tx *store.Tx) error {
			now, err := tx.PostByID(p.ID)
			if now.Deleted != 0 {
				t.Errorf("what is %s went", why)
			}
			return err
		})
	}
}

// Everything else that has its time goes when that has come, each kind in its own, as the preview says.
func TestStoryEachKindGoesInItsTime(t *testing.T) {
	w, ada, peer := outside(t)
	acme, bob := w.Server("acme.example"), w.As("bob@acme.example")
	acme.Anew(func(s *config.Settings) {
		s.KeepInbox, s.KeepTexts, s.KeepNotices, s.KeepRecords, s.KeepJobs = 10, 20, 30, 40, 50
	})
	ada.Posts("The valve is open.", conversations.World)
	bob.Thanks("The valve is open.")
	peer.Sends(ada.Inbox, note(peer, 1, "Hello.", ""))
	w.Settle()
	w.Later(11 * day)
	if got := swept(t, acme); got != "received bytes 2" {
		t.Errorf("after 11 days went %q", got)
	}
	peer.Sends(ada.Inbox, note(peer, 1, "Hello again.", ""))
	w.Settle()
	if got := foretold(t, acme); got != "" {
		t.Errorf("the id of what was forgotten is not known any more: %s", got)
	}
	w.Later(10 * day)
	if got := swept(t, acme); !strings.HasPrefix(got, "record texts ") || strings.Contains(got, ",") {
		t.Errorf("after 21 days went %q", got)
	}
	w.Later(10 * day)
	if got := swept(t, acme); !strings.HasPrefix(got, "notices ") || strings.Contains(got, ",") || ada.Noticed(models.NoticeFavourite) != 0 {
		t.Errorf("after 31 days went %q", got)
	}
	w.Later(10 * day)
	if got := swept(t, acme); !strings.HasPrefix(got, "records ") || strings.Contains(got, ",") {
		t.Errorf("after 41 days went %q", got)
	}
	if v, err := acme.Ledger.Verify(t.Context()); err != nil || !v.Sound() {
		t.Errorf("the record says %+v, %v", v, err)
	}
}
