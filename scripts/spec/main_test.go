package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

func house(code, table string) fstest.MapFS {
	return fstest.MapFS{
		"docs/spec-anchors.txt": {Data: []byte("# a comment\ndoc | ap | ActivityPub | https://w3.example/ap\nap#inbox | Takes POSTs\nap#outbox | Shows what was sent\ndoc | fep-1b12 | FEP-1b12 | https://fep.example/1b12\n")},
		"federation/in.go":      {Data: []byte("package federation\n\n" + code + "\n")},
		"FEDERATION.md":         {Data: []byte("# Federation\n" + begin + "\n" + table + end + "\nThe end.\n")},
	}
}

const table = `| specification | part | where |
|---|---|---|
| [ActivityPub](https://w3.example/ap#inbox) | Takes POSTs | federation/in.go |
| [ActivityPub](https://w3.example/ap#outbox) | Shows what was sent | not yet |
| [FEP-1b12](https://fep.example/1b12) | as a whole | federation/in.go |
`

const code = "// Receive takes one.\n// spec: ap#inbox; fep-1b12: groups do it so\nfunc Receive() {} // spec: ap#inbox"

func never(string) error { return nil }

func TestATableThatMatchesTheCodePasses(t *testing.T) {
	if faults := run(house(code, table), false, never); len(faults) > 0 {
		t.Fatal(faults)
	}
}

func TestATableBehindTheCodeIsAFaultAndIsMadeAnew(t *testing.T) {
	if faults := run(house(code, "old\n"), false, never); len(faults) != 1 || !strings.Contains(faults[0], "make generate") {
		t.Fatal(faults)
	}
	var saved string
	if faults := run(house(code, "old\n"), true, func(s string) error { saved = s; return nil }); len(faults) > 0 {
		t.Fatal(faults)
	}
	if saved != "# Federation\n"+begin+"\n"+table+end+"\nThe end.\n" {
		t.Errorf("wrote:\n%s", saved)
	}
}

func TestAnUnknownCitationIsAFaultWithItsPlace(t *testing.T) {
	for _, c := range []string{"// spec: ap#inbocks", "// Text before. spec: rfc1", "// spec: ap#inbox; ?", "// spec: "} {
		faults := run(house(c, table), false, never)
		if len(faults) != 1 || !strings.HasPrefix(faults[0], "federation/in.go:3: cites ") {
			t.Errorf("%q: %q", c, faults)
		}
	}
}

func TestABrokenBookIsAFault(t *testing.T) {
	for _, c := range []string{"ap#inbox | again", "as2#type | of nothing", "lonely"} {
		tree := house(code, table)
		tree["docs/spec-anchors.txt"].Data = append(tree["docs/spec-anchors.txt"].Data, c...)
		if faults := run(tree, false, never); len(faults) != 1 {
			t.Errorf("%q: %q", c, faults)
		}
	}
}
