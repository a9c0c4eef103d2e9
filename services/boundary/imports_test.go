package boundary_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/testrig/town"
)

func reads(w *town.Town, kind models.ListKind, below bool, text string) models.PeerList {
	w.T.Helper()
	l, err := boundary.ReadList(w.T.Context(), w.Store, boundary.Reading{List: strings.NewReader(text), Kind: kind, Below: below, Name: "list.csv", Author: "@ada", Us: w.Site.Host})
	if err != nil {
		w.T.Fatal(err)
	}
	return l
}

func standing(w *town.Town, host models.Host) (p models.Peer) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) (err error) { p, err = tx.Peer(host); return err })
	return p
}

// Trap T08: a look-alike host passed because hosts were compared by part.
func TestAListNamesTheVeryServerAndNoOther(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		l := reads(w, models.BlockList, false, "EXAMPLE.com.\nbücher.example\nother.example:8443\n")
		if _, _, err := boundary.ApplyList(t.Context(), w.Store, models.Actor{}, l.ID, -1, ""); err != nil {
			t.Fatal(err)
		}
		for host, want := range map[models.Host]models.Standing{
			"example.com": models.Blocked, "xn--bcher-kva.example": models.Blocked, "other.example:8443": models.Blocked,
			"sub.example.com": models.Open, "notexample.com": models.Open, "example.com.evil.example": models.Open, "example.co": models.Open,
			"example.com:8443": models.Open, "other.example": models.Open, "cher-kva.example": models.Open,
		} {
			if got := standing(w, host).Standing; got != want {
				t.Errorf("%s is %s, want %s", host, got, want)
			}
		}
		below := reads(w, models.BlockList, true, "example.com\n")
		if _, _, err := boundary.ApplyList(t.Context(), w.Store, models.Actor{}, below.ID, -1, ""); err != nil {
			t.Fatal(err)
		}
		w.Do(func(tx *store.Tx) error {
			_, err := boundary.SetStanding(tx, models.Actor{}, w.Site.Host, "good.example.com", models.Allowed, "")
			return err
		})
		for host, want := range map[models.Host]models.Standing{
			"sub.example.com": models.Blocked, "a.b.example.com": models.Blocked, "good.example.com": models.Allowed,
			"notexample.com": models.Open, "sub.example.com:8443": models.Open, "com": models.Open,
		} {
			if got := standing(w, host).Standing; got != want {
				t.Errorf("with subdomains, %s is %s, want %s", host, got, want)
			}
		}
		// What is learnt of a subdomain does not make the standing its own.
		w.Do(func(tx *store.Tx) error {
			p, err := tx.Peer("sub.example.com")
			if err != nil {
				return err
			}
			p.Software = "mastodon"
			if err := tx.SavePeer(&p); err != nil {
				return err
			}
			return boundary.Forget(tx, models.Actor{}, "example.com", "")
		})
		if got := standing(w, "sub.example.com"); got.Standing != models.Open || got.Software != "mastodon" {
			t.Errorf("the subdomain kept what it never had: %+v", got)
		}
	})
}

