package main

import (
	"context"
	"strings"
	"testing"

	"guildhall/jobs"
	"guildhall/store"
)

// waits puts two deliveries to one server into the installation of a shell, one of them given up.
func (s *shell) waits(given string) (waiting, dead string) {
	s.t.Helper()
	s.does("migrate")
	st, err := store.Open(context.Background(), store.Options{DSN: s.setting("GUILDHALL_DATABASE")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	err = st.Write(context.Background(), func(tx *store.Tx) error {
		lane := jobs.Host("slow.example")
		if err := jobs.Add(tx, jobs.Work{Lane: lane, Kind: "deliver"}, jobs.Work{Lane: lane, Kind: "deliver", Once: "second"}); err != nil {
			return err
		}
		list, err := tx.Jobs(store.JobFilter{Lane: lane})
		if err != nil {
			return err
		}
		waiting, dead = list[1].ID.String(), list[0].ID.String()
		return tx.GiveUpJob(list[0].ID, given)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return waiting, dead
}

func (s *shell) setting(name string) string {
	for _, pair := range s.env {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

func TestWorkThatWasGivenUpIsSeenRetriedAndDropped(t *testing.T) {
	s := newShell(t)
	waiting, dead := s.waits("The server did not answer for seven days.")

	if list := tells[[]jobWords](s, "jobs", "list"); len(list) != 2 || list[0].ID != dead || list[1].State != "waiting" {
		t.Errorf("all work is %+v", list)
	}
	list := tells[[]jobWords](s, "jobs", "list", "--dead")
	if len(list) != 1 || list[0].ID != dead || list[0].Error != "The server did not answer for seven days." || list[0].Lane != "host:slow.example" {
		t.Errorf("given up is %+v", list)
	}
	if shown := s.does("jobs", "show", dead); !strings.Contains(shown, "given up") || !strings.Contains(shown, "seven days") {
		t.Errorf("one is shown as:\n%s", shown)
	}
	s.does("jobs", "retry", dead)
	if list := tells[[]jobWords](s, "jobs", "list", "--dead"); len(list) != 0 {
		t.Errorf("after the retry still given up: %+v", list)
	}
	if _, errs := s.gives(absent, "jobs", "retry", waiting); !strings.Contains(errs, "given up") {
		t.Errorf("what waits anyway is not retried, and the words are: %s", errs)
	}
	s.does("jobs", "drop", dead, waiting)
	if list := tells[[]jobWords](s, "jobs", "list"); len(list) != 0 {
		t.Errorf("after the drop there is %+v", list)
	}
	if _, errs := s.gives(absent, "jobs", "drop", dead); !strings.Contains(errs, "no such job") {
		t.Errorf("what is gone is answered: %s", errs)
	}
	s.gives(wrong, "jobs", "retry")
	s.gives(wrong, "jobs", "show", "seven")
}

func TestALaneIsTriedAgainAtOnce(t *testing.T) {
	s := newShell(t)
	_, dead := s.waits("gone")
	if out := s.does("jobs", "retry", "--lane", "host:slow.example"); !strings.HasPrefix(out, "1 start") {
		t.Errorf("a lane with one given up says %q", out)
	}
	if j := tells[jobWords](s, "jobs", "show", dead); j.State != "waiting" || j.Tries != 0 {
		t.Errorf("it became %+v", j)
	}
}
