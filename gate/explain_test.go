package gate_test

import (
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// explains asks acme's gate about a post.
func explains(t *testing.T, w *testrig.World, post models.Post, peer models.Host) gate.Explanation {
	t.Helper()
	e, err := w.Server("acme.example").Gate.Explain(t.Context(), string(post.IRI), peer)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// recorded counts what acme's gate wrote down.
func recorded(w *testrig.World) (n int) {
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		rows, err := tx.Decisions(store.DecisionFilter{Limit: 200})
		n = len(rows)
		return err
	})
	return n
}

func TestAnExplanationAgreesWithWhatReallyCrosses(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	acme := w.Server("acme.example")
	for _, other := range []string{"guild.example", "north.example"} {
		w.Server(other).Partners("acme.example")
	}
	acme.Partners("guild.example").Allows("north.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").GoesOutward().Follows("ada@acme.example")
	w.As("noor@north.example").GoesOutward()
	ada.Follows("noor@north.example") // so that acme knows noor, who follows nobody

	writes := func(text string, audience models.Audience, where string) models.Post {
		return ada.Writes(conversations.Ask{Text: text, Audience: audience, Where: where})
	}
	for _, c := range []struct {
		post         models.Post
		guild, north string
	}{
		{writes("one for the world", models.Everyone, conversations.World), "It may cross to guild.example.", "It may cross to north.example."},
		{writes("two for partners", models.Everyone, conversations.Partners), "It may cross to guild.example.", "It does not cross to north.example. north.example is not among those it was written for."},
		{writes("three stays", models.Everyone, conversations.Inside), "It does not cross to guild.example. It stays inside, as its author chose.", "It does not cross to north.example. It stays inside, as its author chose."},
		{writes("four for followers", models.Followers, conversations.World), "It may cross to guild.example, because somebody there follows its author.", "It would cross to north.example if somebody there followed its author; nobody does now."},
		{writes("five for you, @noor@north.example", models.Named, conversations.World), "It does not cross to guild.example. It is for the people named in it only.", "It may cross to north.example only into the inbox of whom it names there, such as @noor@north.example."},
	} {
		for host, want := range map[models.Host]string{"guild.example": c.guild, "north.example": c.north} {
			e := explains(t, w, c.post, host)
			if got := e.Sentence(); got != want {
				t.Errorf("%q to %s: %s", c.post.Source, host, got)
			}
			if e.Crosses() != strings.HasPrefix(want, "It may") {
				t.Errorf("%q to %s: the sentence and the answer differ: %v", c.post.Source, host, e.Crosses())
			}
			sent := false
			for _, x := range w.Net.Exchanges() {
				sent = sent || x.From == "acme.example" && x.To == host && strings.Contains(string(x.Sent), string(c.post.IRI))
			}
			if sent && !e.Crosses() {
				t.Errorf("%q was sent to %s, but it is explained that it does not cross", c.post.Source, host)
			}
			if toldThem := e.Follows || strings.Contains(c.post.Source, string(host)); e.Crosses() && toldThem && !sent {
				t.Errorf("%q was not sent to %s, but it is explained that it may cross", c.post.Source, host)
			}
		}
	}
}

func TestAnExplanationAsksForTheCommunityToo(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("acme.example").Allows("guild.example")
	ada := w.As("ada@acme.example").GoesOutward()
	welding := ada.Founds(communities.New{Handle: "welding", Purpose: "Metal."}, w.As("mira@acme.example"))
	post := ada.Writes(conversations.Ask{Text: "A seam.", Where: conversations.World, Community: welding.ID})
	e := explains(t, w, post, "guild.example")
	if last := e.Asked[len(e.Asked)-2]; last.Way != gate.Announced || last.Whom != "@welding@acme.example" || last.Decision.Verdict != e.Asked[0].Decision.Verdict {
		t.Errorf("the community is not asked for: %+v", e.Asked)
	}
}

func TestAnExplanationObeysAtOnceAndRecordsNothing(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example").Allows("guild.example")
	ada := w.As("ada@acme.example").GoesOutward()
	post := ada.Posts("for the world", conversations.World)
	before := recorded(w)
	if e := explains(t, w, post, "guild.example"); !e.Crosses() || len(e.Asked) != 3 || len(e.Asked[0].Decision.Steps) == 0 {
		t.Errorf("an allowed server: %s %+v", e.Sentence(), e.Asked)
	}
	acme.Limits("guild.example")
	if e := explains(t, w, post, "guild.example"); e.Crosses() || e.Peer.Standing != models.Limited {
		t.Errorf("a limited server: %s", e.Sentence())
	}
	acme.Blocks("guild.example")
	e := explains(t, w, post, "guild.example")
	if e.Crosses() || e.Sentence() != "It does not cross to guild.example. guild.example is blocked." {
		t.Errorf("a blocked server: %s", e.Sentence())
	}
	for _, a := range e.Asked {
		if a.Decision.Allows() {
			t.Errorf("a blocked server gets it by %s", a.Way)
		}
	}
	acme.Allows("guild.example")
	ada.Deletes(post)
	if e := explains(t, w, post, "guild.example"); e.Crosses() || !strings.HasSuffix(e.Sentence(), "It was deleted.") {
		t.Errorf("a deleted post: %s", e.Sentence())
	}
	if err := acme.Gate.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := recorded(w); after != before {
		t.Errorf("asking wrote %d decisions down", after-before)
	}
}

func TestAnExplanationFindsAPostByItsPageAndTellsOfNoOther(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").GoesOutward()
	ada.Follows("tom@guild.example")
	theirs := w.As("tom@guild.example").Posts("written elsewhere", conversations.World)
	post := ada.Posts("for the world", conversations.World)
	page := acme.Site.PostPage("ada", post.ID)
	e, err := acme.Gate.Explain(t.Context(), " "+page+"\n", "guild.example")
	if err != nil || e.Post.IRI != post.IRI {
		t.Errorf("the page %s: %v", page, err)
	}
	if e, err := acme.Gate.Explain(t.Context(), page, models.Web); err != nil || e.Sentence() != "It may be read on the public web." || len(e.Asked) != 2 {
		t.Errorf("the public web: %s %v", e.Sentence(), err)
	}
	for _, address := range []string{"", "https://acme.example/posts/none", string(theirs.IRI), acme.Site.PostPage("tom", post.ID), acme.Site.PostPage("ada", post.ID+1), page + "/", acme.Site.Base + "/@"} {
		if e, err := acme.Gate.Explain(t.Context(), address, "guild.example"); !fault.Is(err, fault.Missing) {
			t.Errorf("%q is explained: %s %v", address, e.Sentence(), err)
		}
	}
	for _, host := range []models.Host{"acme.example", ""} {
		if _, err := acme.Gate.Explain(t.Context(), page, host); !fault.Is(err, fault.Invalid) {
			t.Errorf("the peer %q: %v", host, err)
		}
	}
}
