package testrig_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// A steward at acme.example decides about tom of guild.example, a member there. His own server obeys and tells him why; taken back, he
// writes again and what was taken out stands again, there and here.
func TestStoryAStewardDecidesAboutAMemberOfAnotherOrganisation(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme, guild := w.Server("acme.example").Allows("guild.example"), w.Server("guild.example").Allows("acme.example")
	ada, mira, fay := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example"), w.As("fay@acme.example")
	tom := w.As("tom@guild.example").GoesOutward()
	c := founded(t, w, ada)
	tom.Follows("sepsis@acme.example")
	mira.Follows("sepsis@acme.example")
	there, tomHere := knownAt(guild, c.IRI), knownAt(acme, tom.IRI)
	says := func(text string) models.Post {
		t.Helper()
		p := tom.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.World, Community: there.ID})
		w.Settle()
		return p
	}
	ad, talk, lost := says("Buy my scanner."), says("What do you scan with?"), says("And my cables.")
	stands := func(p models.Post, want bool) {
		t.Helper()
		for _, s := range []*testrig.Server{acme, guild} {
			var in bool
			s.Read(func(tx *store.Tx) error {
				now, err := tx.PostByIRI(p.IRI)
				in = now.CommunityID != nil && now.Deleted == 0
				return err
			})
			if in != want {
				t.Errorf("at %s %s stands in it: %v", s.Host, p.IRI, in)
			}
		}
	}
	decides := func(by *testrig.Person, d communities.Decided) error {
		t.Helper()
		d.Community, d.By = c, by.Actor
		err := acme.Store.Write(context.Background(), func(tx *store.Tx) error { _, err := communities.Rule(tx, acme.Site, d); return err })
		w.Settle()
		return err
	}
	ban := func() (r models.Ruling) {
		t.Helper()
		acme.Read(func(tx *store.Tx) (err error) { r, err = tx.BanOf(c.ID, tomHere.ID); return err })
		return r
	}
	newest := func() (r models.Ruling) {
		t.Helper()
		acme.Read(func(tx *store.Tx) error {
			list, err := tx.RulingsAbout(c.ID, tomHere.ID, 1)
			r = list[0]
			return err
		})
		return r
	}
	undoes := func(r models.Ruling, why string) {
		t.Helper()
		acme.Write(func(tx *store.Tx) error { return communities.Undo(tx, acme.Site, ada.Actor, c, r.ID, why) })
		w.Settle()
	}
	here := func(p models.Post) models.ID {
		t.Helper()
		return copyAt(acme, p.IRI).ID
	}
	tries := func() error {
		_, err := tom.TriesToWrite(conversations.Ask{Text: "And now?", Audience: models.Everyone, Where: conversations.World, Community: there.ID})
		return err
	}

	w.Say("mira, a mere member, and fay, a stranger, decide nothing")
	for _, who := range []*testrig.Person{mira, fay} {
		if err := decides(who, communities.Decided{What: models.Removed, Post: here(ad), Reason: "I can"}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s decided: %v", who.Handle, err)
		}
	}
	stands(ad, true)

	w.Say("ada takes a post out, and brings it back")
	if err := decides(ada, communities.Decided{What: models.Removed, Post: here(ad), Reason: "an advertisement"}); err != nil {
		t.Fatal(err)
	}
	stands(ad, false)
	if !strings.Contains(heard(tom), "an advertisement") {
		t.Errorf("tom was told %q", heard(tom))
	}
	tom.Sees("Buy my scanner") // it is still his
	undoes(newest(), "it was a question")
	stands(ad, true)

	w.Say("ada locks his thread, and opens it")
	if err := decides(ada, communities.Decided{What: models.Shut, Post: here(talk), Reason: "in circles"}); err != nil {
		t.Fatal(err)
	}
	if copyAt(guild, talk.IRI).Locked == 0 || !strings.Contains(heard(tom), "in circles") {
		t.Errorf("it is open at guild.example, or tom was not told why: %q", heard(tom))
	}
	undoes(newest(), "calm again")
	if copyAt(guild, talk.IRI).Locked != 0 {
		t.Error("it is locked at guild.example still")
	}

	w.Say("ada shuts him out for three days, with what he wrote")
	until := models.At(w.Clock.Now().Add(72 * time.Hour))
	if err := decides(ada, communities.Decided{What: models.Banned, Whom: tomHere.ID, Reason: "three warnings", Until: until, Posts: true}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []models.Post{ad, talk, lost} {
		stands(p, false)
	}
	if err := tries(); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Say(err), "three warnings") || !strings.Contains(fault.Say(err), "until") {
		t.Errorf("tom is told %v", err)
	}
	if said := heard(tom); !strings.Contains(said, "you do not write") || !strings.Contains(said, "three warnings") {
		t.Errorf("tom was told %q", said)
	}
	tom.Deletes(lost)
	w.Settle()
	undoes(ban(), "he said sorry")
	stands(ad, true)
	stands(talk, true)
	stands(lost, false)
	if err := tries(); err != nil {
		t.Errorf("taken back, tom is told %v", err)
	}

	w.Say("the log tells of it to whoever reads the community, and to nobody else")
	var list []communities.Entry
	acme.Read(func(tx *store.Tx) (err error) {
		list, err = communities.Log(tx, fay.Actor, c, store.Page{})
		return err
	})
	var kinds []string
	for _, e := range list {
		if e.By.ID != ada.ID || e.Whom.ID != tomHere.ID || e.Undone == 0 || (e.What == models.Banned) != (e.Along == 3) {
			t.Errorf("it says %+v", e)
		}
		kinds = append(kinds, string(e.What))
	}
	if got := strings.Join(kinds, " "); got != "banned locked removed" {
		t.Errorf("it tells of %s", got)
	}
	var team models.Actor
	acme.Write(func(tx *store.Tx) (err error) {
		team, err = communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "core", Name: "Core", Purpose: "Ours.", Driver: ada.ID, Team: true})
		return err
	})
	acme.Read(func(tx *store.Tx) error {
		if _, err := communities.Log(tx, ada.Actor, team, store.Page{}); err != nil {
			t.Errorf("ada does not read the log of her team: %v", err)
		}
		for _, who := range []models.Actor{fay.Actor, mira.Actor, tomHere} {
			if _, err := communities.Log(tx, who, team, store.Page{}); !fault.Is(err, fault.Hidden) {
				t.Errorf("%s is not in the team and reads its log: %v", who.Handle, err)
			}
		}
		return nil
	})
}

