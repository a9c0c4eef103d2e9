package web_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"guildhall/routes/door"
	"guildhall/testrig"
)

// TestEveryPathOfAPageHasItsRow holds that nothing on a page leads nowhere: each path that frontend spells is answered.
func TestEveryPathOfAPageHasItsRow(t *testing.T) {
	text, err := os.ReadFile("../../frontend/actions.go")
	if err != nil {
		t.Fatal(err)
	}
	spelled := regexp.MustCompile(`(Path\w+) +Path = "([^"]+)"`).FindAllStringSubmatch(string(text), -1)
	if len(spelled) < 40 {
		t.Fatalf("only %d paths were found", len(spelled))
	}
	rows := testrig.NewWorld(t, "acme.example").Server("acme.example").Table.Rows
	for _, s := range spelled {
		if !slices.ContainsFunc(rows, func(r door.Row) bool { return r.Path == s[2] }) {
			t.Errorf("%s, %s, has no row", s[1], s[2])
		}
	}
}
