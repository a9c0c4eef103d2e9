package policy

import (
	"cel.dev/cel-go/common/types"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// guard is a comparison of a text with a written one that stands on a side of the outermost "and" of a condition. Where it
// fails the whole condition is false, whatever the other sides say or err, so that most rules need no evaluation.
type guard struct {
	variable int
	want     string
	equal    bool
}

// guard collects the guards of a condition.
func (o *rule) guard(e celast.Expr) {
	if e.Kind() != celast.CallKind || len(e.AsCall().Args()) != 2 {
		return
	}
	call := e.AsCall()
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalAnd:
		o.guard(args[0])
		o.guard(args[1])
	case operators.Equals, operators.NotEquals:
		name, ok := dotted(args[0])
		i, known := placeOf[name]
		if !ok || !known || args[1].Kind() != celast.LiteralKind {
			return
		}
		if want, text := args[1].AsLiteral().(types.String); text {
			o.guards = append(o.guards, guard{i, string(want), call.FunctionName() == operators.Equals})
		}
	}
}

// shuts tells whether the comparison fails. A value that cannot be judged is left to the condition.
func (g *guard) shuts(in *Input) bool {
	v, text := in.value(g.variable).(types.String)
	return text && (string(v) == g.want) != g.equal
}