// Trap T21: one wrong list locked everybody out.
func TestAListThatWouldCloseMuchNeedsASecondWord(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		w.Peer("guild.example", models.Partner)
		w.Peer("social.example", models.Allowed)
		ada, ben, tom := w.Person("ada"), w.Person("ben"), w.Stranger("tom@guild.example")
		w.Do(func(tx *store.Tx) error {
			for i, f := range []models.Following{{FollowerID: tom.ID, FolloweeID: ada.ID}, {FollowerID: ada.ID, FolloweeID: tom.ID}, {FollowerID: ben.ID, FolloweeID: tom.ID}} {
				f.ID, f.IRI, f.State, f.Created = tx.NewID(), models.IRI(fmt.Sprintf("https://acme.example/f/%d", i)), models.Accepted, tx.Now()
				if err := tx.AddFollow(&f); err != nil {
					return err
				}
			}
			return nil
		})
		l := reads(w, models.BlockList, false, "guild.example\n"+string(w.Site.Host)+"\nsocial.example\nnew.example\n")
		if l.Lines != 3 || l.Faulty != 1 || !strings.Contains(l.Faults[0].Why, "this server itself") {
			t.Errorf("a list may name this server itself: %+v", l)
		}
		var e boundary.Effect
		w.Do(func(tx *store.Tx) (err error) { e, err = boundary.EffectOf(tx, l); return err })
		if e.Partners != 1 || e.Theirs != 1 || e.Ours != 2 || e.People != 2 || e.Servers != 1 || e.Known != 1 || len(e.Alarms) != 2 {
			t.Errorf("the effect is %+v", e)
		}
		for _, sure := range []int{-1, 0, 2} {
			if _, _, err := boundary.ApplyList(t.Context(), w.Store, models.Actor{}, l.ID, sure, ""); !fault.Is(err, fault.Conflict) {
				t.Fatalf("with %d it was applied: %v", sure, err)
			}
		}
		if got := standing(w, "guild.example").Standing; got != models.Partner {
			t.Fatalf("what was refused changed the partner to %s", got)
		}
		if _, _, err := boundary.ApplyList(t.Context(), w.Store, models.Actor{}, l.ID, 3, ""); err != nil {
			t.Fatal(err)
		}
		for _, h := range []models.Host{"guild.example", "social.example", "new.example"} {
			if got := standing(w, h).Standing; got != models.Blocked {
				t.Errorf("%s is %s", h, got)
			}
		}
		w.Do(func(tx *store.Tx) error { // somebody says another thing of one of them
			_, err := boundary.SetStanding(tx, models.Actor{}, w.Site.Host, "social.example", models.Limited, "")
			return err
		})
		if _, err := boundary.UndoList(t.Context(), w.Store, models.Actor{}, l.ID, ""); err != nil {
			t.Fatal(err)
		}
		for h, want := range map[models.Host]models.Standing{"guild.example": models.Partner, "social.example": models.Limited, "new.example": models.Open} {
			if got := standing(w, h).Standing; got != want {
				t.Errorf("after taking the list back %s is %s, want %s", h, got, want)
			}
		}
		if _, err := boundary.UndoList(t.Context(), w.Store, models.Actor{}, l.ID, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken back twice: %v", err)
		}
	})
}

func TestAnAllowListKeepsPartners(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		w.Peer("guild.example", models.Partner)
		w.Peer("bad.example", models.Blocked)
		l := reads(w, models.AllowList, false, "#domain\nguild.example\nbad.example\nnew.example\n")
		if _, e, err := boundary.ApplyList(t.Context(), w.Store, models.Actor{}, l.ID, -1, ""); err != nil || e.Same != 1 || len(e.Changes) != 2 {
			t.Fatalf("%+v %v", e, err)
		}
		for h, want := range map[models.Host]models.Standing{"guild.example": models.Partner, "bad.example": models.Allowed, "new.example": models.Allowed} {
			if got := standing(w, h).Standing; got != want {
				t.Errorf("%s is %s, want %s", h, got, want)
			}
		}
	})
}

// many writes a list as it is read, so that no list is ever whole in memory.
type many struct {
	left, at int
	rest     string
}

func (m *many) Read(p []byte) (int, error) {
	if m.rest == "" {
		if m.left == 0 {
			return 0, io.EOF
		}
		m.left--
		m.at++
		m.rest = fmt.Sprintf("host-%d.example\n", m.at)
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func TestALongListIsReadAndApplied(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		const lines = 5_000 // BenchmarkMillionLines reads more
		l, err := boundary.ReadList(t.Context(), w.Store, boundary.Reading{List: &many{left: lines}, Kind: models.BlockList, Name: "long", Us: w.Site.Host})
		if err != nil || l.Lines != lines {
			t.Fatalf("%d lines: %v", l.Lines, err)
		}
		if l, _, err = boundary.ApplyList(t.Context(), w.Store, models.Actor{}, l.ID, -1, ""); err != nil || l.Applied == 0 {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := boundary.WriteList(context.Background(), w.Store, models.BlockList, &out); err != nil || strings.Count(out.String(), "\n") != lines+1 {
			t.Errorf("%d lines came out: %v", strings.Count(out.String(), "\n"), err)
		}
	})
}
