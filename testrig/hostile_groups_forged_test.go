package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// evil is a community of a hostile server that ada is in; whatever it says is signed as itself.
type evil struct {
	*testrig.Peer
	group models.Actor
	to    *testrig.Person
	n     int
}

func evilAt(t *testing.T, w *testrig.World, ada *testrig.Person, host string) *evil {
	t.Helper()
	mallory := w.Peer(host)
	ada.Home.Allows(host)
	group, err := ada.Home.Resolve.Actor(t.Context(), groupAt(mallory, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%[1]s/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://%[1]s/users/nell"]}`, host)), nil)
	if err != nil {
		t.Fatal(err)
	}
	ada.Home.Write(func(tx *store.Tx) error {
		return tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: models.IRI("https://acme.example/f/" + host), FollowerID: ada.ID, FolloweeID: group.ID, State: models.Accepted, Created: tx.Now()})
	})
	return &evil{Peer: mallory, group: group, to: ada}
}

// announces lets the community pass something on, an activity or an id in quotes, and gives the answer.
func (e *evil) announces(inner string) (int, string) {
	e.n++
	return e.SendsAs(string(e.group.IRI)+"#main-key", e.to.Inbox, announcedBy(e.group.IRI, e.n, inner))
}

// acmeAsItIs is what a community could change by telling of it: posts, who follows whom, thanks, votes, comers, blocks, reports, names, pins.
func acmeAsItIs(t *testing.T, s *testrig.Server, ada *testrig.Person, known ...models.IRI) string {
	t.Helper()
	var all strings.Builder
	s.Read(func(tx *store.Tx) error {
		posts, err := tx.PublicPosts(ada.ID, "", store.Page{Limit: 80})
		for _, p := range posts {
			fmt.Fprintf(&all, "%s by %s: %s %q %d thanks %d shares %d answers %d come, poll %v, locked %d\n", p.IRI, p.Author.IRI, p.Title, p.Content, p.Favourites, p.Boosts, p.Replies, p.Comers, p.Poll, p.Locked)
		}
		for _, iri := range known {
			a, lost := tx.ActorByIRI(iri)
			if lost != nil {
				return lost
			}
			for _, other := range append([]models.IRI{ada.IRI}, known...) {
				o, lost := tx.ActorByIRI(other)
				if lost != nil {
					return lost
				}
				there, _ := tx.Follow(a.ID, o.ID)
				back, _ := tx.Follow(o.ID, a.ID)
				parted, lost := tx.Blocked(a.ID, o.ID)
				if lost != nil {
					return lost
				}
				fmt.Fprintf(&all, "%s (%s, gone %d, moved %q) and %s: %s %s %v\n", a.IRI, a.Name, a.Gone, a.MovedTo, o.IRI, there.State, back.State, parted)
			}
			pins, lost := tx.Pins(a.ID, 0)
			if lost != nil {
				return lost
			}
			fmt.Fprintf(&all, "%d pins\n", len(pins))
		}
		reports, lost := tx.Reports(store.ReportFilter{})
		if lost != nil {
			return lost
		}
		fmt.Fprintf(&all, "%d reports, %d notices\n", len(reports), ada.Noticed(models.NoticeMention)+ada.Noticed(models.NoticeFollow)+ada.Noticed(models.NoticeFavourite)+ada.Noticed(models.NoticeBoost)+ada.Noticed(models.NoticeComing))
		return err
	})
	return all.String()
}

