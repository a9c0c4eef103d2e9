package main

import (
	"fmt"
	"os"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
)

type policyCheck struct {
	File string `arg:"" help:"The policy file." type:"existingfile"`
	answer
}

func (policyCheck) Help() string {
	return `Reads a policy file, checks its conditions against the declared names, and tries each rule's examples. It needs no installation, so that a policy can live in a repository with its own tests. Each fault is printed as FILE:LINE:COLUMN: what is wrong, and the mend.
    guildhall policy check policy.yaml`
}

// checked is the answer as programs read it.
type checked struct {
	OK        bool           `json:"ok"`
	Rules     int            `json:"rules"`
	Examples  int            `json:"examples"`
	Faults    []policy.Fault `json:"faults"`
	Sentences []string       `json:"sentences"`
}

// Run reads, compiles and tries.
func (p policyCheck) Run(c *call) error {
	doc, rules, faults, err := readPolicy(p.File)
	if err != nil {
		return err
	}
	x := checked{OK: len(faults) == 0, Faults: append([]policy.Fault{}, faults...), Sentences: []string{}}
	if doc != nil {
		x.Rules = len(doc.Rules)
		for _, r := range doc.Rules {
			x.Examples += len(r.Examples)
		}
	}
	if x.OK {
		x.Sentences = rules.Sentences()
	}
	if p.JSON {
		if err := c.json(x); err != nil {
			return err
		}
	} else {
		for _, f := range faults {
			c.say(f.Error())
		}
		if x.OK {
			c.say(fmt.Sprintf("%s is right: %s, %s.", p.File, numbered(x.Rules, "rule"), numbered(x.Examples, "example")), "")
			c.say(x.Sentences...)
		}
	}
	if !x.OK {
		return fault.New(fault.Invalid, "policy check", fmt.Sprintf("%s has %s.", p.File, numbered(len(faults), "fault")))
	}
	return nil
}

func numbered(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// readPolicy reads a policy file as far as it is right.
func readPolicy(name string) (*policy.Document, *policy.Rules, []policy.Fault, error) {
	text, err := readFile(name)
	if err != nil {
		return nil, nil, nil, err
	}
	doc, faults := policy.Read(name, text)
	var rules *policy.Rules
	if len(faults) == 0 {
		rules, faults = policy.Compile(doc)
	}
	if len(faults) == 0 {
		faults = rules.Check()
	}
	return doc, rules, faults, nil
}

func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > 4*policy.LongestFile {
		return nil, fault.New(fault.Invalid, "policy", name+" is too large to be a policy.")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "policy", name+" cannot be read.").Because(err)
	}
	return text, nil
}

type policyTry struct {
	File     string `arg:"" help:"The policy file." type:"existingfile"`
	Crossing string `required:"" help:"A JSON file that says what crosses; docs/policy.md has its form." type:"existingfile" placeholder:"CROSSING.json"`
	answer
}

func (policyTry) Help() string {
	return `Asks the rules of a file about one crossing, and tells every rule that matched, with what it looked at. Only rules are asked: reach and standing are the laws' and come first. The exit code is 0 when it crosses, 4 when it would be held, 5 when it would not cross.
    guildhall policy try policy.yaml --crossing crossing.json`
}

// tried is the answer as programs read it.
type tried struct {
	Verdict models.Verdict  `json:"verdict"`
	Rule    string          `json:"rule,omitempty"`
	Why     string          `json:"why,omitempty"`
	Needs   []policy.Need   `json:"needs"`
	Changes []policy.Change `json:"changes"`
	Matched []matched       `json:"matched"`
}

type matched struct {
	Rule    string         `json:"rule"`
	Verdict models.Verdict `json:"verdict"`
	Why     string         `json:"why"`
	Saw     string         `json:"saw"`
	Shadow  bool           `json:"shadow,omitempty"`
	Failed  string         `json:"failed,omitempty"`
}

// Run asks the rules.
func (p policyTry) Run(c *call) error {
	_, rules, faults, err := readPolicy(p.File)
	if err != nil {
		return err
	}
	var in *policy.Input
	if len(faults) == 0 {
		text, err := readFile(p.Crossing)
		if err != nil {
			return err
		}
		in, faults = policy.ReadInput(p.Crossing, text)
	}
	if len(faults) > 0 {
		var lines []string
		for _, f := range faults {
			lines = append(lines, f.Error())
		}
		return fault.New(fault.Invalid, "policy try", strings.Join(lines, "\n"))
	}
	j := rules.Judge(in)
	x := tried{Verdict: j.Verdict, Rule: j.Rule, Why: j.Why, Needs: append([]policy.Need{}, j.Needs...), Changes: append([]policy.Change{}, j.Changes...), Matched: []matched{}}
	for _, m := range j.Matched {
		x.Matched = append(x.Matched, matched{m.Rule, m.Verdict, m.Why, m.Saw, m.Shadow, m.Failed})
	}
	if p.JSON {
		if err := c.json(x); err != nil {
			return err
		}
	} else {
		x.tell(c)
	}
	return verdictCode[j.Verdict]
}

// tell prints the answer for people.
func (x tried) tell(c *call) {
	c.say(map[models.Verdict]string{models.Allow: "It crosses.", models.Hold: "It waits. " + x.Why, models.Deny: "It does not cross. " + x.Why}[x.Verdict])
	for _, n := range x.Needs {
		c.say(fmt.Sprintf("  %s wants %d with the role %s", n.Rule, n.Reviewers, n.Role))
	}
	for _, m := range x.Matched {
		shadow := ""
		if m.Shadow {
			shadow = " (in shadow)"
		}
		c.say(fmt.Sprintf("  %s%s: %s. It saw %s.", m.Rule, shadow, m.Verdict, m.Saw))
		if m.Failed != "" {
			c.say("    It could not be judged: " + m.Failed)
		}
	}
	if len(x.Changes) > 0 {
		c.say(numbered(len(x.Changes), "change") + " to the copy; --json tells them.")
	}
}

// verdictCode ends a command with a code of its own for each verdict; allow is no error.
var verdictCode = map[models.Verdict]error{models.Hold: exitCode(waits), models.Deny: exitCode(denied)}
