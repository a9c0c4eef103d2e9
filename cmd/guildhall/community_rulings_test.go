package main

import (
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// Whoever looks after a community decides in it at the command line, takes it back, and reads what was decided.
func TestACommunityIsModerated(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"ada", "bob", "eve", "fay"} {
		s.has(who)
	}
	var post string
	var c models.Actor
	s.changes(func(srv *server.Server, tx *store.Tx) error {
		ada, err := member(tx, "ada")
		if err != nil {
			return err
		}
		bob, err := member(tx, "bob")
		if err != nil {
			return err
		}
		eve, err := member(tx, "eve")
		if err != nil {
			return err
		}
		if c, err = communities.Opened(tx, srv.Site, ada.Actor, communities.New{Handle: "welding", Purpose: "Metal.", Driver: ada.ID, Core: []models.Actor{eve.Actor}}); err != nil {
			return err
		}
		if _, err := people.Follow(tx, srv.Site, bob.Actor, c, ""); err != nil {
			return err
		}
		p, err := conversations.Post(tx, srv.Site, conversations.Ask{By: bob.Actor, Text: "Buy my rods.", Community: c.ID})
		post = p.ID.String()
		return err
	})
	s.gives(wrong, "community", "remove", "welding", "soon", "--reason", "x", "--as", "ada")
	s.gives(wrong, "community", "remove", "welding", post, "--as", "ada")
	s.gives(absent, "community", "remove", "welding", "7", "--reason", "x", "--as", "ada")
	s.gives(failed, "community", "remove", "welding", post, "--reason", "x", "--as", "bob")
	shut := tells[ruled](s, "community", "lock", "welding", post, "--reason", "in circles", "--as", "eve")
	if shut.What != models.Shut || shut.By != "@eve@acme.example" || shut.Whom != "@bob@acme.example" || shut.Post != post || !shut.Stands {
		t.Errorf("it says %+v", shut)
	}
	out := tells[ruled](s, "community", "remove", "welding", post, "--reason", "spam", "--as", "ada")
	if again := tells[ruled](s, "community", "remove", "welding", post, "--reason", "spam", "--as", "ada"); again.Ruling != out.Ruling {
		t.Errorf("decided twice: %+v", again)
	}
	s.gives(failed, "community", "undo", "welding", out.Ruling, "--reason", "x", "--as", "bob")
	s.gives(absent, "community", "undo", "welding", "7", "--reason", "x", "--as", "ada")
	if back := tells[ruled](s, "community", "undo", "welding", out.Ruling, "--reason", "a question", "--as", "eve"); back.Stands || back.UndoneBy != "@eve@acme.example" || back.Why != "a question" {
		t.Errorf("taken back, it says %+v", back)
	}
	s.gives(failed, "community", "undo", "welding", out.Ruling, "--reason", "x", "--as", "ada")
	s.gives(wrong, "community", "ban", "welding", "bob", "--reason", "x", "--until", "soon", "--as", "ada")
	s.gives(absent, "community", "ban", "welding", "nobody", "--reason", "x", "--as", "ada")
	s.gives(failed, "community", "ban", "welding", "eve", "--reason", "x", "--as", "ada")
	ban := tells[ruled](s, "community", "ban", "welding", "bob", "--reason", "spam", "--until", "2099-12-30", "--posts", "--as", "ada")
	if ban.What != models.Banned || ban.Posts != 1 || !strings.HasPrefix(ban.Until, "2099-12-31") {
		t.Errorf("it says %+v", ban)
	}
	list := tells[[]ruled](s, "community", "log", "welding", "--as", "fay")
	if len(list) != 3 || list[0].Ruling != ban.Ruling || list[2].Ruling != shut.Ruling {
		t.Errorf("the log says %+v", list)
	}
	if next := tells[[]ruled](s, "community", "log", "welding", "--limit", "1", "--before", ban.Ruling); len(next) != 1 || next[0].Ruling != out.Ruling {
		t.Errorf("the next page says %+v", next)
	}
	s.gives(wrong, "community", "log", "welding", "--before", "soon")
	if said := s.does("community", "log", "welding"); !strings.Contains(said, "taken back: a question") || !strings.Contains(said, "@eve@acme.example") {
		t.Errorf("it says:\n%s", said)
	}
	s.does("community", "undo", "welding", ban.Ruling, "--reason", "sorry", "--as", "eve")
	acts := tells[[]acted](s, "decisions", "acts", "--limit", "200")
	for _, verb := range []string{"community.locked", "community.removed", "community.restored", "community.banned", "community.unbanned"} {
		if !slices.ContainsFunc(acts, func(a acted) bool { return a.Verb == verb }) {
			t.Errorf("the record lacks %s", verb)
		}
	}
	s.changes(func(_ *server.Server, tx *store.Tx) error {
		row, err := tx.CommunityByActor(c.ID)
		if err != nil {
			return err
		}
		row.Closed = true
		return tx.SaveCommunity(&row)
	})
	s.gives(absent, "community", "log", "welding", "--as", "fay")
	s.gives(absent, "community", "log", "welding")
	s.does("community", "log", "welding", "--as", "bob")
}
