package testrig_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// movedPeer lets a person of a scripted server list aliases, or say where they went.
func movedPeer(t *testing.T, p *testrig.Peer, add map[string]any) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(p.Document("/users/nell")), &doc); err != nil {
		t.Fatal(err)
	}
	for name, value := range add {
		doc[name] = value
	}
	raw, _ := json.Marshal(doc)
	p.Serves("/users/nell", string(raw))
}

func moveOf(p *testrig.Peer, to models.IRI) string {
	return `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + string(p.Nell) + `#moves/` + string(to.Host()) + `","type":"Move","actor":"` + string(p.Nell) + `","object":"` + string(p.Nell) + `","target":"` + string(to) + `"}`
}

// movesTold are the sentences of somebody's notices of moves.
func movesTold(p *testrig.Person) (out []string) {
	p.Home.Read(func(tx *store.Tx) error {
		list, err := tx.Notices(p.ID, []models.NoticeKind{models.NoticeMove}, nil, store.Page{Limit: 20})
		for _, n := range list {
			out = append(out, n.Text)
		}
		return err
	})
	return out
}

// movedFollow is how somebody's follow of an account stands; empty without one.
func movedFollow(p *testrig.Person, of models.IRI) (state models.FollowState) {
	p.Home.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByIRI(of)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		f, err := tx.Follow(p.ID, a.ID)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		state = f.State
		return err
	})
	return state
}

// Nell goes from one server to another. Whoever follows her here follows her there, by a follow of their own, once the new
// account says that the old one is hers.
func TestStoryWhoMovesElsewhereIsFollowedThere(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada, bob := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example").GoesOutward()
	old, next := w.Peer("old.example"), w.Peer("new.example")
	ada.Follows("nell@old.example")
	bob.Follows("nell@old.example")
	accepts := func(p *testrig.Person) {
		for _, body := range old.Got() {
			if strings.Contains(body, `"Follow"`) && strings.Contains(body, string(p.IRI)) {
				old.Sends(p.IRI+"/inbox", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://old.example/a/`+string(p.Handle)+`","type":"Accept","actor":"`+string(old.Nell)+`","object":`+body+`}`)
			}
		}
	}
	accepts(ada)
	accepts(bob)
	w.Settle()

	w.Say("the new account does not know the old one: nothing happens")
	old.Sends("https://acme.example/inbox", moveOf(old, next.Nell))
	w.Settle()
	if movedFollow(ada, next.Nell) != "" || movedFollow(ada, old.Nell) != models.Accepted || len(movesTold(ada)) != 0 {
		t.Fatalf("a move that the new account does not confirm had an effect: %v", movesTold(ada))
	}

	w.Say("it says that the old one is hers too")
	movedPeer(t, next, map[string]any{"alsoKnownAs": old.Nell})
	old.Sends("https://acme.example/inbox", strings.Replace(moveOf(old, next.Nell), "#moves/", "#moves/again/", 1))
	w.Settle()
	for _, p := range []*testrig.Person{ada, bob} {
		if movedFollow(p, next.Nell) != models.Pending || movedFollow(p, old.Nell) != "" {
			t.Errorf("%s: new %q, old %q", p.Handle, movedFollow(p, next.Nell), movedFollow(p, old.Nell))
		}
		if told := movesTold(p); len(told) != 1 || told[0] != "@nell@old.example has moved to @nell@new.example. You have asked to follow them there." {
			t.Errorf("%s was told %q", p.Handle, told)
		}
	}
	if next.GotOfType("Follow") != 2 || old.GotOfType("Undo") != 2 {
		t.Errorf("the new server got %d follows, the old one %d ends", next.GotOfType("Follow"), old.GotOfType("Undo"))
	}
	ada.Home.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByIRI(old.Nell)
		if a.MovedTo != next.Nell {
			t.Errorf("the old account is not shown as moved: %q", a.MovedTo)
		}
		return err
	})
	if err := w.As("bob@acme.example").TriesToFollow("nell@old.example"); err == nil {
		t.Error("an account that moved away can still be followed")
	}
}

