package main

import (
	"strings"
	"testing"

	"guildhall/services/retention"
)

func TestALegalHoldIsPlacedListedAndLifted(t *testing.T) {
	s := newShell(t)
	s.has("ruth", "--role", "admin")
	s.has("bob")
	if list := tells[[]holdWords](s, "hold", "list"); len(list) != 0 {
		t.Fatalf("there are holds: %+v", list)
	}
	if out := s.does("hold", "place", "account", "bob", "--as", "ruth", "--reason", "Case 7."); !strings.Contains(out, "keeps the account @bob@acme.example") {
		t.Errorf("placing says %q", out)
	}
	list := tells[[]holdWords](s, "hold", "list")
	if len(list) != 1 || list[0].Kind != "account" || list[0].What != "@bob@acme.example" || list[0].By != "@ruth@acme.example" || list[0].Reason != "Case 7." || list[0].Since == "" {
		t.Fatalf("the list has %+v", list)
	}
	for _, preview := range []string{"--preview", "--reason=He asked."} {
		if _, errs := s.gives(failed, "user", "erase", "bob", "--posts", "remove", preview); !strings.Contains(errs, "A legal hold keeps the account") {
			t.Errorf("erasing him with %s says %q", preview, errs)
		}
	}
	if _, errs := s.gives(failed, "hold", "place", "account", "ruth", "--as", "bob", "--reason", "Spite."); !strings.Contains(errs, "Ask an administrator") {
		t.Errorf("somebody else is told %q", errs)
	}
	if _, errs := s.gives(wrong, "hold", "lift", list[0].ID); !strings.Contains(errs, "Give the reason") {
		t.Errorf("without a reason it says %q", errs)
	}
	if _, errs := s.gives(wrong, "hold", "lift", "seven", "--reason", "It is closed."); !strings.Contains(errs, "guildhall hold list") {
		t.Errorf("what is no number is told %q", errs)
	}
	if out := s.does("hold", "lift", list[0].ID, "--as", "ruth", "--reason", "It is closed."); !strings.Contains(out, "is lifted") {
		t.Errorf("lifting says %q", out)
	}
	s.gives(absent, "hold", "lift", list[0].ID, "--reason", "Once more.")
	s.does("user", "erase", "bob", "--posts", "remove", "--reason", "He asked.")
	if list := tells[[]holdWords](s, "hold", "list"); len(list) != 0 {
		t.Errorf("the list has %+v", list)
	}
}

// Whoever keeps the server sees how long everything is kept, and what a period would do before it is in force.
func TestRetentionIsShownAndForetold(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	kept := func(args ...string) map[string]int {
		days := map[string]int{}
		for _, p := range tells[[]retention.Period](s, append([]string{"retention", "show"}, args...)...) {
			days[p.Setting] = p.Days
		}
		return days
	}
	usual := kept()
	for setting, days := range map[string]int{"GUILDHALL_KEEP_REMOTE_POSTS": 0, "GUILDHALL_KEEP_OWN_POSTS": 0, "GUILDHALL_KEEP_NOTICES": 400, "GUILDHALL_KEEP_INBOX": 30, "GUILDHALL_KEEP_JOBS": 30,
		"GUILDHALL_KEEP_ASKINGS": 90, "GUILDHALL_KEEP_TEXTS": 30, "GUILDHALL_KEEP_RECORDS": 400, "GUILDHALL_MEDIA_DAYS": 30} {
		if got, there := usual[setting]; !there || got != days {
			t.Errorf("%s keeps for %d days, and %v", setting, got, there)
		}
	}
	if got := kept("--keep-remote-posts", "180")["GUILDHALL_KEEP_REMOTE_POSTS"]; got != 180 {
		t.Errorf("a flag sets %d days", got)
	}
	if out := s.does("retention", "show"); !strings.Contains(out, "always") || !strings.Contains(out, "GUILDHALL_KEEP_NOTICES") {
		t.Errorf("it shows\n%s", out)
	}
	for _, g := range tells[[]retention.Goes](s, "retention", "preview", "--keep-own-posts", "30") {
		if g.Goes != 0 {
			t.Errorf("of a new installation goes %+v", g)
		}
	}
	if _, errs := s.gives(wrong, "retention", "preview", "--keep-own-posts", "3"); !strings.Contains(errs, "from 30 to 3650, or always") {
		t.Errorf("three days are answered %q", errs)
	}
}
