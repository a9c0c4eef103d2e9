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

// Somebody who looks after a community reads at the command line what members flagged, and lets it stand; others read nothing of it.
func TestWhatMembersFlaggedIsDecided(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"ada", "bob", "cy", "dee", "eve"} {
		s.has(who)
	}
	s.changes(func(srv *server.Server, tx *store.Tx) error {
		by := map[string]models.Actor{}
		for _, name := range []string{"ada", "bob", "cy", "dee", "eve"} {
			m, err := member(tx, name)
			if err != nil {
				return err
			}
			by[name] = m.Actor
		}
		c, err := communities.Opened(tx, srv.Site, by["ada"], communities.New{Handle: "welding", Purpose: "Metal.", Driver: by["ada"].ID, Core: []models.Actor{by["eve"]}})
		if err != nil {
			return err
		}
		var p models.Post
		for _, name := range []string{"bob", "cy", "dee"} {
			if _, err := people.Follow(tx, srv.Site, by[name], c, ""); err != nil {
				return err
			}
			if name == "bob" {
				if p, err = conversations.Post(tx, srv.Site, conversations.Ask{By: by["bob"], Text: "Fitters cannot weld.", Community: c.ID}); err != nil {
					return err
				}
				continue
			}
			if _, err := communities.Flag(tx, srv.Site, by[name], p, name+" is hurt"); err != nil {
				return err
			}
		}
		return nil
	})
	s.gives(failed, "community", "flagged", "welding", "--as", "bob")
	list := tells[[]flaggedPost](s, "community", "flagged", "welding", "--as", "ada")
	if len(list) != 1 || list[0].Folded || len(list[0].Flags) != 2 || list[0].Flags[0].By != "@cy@acme.example" || list[0].Flags[0].Reason != "cy is hurt" || list[0].Text != "Fitters cannot weld." {
		t.Fatalf("ada is told %+v", list)
	}
	if out := s.does("community", "flagged", "welding", "--as", "ada"); !strings.Contains(out, "@dee@acme.example: dee is hurt") {
		t.Errorf("it says:\n%s", out)
	}
	if got := tells[tended](s, "community", "set", "welding", "--quorum", "4", "--as", "ada"); got.Quorum != 4 {
		t.Errorf("the quorum is %d", got.Quorum)
	}
	s.gives(wrong, "community", "set", "welding", "--quorum", "1", "--as", "ada")
	s.gives(wrong, "community", "keep", "welding", "soon", "--reason", "x", "--as", "ada")
	s.gives(absent, "community", "keep", "welding", "7", "--reason", "x", "--as", "ada")
	s.gives(failed, "community", "keep", "welding", list[0].Post, "--reason", "x", "--as", "bob")
	s.does("community", "keep", "welding", list[0].Post, "--reason", "About the work.", "--as", "ada")
	if list := tells[[]flaggedPost](s, "community", "flagged", "welding", "--as", "eve"); len(list) != 0 {
		t.Errorf("decided, it waits: %+v", list)
	}
	acts := tells[[]acted](s, "decisions", "acts", "--limit", "200")
	if !slices.ContainsFunc(acts, func(a acted) bool {
		return a.Verb == "community.kept" && a.By == "@ada@acme.example" && a.Reason == "About the work."
	}) {
		t.Errorf("the record lacks it: %+v", acts)
	}
}

// An administrator reads at the command line which appeals wait that no steward can answer, and answers them.
func TestAnAppealIsAnswered(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"ada", "bob", "eve"} {
		s.has(who)
	}
	var rulings []models.Ruling
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
		c, err := communities.Opened(tx, srv.Site, ada.Actor, communities.New{Handle: "welding", Purpose: "Metal.", Driver: ada.ID, Core: []models.Actor{eve.Actor}})
		if err != nil {
			return err
		}
		if _, err := people.Follow(tx, srv.Site, bob.Actor, c, ""); err != nil {
			return err
		}
		for _, text := range []string{"Fitters cannot weld.", "Nor grind."} {
			p, err := conversations.Post(tx, srv.Site, conversations.Ask{By: bob.Actor, Text: text, Community: c.ID})
			if err != nil {
				return err
			}
			if _, err := communities.Rule(tx, srv.Site, communities.Decided{Community: c, By: ada.Actor, What: models.Removed, Post: p.ID, Reason: "unkind"}); err != nil {
				return err
			}
			r, err := tx.RulingOn(c.ID, p.ID, models.Removed)
			if err != nil {
				return err
			}
			if err := communities.Appeal(tx, bob.Actor, r.ID, "The manual says so."); err != nil {
				return err
			}
			rulings = append(rulings, r)
		}
		return nil
	})
	if list := tells[[]appealed](s, "community", "appeals", "welding"); len(list) != 0 {
		t.Errorf("the organisation answers though eve can: %+v", list)
	}
	list := tells[[]appealed](s, "community", "appeals", "welding", "--as", "eve")
	if len(list) != 2 || list[0].Ruling != rulings[0].ID.String() || list[0].Whom != "@bob@acme.example" || list[0].Text != "The manual says so." {
		t.Fatalf("eve is told %+v", list)
	}
	s.gives(wrong, "community", "answer", "welding", "soon", "--reason", "x")
	s.gives(absent, "community", "answer", "welding", "7", "--reason", "x", "--as", "eve")
	s.gives(failed, "community", "answer", "welding", list[0].Ruling, "--reason", "x", "--as", "ada")
	s.does("community", "answer", "welding", list[0].Ruling, "--reverse", "--reason", "It does.", "--as", "eve")
	s.does("user", "disable", "eve")
	if out := s.does("community", "appeals", "welding"); !strings.Contains(out, list[1].Ruling) || strings.Contains(out, list[0].Ruling) {
		t.Errorf("it says:\n%s", out)
	}
	s.does("community", "answer", "welding", list[1].Ruling, "--reason", "It does not.")
	acts := tells[[]acted](s, "decisions", "acts", "--limit", "200")
	for _, want := range []acted{{Verb: "community.restored", By: "@eve@acme.example", Reason: "It does."}, {Verb: "community.upheld", By: "the command line", Reason: "It does not."}} {
		if !slices.ContainsFunc(acts, func(a acted) bool { return a.Verb == want.Verb && a.By == want.By && a.Reason == want.Reason }) {
			t.Errorf("the record lacks %+v: %+v", want, acts)
		}
	}
}
