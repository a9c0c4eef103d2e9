package conversations

import (
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// labels from wide to narrow (Traffic Light Protocol 2.0).
var labels = []string{"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"}

// readLabel brings a label into its short form: "TLP:Amber" is AMBER.
func readLabel(s string) (string, bool) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "TLP:")
	return s, s == "" || slices.Contains(labels, s)
}

// narrower gives the narrower of two labels; one that we do not know is the narrowest.
func narrower(a, b string) string {
	rank := func(s string) int {
		if s == "" {
			return -1
		}
		if i := slices.Index(labels, s); i >= 0 {
			return i
		}
		return len(labels)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// labelCeiling is the distance that a label permits. A label that nobody here knows permits nothing.
func labelCeiling(label string, partners models.Distance, inCommunity bool) models.Distance {
	switch label {
	case "", "CLEAR":
		return models.World()
	case "GREEN", "RED":
		return partners
	case "AMBER":
		if inCommunity {
			return partners
		}
	}
	return models.Inside()
}

// chosenLabel reads the label that an author set.
func chosenLabel(op string, ask Ask) (string, error) {
	label, ok := readLabel(ask.Label)
	switch {
	case !ok:
		return "", fault.New(fault.Invalid, op, "There is no such label. Choose CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")
	case label == "RED" && ask.Audience != models.Named && ask.Audience != models.Self:
		return "", fault.New(fault.Invalid, op, "The label RED is for the people you name: choose them as the audience.")
	}
	return label, nil
}
