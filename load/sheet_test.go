package load_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// sheet is what was measured on one database.
type sheet struct {
	dialect       string
	rows          []figure
	rules         int // of the policy that judged
	before, after string
}

// figure is one row of the table.
type figure struct{ key, work, goal, said string }

func (s *sheet) add(key, work, goal, format string, values ...any) {
	f := figure{key, work, goal, fmt.Sprintf(format, values...)}
	fmt.Printf("%-8s %-66s %s\n", s.dialect, work, f.said)
	s.rows = append(s.rows, f)
}

const performance = "../docs/performance.md"

// publish writes the table between two markers of the page, when that is asked for; more is what its head says besides.
func publish(t testing.TB, sheets []*sheet, begin, end, more string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "Commit %s; %s; load at begin and end: %s and %s on SQLite, %s and %s on PostgreSQL%s.\n\n",
		revision(t), machine(), sheets[0].before, sheets[0].after, sheets[1].before, sheets[1].after, more)
	b.WriteString("| work | goal | SQLite | PostgreSQL |\n|---|---|---|---|\n")
	for i, r := range sheets[0].rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.work, r.goal, r.said, sheets[1].rows[i].said)
	}
	fmt.Print("\n", b.String())
	if os.Getenv("GUILDHALL_BENCH_WRITE") == "" {
		return
	}
	rewrite(t, begin, end, b.String())
}

// rewrite puts text between two markers of the page.
func rewrite(t testing.TB, begin, end, text string) {
	t.Helper()
	page, err := os.ReadFile(performance)
	if err != nil {
		t.Fatal(err)
	}
	begin, end = "<!-- "+begin+" -->\n", "<!-- "+end+" -->"
	before, rest, ok := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for what was measured", performance)
	}
	if err := os.WriteFile(performance, []byte(before+begin+text+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// revision names the code that is measured.
func revision(t testing.TB) string {
	t.Helper()
	commit, err := exec.Command("git", "describe", "--always", "--dirty", "--exclude", "*").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(commit))
}
