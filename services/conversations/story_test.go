package conversations_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/town"
)

func settle(w *town.Town, ask conversations.Ask) conversations.Settled {
	w.T.Helper()
	var s conversations.Settled
	w.Do(func(tx *store.Tx) (err error) { s, err = conversations.Settle(tx, w.Site, ask); return err })
	return s
}

func refused(w *town.Town, kind fault.Kind, ask conversations.Ask) string {
	w.T.Helper()
	return w.Refused(kind, func(tx *store.Tx) error { _, err := conversations.Post(tx, w.Site, ask); return err })
}

func arrives(w *town.Town, by models.Actor, p models.Post, people ...models.Actor) models.Post {
	w.T.Helper()
	rows := []models.PostPerson{}
	for _, a := range people {
		rows = append(rows, models.PostPerson{ActorID: a.ID, Mention: true})
	}
	p.AuthorID, p.Kind = by.ID, models.Note
	w.Do(func(tx *store.Tx) (err error) { p, err = conversations.Arrive(tx, p, rows, nil); return err })
	return p
}

func everyone(d models.Distance) models.Reach {
	return models.Reach{Audience: models.Everyone, Distance: d}
}

func TestReachIsWhatTheAuthorAskedCutByCeilings(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		w.Peer("acme.example", models.Partner)
		w.Peer("beta.example", models.Partner)
		w.Peer("gamma.example", models.Allowed)
		partners := models.Within("acme.example", "beta.example")
		for _, c := range []struct {
			what, where, label string
			audience           models.Audience
			want               models.Distance
		}{
			{"the default of a careful house", "", "", models.Everyone, models.Inside()},
			{"inside", "inside", "", models.Everyone, models.Inside()},
			{"all partners of today", "partners", "", models.Followers, partners},
			{"one partner", "acme.example", "", models.Everyone, models.Within("acme.example")},
			{"world", "world", "", models.Everyone, models.World()},
			{"GREEN is for partners", "world", "green", models.Everyone, partners},
			{"AMBER without a community stays inside", "world", "TLP:AMBER", models.Everyone, models.Inside()},
			{"AMBER+STRICT never leaves", "world", "AMBER+STRICT", models.Named, models.Inside()},
			{"a label does not widen", "inside", "CLEAR", models.Everyone, models.Inside()},
			{"oneself", "world", "", models.Self, models.Inside()},
		} {
			s := settle(w, conversations.Ask{By: ada, Text: "x", Where: c.where, Label: c.label, Audience: c.audience})
			if s.Distance.String() != c.want.String() || s.Audience != c.audience {
				t.Errorf("%s: %s %s, want %s", c.what, s.Audience, s.Distance, c.want)
			}
		}
		for _, ask := range []conversations.Ask{
			{Where: "gamma.example"}, {Label: "RED"}, {Label: "PURPLE"}, {Audience: "all"}, {Audience: models.Members},
		} {
			ask.By, ask.Text = ada, "x"
			refused(w, fault.Invalid, ask)
		}
		// A partner that joins later changes nothing that was settled before.
		p := w.Says(conversations.Ask{By: ada, Text: "x", Where: "partners"})
		w.Peer("delta.example", models.Partner)
		w.Do(func(tx *store.Tx) error {
			stored, err := tx.PostByID(p.ID)
			if stored.Distance.String() != partners.String() {
				t.Errorf("the reach grew to %s", stored.Distance)
			}
			return err
		})
	})
}

