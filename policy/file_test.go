package policy

import (
	"fmt"
	"strings"
	"testing"
)

const sample = `words:
  projects: [Falcon, Blue Heron]
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon ships in May"}}
        expect: hold
      - given: {crossing: {direction: out}, post: {text: "We ship in May"}}
        expect: allow
  - name: no-secrets
    why: Passwords stay here.
    when: >
      crossing.direction == "out" &&
      detect(post.text, "secret")
    then: {verdict: deny}
    mode: shadow
`

// rulesOf compiles a policy that is known to be right.
func rulesOf(t testing.TB, text string) *Rules {
	t.Helper()
	doc, faults := Read("policy.yaml", []byte(text))
	if len(faults) == 0 {
		var r *Rules
		if r, faults = Compile(doc); len(faults) == 0 {
			faults = r.Check()
		}
		if len(faults) == 0 {
			return r
		}
	}
	for _, f := range faults {
		t.Error(f.Error())
	}
	t.FailNow()
	return nil
}

func TestThePolicyOfTheBoundaryPageIsRead(t *testing.T) {
	r := rulesOf(t, sample)
	if len(r.list) != 2 || r.doc.Rules[0].Mode != RuleActive || r.doc.Rules[1].Mode != RuleShadow || r.doc.Rules[0].Then.Role != "reviewer" {
		t.Fatalf("it was read as %+v", r.doc.Rules)
	}
	if empty := rulesOf(t, ""); len(empty.list) != 0 {
		t.Fatal("an empty file is a policy without rules")
	}
}

// rule is a whole file with one rule, of which one part is wrong.
func ruleWith(when, then, rest string) string {
	return fmt.Sprintf("rules:\n  - name: one\n    why: Because.\n    when: %s\n    then: %s\n%s", when, then, rest)
}