// A community passes on what others did. What it makes up, what is not its to tell, and what nobody can pass on changes nothing.
func TestHostileAGroupPassesOnWhatItMadeUp(t *testing.T) {
	w, ada, north := outside(t)
	acme := w.Server("acme.example")
	mallory := evilAt(t, w, ada, "mallory.example")
	hers := ada.Posts("As ada wrote it.", conversations.World)
	poll := asksPoll(ada, false)
	event := hosts(ada, conversations.World)
	north.Sends(ada.Inbox, note(north, 7, "as nell wrote it", ""))
	north.Serves("/notes/7", only(t, note(north, 7, "as nell wrote it", "")))
	asked := models.IRI("https://acme.example/f/asked")
	acme.Write(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(north.Nell)
		if err == nil {
			err = tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: asked, FollowerID: ada.ID, FolloweeID: nell.ID, State: models.Pending, Created: tx.Now()})
		}
		return err
	})
	w.Settle()
	nell := north.Nell
	act := func(kind string, by models.IRI, object string) string {
		return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/made-up/%s","type":"%s","actor":"%s","to":["https://www.w3.org/ns/activitystreams#Public"],"object":%s}`, by.Host(), kind, kind, by, object)
	}
	words := func(id, by models.IRI, text string) string {
		return fmt.Sprintf(`{"id":"%s","type":"Note","attributedTo":"%s","content":"<p>%s</p>","to":["https://www.w3.org/ns/activitystreams#Public"]}`, id, by, text)
	}
	q := func(iri models.IRI) string { return `"` + string(iri) + `"` }
	mallory.Sends(ada.Inbox, note(mallory.Peer, 2, "its own people's words", "")) // so that they are known
	w.Settle()
	before := acmeAsItIs(t, acme, ada, nell, mallory.Nell)
	for _, c := range []struct{ story, inner string }{
		{"words in the name of somebody elsewhere, who never wrote them", act("Create", nell, words("https://peer.example/notes/99", nell, "MADE UP"))},
		{"words in ada's own name", act("Create", ada.IRI, words("https://acme.example/posts/0000000000000000000000", ada.IRI, "MADE UP"))},
		{"words on its own host in the name of somebody elsewhere", act("Create", mallory.Nell, words("https://mallory.example/notes/1", nell, "MADE UP"))},
		{"words of its own people that lie elsewhere", act("Create", mallory.Nell, words("https://peer.example/notes/98", mallory.Nell, "MADE UP"))},
		{"other words for what nell wrote", act("Update", nell, words("https://peer.example/notes/7", nell, "MADE UP"))},
		{"other words for what ada wrote", act("Update", ada.IRI, words(hers.IRI, ada.IRI, "MADE UP"))},
		{"the end of what nell wrote", act("Delete", nell, q("https://peer.example/notes/7"))},
		{"the end of what ada wrote", act("Delete", ada.IRI, q(hers.IRI))},
		{"the end of nell's account", act("Delete", nell, q(nell))},
		{"the end of ada's account", act("Delete", ada.IRI, q(ada.IRI))},
		{"another name for nell", act("Update", nell, `{"id":"`+string(nell)+`","type":"Person","name":"MADE UP","inbox":"https://mallory.example/inbox"}`)},
		{"a thanks by nell", act("Like", nell, q(hers.IRI))},
		{"a share by nell", act("Announce", nell, q(hers.IRI))},
		{"a follower", act("Follow", "https://peer.example/users/other", q(ada.IRI))},
		{"a yes to what ada asked of nell", act("Accept", nell, q(asked))},
		{"a no to it", act("Reject", nell, q(asked))},
		{"that nell follows no more", act("Undo", nell, fmt.Sprintf(`{"id":"https://peer.example/follows/1","type":"Follow","actor":"%s","object":"%s"}`, nell, ada.IRI))},
		{"that nell wants nothing of ada", act("Block", nell, q(ada.IRI))},
		{"that nell has moved to it", strings.Replace(act("Move", nell, q(nell)), `"to":`, `"target":"https://mallory.example/users/nell","to":`, 1)},
		{"a vote", act("Create", nell, fmt.Sprintf(`{"id":"https://peer.example/votes/1","type":"Note","attributedTo":"%s","name":"7018","inReplyTo":"%s","to":"%s"}`, nell, poll.IRI, ada.IRI))},
		{"a vote by its own people", act("Create", mallory.Nell, fmt.Sprintf(`{"id":"https://mallory.example/votes/1","type":"Note","attributedTo":"%s","name":"7018","inReplyTo":"%s","to":"%s"}`, mallory.Nell, poll.IRI, ada.IRI))},
		{"that nell comes", act("Join", nell, q(event.IRI))},
		{"that nell reports ada", act("Flag", nell, q(ada.IRI))},
		{"that nell asks ada in", strings.Replace(act("Invite", nell, q(event.IRI)), `"to":`, `"target":"`+string(ada.IRI)+`","to":`, 1)},
		{"that nell pins it", strings.Replace(act("Add", nell, q("https://peer.example/notes/7")), `"to":`, `"target":"https://peer.example/users/nell/featured","to":`, 1)},
		{"a share of a share of words that it made up", act("Announce", nell, act("Create", nell, words("https://peer.example/notes/97", nell, "MADE UP")))},
		{"something that nobody knows", act("Frobnicate", nell, q(hers.IRI))},
		{"nothing", `{}`},
	} {
		t.Run(c.story, func(t *testing.T) {
			if status, answer := mallory.announces(c.inner); status >= http.StatusInternalServerError {
				t.Fatalf("answered %d %s", status, answer)
			}
			w.Settle()
			if now := acmeAsItIs(t, acme, ada, nell, mallory.Nell); now != before {
				t.Errorf("before:\n%s\nnow:\n%s", before, now)
			}
		})
	}
	ada.SeesNot("MADE UP").Sees("as nell wrote it").Sees("As ada wrote it")
	acme.NeverSent("MADE UP")
	mallory.announces(act("Create", nell, words("https://peer.example/notes/8", nell, "MADE UP")))
	w.Settle()
	ada.SeesNot("MADE UP")
	north.Serves("/notes/9", only(t, note(north, 9, "what nell did write", "")))
	mallory.announces(act("Create", nell, words("https://peer.example/notes/9", nell, "MADE UP")))
	w.Settle()
	ada.SeesNot("MADE UP").Sees("what nell did write")
	hostileStillAnswers(t, north, ada.IRI)
}

