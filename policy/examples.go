package policy

import (
	"fmt"

	"guildhall/models"
)

// Check tries each rule's examples on that rule alone, and tells those that come out otherwise. What an example leaves out
// is empty, and its time is 1970, so that no example depends on when it is tried.
func (r *Rules) Check() []Fault {
	var faults []Fault
	for _, one := range r.list {
		for i := range one.Examples {
			e := &one.Examples[i]
			given := e.Given
			given.facts = nil
			given.ready()
			got := one.ask(r, &given)
			if got.failed != "" {
				faults = append(faults, r.doc.fault(e.at, fmt.Sprintf("This example of %s cannot be judged: %s", one.Name, got.failed), "Give what the condition asks for, or mend the condition."))
				continue
			}
			if does := one.does(got.holds); does != e.Expect {
				faults = append(faults, r.doc.fault(e.at, fmt.Sprintf("This example of %s expects %s, and the rule says %s", one.Name, e.Expect, does), "Mend the condition, or the example."))
			}
		}
	}
	return faults
}

// does is what the rule alone makes of a crossing.
func (o *rule) does(holds bool) string {
	switch {
	case !holds:
		return "allow"
	case o.Then.Verdict == models.Allow && len(o.Then.Changes) > 0:
		return "change"
	}
	return string(o.Then.Verdict)
}
