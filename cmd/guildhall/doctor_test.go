package main

import (
	"encoding/json"
	"strings"
	"testing"

	"guildhall/server"
)

// diagnosed runs the doctor and gives what it found, by part.
func (s *shell) diagnosed(code int) map[string]server.Finding {
	s.t.Helper()
	out, _ := s.gives(code, "doctor", "--json")
	var list []server.Finding
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		s.t.Fatalf("%v:\n%s", err, out)
	}
	byPart := map[string]server.Finding{}
	for _, f := range list {
		byPart[f.Part] = f
	}
	return byPart
}

func TestTheDoctorSeesWhatWorksAndWhatDoesNot(t *testing.T) {
	s := newShell(t)
	address := freeAddress(t)
	s.env = append(s.env, "GUILDHALL_URL=http://"+address, "GUILDHALL_INSECURE_HTTP=true", "GUILDHALL_ALLOW_NETS=127.0.0.0/8")

	down := s.diagnosed(failed)
	if down["address"].Is != server.Ill || !strings.Contains(down["address"].Says, "running") || down["webfinger"].Is != server.Ill {
		t.Errorf("while nothing runs: %+v", down)
	}
	for _, part := range []string{"database", "disk", "clock", "deliveries", "peers"} {
		if down[part].Is == server.Ill {
			t.Errorf("%s is well, but: %+v", part, down[part])
		}
	}

	s.serves("--listen", address)
	up := s.diagnosed(done)
	if up["address"].Is != server.Well || up["webfinger"].Is != server.Well || up["tls"].Is != server.Ails {
		t.Errorf("while it runs: %+v", up)
	}

	s.waits("The server did not answer for seven days.")
	if d := s.diagnosed(done)["deliveries"]; d.Is != server.Ails || !strings.Contains(d.Says, "1 jobs") {
		t.Errorf("with work given up: %+v", d)
	}
}
