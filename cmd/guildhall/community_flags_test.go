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
