package main

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/server"
	"guildhall/services/people"
	"guildhall/store"
)

// tendsWelding takes the community welding, driven by mira, through what the organisation can do to it.
func (s *shell) tendsWelding() {
	s.t.Helper()
	for _, who := range []string{"noor", "owen", "pia"} {
		s.has(who)
	}
	s.does("community", "appoint", "welding", "noor", "core")
	s.does("community", "set", "welding", "--needs", "Fitters need welders.", "--measure", "Fewer leaks.", "--inside", "request")
	s.does("community", "open", "welding")
	s.does("community", "rest", "welding")
	s.does("community", "wake", "welding")
	s.does("community", "renew", "welding")
	s.does("community", "invite", "welding", "owen")
	s.does("community", "uninvite", "welding", "owen")
	s.does("community", "invite", "welding", "owen")
	s.does("community", "appoint", "welding", "owen", "core")
	s.does("community", "dismiss", "welding", "owen", "core")
	s.does("community", "refuse", "welding", "owen")
	s.asks("pia", "welding")
	s.does("community", "admit", "welding", "pia")
}

// asks lets somebody ask to come into a community.
func (s *shell) asks(name, community string) {
	s.t.Helper()
	c := &call{ctx: context.Background(), environ: s.env, out: bufio.NewWriter(io.Discard), errs: io.Discard, log: quiet(io.Discard)}
	err := c.write(func(srv *server.Server, tx *store.Tx) error {
		who, err := member(tx, name)
		if err != nil {
			return err
		}
		a, err := tx.ActorByHandle(models.Handle(community))
		if err == nil {
			_, err = people.Follow(tx, srv.Site, who.Actor, a, "")
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestACommunityIsTendedFromTheCommandLine(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"mira", "noor", "owen"} {
		s.has(who)
	}
	s.does("community", "create", "welding", "--purpose", "Metal.", "--driver", "mira")
	s.does("community", "create", "board", "--purpose", "Pay.", "--driver", "mira", "--closed")
	if list := tells[[]tended](s, "community", "list"); len(list) != 2 || list[1].Driver != "@mira@acme.example" || list[1].State != "draft" {
		t.Errorf("the list is %+v", list)
	}
	if list := tells[[]tended](s, "community", "list", "--as", "owen"); len(list) != 0 {
		t.Errorf("owen is told of drafts: %+v", list)
	}
	_, errs := s.gives(wrong, "community", "open", "welding")
	if !strings.Contains(errs, "who needs whom") {
		t.Errorf("it does not say what is lacking: %s", errs)
	}
	s.gives(absent, "community", "show", "welding", "--as", "owen")
	s.gives(absent, "community", "show", "nothing")
	s.gives(absent, "community", "set", "welding", "--label", "GREEN", "--as", "owen")
	s.does("community", "appoint", "welding", "noor", "core", "--as", "mira")
	got := tells[tended](s, "community", "set", "welding", "--needs", "Fitters need welders.", "--measure", "Fewer leaks.", "--switch", "out only", "--label", "GREEN", "--guideline", "Be kind.", "--guideline", "Show the seam, and say how.", "--review", "2027-06-30", "--as", "noor")
	if got.Switch != "out only" || got.Label != "GREEN" || !slices.Equal(got.Guidelines, []string{"Be kind.", "Show the seam, and say how."}) || got.Review != "2027-07-01T00:00:00Z" || len(got.Lacks) != 0 {
		t.Errorf("it is %+v", got)
	}
	r := tells[rehearsal](s, "community", "rehearse", "welding", "--world", "open", "--ceiling", "partners", "--as", "mira")
	if len(r.Guests) != 3 || len(r.Posts) != 3 || r.Guests[0].In != "pending" || !r.Posts[0].Sent || r.Posts[1].Sent || r.Posts[1].Why == "" || r.Posts[2].Fetched {
		t.Errorf("the rehearsal tells %+v", r)
	}
	s.gives(absent, "community", "rehearse", "board", "--switch", "both", "--as", "noor")
	s.gives(wrong, "community", "rehearse", "welding", "--switch", "sideways")
	if out := s.does("community", "rehearse", "welding"); !strings.Contains(out, "limited") {
		t.Errorf("it says:\n%s", out)
	}
	if got := tells[tended](s, "community", "show", "welding"); got.State != "draft" || got.Ceiling != "world" {
		t.Errorf("the rehearsal left %+v", got)
	}
	if got := tells[tended](s, "community", "open", "welding", "--as", "mira"); got.State != "live" {
		t.Errorf("it is %s", got.State)
	}
	s.gives(failed, "community", "rest", "welding", "--as", "owen")
	s.gives(failed, "community", "members", "welding", "--as", "owen")
	s.gives(failed, "community", "members", "board")
	if in := tells[[]inCommunity](s, "community", "members", "welding", "--as", "noor"); len(in) != 2 {
		t.Errorf("in it are %+v", in)
	}
	if in := tells[[]inCommunity](s, "community", "members", "board", "--as", "mira"); len(in) != 1 {
		t.Errorf("in it are %+v", in)
	}
	s.gives(wrong, "community", "set", "welding", "--switch", "sideways")
	s.gives(wrong, "community", "renew", "welding", "--until", "soon")
	s.gives(absent, "community", "invite", "welding", "nobody")
	if out := s.does("community", "show", "welding"); !strings.Contains(out, "Fewer leaks.") {
		t.Errorf("it says:\n%s", out)
	}
	for _, a := range tells[[]acted](s, "decisions", "acts") {
		if strings.HasPrefix(a.Verb, "community.") && a.By != "the command line" {
			t.Errorf("what its own people do is no act of a duty: %+v", a)
		}
	}
}
