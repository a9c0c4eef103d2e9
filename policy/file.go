package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"guildhall/models"
)

// The bounds of a policy file.
const (
	LongestFile = 512 << 10 // bytes
	mostRules   = 1_000
	mostWords   = 5_000 // in all lists
	deepest     = 12    // levels
)

// Read takes a policy file apart. Whatever it does not know is a fault with its place, never passed over: a key that was
// spelled wrong must not become a rule that does less. name is how faults call the file.
func Read(name string, text []byte) (*Document, []Fault) {
	d := &Document{Words: map[string][]string{}, file: name}
	whole := place{1, 1}
	if len(text) > LongestFile {
		return nil, []Fault{d.fault(whole, fmt.Sprintf("The file has %d bytes, and %d are the most", len(text), LongestFile), "Shorten the word lists and examples.")}
	}
	if !utf8.Valid(text) {
		return nil, []Fault{d.fault(whole, "The file is not UTF-8", "Save it as UTF-8.")}
	}
	d.source = strings.Split(string(text), "\n")
	root, wrong := d.parse(text)
	if wrong != nil {
		return nil, []Fault{*wrong}
	}
	if root == nil { // an empty file is a policy without rules
		return d, nil
	}
	l := &loader{doc: d}
	l.tame(root, 0)
	if len(l.faults) == 0 {
		l.document(root)
	}
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return d, nil
}

func (d *Document) fault(at place, what, mend string) Fault {
	return Fault{File: d.file, Line: at.line, Column: at.column, What: what, Mend: mend}
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

// parse reads the one document of a file into nodes.
func (d *Document) parse(text []byte) (root *yaml.Node, wrong *Fault) {
	in := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	err := in.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		at, message := place{1, 1}, strings.TrimPrefix(err.Error(), "yaml: ")
		if m := yamlLine.FindStringSubmatch(message); m != nil {
			at.line, _ = strconv.Atoi(m[1])
			message = message[len(m[0]):]
		}
		f := d.fault(at, "This is not YAML: "+short(message), "Look at the indentation and the quotes there and above.")
		return nil, &f
	}
	if err := in.Decode(&more); !errors.Is(err, io.EOF) {
		f := d.fault(place{max(more.Line, 1), max(more.Column, 1)}, "There is a second document in the file", "Keep one document: take the line --- out.")
		return nil, &f
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// loader turns nodes into a document and gathers faults.
type loader struct {
	doc    *Document
	faults []Fault
}

func (l *loader) wrong(n *yaml.Node, what, mend string) {
	if len(l.faults) < 100 {
		l.faults = append(l.faults, l.doc.fault(at(n), what, mend))
	}
}

func at(n *yaml.Node) place { return place{n.Line, n.Column} }

// tame refuses what makes a file mean other than it looks: anchors, aliases, tags, great depth, a key said twice.
func (l *loader) tame(n *yaml.Node, depth int) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		l.wrong(n, "Anchors and aliases (& and *) are not read", "Write the thing out where it belongs.")
		return
	case n.Style&yaml.TaggedStyle != 0:
		l.wrong(n, "Tags (!) are not read", "Take the tag away.")
		return
	case depth > deepest:
		l.wrong(n, "This is nested too deeply", "A policy has words and rules, and rules have their keys.")
		return
	}
	said := map[string]bool{}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if said[c.Value] {
				l.wrong(c, fmt.Sprintf("%q is said twice", c.Value), "Keep one of them.")
			}
			said[c.Value] = true
		}
		l.tame(c, depth+1)
	}
}

// each calls for every key of a mapping; a key that known does not hold is a fault.
func (l *loader) each(n *yaml.Node, what string, known map[string]func(v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		l.wrong(n, what+" is not written as keys with values", "Write it as in docs/policy.md: a key, a colon, a value.")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		if !ok {
			l.wrong(key, fmt.Sprintf("%s has no key %q", what, cut(key.Value, 60)), "It has: "+listed(known)+".")
			continue
		}
		read(v)
	}
}

func (l *loader) document(n *yaml.Node) {
	l.each(n, "A policy", map[string]func(*yaml.Node){"words": l.words, "rules": l.rules})
}

