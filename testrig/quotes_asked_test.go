package testrig_test

import (
	"fmt"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// waiting are the quotes that wait for somebody's answer, and how often they were told of one.
func waiting(t *testing.T, p *testrig.Person) (wishes []models.QuoteWish, told int) {
	t.Helper()
	p.Home.Read(func(tx *store.Tx) (err error) {
		if wishes, err = tx.QuoteWishes(p.ID, store.Page{}); err != nil {
			return err
		}
		rows, err := tx.Notices(p.ID, []models.NoticeKind{models.NoticeQuoteWish}, nil, store.Page{})
		told = len(rows)
		return err
	})
	return wishes, told
}

func answersQuote(t *testing.T, p *testrig.Person, quote models.ID, yes bool) (err error) {
	t.Helper()
	p.Home.Write(func(tx *store.Tx) error {
		if err = conversations.AnswerQuote(tx, p.Home.Site, p.Actor, quote, yes); fault.Is(err, fault.Missing) {
			return nil
		}
		return err
	})
	return err
}

func TestStoryAQuoteWaitsForItsAuthorsOwnYesOrNo(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Writes(conversations.Ask{Text: "The valve is open.", Audience: models.Everyone, Where: conversations.World, Quotable: models.QuoteAsk})
	if _, doc := peer.Reads(post.IRI); !strings.Contains(doc, `"manualApproval":["https://www.w3.org/ns/activitystreams#Public"]`) || !strings.Contains(doc, fmt.Sprintf(`"automaticApproval":["%s"]`, ada.IRI)) {
		t.Errorf("who may quote it reads %s", doc)
	}
	accepted := peer.GotOfType("Accept") // of a follow, earlier
	for n := 1; n <= 3; n++ {
		create := quoteNote(peer, n, post.IRI, "")
		peer.Sends(ada.Inbox, quoteRequest(peer.Nell, n, post.IRI, models.IRI(fmt.Sprintf("https://peer.example/notes/%d", n))))
		w.Settle()
		peer.Sends(ada.Inbox, create)
		w.Settle()
		wishes, told := waiting(t, ada)
		if len(wishes) != 1 || told != 1 || wishes[0].By.IRI != peer.Nell || wishes[0].Quoting == nil || wishes[0].Quoted.ID != post.ID {
			t.Fatalf("quote %d: ada was told %d times, and there wait %+v", n, told, wishes)
		}
		quoting := wishes[0].IRI
		if got := quoteSeen(t, ada, quoting); got != "pending" || peer.GotOfType("Accept") != accepted+min(n-1, 1) || peer.GotOfType("Reject") != 2*max(n-2, 0) {
			t.Fatalf("quote %d: before her answer ada sees %q, and the peer got %v", n, got, peer.Got())
		}
		peer.Sends(ada.Inbox, quoteRequest(peer.Nell, n+10, post.IRI, quoting)) // asked again: still hers to say
		w.Settle()
		if wishes, told := waiting(t, ada); len(wishes) != 1 || told != 1 {
			t.Errorf("asked again, %d wait and ada was told %d times", len(wishes), told)
		}
		switch n {
		case 1:
			if err := answersQuote(t, ada, wishes[0].ID, true); err != nil {
				t.Fatal(err)
			}
			w.Settle()
			body, yes := lastOf(t, peer, "Accept")
			if yes.Result == "" || !strings.Contains(body, "https://peer.example/requests/11") {
				t.Fatalf("the yes is %s", body)
			}
			if status, stamp := peer.Reads(models.IRI(yes.Result)); status != 200 || !strings.Contains(stamp, string(quoting)) {
				t.Errorf("the stamp is %d %s", status, stamp)
			}
			if got := quoteSeen(t, ada, quoting); got != "accepted: <p>The valve is open.</p>" {
				t.Errorf("after her yes ada sees %q", got)
			}
		case 2:
			if err := answersQuote(t, ada, wishes[0].ID, false); err != nil {
				t.Fatal(err)
			}
			w.Settle()
			if got := quoteSeen(t, ada, quoting); got != "rejected" || peer.GotOfType("Reject") != 1 {
				t.Errorf("after her no ada sees %q, and the peer got %v", got, peer.Got())
			}
			peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 22, post.IRI, quoting)) // a no is a no
			w.Settle()
			if wishes, _ := waiting(t, ada); len(wishes) != 0 || peer.GotOfType("Reject") != 2 {
				t.Errorf("after her no, asking again waits as %+v", wishes)
			}
		case 3: // taken back before she answers
			peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/u/1","type":"Undo","actor":"%s","object":"https://peer.example/requests/13"}`, peer.Nell))
			w.Settle()
			if wishes, told := waiting(t, ada); len(wishes) != 0 || told != 0 {
				t.Errorf("what was taken back waits as %+v, told %d times", wishes, told)
			}
		}
		if err := answersQuote(t, ada, wishes[0].ID, true); !fault.Is(err, fault.Missing) {
			t.Errorf("what was answered is answered again: %v", err)
		}
	}
}