// A move to where the boundary lets nobody go is told, and nothing else happens (boundary.md, law 16).
func TestStoryAMoveBeyondTheBoundaryCarriesNoRight(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.Server("acme.example").Allows("old.example")
	ada := w.As("ada@acme.example").GoesOutward()
	old, next := w.Peer("old.example"), w.Peer("new.example")
	movedPeer(t, next, map[string]any{"alsoKnownAs": []any{old.Nell}})
	ada.Follows("nell@old.example")
	for _, body := range old.Got() {
		old.Sends(ada.IRI+"/inbox", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://old.example/a/1","type":"Accept","actor":"`+string(old.Nell)+`","object":`+body+`}`)
	}
	w.Settle()
	old.Sends("https://acme.example/inbox", moveOf(old, next.Nell))
	w.Settle()
	told := movesTold(ada)
	if len(told) != 1 || !strings.HasPrefix(told[0], "@nell@old.example says that they have moved to an account on new.example. You do not follow them there: ") {
		t.Errorf("ada was told %q", told)
	}
	if movedFollow(ada, old.Nell) != models.Accepted || movedFollow(ada, next.Nell) != "" {
		t.Error("she does not follow the old account any more, or the new one already")
	}
	if len(next.Got()) != 0 {
		t.Errorf("the closed server got %q", next.Got())
	}
	ada.Home.NeverSent("new.example/users/nell")
}

// Where a new account has moved on itself, or somebody says for another that they moved, nothing happens.
func TestHostileNobodyIsMovedByAnother(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	old, next, eve := w.Peer("old.example"), w.Peer("new.example"), w.Peer("eve.example")
	ada.Follows("nell@old.example")
	old.Sends(ada.IRI+"/inbox", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://old.example/a/1","type":"Accept","actor":"`+string(old.Nell)+`","object":`+old.Got()[0]+`}`)
	w.Settle()
	movedPeer(t, eve, map[string]any{"alsoKnownAs": old.Nell})
	for _, forged := range []string{
		strings.Replace(moveOf(eve, eve.Nell), `"object":"https://eve.example`, `"object":"https://old.example`, 1),
		strings.Replace(strings.Replace(moveOf(old, eve.Nell), "https://old.example/users/nell#", "https://eve.example/users/nell#", 1), `"actor":"https://old.example`, `"actor":"https://eve.example`, 1),
	} {
		eve.Sends("https://acme.example/inbox", forged)
	}
	movedPeer(t, next, map[string]any{"alsoKnownAs": old.Nell, "movedTo": eve.Nell})
	old.Sends("https://acme.example/inbox", moveOf(old, next.Nell))
	w.Settle()
	if movedFollow(ada, old.Nell) != models.Accepted || movedFollow(ada, eve.Nell) != "" || movedFollow(ada, next.Nell) != "" || len(movesTold(ada)) != 0 {
		t.Errorf("she was moved: %q", movesTold(ada))
	}
}

// Many follow nell, and the server stops after it has led some of them: the rest is led when it goes on, and nobody is told twice.
func TestStoryAMoveOfManyGoesOnWhereItStopped(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	home, old, next := ada.Home, w.Peer("old.example"), w.Peer("new.example")
	movedPeer(t, next, map[string]any{"alsoKnownAs": old.Nell})
	var from, to models.Actor
	for iri, a := range map[models.IRI]*models.Actor{old.Nell: &from, next.Nell: &to} {
		known, err := home.Resolve.Actor(t.Context(), iri, nil)
		if err != nil {
			t.Fatal(err)
		}
		*a = known
	}
	const many = 230
	home.Write(func(tx *store.Tx) error {
		for i := range many {
			who, err := accounts.Create(tx, home.Site, accounts.New{Handle: models.Handle(fmt.Sprintf("p%d", i)), Email: fmt.Sprintf("p%d@mail.invalid", i), Hash: "x"})
			if err != nil {
				return err
			}
			f, err := people.Follow(tx, home.Site, who, from, "")
			if err == nil {
				f.State = models.Accepted
				err = tx.SaveFollow(&f)
			}
			if err == nil && i%2 == 0 { // whom the job had led before it was stopped
				err = people.FollowOn(tx, home.Site, who, from, to, "")
			}
			if err != nil {
				return err
			}
		}
		return people.Relocate(tx, from, to)
	})
	w.Settle()
	home.Read(func(tx *store.Tx) error {
		left, err := tx.FollowersHere(from.ID, 0, many)
		if err != nil || len(left) != 0 {
			t.Errorf("%d follow the old account still", len(left))
		}
		for i := range many {
			who, err := tx.ActorByHandle(models.Handle(fmt.Sprintf("p%d", i)))
			if err != nil {
				return err
			}
			told, err := tx.Notices(who.ID, []models.NoticeKind{models.NoticeMove}, nil, store.Page{Limit: 5})
			if f, missing := tx.Follow(who.ID, to.ID); err != nil || missing != nil || f.State != models.Pending || len(told) != 1 {
				t.Fatalf("%s: %v, told %d times", who.Handle, missing, len(told))
			}
		}
		return nil
	})
}
