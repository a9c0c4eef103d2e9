package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// readIn reads a list in and applies it, however much it closes.
func readIn(t *testing.T, s *testrig.Server, kind models.ListKind, text string) models.PeerList {
	t.Helper()
	ctx := context.Background()
	l, err := boundary.ReadList(ctx, s.Store, boundary.Reading{List: strings.NewReader(text), Kind: kind, Name: "list", Us: s.Site.Host})
	if err != nil {
		t.Fatal(err)
	}
	_, e, err := boundary.ApplyList(ctx, s.Store, models.Actor{}, l.ID, -1, "")
	if len(e.Alarms) > 0 {
		_, _, err = boundary.ApplyList(ctx, s.Store, models.Actor{}, l.ID, e.Suspended(), "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Trap T19: closing a server destroyed follows. Here they are suspended, both ways and whatever closed it, and go on by themselves.
func TestStoryFollowsOfAClosedServerWaitAndComeBack(t *testing.T) {
	w := partners(t)
	acme := w.Server("acme.example")
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	ada.Follows("tom@guild.example")
	mode := func(m models.Mode) func() {
		return func() { acme.Write(func(tx *store.Tx) error { return tx.SetMode(m) }) }
	}
	var list models.PeerList
	for i, act := range []struct {
		name        string
		close, open func()
	}{
		{"a block", func() { acme.Blocks("guild.example") }, func() { acme.Partners("guild.example") }},
		{"a limit", func() { acme.Limits("guild.example") }, func() { acme.Allows("guild.example") }},
		{"a list", func() { list = readIn(t, acme, models.BlockList, "guild.example\n") }, func() {
			if _, err := boundary.UndoList(context.Background(), acme.Store, models.Actor{}, list.ID, ""); err != nil {
				t.Fatal(err)
			}
		}},
		{"forgetting it", func() {
			acme.Write(func(tx *store.Tx) error { return boundary.Forget(tx, models.Actor{}, "guild.example", "") })
		}, func() {
			readIn(t, acme, models.AllowList, "#domain\nguild.example\n")
		}},
		{"the mode", func() {
			acme.Write(func(tx *store.Tx) error {
				if err := tx.SetMode(models.OpenMode); err != nil {
					return err
				}
				return boundary.Forget(tx, models.Actor{}, "guild.example", "")
			})
			mode(models.Allowlist)()
		}, mode(models.OpenMode)},
	} {
		w.Say("%s closes guild.example", act.name)
		act.close()
		ada.Posts(fmt.Sprintf("Said behind %s.", act.name), conversations.World)
		tom.Posts(fmt.Sprintf("Unheard behind %s.", act.name), conversations.World)
		acme.NeverSent(fmt.Sprintf("Said behind %s", act.name))
		ada.SeesNot(fmt.Sprintf("Unheard behind %s", act.name))
		theirs, ours := 0, 0
		acme.Read(func(tx *store.Tx) (err error) { theirs, ours, err = tx.FollowsWith("guild.example"); return err })
		if theirs != 1 || ours != 1 {
			t.Fatalf("after %s there are %d and %d follows", act.name, theirs, ours)
		}
		act.open()
		w.Say("and it is open again")
		ada.Posts(fmt.Sprintf("Heard %d.", i), conversations.World)
		tom.Posts(fmt.Sprintf("Told %d.", i), conversations.World)
		tom.Sees(fmt.Sprintf("Heard %d", i))
		ada.Sees(fmt.Sprintf("Told %d", i))
	}
}