func TestStoryAWishToQuoteThatEndsUnseenIsForgotten(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Writes(conversations.Ask{Text: "The valve is open.", Audience: models.Everyone, Where: conversations.World, Quotable: models.QuoteAsk})
	peer.Serves("/notes/1", "nothing to read yet")
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 1, post.IRI, "https://peer.example/notes/1"))
	w.Settle()
	wishes, told := waiting(t, ada)
	if len(wishes) != 1 || wishes[0].Quoting != nil || told != 0 {
		t.Fatalf("of a post that is not here ada was told %d times: %+v", told, wishes)
	}
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/d/1","type":"Delete","actor":"%s","object":"https://peer.example/notes/1"}`, peer.Nell))
	w.Settle()
	if wishes, _ := waiting(t, ada); len(wishes) != 0 {
		t.Errorf("the post is gone and its wish waits: %+v", wishes)
	}
	for n := range 120 { // nobody fills the list
		peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 100+n, post.IRI, models.IRI(fmt.Sprintf("https://peer.example/many/%d", n))))
	}
	w.Settle()
	var all int
	ada.Home.Read(func(tx *store.Tx) (err error) {
		all, err = tx.CountQuoteWishes(ada.ID)
		return err
	})
	if all != 100 || peer.GotOfType("Reject") != 20 {
		t.Errorf("of 120 wishes %d wait and %d were refused", all, peer.GotOfType("Reject"))
	}
	ada.Blocks("nell@peer.example")
	if wishes, _ := waiting(t, ada); len(wishes) != 0 {
		t.Error("somebody whom ada blocked waits for her answer")
	}
}

func TestStoryTwoGuildhallsAskEachOtherBeforeTheyQuote(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	bob := w.As("bob@acme.example")
	tom.Follows("ada@acme.example")
	ada.Follows("tom@guild.example")
	ask := models.QuoteAsk
	ada.Home.Write(func(tx *store.Tx) error { return accounts.Prefer(tx, ada.Actor, accounts.Preferences{Quotes: &ask}) })
	post := ada.Posts("The valve is open.", conversations.World) // as she prefers
	for _, who := range []*testrig.Person{tom, bob} {
		for _, yes := range []bool{true, false} {
			quoting := who.Writes(conversations.Ask{Text: "Told you", Audience: models.Everyone, Where: conversations.World, Quote: postAt(t, who, string(post.IRI)).ID})
			w.Later(20e9)
			w.Settle()
			if got := quoteSeen(t, who, quoting.IRI); got != "pending" {
				t.Errorf("before the answer %s sees %q", who.Address(), got)
			}
			wishes, told := waiting(t, ada)
			if len(wishes) != 1 || told != 1 || wishes[0].By.IRI != who.IRI {
				t.Fatalf("ada was told %d times of what %s asks: %+v", told, who.Address(), wishes)
			}
			if err := answersQuote(t, who, wishes[0].ID, true); !fault.Is(err, fault.Missing) {
				t.Errorf("%s answered for her", who.Address())
			}
			if err := answersQuote(t, ada, wishes[0].ID, yes); err != nil {
				t.Fatal(err)
			}
			w.Settle()
			want := "rejected"
			if yes {
				want = "accepted: <p>The valve is open.</p>"
			}
			for _, reader := range []*testrig.Person{who, ada, tom} {
				if got := quoteSeen(t, reader, quoting.IRI); got != want && !(reader != who && !yes && got == "none") && !(reader == tom && who == bob) {
					t.Errorf("after the answer %t to %s, %s sees %q", yes, who.Address(), reader.Address(), got)
				}
			}
		}
	}
	if _, err := bob.TriesToWrite(conversations.Ask{Text: "For @tom@guild.example", Audience: models.Named, Quote: post.ID}); err == nil {
		t.Error("ada was asked for a quote that she cannot read")
	}
}
