package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// quoteSeen is what somebody sees of what a post quotes: its state, and the words of the quoted post where they stand inside.
func quoteSeen(t *testing.T, p *testrig.Person, iri models.IRI) string {
	t.Helper()
	out := "not here"
	p.Home.Read(func(tx *store.Tx) error {
		post, err := tx.PostByIRI(iri)
		if err != nil {
			return nil
		}
		x, err := tx.ShowPost(p.ID, post.ID)
		switch {
		case err != nil:
			return err
		case x.Quote == nil:
			out = "none"
		case x.Quoted == nil:
			out = string(x.Quote.State)
		default:
			out = string(x.Quote.State) + ": " + x.Quoted.Content
		}
		return nil
	})
	return out
}

func quoteRequest(by models.IRI, n int, object, instrument models.IRI) string {
	return fmt.Sprintf(`{"@context":["https://www.w3.org/ns/activitystreams",{"QuoteRequest":"https://w3id.org/fep/044f#QuoteRequest"}],"id":"https://%s/requests/%d","type":"QuoteRequest","actor":"%s","object":"%s","instrument":"%s"}`,
		by.Host(), n, by, object, instrument)
}

// quoteNote is a Create of a note that quotes something, and the document of the note.
func quoteNote(p *testrig.Peer, n int, quoted models.IRI, more string) string {
	body := note(p, n, "look at this", fmt.Sprintf(`,"quote":"%s"%s`, quoted, more))
	var act struct{ Object json.RawMessage }
	_ = json.Unmarshal([]byte(body), &act)
	p.Serves(fmt.Sprintf("/notes/%d", n), strings.Replace(string(act.Object), `{`, `{"@context":"https://www.w3.org/ns/activitystreams",`, 1))
	return body
}

// lastOf is the newest activity of a type that reached the peer.
func lastOf(t *testing.T, p *testrig.Peer, kind string) (body string, act struct {
	ID, Type, Result string
	Object           any
}) {
	t.Helper()
	for _, b := range p.Got() {
		var a struct {
			ID, Type, Result string
			Object           any
		}
		if json.Unmarshal([]byte(b), &a) == nil && a.Type == kind {
			body, act = b, a
		}
	}
	return body, act
}

func setsQuotable(p *testrig.Person, post models.Post, to models.QuotePolicy) {
	p.Home.Write(func(tx *store.Tx) error {
		return conversations.SetQuotable(tx, p.Home.Site, p.Actor, post.ID, to)
	})
}

func TestStoryAPostIsQuotedElsewhereByConsentAndTakenOutAgain(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("The valve is open.", conversations.World)
	create := quoteNote(peer, 1, post.IRI, "")
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 1, post.IRI, "https://peer.example/notes/1"))
	w.Settle()
	body, yes := lastOf(t, peer, "Accept")
	if yes.Result == "" || !strings.Contains(body, `"QuoteRequest"`) || !strings.Contains(body, "https://peer.example/requests/1") {
		t.Fatalf("the answer is %s", body)
	}
	status, stamp := peer.Reads(models.IRI(yes.Result))
	var consent struct{ ID, Type, AttributedTo, InteractingObject, InteractionTarget string }
	if err := json.Unmarshal([]byte(stamp), &consent); err != nil || status != http.StatusOK || consent.ID != yes.Result || consent.Type != "QuoteAuthorization" ||
		consent.AttributedTo != string(ada.IRI) || consent.InteractingObject != "https://peer.example/notes/1" || consent.InteractionTarget != string(post.IRI) {
		t.Fatalf("the stamp is %d %s", status, stamp)
	}
	peer.Sends(ada.Inbox, create)
	w.Settle()
	quoting := models.IRI("https://peer.example/notes/1")
	if got := quoteSeen(t, ada, quoting); got != "accepted: <p>The valve is open.</p>" {
		t.Fatalf("ada sees %q", got)
	}
	if got := noticesOfQuotes(t, ada); got != "quote" {
		t.Errorf("ada was told %q", got)
	}
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 2, post.IRI, quoting)) // asked once more: the same stamp
	w.Settle()
	if _, again := lastOf(t, peer, "Accept"); again.Result != yes.Result {
		t.Errorf("another stamp: %s", again.Result)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(quoting)
		if err != nil {
			return err
		}
		return conversations.Revoke(tx, ada.Home.Site, ada.Actor, p.ID)
	})
	w.Settle()
	if body, end := lastOf(t, peer, "Delete"); end.Object != yes.Result {
		t.Errorf("the peer was told %s", body)
	}
	if status, _ := peer.Reads(models.IRI(yes.Result)); status != http.StatusNotFound {
		t.Errorf("the stamp that was taken back answers %d", status)
	}
	if got := quoteSeen(t, ada, quoting); got != "revoked" {
		t.Errorf("ada sees %q", got)
	}
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 3, post.IRI, quoting)) // taken back stays taken back
	w.Settle()
	if peer.GotOfType("Reject") != 1 || quoteSeen(t, ada, quoting) != "revoked" {
		t.Errorf("asking again was answered %v", peer.Got())
	}
}