// What a community passes on of a post that it may not know of is answered and dropped like what does not exist.
func TestHostileAGroupPassesOnWhatIsHidden(t *testing.T) {
	w, ada, north := outside(t)
	acme := w.Server("acme.example")
	hidden := ada.Posts("INSIDE alone.", conversations.Inside)
	letter := ada.Writes(conversations.Ask{Text: "A LETTER to @nell@peer.example", Where: conversations.World, Audience: models.Named})
	tries := []struct {
		by  *evil // one each, so that each server is asked for what is not known of it
		iri models.IRI
	}{{evilAt(t, w, ada, "one.example"), acme.Site.NewPost()}, {evilAt(t, w, ada, "two.example"), hidden.IRI}, {evilAt(t, w, ada, "three.example"), letter.IRI}}
	for _, c := range []struct {
		story string
		inner func(e *evil, iri models.IRI) string
	}{
		{"by its id", func(_ *evil, iri models.IRI) string { return `"` + string(iri) + `"` }},
		{"a thanks", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"https://%s/likes/1","type":"Like","actor":"%s","object":"%s"}`, e.Host, e.Nell, iri)
		}},
		{"its end", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"https://%s/d/1","type":"Delete","actor":"%s","object":"%s"}`, e.Host, e.Nell, iri)
		}},
		{"its end, by somebody else", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"https://peer.example/d/1","type":"Delete","actor":"%s","object":"%s"}`, north.Nell, iri)
		}},
		{"a lock", func(e *evil, iri models.IRI) string { return modAct("Lock", 1, e.Nell, e.group.IRI, string(iri), "") }},
		{"that it stands there no more", func(e *evil, iri models.IRI) string { return modAct("Remove", 2, e.Nell, e.group.IRI, string(iri), "") }},
		{"that it is pinned", func(e *evil, iri models.IRI) string {
			return modAct("Add", 3, e.Nell, e.group.IRI, string(iri), fmt.Sprintf(`,"target":"%s/featured"`, e.group.IRI))
		}},
		{"other words for it", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"%s/x","type":"Update","actor":"%s","object":{"id":"%s","type":"Note","attributedTo":"%s","content":"guessed"}}`, ada.IRI, ada.IRI, iri, ada.IRI)
		}},
		{"with words", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"%s/x","type":"Create","actor":"%s","object":{"id":"%s","type":"Note","attributedTo":"%s","content":"guessed"}}`, ada.IRI, ada.IRI, iri, ada.IRI)
		}},
		{"an answer", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"https://%[3]s/n/1/x","type":"Create","actor":"%[1]s","object":{"id":"https://%[3]s/n/1","type":"Note","attributedTo":"%[1]s","content":"so it is there","inReplyTo":"%[2]s","to":["https://www.w3.org/ns/activitystreams#Public"]}}`, e.Nell, iri, e.Host)
		}},
		{"a quote", func(e *evil, iri models.IRI) string {
			return fmt.Sprintf(`{"id":"https://%[3]s/n/2/x","type":"Create","actor":"%[1]s","object":{"id":"https://%[3]s/n/2","type":"Note","attributedTo":"%[1]s","content":"look at this","quote":"%[2]s","to":["https://www.w3.org/ns/activitystreams#Public"]}}`, e.Nell, iri, e.Host)
		}},
	} {
		t.Run(c.story, func(t *testing.T) {
			var seen []string
			for _, one := range tries {
				from := len(w.Net.Exchanges())
				status, answer := one.by.announces(c.inner(one.by, one.iri))
				w.Settle()
				all := fmt.Sprint(status, answer)
				for _, x := range w.Net.Exchanges()[from+1:] {
					all += strings.ReplaceAll(fmt.Sprintf("\n%s asks %s for %s", x.From, x.To, x.Path), string(one.by.Host), "evil")
				}
				seen = append(seen, all)
			}
			if seen[1] != seen[0] || seen[2] != seen[0] {
				t.Errorf("of what is not there: %s\nof what is hidden: %s\nof a letter: %s", seen[0], seen[1], seen[2])
			}
			for _, p := range []models.Post{hidden, letter} {
				got := seenAs(ada, p.IRI)
				if got.Boosts+got.Favourites+got.Replies+got.Quotes != 0 || got.Locked != 0 || got.CommunityID != nil || got.Deleted != 0 {
					t.Errorf("%s has %d shares, %d thanks, %d answers, %d quotes, locked %d, in %v", p.Content, got.Boosts, got.Favourites, got.Replies, got.Quotes, got.Locked, got.CommunityID)
				}
			}
			if n := ada.Noticed(models.NoticeBoost) + ada.Noticed(models.NoticeFavourite) + ada.Noticed(models.NoticeMention); n != 0 {
				t.Errorf("ada has %d notices", n)
			}
		})
	}
	acme.NeverSent("INSIDE alone")
	hostileStillAnswers(t, north, ada.IRI)
}

