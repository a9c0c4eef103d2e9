package guildhall_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/policy"
)

// Every worked policy is right, its examples come out, and each of its rules has one that it stops or changes and one that it
// lets pass, where it could.
func TestTheWorkedPoliciesWork(t *testing.T) {
	files, err := filepath.Glob("docs/policies/*.yaml")
	if err != nil || len(files) != 12 {
		t.Fatalf("there are %d worked policies, and twelve are told of", len(files))
	}
	page := readPage(t, "docs/policy.md")
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		doc, faults := policy.Read(name, text)
		var rules *policy.Rules
		if len(faults) == 0 {
			rules, faults = policy.Compile(doc)
		}
		if len(faults) == 0 {
			faults = rules.Check()
		}
		for _, f := range faults {
			t.Error(f.Error())
		}
		if rules == nil {
			continue
		}
		for _, r := range doc.Rules {
			acts := false
			for _, e := range r.Examples {
				acts = acts || e.Expect != "allow"
			}
			if !acts || r.Mode != policy.RuleActive {
				t.Errorf("%s: no example shows what %s does", name, r.Name)
			}
		}
		for _, s := range rules.Sentences() {
			if strings.Contains(s, "its condition holds") || strings.Contains(s, "_") {
				t.Errorf("%s: a rule has no plain words: %s", name, s)
			}
		}
		if !strings.Contains(page, "("+strings.TrimPrefix(name, "docs/")+")") {
			t.Errorf("docs/policy.md does not tell of %s", name)
		}
	}
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The reference of names, functions and kinds is made from their declaration.
func TestTheReferenceOfConditionsIsTheDeclaration(t *testing.T) {
	var b strings.Builder
	b.WriteString("| name | type | what it is |\n|---|---|---|\n")
	for _, v := range policy.Variables() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v.Name, v.Type, v.Says)
	}
	b.WriteString("| `words.NAME` | list of strings | one of the policy's own word lists |\n\n| function | what it tells |\n|---|---|\n")
	for _, f := range policy.Functions() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Form, f.Says)
	}
	b.WriteString("\n| kind of detect() | what it finds |\n|---|---|\n")
	for _, k := range policy.Kinds() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.Name, k.Says)
	}
	const begin, end = "<!-- the reference, made from the declaration -->\n", "<!-- end of the reference -->\n"
	page := readPage(t, "docs/policy.md")
	before, rest, found := strings.Cut(page, begin)
	old, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/policy.md has no place for the reference")
	}
	if old == b.String() {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatal("docs/policy.md does not hold the reference as it is declared; run UPDATE=1 go test . -run TestTheReference")
	}
	if err := os.WriteFile("docs/policy.md", []byte(before+begin+b.String()+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}