func TestStoryAQuoteThatCouldNotBeReadWhenItAskedIsToldOfWhenItComes(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("The valve is open.", conversations.World)
	create := quoteNote(peer, 1, post.IRI, "")
	peer.Serves("/notes/1", "nothing to read yet")
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 1, post.IRI, "https://peer.example/notes/1"))
	w.Settle()
	if got := noticesOfQuotes(t, ada); got != "" {
		t.Errorf("ada was told %q of a post that is not here", got)
	}
	peer.Sends(ada.Inbox, create)
	w.Settle()
	if got := quoteSeen(t, ada, "https://peer.example/notes/1"); got != "accepted: <p>The valve is open.</p>" || noticesOfQuotes(t, ada) != "quote" {
		t.Errorf("ada sees %q and was told %q", got, noticesOfQuotes(t, ada))
	}
}

func TestStoryWhoMayQuoteIsTheAuthorsToSay(t *testing.T) {
	w, ada, peer := outside(t)
	far := w.Peer("far.example")
	w.Server("acme.example").Allows("far.example")
	post := ada.Posts("The valve is open.", conversations.World)
	inside := ada.Posts("In here.", conversations.Inside)
	asks := func(p *testrig.Peer, n int) (yes, no int) {
		p.Sends(ada.Inbox, quoteRequest(p.Nell, n, post.IRI, models.IRI(fmt.Sprintf("https://%s/notes/%d", p.Host, n))))
		w.Settle()
		return p.GotOfType("Accept"), p.GotOfType("Reject")
	}
	before := peer.GotOfType("Accept") // of the follow
	setsQuotable(ada, post, models.QuoteFollowers)
	w.Settle()
	if _, edit := lastOf(t, peer, "Update"); !strings.Contains(fmt.Sprint(edit.Object), "/followers") {
		t.Errorf("the follower was told %v", edit.Object)
	}
	if yes, no := asks(peer, 1); yes != before+1 || no != 0 {
		t.Errorf("a follower was answered %d %d", yes, no)
	}
	if yes, no := asks(far, 2); yes != 0 || no != 1 {
		t.Errorf("a stranger was answered %d %d", yes, no)
	}
	setsQuotable(ada, post, models.QuoteNobody)
	if yes, no := asks(peer, 3); yes != before+1 || no != 1 {
		t.Errorf("where nobody may, a follower was answered %d %d", yes, no)
	}
	n := len(peer.Got())
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 4, inside.IRI, "https://peer.example/notes/4"))
	peer.Sends(ada.Inbox, quoteRequest(peer.Nell, 5, ada.IRI+"x", "https://peer.example/notes/5"))
	far.Sends(ada.Inbox, quoteRequest(far.Nell, 6, post.IRI, "https://peer.example/notes/1")) // another's post
	w.Settle()
	if len(peer.Got()) != n || far.GotOfType("Accept") != 0 {
		t.Errorf("what is hidden was answered: %v", peer.Got()[n:])
	}
}