func TestWhoIsNamedMustBeReached(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		for host, s := range map[string]models.Standing{"acme.example": models.Partner, "gamma.example": models.Allowed, "bad.example": models.Blocked, "slow.example": models.Limited} {
			w.Peer(host, s)
			w.Stranger("ines@" + host)
		}
		w.Stranger("ines@far.example")
		for _, host := range []string{"bad.example", "slow.example", "far.example"} {
			say := refused(w, fault.Invalid, conversations.Ask{By: ada, Text: "@ines@" + host, Audience: models.Named, Where: "world"})
			if !strings.Contains(say, host) {
				t.Errorf("the sentence does not say who: %s", say)
			}
		}
		refused(w, fault.Invalid, conversations.Ask{By: ada, Text: "@ines@acme.example", Audience: models.Named, Where: "inside"})
		refused(w, fault.Invalid, conversations.Ask{By: ada, Text: "@ines@gamma.example", Audience: models.Named, Where: "partners"})
		for text, want := range map[string]models.Distance{
			"@bob @ines@acme.example":                models.Within("acme.example"),
			"@bob":                                   models.Inside(),
			"@ines@acme.example @ines@gamma.example": models.World(),
		} {
			if s := settle(w, conversations.Ask{By: ada, Text: text, Audience: models.Named}); s.Distance.String() != want.String() {
				t.Errorf("%s goes %s, want %s", text, s.Distance, want)
			}
		}
		// In a post for colleagues the name of somebody outside stays a word.
		p := w.Says(conversations.Ask{By: ada, Text: "Met @ines@acme.example with @bob and @nobody", Where: "inside"})
		w.Do(func(tx *store.Tx) error {
			v, err := tx.PostView(p.ID)
			if len(v.People) != 1 || v.People[0].ID != bob.ID || strings.Count(v.Content, "<a ") != 1 || !strings.Contains(v.Content, string(bob.IRI)) {
				t.Errorf("%d people in %s", len(v.People), v.Content)
			}
			return err
		})
		if got := w.Told(bob); !slices.Equal(got, []string{"mention ada"}) {
			t.Errorf("bob was told %q", got)
		}
		w.Do(func(tx *store.Tx) error { return tx.SetMode(models.OpenMode) })
		settle(w, conversations.Ask{By: ada, Text: "@ines@far.example", Audience: models.Named, Where: "world"})
	})
}

func TestRepliesGoNoFurtherThanWhatTheyAnswer(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		w.Peer("acme.example", models.Partner)
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		inside := w.Says(conversations.Ask{By: ada, Text: "For us", Where: "inside"})
		if s := settle(w, conversations.Ask{By: bob, Text: "yes", ReplyTo: inside.ID, Where: "world"}); !s.Distance.IsInside() || s.Audience != models.Everyone {
			t.Errorf("an answer to what stays inside goes %s", s.Distance)
		}
		close := w.Says(conversations.Ask{By: ada, Text: "For followers", Audience: models.Followers, Where: "world"})
		s := settle(w, conversations.Ask{By: bob, Text: "yes @cy", ReplyTo: close.ID, Where: "world", Audience: models.Everyone})
		if s.Audience != models.Named || len(s.People) != 1 || s.People[0].ID != ada.ID || len(s.Left) != 1 {
			t.Errorf("an answer to a post for followers is %s for %d, %v left", s.Audience, len(s.People), s.Left)
		}
		answer := w.Says(conversations.Ask{By: bob, Text: "yes @cy", ReplyTo: close.ID})
		if w.Reads(cy, answer) || !w.Reads(ada, answer) {
			t.Error("the answer is read by others than it should be")
		}
		refused(w, fault.Missing, conversations.Ask{By: cy, Text: "hm", ReplyTo: close.ID})
		own := settle(w, conversations.Ask{By: ada, Text: "more", ReplyTo: close.ID})
		if own.Audience != models.Followers {
			t.Errorf("one's own thread for followers goes on as %s", own.Audience)
		}
		red := w.Says(conversations.Ask{By: ada, Text: "@bob", Audience: models.Named, Label: "RED", Where: "world"})
		if s := settle(w, conversations.Ask{By: bob, Text: "ok", ReplyTo: red.ID, Label: "CLEAR"}); s.Label != "RED" || s.Audience != models.Named {
			t.Errorf("the answer is %s %s", s.Label, s.Audience)
		}
		note := w.Says(conversations.Ask{By: ada, Text: "To myself", Audience: models.Self})
		if s := settle(w, conversations.Ask{By: ada, Text: "more", ReplyTo: note.ID, Audience: models.Everyone, Where: "world"}); s.Audience != models.Self {
			t.Errorf("a note to oneself is answered for %s", s.Audience)
		}
	})
}