// What somebody forwards of another is looked up where it lives if it answers what is here. Whether something hidden is here nobody learns by that.
func TestHostileWhatIsForwardedTellsNothingOfWhatIsHidden(t *testing.T) {
	w, ada, north := outside(t)
	acme := w.Server("acme.example")
	mallory := evilAt(t, w, ada, "mallory.example")
	asked := func(n int, answers models.IRI) (looks int) {
		t.Helper()
		from := len(w.Net.Exchanges())
		mallory.Sends(ada.Inbox, note(north, n, "so it is there", fmt.Sprintf(`,"inReplyTo":"%s"`, answers)))
		w.Settle()
		for _, x := range w.Net.Exchanges()[from:] {
			if x.From == "acme.example" && x.Path == fmt.Sprintf("/notes/%d", n) {
				looks++
			}
		}
		return looks
	}
	if n := asked(1, ada.Posts("OPEN to the world.", conversations.World).IRI); n != 1 {
		t.Errorf("an answer to what is open was looked up %d times", n)
	}
	for n, iri := range []models.IRI{acme.Site.NewPost(), ada.Posts("INSIDE alone.", conversations.Inside).IRI} {
		if looks := asked(n+2, iri); looks != 0 {
			t.Errorf("an answer to %s was looked up %d times", iri, looks)
		}
	}
}