var listName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,60}$`)

func (l *loader) words(n *yaml.Node) {
	if empty(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		l.wrong(n, "The word lists are not written as names with lists", "Write: projects: [Falcon, Blue Heron].")
		return
	}
	total := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !listName.MatchString(key.Value) || reserved[key.Value] {
			l.wrong(key, fmt.Sprintf("A word list cannot be called %q", cut(key.Value, 60)), "Name it with letters, digits and _, beginning with a letter.")
			continue
		}
		list := l.strings(n.Content[i+1])
		l.doc.Words[key.Value] = list
		if total += len(list); total > mostWords {
			l.wrong(key, fmt.Sprintf("There are more than %d words", mostWords), "Shorten the lists.")
			return
		}
	}
}

var reserved = map[string]bool{"in": true, "true": true, "false": true, "null": true, "as": true, "break": true, "const": true, "continue": true, "else": true, "for": true, "function": true,
	"if": true, "import": true, "let": true, "loop": true, "package": true, "namespace": true, "return": true, "var": true, "void": true, "while": true}

func (l *loader) rules(n *yaml.Node) {
	if empty(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		l.wrong(n, "The rules are not written as a list", "Begin each rule with a dash: - name: ...")
		return
	}
	if len(n.Content) > mostRules {
		l.wrong(n, fmt.Sprintf("There are %d rules, and %d are the most", len(n.Content), mostRules), "Join those that say the same.")
		return
	}
	names := map[string]int{}
	for _, c := range n.Content {
		r := l.rule(c)
		if first := names[r.Name]; first != 0 && r.Name != "" {
			l.wrong(c, fmt.Sprintf("Two rules are called %q; the other stands in line %d", r.Name, first), "Give each rule a name of its own.")
		}
		names[r.Name] = c.Line
		l.doc.Rules = append(l.doc.Rules, r)
	}
}

var ruleName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *loader) rule(n *yaml.Node) Rule {
	r := Rule{Mode: RuleActive, at: at(n)}
	before := len(l.faults)
	l.each(n, "A rule", map[string]func(*yaml.Node){
		"name": func(v *yaml.Node) {
			if r.Name = l.string(v); !ruleName.MatchString(r.Name) || len(r.Name) > 80 || steps[r.Name] {
				l.wrong(v, fmt.Sprintf("A rule cannot be called %q", cut(r.Name, 60)), "Use small letters, digits and hyphens, at most 80, as in project-names-wait.")
			}
		},
		"why":  func(v *yaml.Node) { r.Why = strings.TrimSpace(l.string(v)) },
		"when": func(v *yaml.Node) { r.When = l.string(v); r.when = scalarOf(v) },
		"then": func(v *yaml.Node) { r.Then = l.effect(v) },
		"mode": func(v *yaml.Node) {
			if r.Mode = l.string(v); r.Mode != RuleActive && r.Mode != RuleShadow {
				l.wrong(v, fmt.Sprintf("There is no mode %q", cut(r.Mode, 40)), "Write active, or shadow to try it without effect.")
			}
		},
		"examples": func(v *yaml.Node) { r.Examples = l.examples(v, &r) },
	})
	if len(l.faults) > before {
		return r
	}
	for _, need := range []struct {
		missing   bool
		key, mend string
	}{
		{r.Name == "", "name", "Add one, as in: name: project-names-wait."},
		{r.Why == "", "why", "Add the sentence that an author reads, as in: why: Project names stay inside until they are announced."},
		{strings.TrimSpace(r.When) == "", "when", "Add the condition, as in: when: crossing.direction == \"out\"."},
		{r.Then.at.line == 0, "then", "Add what it does, as in: then: {verdict: hold}."},
	} {
		if need.missing {
			l.wrong(n, fmt.Sprintf("This rule has no %q", need.key), need.mend)
		}
	}
	return r
}

// steps are names of what is looked at before the rules; no rule bears one, so that a record is not misread.
var steps = map[string]bool{"passed": true, "withdrawal": true, "reach": true, "audience": true, "people": true, "standing": true, "cause": true, "agreement": true, "moderation": true, "parse": true, "apply": true, "waits": true, "review": true, "label": true, "policy": true}

func (l *loader) effect(n *yaml.Node) Effect {
	e := Effect{at: at(n)}
	var reviewers, role *yaml.Node
	before := len(l.faults)
	l.each(n, "then", map[string]func(*yaml.Node){
		"verdict": func(v *yaml.Node) {
			switch e.Verdict = models.Verdict(l.string(v)); e.Verdict {
			case models.Allow, models.Hold, models.Deny:
			default:
				l.wrong(v, fmt.Sprintf("There is no verdict %q", cut(string(e.Verdict), 40)), "Write allow, hold or deny.")
			}
		},
		"reviewers": func(v *yaml.Node) {
			reviewers = v
			var err error
			if e.Reviewers, err = strconv.Atoi(v.Value); err != nil || e.Reviewers < 1 || e.Reviewers > 2 {
				l.wrong(v, "One or two reviewers release what is held", "Write 1 or 2.")
			}
		},
		"role": func(v *yaml.Node) {
			role, e.Role = v, l.string(v)
			if !reviewing[e.Role] {
				l.wrong(v, fmt.Sprintf("The role %q releases nothing", cut(e.Role, 40)), "Write reviewer, boundary, moderator or admin.")
			}
		},
		"changes": func(v *yaml.Node) { e.Changes = l.changes(v) },
	})
	if len(l.faults) > before {
		return e
	}
	if e.Verdict == "" && len(e.Changes) == 0 {
		l.wrong(n, "This rule does nothing", "Write a verdict (allow, hold or deny), changes, or both.")
	}
	if e.Verdict == "" {
		e.Verdict = models.Allow
	}
	if e.Verdict != models.Hold {
		if extra := first(reviewers, role); extra != nil {
			l.wrong(extra, "Only what is held has reviewers", "Write verdict: hold, or take this away.")
		}
		return e
	}
	if e.Reviewers == 0 {
		e.Reviewers = 1
	}
	if e.Role == "" {
		e.Role = "reviewer"
	}
	return e
}

var reviewing = map[string]bool{"reviewer": true, "boundary": true, "moderator": true, "admin": true}

func (l *loader) changes(n *yaml.Node) []Change {
	if n.Kind != yaml.SequenceNode {
		l.wrong(n, "The changes are not written as a list", "Write: changes: [{remove: attachments}].")
		return nil
	}
	var out []Change
	for _, c := range n.Content {
		out = append(out, l.change(c))
	}
	return out
}

func (l *loader) change(n *yaml.Node) Change {
	c := Change{at: at(n)}
	kinds, with := 0, false
	before := len(l.faults)
	one := func(into *string) func(*yaml.Node) {
		return func(v *yaml.Node) {
			kinds++
			if *into = l.string(v); *into == "" {
				l.wrong(v, "Nothing is said here", "Say what to change.")
			}
		}
	}
	l.each(n, "A change", map[string]func(*yaml.Node){
		"replace": one(&c.Replace), "remove": one(&c.Remove), "distance": one(&c.Distance), "warning": one(&c.Warning), "label": one(&c.Label),
		"with": func(v *yaml.Node) { with = true; c.With = l.string(v) },
		"of":   func(v *yaml.Node) { c.Of = l.people(v) },
	})
	if len(l.faults) > before {
		return c
	}
	label, known := ParseLabel(c.Label)
	switch {
	case kinds != 1:
		l.wrong(n, "A change does one thing", "Write one of replace (with its with), remove, distance, warning and label; begin another change with { for the next.")
	case c.Replace != "" && !with:
		l.wrong(n, "It is not said what stands there instead", "Add with: as in {replace: Falcon, with: a project}; an empty text is '' .")
	case c.Replace == "" && with || c.Remove != "mentions" && c.Of != nil:
		l.wrong(n, "with goes with replace, and of goes with remove: mentions", "Take it away.")
	case c.Remove != "" && c.Remove != "attachments" && c.Remove != "mentions":
		l.wrong(n, fmt.Sprintf("%q cannot be removed", cut(c.Remove, 40)), "Write attachments or mentions.")
	case c.Distance != "" && c.Distance != "inside" && c.Distance != "partners":
		l.wrong(n, fmt.Sprintf("The distance cannot be shortened to %q", cut(c.Distance, 40)), "Write partners or inside.")
	case c.Label != "" && !known:
		l.wrong(n, fmt.Sprintf("There is no label %q", cut(c.Label, 40)), "Write RED, AMBER+STRICT, AMBER, GREEN or CLEAR.")
	}
	if known {
		c.Label = label
	}
	return c
}

// people reads the handles of "of": a list, or the name of a word list as in words.staff.
func (l *loader) people(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		name, ok := strings.CutPrefix(n.Value, "words.")
		if list, there := l.doc.Words[name]; ok && there {
			return list
		}
		l.wrong(n, fmt.Sprintf("There is no word list %q", cut(n.Value, 60)), "Name one that stands above, as in words.staff, or write the handles out: [ada, ben].")
		return nil
	}
	return l.strings(n)
}

func (l *loader) examples(n *yaml.Node, r *Rule) []Example {
	if empty(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		l.wrong(n, "The examples are not written as a list", "Begin each with a dash: - given: ...")
		return nil
	}
	var out []Example
	for _, c := range n.Content {
		e := Example{at: at(c)}
		l.each(c, "An example", map[string]func(*yaml.Node){
			"given": func(v *yaml.Node) { l.fill(v, &e.Given, "given") },
			"expect": func(v *yaml.Node) {
				switch e.Expect = l.string(v); e.Expect {
				case "allow", "hold", "deny", "change":
				default:
					l.wrong(v, fmt.Sprintf("Nothing is expected as %q", cut(e.Expect, 40)), "Write allow, hold, deny or change.")
				}
			},
		})
		if e.Expect == "" {
			l.wrong(c, "This example expects nothing", "Add expect: allow, hold, deny or change.")
		}
		out = append(out, e)
	}
	return out
}

func (l *loader) string(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		l.wrong(n, "A text belongs here", "Write a text, between quotes where it holds a colon or begins with a sign.")
		return ""
	}
	return n.Value
}

func (l *loader) strings(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		l.wrong(n, "A list belongs here", "Write it as in [one, two].")
		return nil
	}
	out := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		s := l.string(c)
		if strings.TrimSpace(s) == "" {
			l.wrong(c, "An entry of this list is empty", "Take it away: it would stand in every text.")
		}
		out = append(out, s)
	}
	return out
}

func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func first(nodes ...*yaml.Node) *yaml.Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}