func TestAnsweringSomebodyElsewhere(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		w.Peer("acme.example", models.Partner)
		w.Peer("gamma.example", models.Allowed)
		ines, jo := w.Stranger("ines@acme.example"), w.Stranger("jo@gamma.example")
		public := arrives(w, jo, models.Post{IRI: "https://gamma.example/n/1", Content: "<p>Hello</p>", Reach: everyone(models.World())})
		if s := settle(w, conversations.Ask{By: ada, Text: "hi @jo@gamma.example", ReplyTo: public.ID}); !s.Distance.World || len(s.People) != 1 {
			t.Errorf("an answer to the world goes %s", s.Distance)
		}
		among := arrives(w, ines, models.Post{IRI: "https://acme.example/n/1", Content: "<p>Partners</p>", Reach: everyone(models.Within("acme.example"))})
		if s := settle(w, conversations.Ask{By: ada, Text: "hi @jo@gamma.example", ReplyTo: among.ID, Where: "world"}); s.Distance.String() != "acme.example" || len(s.People) != 1 || s.People[0].ID != ines.ID {
			t.Errorf("an answer among partners goes %s to %d", s.Distance, len(s.People))
		}
		dm := arrives(w, jo, models.Post{IRI: "https://gamma.example/n/2", Content: "<p>psst</p>",
			Reach: models.Reach{Audience: models.Named, Distance: models.Within("gamma.example")}}, ada)
		if s := settle(w, conversations.Ask{By: ada, Text: "yes?", ReplyTo: dm.ID}); s.Audience != models.Named || !s.Distance.World || s.People[0].ID != jo.ID {
			t.Errorf("an answer to a letter is %s %s", s.Audience, s.Distance)
		}
		if w.Person("ada").Outward != 0 {
			t.Error("looking at where an answer would go turned the switch on")
		}
		amber := arrives(w, ines, models.Post{IRI: "https://acme.example/n/2", Content: "<p>amber</p>", Label: "TLP:AMBER", Reach: everyone(models.World())})
		if s := settle(w, conversations.Ask{By: ada, Text: "ok", ReplyTo: amber.ID, Where: "world"}); s.Distance.String() != "acme.example" {
			t.Errorf("an answer to AMBER goes %s", s.Distance)
		}
		odd := arrives(w, ines, models.Post{IRI: "https://acme.example/n/3", Content: "<p>?</p>", Label: "PINK", Reach: everyone(models.World())})
		if s := settle(w, conversations.Ask{By: ada, Text: "ok", ReplyTo: odd.ID, Where: "world"}); s.Distance.String() != "acme.example" {
			t.Errorf("an answer to a label that nobody knows goes %s", s.Distance)
		}
	})
}

func TestTheFirstPostThatLeavesTurnsTheSwitchOn(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		w.Says(conversations.Ask{By: ada, Text: "In here"})
		if w.Person("ada").Outward != 0 || len(w.Heard()) != 0 {
			t.Error("a post for colleagues left")
		}
		p := w.Says(conversations.Ask{By: ada, Text: "Out there", Where: "world"})
		heard := w.Heard()
		if len(heard) != 1 || heard[0].Kind != models.PostMade || heard[0].PostID != p.ID || heard[0].Activity == "" {
			t.Errorf("heard %v", heard)
		}
		if w.Person("ada").Outward == 0 || !slices.Equal(w.Told(ada), []string{"outward ada"}) {
			t.Errorf("ada was told %q", w.Told(ada))
		}
	})
}

func TestTheSameRequestMakesOnePost(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		ask := conversations.Ask{By: ada, Text: "Once", Where: "world", Once: "key-1"}
		first, again := w.Says(ask), w.Says(ask)
		if first.ID != again.ID || len(w.Heard()) != 1 {
			t.Error("the repeat made another post")
		}
		ask.By = bob
		if w.Says(ask).ID == first.ID {
			t.Error("another person's key found ada's post")
		}
		ask.By = w.Person("ada")
		w.Clock.Advance(25 * time.Hour)
		if w.Says(ask).ID == first.ID {
			t.Error("a key from yesterday still holds")
		}
	})
}

