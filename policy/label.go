package policy

import "strings"

// The labels of the Traffic Light Protocol 2.0, from strict to wide.
const (
	Red         = "RED"
	AmberStrict = "AMBER+STRICT"
	Amber       = "AMBER"
	Green       = "GREEN"
	Clear       = "CLEAR"
)

var strictness = map[string]int{Red: 5, AmberStrict: 4, Amber: 3, Green: 2, Clear: 1}

// ParseLabel reads a label as people write it: in either case, with or without TLP: before it.
func ParseLabel(s string) (label string, known bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "TLP:"), "TLP-"))
	_, known = strictness[s]
	return s, known
}
