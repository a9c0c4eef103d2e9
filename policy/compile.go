package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
)

// Rules are the compiled rules of one policy. They never change, and any number of goroutines may ask them at once.
type Rules struct {
	Version int // number of the policy; 0 for a file that was not stored

	doc   *Document
	words map[string]*wordList // by the name that conditions use: words.projects
	list  []*rule
}

// rule is one compiled rule.
type rule struct {
	*Rule
	program  cel.Program
	ast      *cel.Ast
	seen     []int // variables that the condition names
	peer     bool  // names something of the peer
	door     bool  // names the door or the activity
	timed    bool  // looks at the time
	deep     bool  // names something of actor, post or community
	patterns []*regexp.Regexp
	guards   []guard
}

const (
	dearest = 4_000_000 // most that one condition may cost, in the units of the language
	tracked = 400_000   // from here on the cost is counted while it runs as well
)

// Compile checks each condition against the declared names and compiles it. It gives rules only where there is no fault.
func Compile(doc *Document) (*Rules, []Fault) {
	r := &Rules{doc: doc, words: map[string]*wordList{}}
	var options []cel.EnvOption
	for name, words := range doc.Words {
		r.words["words."+name] = newWordList(words)
		options = append(options, cel.Variable("words."+name, cel.ListType(cel.StringType)))
	}
	env := language()
	if len(options) > 0 {
		var err error
		if env, err = env.Extend(options...); err != nil {
			return nil, []Fault{doc.fault(place{1, 1}, "The word lists cannot be read: "+err.Error(), "Name each list with letters, digits and _, beginning with a letter.")}
		}
	}
	var faults []Fault
	for i := range doc.Rules {
		one, wrong := r.compile(env, &doc.Rules[i])
		faults = append(faults, wrong...)
		r.list = append(r.list, one)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return r, nil
}

func (r *Rules) compile(env *cel.Env, from *Rule) (*rule, []Fault) {
	doc, out := r.doc, &rule{Rule: from}
	var faults []Fault
	for _, c := range from.Then.Changes {
		var pattern *regexp.Regexp
		if c.Replace != "" {
			var err error
			if pattern, err = regexp.Compile(c.Replace); err != nil {
				faults = append(faults, doc.fault(c.at, "This pattern cannot be read: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "Write it in the syntax of RE2, and put it between single quotes."))
			} else if pattern.MatchString("") {
				faults = append(faults, doc.fault(c.at, "This pattern matches where nothing stands", "Make it match at least one character."))
			}
		}
		out.patterns = append(out.patterns, pattern)
	}
	ast, issues := env.Compile(from.When)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			n := offset(from.When, e.Location.Line(), e.Location.Column())
			begin, name := nameAt(from.When, n)
			what, mend := explain(e.Message, name)
			if name != "" && strings.Contains(what, name) {
				n = begin
			}
			faults = append(faults, doc.fault(doc.placeIn(from.when, n), what, mend))
		}
		return out, faults
	}
	if ast.OutputType() != cel.BoolType {
		return out, append(faults, doc.fault(from.when.place, fmt.Sprintf("This condition gives a value of type %s", ast.OutputType()), "Write a condition that is true or false, as in post.language == \"de\"."))
	}
	if wrong := unknownKinds(doc, from, ast); len(wrong) > 0 {
		return out, append(faults, wrong...)
	}
	weight, err := env.EstimateCost(ast, sizes{r})
	if err != nil || weight.Max > dearest {
		return out, append(faults, doc.fault(from.when.place, "This condition may cost too much to judge", "Ask about fewer things at once: a condition may go once through a list, not through lists inside lists, and over the text only a few times."))
	}
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if weight.Max > tracked {
		options = append(options, cel.CostLimit(dearest))
	}
	program, err := env.Program(ast, options...)
	if err != nil {
		return out, append(faults, doc.fault(from.when.place, "This condition cannot be prepared: "+short(err.Error()), "Look at its patterns: they are written in the syntax of RE2."))
	}
	out.program, out.ast = program, ast
	out.look(ast)
	return out, faults
}

// look notes which names the condition uses.
func (o *rule) look(ast *cel.Ast) {
	for _, ref := range ast.NativeRep().ReferenceMap() {
		i, ours := placeOf[ref.Name]
		if !ours || slices.Contains(o.seen, i) {
			continue
		}
		o.seen = append(o.seen, i)
		o.peer = o.peer || ofPeer[i]
		o.door = o.door || ofWay[i]
		o.timed = o.timed || ref.Name == "crossing.time" || ref.Name == "post.age"
		o.deep = o.deep || !varies[i] && !strings.HasPrefix(ref.Name, "crossing.")
	}
	slices.Sort(o.seen)
	o.guard(ast.NativeRep().Expr())
}

// sizes tells the language how large values may be, so that the cost of a condition is known before it runs.
type sizes struct{ rules *Rules }

// EstimateSize gives the bounds of a named value or of what is in a list.
func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	path := node.Path()
	if len(path) == 0 {
		return nil
	}
	name := strings.Join(path, ".")
	if i, known := placeOf[name]; known {
		return &cost.SizeEstimate{Max: variables[i].size}
	}
	if list, known := s.rules.words[name]; known {
		n := uint64(len(list.folded))
		return &cost.SizeEstimate{Min: n, Max: n}
	}
	return &cost.SizeEstimate{Max: 100} // a name in a list
}