func TestEachFaultIsToldWithItsPlaceAndMend(t *testing.T) {
	deny := "{verdict: deny}"
	for _, c := range []struct{ story, text, place, says string }{
		{"an unknown name", ruleWith(`post.txt == "a"`, deny, ""), "4:11", `no name "post.txt"`},
		{"types that do not go together", ruleWith(`post.text == 1`, deny, ""), "4:21", "do not go together"},
		{"a condition that is no condition", ruleWith(`post.text`, deny, ""), "4:11", "type string"},
		{"a word too many", ruleWith(`post.reply post`, deny, ""), "4:22", ""},
		{"a list that is not there", ruleWith(`anyOf(post.text, words.none)`, deny, ""), "4:28", `no name "words.none"`},
		{"a fault in the second line of a folded text", ruleWith(">\n      post.reply &&\n      post.colour == \"red\"", deny, ""), "6:7", `no name "post.colour"`},
		{"a fault in the second line of a literal text", ruleWith("|\n      post.reply &&\n        post.colour == \"red\"", deny, ""), "6:9", `no name "post.colour"`},
		{"a fault between quotes", ruleWith(`"post.reply && nobody"`, deny, ""), "4:26", `no name "nobody"`},
		{"a bad pattern", ruleWith(`post.text.matches("(")`, deny, ""), "4:11", "cannot be prepared"},
		{"an unknown kind of thing", ruleWith(`detect(post.text, "soul")`, deny, ""), "4:29", "soul"},
		{"loops in loops", ruleWith(`post.links.all(a, post.links.all(b, post.links.all(c, a + b + c != "")))`, deny, ""), "4:11", "cost too much"},
		{"an unknown key of the policy", "rule: []\n", "1:1", `no key "rule"`},
		{"an unknown key of a rule", ruleWith("post.reply", deny, "    wen: no\n"), "6:5", `no key "wen"`},
		{"an unknown key of an effect", ruleWith("post.reply", "{verdict: deny, reviewer: 1}", ""), "5:27", `no key "reviewer"`},
		{"an unknown key of an example", ruleWith("post.reply", deny, "    examples:\n      - given: {post: {tekst: a}}\n        expect: deny\n"), "7:24", `no key "tekst"`},
		{"a verdict that is none", ruleWith("post.reply", "{verdict: maybe}", ""), "5:21", `no verdict "maybe"`},
		{"three reviewers", ruleWith("post.reply", "{verdict: hold, reviewers: 3}", ""), "5:38", "One or two"},
		{"reviewers of what is denied", ruleWith("post.reply", "{verdict: deny, reviewers: 1}", ""), "5:38", "Only what is held"},
		{"a rule that does nothing", ruleWith("post.reply", "{}", ""), "5:11", "does nothing"},
		{"a bad pattern of a change", ruleWith("post.reply", `{changes: [{replace: "[", with: x}]}`, ""), "5:22", "cannot be read"},
		{"a pattern that finds nothing everywhere", ruleWith("post.reply", `{changes: [{replace: "a*", with: x}]}`, ""), "5:22", "where nothing stands"},
		{"a change of two kinds", ruleWith("post.reply", `{changes: [{remove: attachments, warning: x}]}`, ""), "5:22", "one thing"},
		{"a removal of something else", ruleWith("post.reply", `{changes: [{remove: text}]}`, ""), "5:22", "cannot be removed"},
		{"a rule without a reason", "rules:\n  - name: one\n    when: post.reply\n    then: {verdict: deny}\n", "2:5", `no "why"`},
		{"two rules of one name", ruleWith("post.reply", deny, "  - name: one\n    why: B.\n    when: post.reply\n    then: {verdict: deny}\n"), "6:5", "Two rules"},
		{"a name that is no name", strings.Replace(ruleWith("post.reply", deny, ""), "name: one", "name: One Rule", 1), "2:11", "cannot be called"},
		{"a name of a step", strings.Replace(ruleWith("post.reply", deny, ""), "name: one", "name: standing", 1), "2:11", "cannot be called"},
		{"a mode that is none", ruleWith("post.reply", deny, "    mode: asleep\n"), "6:11", "no mode"},
		{"a key said twice", ruleWith("post.reply", deny, "    why: Again.\n"), "6:5", "said twice"},
		{"an alias", "words: &a {x: [y]}\nrules: []\n", "1:8", "not read"},
		{"a tag", "words: !!map {x: [y]}\n", "1:8", "not read"},
		{"an empty word, which stands in every text", "words: {x: [\"\"]}\n", "1:13", "empty"},
		{"no YAML", "words: [\n", "1:1", "not YAML"},
		{"two documents", "words: {}\n---\nwords: {}\n", "2:1", "second document"},
		{"nothing but a word", "hello", "1:1", "not written as keys"},
		{"great depth", strings.Repeat("[", 40) + strings.Repeat("]", 40), "1:14", "nested"},
		{"an example that contradicts its rule", ruleWith("post.reply", deny, "    examples:\n      - given: {post: {reply: true}}\n        expect: allow\n"), "7:9", "expects allow, and the rule says deny"},
		{"an example of another type", ruleWith("post.reply", deny, "    examples:\n      - given: {post: {reply: maybe}}\n        expect: allow\n"), "7:31", "true or false"},
	} {
		t.Run(c.story, func(t *testing.T) {
			doc, faults := Read("p.yaml", []byte(c.text))
			if len(faults) == 0 {
				var r *Rules
				if r, faults = Compile(doc); len(faults) == 0 {
					faults = r.Check()
				}
			}
			if len(faults) == 0 {
				t.Fatal("nothing was said")
			}
			said := faults[0].Error()
			if !strings.HasPrefix(said, "p.yaml:"+c.place+": ") || !strings.Contains(said, c.says) || faults[0].Mend == "" || !strings.HasSuffix(said, ".") {
				t.Fatalf("it said %q, and %s was looked for at %s", said, c.says, c.place)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(ruleWith("post.reply", `{verdict: hold, changes: [{replace: "a", with: b}]}`, "    examples: [{given: {post: {age: 3h, attachments: [{type: a, size: 1}]}}, expect: hold}]\n")))
	f.Add([]byte("{\"a\": 1}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, faults := Read("p.yaml", text)
		if (doc == nil) == (len(faults) == 0) {
			t.Fatal("a document exists exactly when there is no fault")
		}
		if doc == nil {
			return
		}
		r, faults := Compile(doc)
		if (r == nil) == (len(faults) == 0) {
			t.Fatal("rules exist exactly when there is no fault")
		}
		for _, one := range faults {
			if one.Line < 1 || one.Column < 1 || one.What == "" || one.Mend == "" {
				t.Fatalf("a fault without its place or mend: %+v", one)
			}
		}
		if r != nil {
			r.Check()
		}
	})
}

func FuzzReadInput(f *testing.F) {
	f.Add([]byte(`{"crossing": {"direction": "out", "time": "2026-03-01T09:30:00Z"}, "post": {"text": "Falcon", "age": "3h", "attachments": [{"type": "image/png", "size": 5}]}}`))
	f.Add([]byte(`{"a": {}}`))
	r := rulesOf(f, sample)
	f.Fuzz(func(t *testing.T, text []byte) {
		in, faults := ReadInput("c.json", text)
		if (in == nil) == (len(faults) == 0) {
			t.Fatal("a crossing exists exactly when there is no fault")
		}
		if in != nil {
			r.Judge(in)
		}
	})
}
