package boundary

import (
	"fmt"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// SilentDays is for how long a rule may decide nothing before somebody is asked to look at it.
const SilentDays = 90

const aDay = models.Time(24 * 3600 * 1000)

// Use is what a rule of the policy in force did in the last SilentDays.
type Use struct {
	Rule   policy.Rule
	Says   string      // its plain sentence
	N      int64       // how often it matched, over what is meant for more than a few people
	Last   string      // the last day on which it did, 2026-11-23; empty for none
	Since  models.Time // when it came into force
	Silent bool        // in force for all of that time, and it never matched
}

// Uses tells of each rule of a version of the policy what it did lately, and of the word lists what they hold.
func Uses(tx *store.Tx, rules *policy.Rules, version int) (uses []Use, lists []string, err error) {
	told, says := rules.Told(), rules.Sentences()
	if len(told) == 0 {
		return nil, says, nil
	}
	days, err := tx.RuleDays((tx.Now() - SilentDays*aDay).Go().Format("2006-01-02"))
	if err != nil {
		return nil, nil, err
	}
	for i, r := range told {
		_, said, _ := strings.Cut(strings.TrimPrefix(says[i], fmt.Sprintf("%d. %s", i+1, r.Name)), ": ") // it says " (in shadow, without effect)" before
		u := Use{Rule: r, Says: said}
		for _, d := range days {
			if d.Rule == r.Name && d.Shadow == (r.Mode == policy.RuleShadow) {
				u.N, u.Last = u.N+d.N, max(u.Last, d.Day)
			}
		}
		uses = append(uses, u)
	}
	if err := since(tx, uses, version); err != nil {
		return nil, nil, err
	}
	for i := range uses {
		uses[i].Silent = uses[i].N == 0 && uses[i].Since <= tx.Now()-SilentDays*aDay
	}
	return uses, says[len(told):], nil
}

// since goes back through the versions that were in force, for as long as they had a rule.
func since(tx *store.Tx, uses []Use, version int) error {
	open := make([]*Use, len(uses))
	for i := range uses {
		open[i] = &uses[i]
	}
	for seen := map[int]bool{}; version != 0 && !seen[version] && len(open) > 0; {
		seen[version] = true
		row, err := tx.Policy(version)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if err != nil {
			return err
		}
		at, before := row.At, 0
		step, err := tx.PolicyStepOf(version, models.PolicyActivated)
		if err == nil {
			at, before = step.Settled, step.Before
		} else if !fault.Is(err, fault.Missing) {
			return err
		}
		doc, _ := policy.Read("", []byte(row.Text))
		var still []*Use
		for _, u := range open {
			if doc != nil && has(doc, u.Rule) {
				u.Since = at
				still = append(still, u)
			}
		}
		open, version = still, before
	}
	return nil
}

func has(doc *policy.Document, r policy.Rule) bool {
	for i := range doc.Rules {
		if doc.Rules[i].Name == r.Name && doc.Rules[i].Mode == r.Mode {
			return true
		}
	}
	return false
}

// WaitsForSecond is the version that waits for a second person and can still be approved; Missing when there is none.
func WaitsForSecond(tx *store.Tx) (models.PolicyStep, error) {
	now, err := tx.PolicyInForce()
	if err != nil {
		return models.PolicyStep{}, err
	}
	steps, err := tx.PolicySteps(0)
	if err != nil {
		return models.PolicyStep{}, err
	}
	for _, s := range steps {
		if s.Kind == models.PolicyProposed && s.Settled == 0 && s.Before == now {
			return s, nil
		}
	}
	return models.PolicyStep{}, fault.New(fault.Missing, "boundary.WaitsForSecond", "No version waits for a second person.")
}

// Starter is a policy to begin with: one rule, with an example that it stops and one that it lets pass.
const Starter = `words:
  projects: [Falcon, Blue Heron]
rules:
  - name: project-names-wait            # unique, stable, greppable
    why: Project names stay inside until they are announced.    # the sentence that an author reads
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    mode: active                        # or shadow: asked, told of, and without effect
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon ships in May"}}
        expect: hold
      - given: {crossing: {direction: out}, post: {text: "We ship in May"}}
        expect: allow
`
