package web_test

import (
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

// A community has thousands of members. What the composer foretells is found once and used again while somebody writes, and still
// keeps up with who comes, who goes, and how their servers stand.
func TestStoryAForecastForACrowdKeepsUpWithIt(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	weld := founded(ada, "weld", "Welding")
	acme := w.Server("acme.example")
	joined := func(tx *store.Tx, host string, n int) models.ID {
		iri := fmt.Sprintf("https://%s/users/%d", host, n)
		a := models.Actor{ID: tx.NewID(), IRI: models.IRI(iri), Kind: models.Person, Host: models.Host(host), Domain: host, Handle: models.Handle(fmt.Sprint("p", n)),
			Inbox: models.IRI(iri + "/inbox"), SharedInbox: models.IRI("https://" + host + "/inbox")}
		f := models.Following{ID: tx.NewID(), IRI: models.IRI(iri + "/joins"), FollowerID: a.ID, FolloweeID: weld.ID, State: models.Accepted}
		if err := tx.AddActor(&a); err != nil {
			t.Fatal(err)
		}
		if err := tx.AddFollow(&f); err != nil {
			t.Fatal(err)
		}
		return f.ID
	}
	var only models.ID
	acme.Write(func(tx *store.Tx) error {
		for n := range 2000 {
			joined(tx, "many.example", n)
		}
		only = joined(tx, "one.example", 1)
		return nil
	})
	d := signsIn(t, w, "ada@acme.example")
	foretold := func() sheet {
		return d.sends("/compose", "do", "preview", "text", "x", "audience", "everyone", "distance", "world", "community", weld.ID.String()).is(200)
	}
	for range 2 {
		foretold().says("many.example", "one.example")
	}
	acme.Write(func(tx *store.Tx) error { return tx.RemoveFollow(only) })
	foretold().says("many.example").hides("one.example")
	acme.Write(func(tx *store.Tx) error { joined(tx, "late.example", 1); return nil })
	foretold().says("many.example", "late.example")
	acme.Blocks("late.example")
	foretold().says("many.example", "late.example is blocked")
}