// A community elsewhere shuts ada out with what she wrote there. Its Undo brings that back only where it says so.
func TestStoryACommunityElsewhereSaysWhetherPostsComeBack(t *testing.T) {
	w, ada, peer, group, post := inWard(t)
	n := 200
	says := func(inner string) {
		t.Helper()
		n++
		if status, body := peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, inner)); status != http.StatusAccepted {
			t.Fatalf("the community was answered %d %s", status, body)
		}
		w.Settle()
	}
	within := func() bool { return copyAt(ada.Home, post.IRI).CommunityID != nil }
	block := func(n int) string {
		return modAct("Block", n, peer.Nell, group.IRI, string(ada.IRI), `,"target":"`+string(group.IRI)+`","summary":"spam","removeData":true`)
	}
	for _, c := range []struct {
		n     int
		more  string
		comes bool
	}{{1, `,"restoreData":true`, true}, {3, "", false}} {
		says(block(c.n))
		if within() {
			t.Fatal("what she wrote stands there still")
		}
		says(strings.TrimSuffix(undoOf(c.n+1, peer.Nell, group.IRI, block(c.n)), "}") + c.more + "}")
		if _, err := ada.TriesToWrite(conversations.Ask{Text: "And now?", Audience: models.Everyone, Where: conversations.World, Community: group.ID}); err != nil {
			t.Errorf("taken back, ada is told %v", err)
		}
		if within() != c.comes {
			t.Errorf("with %q it stands there: %v", c.more, within())
		}
	}
}

// copyAt is a post as a server has it.
func copyAt(s *testrig.Server, iri models.IRI) (p models.Post) {
	s.Read(func(tx *store.Tx) (err error) { p, err = tx.PostByIRI(iri); return err })
	return p
}

// knownAt is an actor as a server knows them.
func knownAt(s *testrig.Server, iri models.IRI) (a models.Actor) {
	s.Read(func(tx *store.Tx) (err error) { a, err = tx.ActorByIRI(iri); return err })
	return a
}
