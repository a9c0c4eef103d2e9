package guildhall_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// committed gives the text of every file that is meant to be committed, by path.
func committed(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == ".git" || name == ".cache" || name == "bin" || name == "data" || name == "demo-data" || name == "shots" || d.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if name == "guildhall" || name == ".git" { // what README builds here; what a second work tree has in place of the folder
			return nil
		}
		text, err := os.ReadFile(name)
		texts[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestEveryTrapHasATestOrItsDay(t *testing.T) {
	var code strings.Builder
	texts := committed(t)
	for name, text := range texts {
		if strings.HasSuffix(name, "_test.go") {
			code.WriteString(text)
		}
	}
	for _, test := range regexp.MustCompile("`(Test[A-Za-z0-9_]+)`").FindAllStringSubmatch(texts["docs/operations.md"], -1) {
		if !strings.Contains(code.String(), "func "+test[1]+"(") {
			t.Errorf("the page of operations names %s, which does not exist", test[1])
		}
	}
	rows := strings.Split(texts["docs/traps.md"], "\n| T")[1:]
	if len(rows) != 25 {
		t.Fatalf("%d traps, want 25", len(rows))
	}
	later := regexp.MustCompile(`^later( \(issue [0-9]+\))?$`)
	named := regexp.MustCompile("`(Test[A-Za-z0-9_]+)`")
	for i, row := range rows {
		cells := strings.Split(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.Split(row, "\n")[0]), "|")), "|")
		id, last := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[len(cells)-1])
		if len(cells) != 4 || id != fmt.Sprintf("%02d", i+1) {
			t.Errorf("T%s stands where T%02d should, or has %d cells", id, i+1, len(cells))
		}
		if later.MatchString(last) {
			continue
		}
		tests := named.FindAllStringSubmatch(last, -1)
		if len(tests) == 0 {
			t.Errorf("T%s names neither a test nor its day: %q", id, last)
		}
		for _, test := range tests {
			if !strings.Contains(code.String(), "func "+test[1]+"(") {
				t.Errorf("T%s names %s, which does not exist", id, test[1])
			}
		}
	}
}

func TestPapersLeadSomewhere(t *testing.T) {
	texts := committed(t)
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for name, text := range texts {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		folder := ""
		if at := strings.LastIndexByte(name, '/'); at >= 0 {
			folder = name[:at+1]
		}
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(folder + match[1]); err != nil {
				t.Errorf("%s points to %s, which is not there", name, match[1])
			}
		}
	}
}

func TestNothingTellsOfOneMachine(t *testing.T) {
	// Written in two halves, so that this file passes.
	alien := []string{"/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "\"resol" + "ved\":"}
	for name, text := range committed(t) {
		for _, mark := range alien {
			if strings.Contains(text, mark) {
				t.Errorf("%s contains %q: paths of one machine and addresses of registries stay out", name, mark)
			}
		}
	}
}

// Each attack that make hostile names has its test, and every test that calls itself hostile is among them.
func TestEveryAttackHasItsTest(t *testing.T) {
	all := committed(t)
	tests := map[string]bool{} // by package and name
	hostile := map[string]bool{}
	for name, text := range all {
		folder, file, _ := cutLast(name, "/")
		for _, m := range anyTest.FindAllStringSubmatch(text, -1) {
			if strings.HasSuffix(file, "_test.go") {
				tests[folder+" "+m[1]] = true
				hostile[folder+" "+m[1]] = strings.HasPrefix(m[1], "TestHostile")
			}
		}
	}
	named := map[string]bool{}
	for line := range strings.Lines(all["scripts/hostile.txt"]) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) != 3 {
			t.Fatalf("this is no attack: %s", line)
		}
		for _, name := range strings.Fields(parts[2]) {
			named[parts[1]+" "+name] = true
			if !tests[parts[1]+" "+name] {
				t.Errorf("%s: there is no %s in %s", parts[0], name, parts[1])
			}
		}
	}
	if len(named) < 40 {
		t.Errorf("only %d tests are named", len(named))
	}
	for name, is := range hostile {
		if is && !named[name] {
			t.Errorf("%s is not among the attacks of scripts/hostile.txt", name)
		}
	}
}

var anyTest = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// Each line of policy/guards.txt stands in the source as it says, exactly once, so that make guards takes out what it names.
func TestEveryGuardStandsInTheSourceOnce(t *testing.T) {
	all := committed(t)
	seen := map[string]bool{}
	for line := range strings.Lines(all["policy/guards.txt"]) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) != 5 {
			t.Fatalf("this is no guard: %s", line)
		}
		if n := strings.Count(all[parts[1]], parts[2]); n != 1 || parts[2] == parts[3] || seen[parts[0]] {
			t.Errorf("%s: %q stands in %s %d times, or the line stands twice, or nothing is taken out", parts[0], parts[2], parts[1], n)
		}
		seen[parts[0]] = true
	}
	if len(seen) < 10 {
		t.Errorf("only %d guards are named", len(seen))
	}
}
