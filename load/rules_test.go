package load_test

import (
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// rulesMost is how many rules judge in the benchmark.
const rulesMost = 20

// rules is a policy as an organisation may have it: half of it looks at words, half at who asks, and nothing matches, so
// that each crossing is judged to the end.
func rules() string {
	var b strings.Builder
	b.WriteString("words:\n")
	for i := range rulesMost / 4 {
		fmt.Fprintf(&b, "  list%d: [Falcon%d, Blue Heron %d, Kestrel %d]\n", i, i, i, i)
	}
	b.WriteString("rules:\n")
	for i := range rulesMost {
		when := fmt.Sprintf(`crossing.direction == "out" && peer.domain == "p%d.example"`, i)
		switch i % 4 {
		case 0:
			when = fmt.Sprintf(`anyOf(post.text, words.list%d)`, i/4)
		case 1:
			when = fmt.Sprintf(`post.text.matches("secret-%d[0-9]+")`, i)
		case 2:
			when = `post.audience == "followers" && peer.standing == "blocked"`
		}
		fmt.Fprintf(&b, "  - {name: r%d, why: Because., when: '%s', then: {verdict: deny}}\n", i, when)
	}
	return b.String()
}

// judged puts the rules in force, and tells how many there are.
func judged(t testing.TB, s *store.Store) int {
	t.Helper()
	doc, faults := policy.Read("rules", []byte(rules()))
	if len(faults) == 0 {
		_, faults = policy.Compile(doc)
	}
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		p := models.Policy{Text: rules(), Author: "boundary", Reason: "a measurement"}
		if err := tx.AddPolicy(&p); err != nil {
			return err
		}
		return tx.SetPolicy(p.Version)
	})
	if err != nil {
		t.Fatal(err)
	}
	return rulesMost
}

func TestTheRulesOfTheBenchmarkAreRules(t *testing.T) {
	if doc, faults := policy.Read("rules", []byte(rules())); len(faults) > 0 || len(doc.Rules) != rulesMost {
		t.Fatal(len(doc.Rules), faults)
	}
}
