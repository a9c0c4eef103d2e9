package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/boundary"
)

const projects = `words:
  projects: [Falcon]
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon ships in May"}}
        expect: hold
`

func TestAPolicyIsReplayedActivatedApprovedComparedAndTakenBack(t *testing.T) {
	s := newShell(t)
	s.has("ruth", "--role", "boundary")
	s.has("sam", "--role", "boundary")
	s.has("mira")
	file := filepath.Join(t.TempDir(), "policy.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Replace(projects, "post.text,", "post.txt,", 1))
	if _, errs := s.gives(wrong, "policy", "replay", file); !strings.Contains(errs, file+":6:") {
		t.Errorf("a type error without its place: %s", errs)
	}
	write(projects)
	s.gives(absent, "policy", "show")
	if _, errs := s.gives(failed, "policy", "activate", file, "--reason", "Too early.", "--as", "ruth"); !strings.Contains(errs, "rehearsed") {
		t.Errorf("activated without a replay: %s", errs)
	}
	if r := tells[boundary.Rehearsal](s, "policy", "replay", file, "--since", "720h"); r.Changed == nil || len(r.Unasked) != 1 {
		t.Errorf("the replay: %+v", r)
	}
	s.gives(failed, "policy", "activate", file, "--reason", "May I?", "--as", "mira")
	s.env = append(s.env, "GUILDHALL_POLICY_PERSONS=2")
	if step := tells[stepWords](s, "policy", "activate", file, "--reason", "Names.", "--as", "ruth"); step.Kind != models.PolicyProposed || step.Version != 1 {
		t.Errorf("proposed: %+v", step)
	}
	s.gives(failed, "policy", "approve", "1", "--as", "ruth")
	if step := tells[stepWords](s, "policy", "approve", "1", "--as", "sam"); step.Second != "@sam@acme.example" {
		t.Errorf("approved: %+v", step)
	}
	if out := s.does("policy", "show"); !strings.Contains(out, "Version 1, in force, by @ruth") || !strings.Contains(out, "project-names-wait: When") {
		t.Errorf("plain sentences: %s", out)
	}
	if s.does("policy", "show", "1", "--text") != projects {
		t.Error("the file does not come back as it was written")
	}
	s.env = append(s.env, "GUILDHALL_POLICY_PERSONS=1")
	write(strings.Replace(projects, "[Falcon]", "[Falcon, Heron]", 1))
	s.does("policy", "replay", file)
	s.does("policy", "activate", file, "--reason", "And Heron.", "--as", "ruth")
	if out := s.does("policy", "diff", "1", "2"); !strings.Contains(out, "-   projects: [Falcon]\n+   projects: [Falcon, Heron]\n") {
		t.Errorf("the difference: %s", out)
	}
	s.gives(absent, "policy", "diff", "1", "9")
	s.does("policy", "rollback", "--as", "sam", "--reason", "Too much.")
	history := tells[[]stepWords](s, "policy", "history")
	if len(history) != 3 || history[0].Kind != models.PolicyRolledBack || history[0].Version != 1 || history[0].Reason != "Too much." {
		t.Errorf("history: %+v", history)
	}
	if acts := tells[[]acted](s, "decisions", "acts", "--verb", "policy."); len(acts) != 4 {
		t.Errorf("the record has %d acts about the policy: %+v", len(acts), acts)
	}
	s.does("decisions", "verify")
}