func TestStoryAQuoteWithoutConsentIsALink(t *testing.T) {
	w, ada, peer := outside(t)
	far := w.Peer("far.example")
	w.Server("acme.example").Allows("far.example")
	post := ada.Posts("The valve is open.", conversations.World)
	peer.Sends(ada.Inbox, quoteNote(peer, 1, post.IRI, `,"quoteAuthorization":"https://peer.example/stamps/1"`))
	w.Settle()
	if got := quoteSeen(t, ada, "https://peer.example/notes/1"); got != "unauthorized" {
		t.Errorf("a quote of hers that nobody asked for: %q", got)
	}
	theirs := func(n int, more string) models.IRI {
		quoteNote(far, n, "", more)
		return models.IRI(fmt.Sprintf("https://far.example/notes/%d", n))
	}
	closed := `,"interactionPolicy":{"canQuote":{"automaticApproval":["https://www.w3.org/ns/activitystreams#Public"]}}`
	stamp := func(path, quoting, quoted, by string) string {
		far.Serves(path, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://far.example%s","type":"QuoteAuthorization","attributedTo":"%s","interactingObject":"%s","interactionTarget":"%s"}`, path, by, quoting, quoted))
		return `,"quoteAuthorization":"https://far.example` + path + `"`
	}
	for n, c := range []struct {
		quoted models.IRI
		stamp  string
		want   string
	}{
		{theirs(11, ""), "", "accepted: <p>look at this</p>"}, // its author's software knows no consent
		{theirs(12, closed), "", "unauthorized"},              // it does, and nobody consented
		{theirs(13, closed), stamp("/s/1", "https://peer.example/notes/42", "https://far.example/notes/13", string(far.Nell)), "accepted: <p>look at this</p>"},
		{theirs(14, closed), stamp("/s/2", "https://peer.example/notes/1", "https://far.example/notes/14", string(far.Nell)), "unauthorized"},   // for another post
		{theirs(15, closed), stamp("/s/3", "https://peer.example/notes/44", "https://far.example/notes/15", string(peer.Nell)), "unauthorized"}, // by another
		{theirs(16, closed), `,"quoteAuthorization":"https://peer.example/s/4"`, "unauthorized"},                                                // from another server
	} {
		peer.Sends(ada.Inbox, quoteNote(peer, 40+n, c.quoted, c.stamp))
		w.Settle()
		if got := quoteSeen(t, ada, models.IRI(fmt.Sprintf("https://peer.example/notes/%d", 40+n))); got != c.want {
			t.Errorf("case %d: ada sees %q, not %q", n, got, c.want)
		}
	}
}

func TestStoryOurQuoteAsksAndObeysTheAnswer(t *testing.T) {
	w, ada, peer := outside(t)
	rule := `,"interactionPolicy":{"canQuote":{"automaticApproval":["https://www.w3.org/ns/activitystreams#Public"]}}`
	for n := range 2 {
		peer.Sends(ada.Inbox, note(peer, n, fmt.Sprintf("pump %d runs", n), rule))
		w.Settle()
		theirs := fmt.Sprintf("https://peer.example/notes/%d", n)
		quoting := ada.Writes(conversations.Ask{Text: "Good news", Audience: models.Everyone, Where: conversations.World, Quote: postAt(t, ada, theirs).ID})
		body, ask := lastOf(t, peer, "QuoteRequest")
		if ask.Object != theirs || !strings.Contains(body, string(quoting.IRI)) {
			t.Fatalf("the peer was asked %s", body)
		}
		if got := quoteSeen(t, ada, quoting.IRI); got != "pending" {
			t.Errorf("while it waits ada sees %q", got)
		}
		if _, sent := peer.Reads(quoting.IRI); !strings.Contains(sent, `"quote":"`+theirs) || strings.Contains(sent, `"quoteUrl":"http`) || strings.Contains(sent, `"quoteAuthorization":"`) {
			t.Errorf("while it waits it reads %s", sent)
		}
		answer := `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/answers/%d","type":"%s","actor":"%s","object":"%s"%s}`
		if n == 0 {
			peer.Sends(ada.Inbox, fmt.Sprintf(answer, n, "Reject", peer.Nell, ask.ID, ""))
			w.Settle()
			if got := quoteSeen(t, ada, quoting.IRI); got != "rejected" {
				t.Errorf("refused, ada sees %q", got)
			}
			if _, sent := peer.Reads(quoting.IRI); strings.Contains(sent, `"quote":"`) {
				t.Errorf("refused, it reads %s", sent)
			}
			continue
		}
		mallory := w.Peer("mallory.example")
		w.Server("acme.example").Allows("mallory.example")
		mallory.Sends(ada.Inbox, fmt.Sprintf(answer, n, "Accept", mallory.Nell, ask.ID, `,"result":"https://mallory.example/stamps/1"`))
		mallory.Sends(ada.Inbox, strings.Replace(fmt.Sprintf(answer, 7, "Accept", mallory.Nell, ask.ID, `,"result":"https://mallory.example/stamps/1"`), "peer.example/answers", "mallory.example/answers", 1))
		w.Settle()
		if got := quoteSeen(t, ada, quoting.IRI); got != "pending" {
			t.Fatalf("somebody else consented: %q", got)
		}
		peer.Sends(ada.Inbox, fmt.Sprintf(answer, n, "Accept", peer.Nell, ask.ID, `,"result":"https://peer.example/stamps/1"`))
		w.Settle()
		if got := quoteSeen(t, ada, quoting.IRI); got != "accepted: <p>pump 1 runs</p>" {
			t.Errorf("accepted, ada sees %q", got)
		}
		if body, _ := lastOf(t, peer, "Update"); !strings.Contains(body, `"quoteAuthorization":"https://peer.example/stamps/1"`) {
			t.Errorf("the peer was told %s", body)
		}
		mallory.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://mallory.example/d/1","type":"Delete","actor":"%s","object":"https://peer.example/stamps/1"}`, mallory.Nell))
		w.Settle()
		if got := quoteSeen(t, ada, quoting.IRI); !strings.HasPrefix(got, "accepted") {
			t.Errorf("somebody else took it back: %q", got)
		}
		peer.Sends(ada.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/d/1","type":"Delete","actor":"%s","object":"https://peer.example/stamps/1"}`, peer.Nell))
		w.Settle()
		if got := quoteSeen(t, ada, quoting.IRI); got != "revoked" {
			t.Errorf("taken back, ada sees %q", got)
		}
	}
}

func TestStoryAQuoteGoesNoFurtherThanWhatItQuotes(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	bob := w.As("bob@acme.example")
	tom.Follows("ada@acme.example")
	inside := bob.Posts("The plan for spring.", conversations.Inside)
	post := ada.Writes(conversations.Ask{Text: "See the plan", Audience: models.Everyone, Where: conversations.World, Quote: inside.ID})
	if !post.Distance.IsInside() {
		t.Errorf("a quote of what stays inside goes %s", post.Distance)
	}
	ada.Edits(post, conversations.Change{Text: quoteText("See the plan again"), Where: quoteText(conversations.World)})
	if got := postAt(t, ada, string(post.IRI)); !got.Distance.IsInside() {
		t.Errorf("an edit lets a quote of what stays inside go %s", got.Distance)
	}
	bob.Deletes(inside)
	ada.Edits(post, conversations.Change{Where: quoteText(conversations.World)})
	if got := postAt(t, ada, string(post.IRI)); !got.Distance.IsInside() {
		t.Errorf("an edit lets a quote of what is gone go %s", got.Distance)
	}
	w.Server("acme.example").NeverSent("See the plan")
	named := bob.Writes(conversations.Ask{Text: "For @ada alone", Audience: models.Named})
	if _, err := ada.TriesToWrite(conversations.Ask{Text: "Look", Audience: models.Everyone, Quote: named.ID}); err == nil {
		t.Error("what is for one person was quoted")
	}
	if _, err := bob.TriesToWrite(conversations.Ask{Text: "Look", Audience: models.Everyone, Quote: ada.Writes(conversations.Ask{Text: "Friends", Audience: models.Self}).ID}); err == nil {
		t.Error("what one cannot read was quoted")
	}
	followers := ada.Writes(conversations.Ask{Text: "Among us", Audience: models.Followers, Where: conversations.Partners})
	if _, err := ada.TriesToWrite(conversations.Ask{Text: "Look", Audience: models.Everyone, Quote: followers.ID}); err == nil {
		t.Error("what is for followers was quoted to everyone")
	}
	again := ada.Writes(conversations.Ask{Text: "Once more among us", Audience: models.Followers, Where: conversations.Partners, Quote: followers.ID})
	if got := quoteSeen(t, tom, again.IRI); got != "accepted: <p>Among us</p>" {
		t.Errorf("tom sees %q", got)
	}
}

func TestStoryTwoGuildhallsQuoteEachOther(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	tom.Follows("ada@acme.example")
	ada.Follows("tom@guild.example")
	post := ada.Posts("The valve is open.", conversations.World)
	quoting := tom.Writes(conversations.Ask{Text: "Told you", Audience: models.Everyone, Where: conversations.World, Quote: postAt(t, tom, string(post.IRI)).ID})
	w.Later(20e9) // post and request came side by side: one of them may have had to wait for its next turn
	w.Settle()
	for _, who := range []*testrig.Person{tom, ada} {
		if got := quoteSeen(t, who, quoting.IRI); got != "accepted: <p>The valve is open.</p>" {
			t.Errorf("%s sees %q", who.Address(), got)
		}
	}
	ada.Edits(post, conversations.Change{Text: quoteText("The valve is shut.")})
	if got := noticesOfQuotes(t, tom); got != "quoted_update" {
		t.Errorf("tom was told %q", got)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(quoting.IRI)
		if err != nil {
			return err
		}
		return conversations.Revoke(tx, ada.Home.Site, ada.Actor, p.ID)
	})
	w.Settle()
	if got := quoteSeen(t, tom, quoting.IRI); got != "revoked" {
		t.Errorf("taken out, tom sees %q", got)
	}
	if got := quoteSeen(t, ada, quoting.IRI); got != "none" {
		t.Errorf("taken out, ada sees %q", got)
	}
}

func quoteText(s string) *string { return &s }

func noticesOfQuotes(t *testing.T, p *testrig.Person) string {
	t.Helper()
	var out []string
	p.Home.Read(func(tx *store.Tx) error {
		rows, err := tx.Notices(p.ID, []models.NoticeKind{models.NoticeQuote, models.NoticeRequoted}, nil, store.Page{})
		for _, n := range rows {
			out = append(out, string(n.Kind))
		}
		return err
	})
	return strings.Join(out, " ")
}

// postAt is a post by its id on the wire, as it is stored at somebody's home.
func postAt(t *testing.T, p *testrig.Person, iri string) (post models.Post) {
	t.Helper()
	if err := p.Home.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		post, err = tx.PostByIRI(models.IRI(iri))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return post
}

// Somebody who is only named in a post for followers is not told of the older post for followers that it quotes.
func TestStoryAQuoteTellsNobodyOfAPostForFollowers(t *testing.T) {
	w, ada, peer := outside(t)
	other := w.Peer("other.example")
	w.Server("acme.example").Allows("other.example")
	if _, err := ada.Home.Resolve.Handle(t.Context(), "@nell@other.example"); err != nil {
		t.Fatal(err)
	}
	first := ada.Writes(conversations.Ask{Text: "For followers.", Audience: models.Followers, Where: conversations.World})
	ada.Writes(conversations.Ask{Text: "@nell@other.example, as I said.", Audience: models.Followers, Where: conversations.World, Quote: first.ID})
	if got := strings.Join(other.Got(), " "); !strings.Contains(got, "as I said") || strings.Contains(got, string(first.IRI)) {
		t.Errorf("who follows nobody got %s", got)
	}
	if got := strings.Join(peer.Got(), " "); strings.Count(got, string(first.IRI)) < 2 {
		t.Errorf("a follower is not told what is quoted: %s", got)
	}
}