func TestEditsNarrowByThemselvesAndWidenByTheAuthorOnly(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		w.Peer("acme.example", models.Partner)
		p := w.Says(conversations.Ask{By: ada, Text: "Hello @bob", Where: "world", Summary: "Work"})
		w.Heard()
		edit := func(by models.Actor, c conversations.Change) models.Post {
			t.Helper()
			w.Do(func(tx *store.Tx) (err error) { p, err = conversations.Edit(tx, w.Site, by, p.ID, c); return err })
			return p
		}
		text, inside, world, named := "Hello @bob and @cy", "inside", "world", models.Named
		edit(ada, conversations.Change{Text: &text})
		if p.Version != 2 || p.Edited == 0 || !p.Distance.World || p.Summary != "Work" || !slices.Equal(w.Told(cy), []string{"mention ada"}) {
			t.Errorf("after the edit %+v", p)
		}
		if len(w.Told(bob)) != 1 {
			t.Errorf("bob was told %q", w.Told(bob))
		}
		edit(ada, conversations.Change{Where: &inside})
		heard := w.Heard()
		if len(heard) != 2 || heard[1].Kind != models.PostEdited || heard[1].Was == nil || !heard[1].Was.Distance.World {
			t.Errorf("heard %v", heard)
		}
		edit(ada, conversations.Change{Text: &text})
		if !p.Distance.IsInside() || len(w.Heard()) != 0 {
			t.Error("an edit of the text widened the post")
		}
		edit(ada, conversations.Change{Where: &world, Audience: &named})
		if got := w.Heard(); len(got) != 1 || !p.Distance.World {
			t.Errorf("heard %v", got)
		}
		w.Refused(fault.Forbidden, func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, bob, p.ID, conversations.Change{Text: &text})
			return err
		})
		dee := w.Person("dee")
		w.Refused(fault.Missing, func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, dee, p.ID, conversations.Change{Text: &text})
			return err
		})
	})
}

func TestADeletedPostLeavesATombstone(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		p := w.Says(conversations.Ask{By: ada, Text: "Hello @bob #gone", Where: "world"})
		reply := w.Says(conversations.Ask{By: bob, Text: "Answer", ReplyTo: p.ID})
		w.Heard()
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := conversations.Delete(tx, w.Site, bob, p.ID); return err })
		ada = w.Person("ada")
		w.Do(func(tx *store.Tx) error { _, err := conversations.Delete(tx, w.Site, ada, p.ID); return err })
		if got := w.Heard(); len(got) != 1 || got[0].Kind != models.PostDeleted || got[0].Object != p.IRI {
			t.Errorf("heard %v", got)
		}
		w.Do(func(tx *store.Tx) error {
			v, err := tx.PostView(p.ID)
			if v.Deleted == 0 || v.Content+v.Source+v.URL != "" || len(v.Tags) != 0 || v.Distance.String() != "world" || len(v.People) != 1 {
				t.Errorf("the tombstone says %+v", v.Post)
			}
			shown, err2 := tx.ShowPost(bob.ID, reply.ID)
			if shown.Parent != nil || shown.ParentID == nil {
				t.Error("the answer does not know that it answered something that is gone")
			}
			return firstOf(err, err2)
		})
		if w.Reads(bob, p) || !slices.Equal(w.Told(bob), []string{"outward bob"}) || slices.Contains(w.Home(bob), "Hello @bob #gone") {
			t.Error("something of the post is left")
		}
	})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWhatArrivesIsKeptAndTold(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		ines := w.Stranger("ines@acme.example")
		w.Do(func(tx *store.Tx) error {
			_, err := people.Follow(tx, w.Site, bob, ines, "")
			return firstOf(err, func() error { _, err := people.Accept(tx, w.Site, ines, bob); return err }())
		})
		in := models.Post{IRI: "https://acme.example/n/1", Content: `<p>Hi <img src=x onerror=alert(1)>all</p>`, Reach: everyone(models.World()), Published: models.At(w.Clock.Now())}
		p := arrives(w, ines, in, ada)
		if p.Content != "<p>Hi all</p>" {
			t.Errorf("kept as %q", p.Content)
		}
		arrives(w, ines, in, ada)
		if got := w.Told(ada); !slices.Equal(got, []string{"mention ines"}) {
			t.Errorf("ada was told %q", got)
		}
		if got := w.Home(bob); !slices.Equal(got, []string{"Hi all"}) {
			t.Errorf("bob's home shows %q", got)
		}
		w.Do(func(tx *store.Tx) error {
			quiet := in
			quiet.IRI, quiet.AuthorID, quiet.Kind = "https://acme.example/n/2", ines.ID, models.Note
			_, err := conversations.Keep(tx, quiet, []models.PostPerson{{ActorID: ada.ID, Mention: true}}, nil)
			return err
		})
		if len(w.Told(ada)) != 1 || len(w.Home(bob)) != 1 {
			t.Error("what was only fetched was told")
		}
		in.AuthorID, in.Kind, in.Content, in.Edited = ines.ID, models.Note, "<p>Newer</p>", models.At(w.Clock.Now())
		revise := func(p models.Post) (got models.Post) {
			w.Do(func(tx *store.Tx) (err error) {
				got, err = conversations.Revise(tx, p, nil, []string{"Now"})
				return err
			})
			return got
		}
		if got := revise(in); got.Content != "<p>Newer</p>" || got.Version != 2 || got.ID != p.ID {
			t.Errorf("revised to %+v", got)
		}
		in.Content, in.Edited = "<p>Older</p>", in.Edited-1000
		if got := revise(in); got.Content != "<p>Newer</p>" {
			t.Error("an older version won")
		}
		eve := w.Stranger("eve@acme.example")
		forged := in
		forged.AuthorID, forged.Edited = eve.ID, 0
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := conversations.Revise(tx, forged, nil, nil); return err })
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { return conversations.Withdraw(tx, eve, in.IRI) })
		far := in
		far.IRI = "https://home.example/posts/x"
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := conversations.Arrive(tx, far, nil, nil); return err })
		w.Do(func(tx *store.Tx) error { return conversations.Withdraw(tx, ines, in.IRI) })
		w.Do(func(tx *store.Tx) error { return conversations.Withdraw(tx, ines, "https://acme.example/n/404") })
		if got := w.Home(bob); len(got) != 0 {
			t.Errorf("bob's home still shows %q", got)
		}
		arrives(w, ines, in, ada)
		if got := w.Home(bob); len(got) != 0 {
			t.Error("a deleted post came back")
		}
	})
}

