package guildhall_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The commands of the administrator's page are commands of ours, with flags that they have and settings that exist.
func TestTheOperatorsPageNamesRealCommands(t *testing.T) {
	page, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	program := t.TempDir() + "/guildhall"
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/guildhall").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	name, flag := regexp.MustCompile(`^[a-z][a-z-]*$`), regexp.MustCompile(`--[a-z][a-z-]*`)
	whole, err := exec.Command(program, "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	helps := map[string]string{}
	seen := 0
	for _, b := range blocks {
		for line := range strings.Lines(b[1]) {
			words := strings.Fields(line)
			if len(words) == 0 || words[0] != "guildhall" {
				continue
			}
			seen++
			var command []string // the longest beginning of names that has a help of its own
			for _, w := range words[1:] {
				if !name.MatchString(w) {
					break
				}
				longer := append(append([]string{}, command...), w)
				out, err := exec.Command(program, append(longer, "--help")...).Output()
				if err != nil || !strings.HasPrefix(string(out)+" ", "Usage: guildhall "+strings.Join(longer, " ")+" ") {
					break
				}
				command = longer
			}
			if len(command) == 0 {
				t.Errorf("this is no command: %s", line)
				continue
			}
			key := strings.Join(command, " ")
			if helps[key] == "" {
				out, err := exec.Command(program, append(command, "--help")...).Output()
				if err != nil || !strings.HasPrefix(string(out), "Usage: guildhall "+key) {
					t.Errorf("guildhall %s: %v", key, err)
				}
				helps[key] = string(out)
			}
			for _, f := range flag.FindAllString(line, -1) {
				if !strings.Contains(helps[key], f) && !strings.Contains(string(whole), f) {
					t.Errorf("guildhall %s has no flag %s: %s", key, f, line)
				}
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d commands were read", seen)
	}
	table, err := os.ReadFile("docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range regexp.MustCompile(`GUILDHALL_[A-Z_]+`).FindAllString(string(page), -1) {
		if !strings.Contains(string(table), s) {
			t.Errorf("%s is no setting", s)
		}
	}
	metrics, err := os.ReadFile("server/metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`(guildhall_[a-z_]+)").FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(string(metrics), `"`+m[1]+`"`) {
			t.Errorf("there is no figure %s", m[1])
		}
	}
}
