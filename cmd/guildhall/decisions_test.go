package main

import (
	"strings"
	"testing"

	"guildhall/ledger"
	"guildhall/store/storetest"
)

func TestTheRecordIsListedShownExportedAndVerified(t *testing.T) {
	s := newShell(t)
	s.has("ada", "--reason", "She begins on Monday.")
	s.does("role", "grant", "ada", "auditor", "--as", "ada", "--reason", "The yearly audit.")
	acts := tells[[]acted](s, "decisions", "acts")
	if len(acts) != 2 || acts[0].Verb != "role.granted" || acts[0].By != "@ada@acme.example" || acts[0].What != "auditor of @ada@acme.example" ||
		acts[0].Before != "not held" || acts[0].After != "held" || acts[0].Reason != "The yearly audit." || acts[1].By != ledger.CommandLine || acts[1].Reason == "" {
		t.Errorf("what was done: %+v", acts)
	}
	if roles := tells[[]acted](s, "decisions", "acts", "--verb", "role."); len(roles) != 1 {
		t.Errorf("acts about roles: %+v", roles)
	}
	v := s.serves("--app-public", "world")
	s.posts(v, "public", "for everyone")
	r := tells[ledger.Report](s, "decisions", "verify")
	if !r.Sound() || r.Acts != 4 || len(r.Heads) == 0 { // serving noted two settings
		t.Errorf("verify: %+v", r)
	}
	if out := s.does("decisions", "export"); strings.Count(out, "\n") < 2 || !strings.Contains(out, `"act":"role.granted"`) {
		t.Errorf("the export: %s", out)
	}
	s.does("decisions", "list", "--stopped", "--since", "24h", "--peer", "peer.example", "--rule", "standing")
	s.gives(absent, "decisions", "show", "12345")
	s.gives(wrong, "decisions", "list", "--since", "yesterday")
	s.does("decisions", "verify", r.Heads[0])
	storetest.Tamper(t, s.setting("GUILDHALL_DATABASE"), "UPDATE acts SET reason = 'None.' WHERE verb = 'role.granted'")
	if out, errs := s.gives(failed, "decisions", "verify"); !strings.Contains(out, "was changed") || !strings.Contains(errs, "does not hold") {
		t.Errorf("a changed reason: %s %s", out, errs)
	}
	s.gives(failed, "decisions", "verify", "--json")
	s.gives(failed, "decisions", "verify", "nobody:1:00")
}