func TestAnswersFromElsewhereAreReadByWhoMayReadTheQuestion(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		w.Peer("acme.example", models.Partner)
		ines, eve := w.Stranger("ines@acme.example"), w.Stranger("eve@bad.example")
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		q := w.Says(conversations.Ask{By: ada, Text: "Psst @ines@acme.example", Audience: models.Followers, Where: "partners"})
		a := arrives(w, ines, models.Post{IRI: "https://acme.example/n/1", Content: "<p>Loud</p>", ReplyTo: q.IRI, Reach: everyone(models.World())}, cy, bob)
		if a.Audience != models.Named || a.Distance.String() != "acme.example" || a.ThreadID != q.ID {
			t.Errorf("the answer is %s %s", a.Audience, a.Distance)
		}
		if !w.Reads(ada, a) || !w.Reads(bob, a) || w.Reads(cy, a) {
			t.Error("the answer is read by others than it should be")
		}
		// Somebody who cannot have read it guesses its id: it stays a post of its own.
		g := arrives(w, eve, models.Post{IRI: "https://bad.example/n/1", Content: "<p>Guess</p>", ReplyTo: q.IRI, Reach: everyone(models.World())})
		if g.ParentID != nil || g.ReplyTo != "" || g.ThreadID != g.ID {
			t.Error("a guess hangs in the thread")
		}
	})
}