// EstimateCallCost weighs our own functions: each goes over its text once.
func (s sizes) EstimateCallCost(function, _ string, _ *cost.AstNode, args []cost.AstNode) *cost.CallEstimate {
	if len(args) != 2 {
		return nil
	}
	over := s.largest(args[0])
	switch function {
	case "detect":
		return &cost.CallEstimate{CostEstimate: cost.Estimate{Min: 1, Max: 1 + over}}
	case "anyOf":
		return &cost.CallEstimate{CostEstimate: cost.Estimate{Min: 1, Max: 1 + over*(1+s.largest(args[1]))/20}}
	case "inDomain":
		return &cost.CallEstimate{CostEstimate: cost.Estimate{Min: 1, Max: 2}}
	}
	return nil
}

func (s sizes) largest(node cost.AstNode) uint64 {
	if n := node.ComputedSize(); n != nil {
		return n.Max
	}
	if n := s.EstimateSize(node); n != nil {
		return n.Max
	}
	return longText
}

// explain turns a message of the language into a sentence and a mend. name is what stands in the condition where it points.
func explain(message, name string) (what, mend string) {
	message = short(message)
	if strings.HasPrefix(message, "undeclared reference to '") && name != "" {
		return fmt.Sprintf("There is no name %q", name), "Use one of the declared names; docs/policy.md lists them, and word lists are called words.NAME."
	}
	if types, ok := strings.CutPrefix(message, "found no matching overload for "); ok {
		return "These types do not go together: " + types, "Compare like with like: texts stand between quotes, numbers do not."
	}
	return message, "Write the condition in the Common Expression Language, as docs/policy.md shows."
}

// nameAt is the dotted name in which a character of a condition stands, and where it begins.
func nameAt(text string, n int) (begin int, name string) {
	r := []rune(text)
	of := func(i int) bool { return i >= 0 && i < len(r) && (r[i] == '.' || r[i] == '_' || letter(r[i])) }
	if !of(n) {
		return n, ""
	}
	end := n
	for ; of(n - 1); n-- {
	}
	for ; of(end); end++ {
	}
	return n, string(r[n:end])
}

// unknownKinds finds kinds of detect() that are written out and are none.
func unknownKinds(doc *Document, from *Rule, ast *cel.Ast) (faults []Fault) {
	native := ast.NativeRep()
	visit := celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.CallKind || e.AsCall().FunctionName() != "detect" || len(e.AsCall().Args()) != 2 {
			return
		}
		arg := e.AsCall().Args()[1]
		if arg.Kind() != celast.LiteralKind {
			return
		}
		kind := fmt.Sprint(arg.AsLiteral().Value())
		if slices.ContainsFunc(Kinds(), func(k Kind) bool { return k.Name == kind }) {
			return
		}
		at := native.SourceInfo().GetStartLocation(arg.ID())
		n := offset(from.When, at.Line(), at.Column())
		faults = append(faults, doc.fault(doc.placeIn(from.when, n), fmt.Sprintf("detect knows no kind %q", cut(kind, 40)), "Write email, phone, iban, card, secret or internal-host."))
	})
	celast.PreOrderVisit(native.Expr(), visit)
	return faults
}

func short(message string) string {
	message, _, _ = strings.Cut(message, "\n")
	return strings.TrimSuffix(cut(message, 300), ".")
}
