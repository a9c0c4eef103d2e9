package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPolicyFileIsCheckedAndTriedWithoutAnInstallation(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	call := func(args ...string) (int, string, string) {
		var out, errs strings.Builder
		code := run(t.Context(), args, []string{"GUILDHALL_DATA=" + filepath.Join(dir, "none")}, strings.NewReader(""), &out, &errs)
		return code, out.String(), errs.String()
	}
	good := put("good.yaml", "rules:\n  - name: names-wait\n    why: Names wait.\n    when: anyOf(post.text, [\"Falcon\"])\n    then: {verdict: hold, reviewers: 2}\n"+
		"  - name: no-links\n    why: No links.\n    when: size(post.links) > 0\n    then: {verdict: deny}\n")
	bad := put("bad.yaml", "rules:\n  - name: wrong\n    why: Wrong.\n    when: post.colour == 1\n    then: {verdict: deny}\n")
	if code, out, _ := call("policy", "check", good); code != done || !strings.Contains(out, "is right: 2 rules, 0 examples.") || !strings.Contains(out, "two people with the role reviewer") {
		t.Errorf("a right file: %d, %s", code, out)
	}
	if code, out, errs := call("policy", "check", bad); code != wrong || !strings.HasPrefix(out, bad+":4:11: ") || !strings.Contains(errs, "has 1 fault.") {
		t.Errorf("a wrong file: %d, %s%s", code, out, errs)
	}
	if code, out, _ := call("policy", "check", bad, "--json"); code != wrong || !strings.Contains(out, `"line": 4`) || !strings.Contains(out, `"ok": false`) {
		t.Errorf("a wrong file in JSON: %d, %s", code, out)
	}
	for text, want := range map[string]int{`{"post": {"text": "hello"}}`: done, `{"post": {"text": "the FALCON"}}`: waits, `{"post": {"text": "falcon", "links": ["a.example"]}}`: denied, `{"post": {"tekst": ""}}`: wrong, `{`: wrong} {
		for _, extra := range [][]string{nil, {"--json"}} {
			crossing := put("crossing.json", text)
			code, out, errs := call(append([]string{"policy", "try", good, "--crossing", crossing}, extra...)...)
			if code != want || want == wrong && !strings.Contains(errs, "crossing.json:1:") || want == waits && !strings.Contains(out, "Names wait.") {
				t.Errorf("%s ended with %d: %s%s", text, code, out, errs)
			}
		}
	}
	if code, _, errs := call("policy", "check", filepath.Join(dir, "nothing.yaml")); code != wrong || errs == "" {
		t.Errorf("a file that is not there: %d, %s", code, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("an installation was made")
	}
}