func TestAThreadIsWholeEvenWhenItComesInPieces(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, ines := w.Person("ada"), w.Stranger("ines@acme.example")
		world := everyone(models.World())
		third := arrives(w, ines, models.Post{IRI: "https://acme.example/n/3", Content: "<p>three</p>", ReplyTo: "https://acme.example/n/2", Reach: world})
		fourth := w.Says(conversations.Ask{By: ada, Text: "four", ReplyTo: third.ID})
		second := arrives(w, ines, models.Post{IRI: "https://acme.example/n/2", Content: "<p>two</p>", ReplyTo: "https://acme.example/n/1", Reach: world})
		arrives(w, ines, models.Post{IRI: "https://acme.example/n/1", Content: "<p>one</p>", Reach: world})
		w.Do(func(tx *store.Tx) error {
			above, below, err := tx.Thread(ada.ID, third.ID)
			if got := words(above); got != "one two" || words(below) != "four" {
				t.Errorf("above %q, below %q", got, words(below))
			}
			above, below, err2 := tx.Thread(ada.ID, second.ID)
			if words(above) != "one" || words(below) != "three four" || above[0].Replies != 1 {
				t.Errorf("above %q, below %q", words(above), words(below))
			}
			v, err3 := tx.PostByID(fourth.ID)
			if v.ThreadID != above[0].ThreadID {
				t.Error("the thread was not joined")
			}
			return firstOf(err, err2, err3)
		})
	})
}

func words(list []models.PostShown) string {
	var out []string
	for _, p := range list {
		out = append(out, prose.Plain(p.Content))
	}
	return strings.Join(out, " ")
}

func TestHomeIsPagedInBothDirections(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		var ids []models.ID
		for _, text := range []string{"1", "2", "3", "4", "5"} {
			ids = append(ids, w.Says(conversations.Ask{By: ada, Text: text}).ID)
		}
		w.Do(func(tx *store.Tx) error {
			for _, c := range []struct {
				p    store.Page
				want string
			}{
				{store.Page{Limit: 2}, "5 4"},
				{store.Page{Limit: 2, MaxID: ids[3]}, "3 2"},
				{store.Page{Limit: 2, SinceID: ids[0]}, "5 4"},
				{store.Page{Limit: 2, MinID: ids[0]}, "3 2"},
				{store.Page{Limit: 9, MinID: ids[0], MaxID: ids[2]}, "2"},
			} {
				for name, list := range map[string]func() ([]models.PostShown, error){
					"home":    func() ([]models.PostShown, error) { return tx.Home(ada.ID, c.p) },
					"account": func() ([]models.PostShown, error) { return tx.AccountPosts(ada.ID, ada.ID, store.Which{}, c.p) },
					"public":  func() ([]models.PostShown, error) { return tx.PublicPosts(ada.ID, store.Here, c.p) },
				} {
					got, err := list()
					if err != nil {
						return err
					}
					if words(got) != c.want {
						t.Errorf("%s %+v shows %q, want %q", name, c.p, words(got), c.want)
					}
				}
			}
			return nil
		})
	})
}

func TestListsShowToEachWhatTheyMayRead(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, cy := w.Person("ada"), w.Person("bob"), w.Person("cy")
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		for _, a := range []models.Audience{models.Self, models.Named, models.Followers, models.Everyone} {
			text := string(a)
			if a == models.Named {
				text += " @cy"
			}
			w.Says(conversations.Ask{By: ada, Text: text, Audience: a})
		}
		w.Says(conversations.Ask{By: ada, Text: "quiet", Quiet: true})
		for _, c := range []struct {
			viewer models.Actor
			want   string
			posts  int64
		}{{ada, "quiet everyone followers named @cy self", 5}, {bob, "quiet everyone followers", 3}, {cy, "quiet everyone named @cy", 3}} {
			w.Do(func(tx *store.Tx) error {
				got, err := tx.AccountPosts(c.viewer.ID, ada.ID, store.Which{}, store.Page{})
				if words(got) != c.want {
					t.Errorf("%s sees %q", c.viewer.Handle, words(got))
				}
				n, err2 := tx.Tallies(c.viewer.ID, []models.ID{ada.ID})
				if n[ada.ID].Posts != c.posts || n[ada.ID].Followers != 1 {
					t.Errorf("%s counts %+v", c.viewer.Handle, n[ada.ID])
				}
				return firstOf(err, err2)
			})
			if got := w.Public(c.viewer); !slices.Equal(got, []string{"everyone"}) {
				t.Errorf("%s sees %q among public posts", c.viewer.Handle, got)
			}
		}
	})
}

func TestADisabledAccountPostsNothing(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, models.Actor{}, ada.ID, "") })
		refused(w, fault.Forbidden, conversations.Ask{By: w.Person("ada"), Text: "x"})
	})
}

