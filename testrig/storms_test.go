package testrig_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// shareOf is an Announce by nell.
func shareOf(p *testrig.Peer, id, object string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/shares/%s","type":"Announce","actor":"%s","object":"%s","to":"https://www.w3.org/ns/activitystreams#Public"}`, p.Host, id, p.Nell, object)
}

// sharesTaken counts what came and was applied, and all that came.
func sharesTaken(s *testrig.Server) (applied, all int) {
	s.Read(func(tx *store.Tx) error {
		items, err := tx.Inbox(store.InboxFilter{Limit: 500})
		for _, i := range items {
			if i.Verb == models.Announce {
				all++
				if i.State == models.Applied {
					applied++
				}
			}
		}
		return err
	})
	return applied, all
}

// Whoever shares more than 120 things in a minute is asked to wait, and is heard again afterwards. Others are not held up.
func TestHostileAStormOfSharesIsAskedToWait(t *testing.T) {
	w := testrig.NewBusyWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	post := ada.Posts("Share this.", conversations.World)
	storm, calm := w.Peer("storm.example"), w.Peer("calm.example")
	var refused int
	for i := range 150 {
		r := httptest.NewRequest(http.MethodPost, string(ada.Home.Site.SharedInbox()), strings.NewReader(shareOf(storm, fmt.Sprint(i), string(post.IRI))))
		r.Header.Set("Content-Type", "application/activity+json")
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := signature.Sign(r, signature.Digest(body), storm.Nell+"#main-key", storm.Key, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		ada.Home.Handler.ServeHTTP(answer, r)
		status, header := answer.Code, answer.Header()
		switch {
		case status == http.StatusTooManyRequests:
			refused++
			if header.Get("Retry-After") != "1" {
				t.Fatalf("it is told to wait for %q seconds", header.Get("Retry-After"))
			}
		case status != http.StatusAccepted:
			t.Fatalf("share %d was answered %d", i, status)
		}
	}
	w.Settle()
	if _, all := sharesTaken(ada.Home); refused != 30 || all != 120 {
		t.Errorf("%d were refused and %d taken, of 150", refused, all)
	}
	if status, body := calm.Sends(ada.Home.Site.SharedInbox(), shareOf(calm, "1", string(post.IRI))); status != http.StatusAccepted {
		t.Errorf("somebody else was answered %d %s", status, body)
	}
	w.Clock.Advance(time.Minute)
	if status, body := storm.Sends(ada.Home.Site.SharedInbox(), shareOf(storm, "later", string(post.IRI))); status != http.StatusAccepted {
		t.Errorf("a minute later it was answered %d %s", status, body)
	}
}

// A share of a share, of itself, and of one that shares it in turn, is asked for once, has no effect and comes to an end.
func TestHostileSharesThatGoRoundChangeNothing(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	one, two := w.Peer("one.example"), w.Peer("two.example")
	share := func(p *testrig.Peer, id, object string) {
		doc := shareOf(p, id, object)
		p.Serves("/shares/"+id, doc)
		if status, body := p.Sends(ada.Home.Site.SharedInbox(), doc); status != http.StatusAccepted {
			t.Errorf("%s was answered %d %s", id, status, body)
		}
	}
	const post = "https://one.example/notes/1"
	one.Serves("/notes/1", fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Note","attributedTo":"%s","content":"Share this.","to":"https://www.w3.org/ns/activitystreams#Public"}`, post, one.Nell))
	share(one, "first", post)
	w.Settle()
	share(two, "of-a-share", "https://one.example/shares/first")
	share(one, "itself", "https://one.example/shares/itself")
	two.Serves("/shares/b", shareOf(two, "b", "https://one.example/shares/a"))
	share(one, "a", "https://two.example/shares/b")
	share(two, "b", "https://one.example/shares/a")
	one.Sends(ada.Home.Site.SharedInbox(), fmt.Sprintf(`{"id":"https://one.example/shares/whole","type":"Announce","actor":"%s","object":%s}`, one.Nell, shareOf(one, "first", post)))
	before := len(w.Net.Exchanges())
	w.Settle()
	w.Later(2 * time.Hour)
	if applied, all := sharesTaken(ada.Home); applied != 1 || all != 6 {
		t.Errorf("%d of %d shares had an effect", applied, all)
	}
	asked := 0
	for _, x := range w.Net.Exchanges()[before:] {
		if x.From == "acme.example" && x.Method == http.MethodGet {
			asked++
		}
	}
	if asked > 12 {
		t.Errorf("acme asked %d times", asked)
	}
	for _, p := range []*testrig.Peer{one, two} {
		if n := p.GotOfType("Announce"); n != 0 {
			t.Errorf("%s got %d shares back", p.Host, n)
		}
	}
}
