package boundary_test

import (
	"os"
	"strings"
	"testing"

	"guildhall/services/boundary"
)

// The policy to begin with is right, and is the one that docs/policy.md walks through.
func TestThePolicyToBeginWithIsRightAndTheOneOfThePage(t *testing.T) {
	if _, faults := boundary.Check("policy.yaml", []byte(boundary.Starter)); len(faults) > 0 {
		t.Fatal(faults)
	}
	page, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ReplaceAll(string(page), "\n   ", "\n"), boundary.Starter) {
		t.Error("docs/policy.md walks through another one")
	}
}