func TestWhatCannotBePosted(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := w.Person("ada")
		for _, ask := range []conversations.Ask{
			{Text: "  "}, {Text: strings.Repeat("x", conversations.MostText+1)}, {Text: "x", Title: strings.Repeat("x", 201)},
			{Text: "x", Summary: strings.Repeat("x", 501)}, {Text: "x", Language: "english please"},
		} {
			ask.By = ada
			refused(w, fault.Invalid, ask)
		}
		p := w.Says(conversations.Ask{By: ada, Title: "Long", Text: strings.Repeat("x", conversations.MostText+1)})
		if p.Kind != models.Article {
			t.Errorf("a post with a title is a %s", p.Kind)
		}
	})
}

func TestAddressesThatNobodyHereKnowsYet(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		w.Stranger("ines@acme.example")
		w.Do(func(tx *store.Tx) error {
			got, err := conversations.Strangers(tx, w.Site, "@ines@acme.example @jo@acme.example @ada @ada@home.example")
			if !slices.Equal(got, []string{"jo@acme.example"}) {
				t.Errorf("strangers %q", got)
			}
			return err
		})
	})
}

func TestAPageOfHomeIsFullThoughMuchOfItWasTakenBack(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		w.Do(func(tx *store.Tx) error { _, err := people.Follow(tx, w.Site, bob, ada, ""); return err })
		self := models.Self
		for i := range 30 {
			p := w.Says(conversations.Ask{By: ada, Text: string(rune('a' + i%26))})
			if i >= 4 {
				w.Do(func(tx *store.Tx) error {
					_, err := conversations.Edit(tx, w.Site, ada, p.ID, conversations.Change{Audience: &self})
					return err
				})
			}
		}
		w.Do(func(tx *store.Tx) error {
			got, err := tx.Home(bob.ID, store.Page{Limit: 3})
			if words(got) != "d c b" {
				t.Errorf("the page shows %q", words(got))
			}
			rest, err2 := tx.Home(bob.ID, store.Page{Limit: 3, MaxID: got[2].ItemID})
			if words(rest) != "a" {
				t.Errorf("the next page shows %q", words(rest))
			}
			return firstOf(err, err2)
		})
	})
}

// What carries a hashtag comes to whoever follows it: written here, changed to carry it, or come from elsewhere in one way or the other.
func TestAHashtagBringsItsPostsHome(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob, ines := w.Person("ada"), w.Person("bob"), w.Stranger("ines@acme.example")
		w.Do(func(tx *store.Tx) error { return people.FollowTag(tx, bob, "pumps") })
		bare := w.Says(conversations.Ask{By: ada, Text: "Three leaks.", Audience: models.Everyone})
		w.Says(conversations.Ask{By: ada, Text: "One #pumps leaks.", Audience: models.Everyone})
		far := models.Post{IRI: "https://acme.example/p/1", AuthorID: ines.ID, Kind: models.Note, Reach: everyone(models.World()), Content: "Two leak."}
		came := func(p models.Post, tags ...string) {
			w.Do(func(tx *store.Tx) error { _, err := conversations.Arrive(tx, p, nil, tags); return err })
		}
		came(far)
		if got := w.Home(bob); !slices.Equal(got, []string{"One #pumps leaks."}) {
			t.Fatalf("his home shows %q", got)
		}
		text := "Three leaks, #pumps."
		w.Do(func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, w.Site, ada, bare.ID, conversations.Change{Text: &text})
			return err
		})
		far.Content, far.Edited = "Two leak, #pumps.", bare.Published+10_000
		w.Do(func(tx *store.Tx) error { _, err := conversations.Revise(tx, far, nil, []string{"pumps"}); return err })
		next := far
		next.IRI, next.Content, next.Edited = "https://acme.example/p/2", "Four leak, #pumps.", 0
		came(next, "pumps")
		got := w.Home(bob)
		slices.Sort(got)
		if want := []string{"Four leak, #pumps.", "One #pumps leaks.", "Three leaks, #pumps.", "Two leak, #pumps."}; !slices.Equal(got, want) {
			t.Errorf("his home shows %q", got)
		}
	})
}
