package policy

import "guildhall/models"

// Document is a policy file as it was written: word lists and rules, with the place of each thing in the file. The form
// is that of boundary.md, "The policy file".
type Document struct {
	Words map[string][]string `json:"words"`
	Rules []Rule              `json:"rules"`

	file   string
	source []string // lines
}

// Rule is one rule: a condition, what it does, and examples of both.
type Rule struct {
	Name     string    `json:"name"`
	Why      string    `json:"why"`
	When     string    `json:"when"`
	Then     Effect    `json:"then"`
	Mode     string    `json:"mode"` // RuleActive or RuleShadow
	Examples []Example `json:"examples"`

	at   place
	when scalar
}

// The modes of a rule. A rule in shadow is asked and told of, and decides nothing.
const (
	RuleActive = "active"
	RuleShadow = "shadow"
)

// Effect is what a rule does where its condition holds.
type Effect struct {
	Verdict   models.Verdict `json:"verdict"`
	Reviewers int            `json:"reviewers"` // of a hold: how many must release it, 1 or 2
	Role      string         `json:"role"`      // of a hold: which role they have; "reviewer" unless told
	Changes   []Change       `json:"changes"`

	at place
}

// Change is one change to what crosses (boundary.md, law 9). Exactly one of its kinds is set; With and Of go with Replace
// and Remove.
type Change struct {
	Replace  string   `json:"replace,omitempty"`  // a pattern (RE2) in the texts of the copy
	With     string   `json:"with,omitempty"`     // what stands there instead
	Remove   string   `json:"remove,omitempty"`   // "attachments" or "mentions"
	Of       []string `json:"of,omitempty"`       // of mentions: only of people with these handles
	Distance string   `json:"distance,omitempty"` // "inside" or "partners": the copy goes no further
	Warning  string   `json:"warning,omitempty"`  // a content warning
	Label    string   `json:"label,omitempty"`    // a TLP label

	at place
}

// Example is one case of a rule: what is given, as far as it matters, and what the rule does with it.
type Example struct {
	Given  Input  `json:"given"`
	Expect string `json:"expect"` // allow, hold, deny, or change: it crosses, changed

	at place
}

// place is where something stands in a file; both count from 1.
type place struct{ line, column int }

// scalar is a text of the file whose places are asked for later.
type scalar struct {
	place
	block bool // begins on the line after its mark
	text  string
}
