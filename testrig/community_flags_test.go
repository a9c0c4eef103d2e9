package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// Members of a community on other servers flag a post in it as their software does. With one from here it folds; no server hears of the
// flags but the one they came to, and no report goes to the moderators. Who is no member, or was shut out, reports to them as ever.
func TestStoryMembersElsewhereFlagAPost(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("lemmy.example").Allows("masto.example").Allows("far.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example")
	mo := moderatorAt(w, "mo@acme.example")
	c := ada.Founds(communities.New{Handle: "welding", Name: "Welding", Purpose: "Better seams."})
	bob.Follows("welding@acme.example")
	lemmy, masto, far := w.Peer("lemmy.example"), w.Peer("masto.example"), w.Peer("far.example")
	for _, p := range []*testrig.Peer{lemmy, masto} {
		joinsFrom(t, w, p, c)
	}
	post := w.As("cy@acme.example").Follows("welding@acme.example").Writes(conversations.Ask{Text: "Fitters cannot weld.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	flags := func(p *testrig.Peer, n int, object string) {
		t.Helper()
		activity := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/flags/%d","type":"Flag","actor":"%s","to":["%s"],"object":%s,"summary":"It is unkind."}`, p.Nell.Host(), n, p.Nell, c.IRI, object)
		if status, body := p.Sends(c.Inbox, activity); status != http.StatusAccepted {
			t.Fatalf("it is answered with %d %s", status, body)
		}
		w.Settle()
	}
	isFolded := func() (yes bool) {
		acme.Read(func(tx *store.Tx) error {
			p, err := tx.PostByID(post.ID)
			yes = p.Folded != 0
			return err
		})
		return yes
	}
	at := fmt.Sprintf("%q", post.IRI)
	flags(far, 1, at)
	if n := len(reportsAt(acme)); n != 1 || mo.Noticed(models.NoticeReport) != 1 {
		t.Errorf("the word of a stranger came to the moderators as %d reports", n)
	}
	flags(lemmy, 1, at)
	flags(lemmy, 2, at)
	flags(masto, 1, fmt.Sprintf(`["%s",%s]`, w.As("cy@acme.example").IRI, at))
	if n := len(reportsAt(acme)); n != 1 {
		t.Errorf("members' flags went to the moderators: %d reports", n)
	}
	if isFolded() {
		t.Error("two members and a stranger folded it")
	}
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Flag(tx, acme.Site, bob.Actor, post, "unkind")
		return err
	})
	w.Settle()
	if !isFolded() {
		t.Error("three members flagged it")
	}
	for _, p := range []*testrig.Peer{lemmy, masto, far} {
		for _, got := range p.Got() {
			if strings.Contains(got, "unkind") || strings.Contains(got, `"Flag"`) {
				t.Errorf("%s was told of a flag: %s", p.Nell.Host(), got)
			}
		}
	}
	acme.Write(func(tx *store.Tx) error {
		return communities.Keep(tx, acme.Site, ada.Actor, c, post.ID, "Blunt, no more.")
	})
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(masto.Nell)
		if err == nil {
			_, err = communities.Rule(tx, acme.Site, communities.Decided{Community: c, By: ada.Actor, What: models.Banned, Whom: nell.ID, Reason: "spam"})
		}
		return err
	})
	w.Settle()
	other := w.As("cy@acme.example").Writes(conversations.Ask{Text: "Nor grind.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	flags(masto, 2, fmt.Sprintf("%q", other.IRI))
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.FlagsOn([]models.ID{other.ID})
		if len(list) != 0 {
			t.Errorf("whoever was shut out is counted: %+v", list)
		}
		return err
	})
	if n := len(reportsAt(acme)); n != 2 {
		t.Errorf("%d reports for the moderators", n)
	}

	// What somebody elsewhere wrote stays folded when they edit it.
	create := page(lemmy, c, 9, "Nobody here can weld")
	if status, body := lemmy.Sends(c.Inbox, create); status != http.StatusAccepted {
		t.Fatalf("%d %s", status, body)
	}
	w.Settle()
	theirs := bob.Finds("Nobody here can weld").Post
	for _, who := range []*testrig.Person{ada, bob, w.As("cy@acme.example")} {
		acme.Write(func(tx *store.Tx) error {
			_, err := communities.Flag(tx, acme.Site, who.Actor, theirs, "unkind")
			return err
		})
	}
	update := strings.NewReplacer("/create/", "/update/", `"type":"Create"`, `"type":"Update"`, "Nobody here can weld", "Nobody here can weld at all").Replace(create)
	w.Clock.Advance(time.Hour)
	if status, body := lemmy.Sends(c.Inbox, update); status != http.StatusAccepted {
		t.Fatalf("%d %s", status, body)
	}
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		now, err := tx.PostByID(theirs.ID)
		if now.Folded == 0 || now.Title != "Nobody here can weld at all" {
			t.Errorf("edited, it is folded since %d and called %q", now.Folded, now.Title)
		}
		return err
	})
}
