package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"

	"guildhall/models"
)

// Sentences prints the policy as one page of plain words, made from the rules themselves, so that the two cannot drift
// apart: for each rule when it counts, what it does, and why. What has no plain words yet stands as it was written.
func (r *Rules) Sentences() []string {
	if len(r.list) == 0 {
		return []string{"There are no rules: what reach and standing allow crosses."}
	}
	var out []string
	for i, one := range r.list {
		s := speech{source: one.ast.NativeRep().SourceInfo()}
		line := fmt.Sprintf("%d. %s: When %s, %s.", i+1, one.Name, s.say(one.ast.NativeRep().Expr()), one.Then.sentence())
		if one.Mode == RuleShadow {
			line = fmt.Sprintf("%d. %s (in shadow, without effect): When %s, %s.", i+1, one.Name, s.say(one.ast.NativeRep().Expr()), strings.Replace(one.Then.sentence(), "it ", "it would be noted that it ", 1))
		}
		out = append(out, line+" "+one.Why)
	}
	for _, name := range slices.Sorted(maps.Keys(r.doc.Words)) {
		out = append(out, fmt.Sprintf("The list %s: %s.", name, listing(r.doc.Words[name], 30)))
	}
	return out
}

func listing(words []string, most int) string {
	if len(words) == 0 {
		return "empty"
	}
	if len(words) > most {
		return strings.Join(words[:most], ", ") + fmt.Sprintf(", and %d more", len(words)-most)
	}
	return strings.Join(words, ", ")
}

// sentence tells what an effect does.
func (e Effect) sentence() string {
	var parts []string
	switch e.Verdict {
	case models.Deny:
		return "it does not cross"
	case models.Hold:
		who := map[int]string{1: "one person with the role ", 2: "two people with the role "}[e.Reviewers] + e.Role
		parts = append(parts, "it waits until "+who+" let it go")
		if e.Reviewers == 1 {
			parts[0] = "it waits until " + who + " lets it go"
		}
	}
	for _, c := range e.Changes {
		parts = append(parts, c.sentence())
	}
	if len(parts) == 0 {
		return "it crosses, unless another rule says otherwise"
	}
	return strings.Join(parts, ", and ")
}

func (c Change) sentence() string {
	switch {
	case c.Replace != "" && c.With == "":
		return fmt.Sprintf(`what matches "%s" is taken out of the copy`, c.Replace)
	case c.Replace != "":
		return fmt.Sprintf(`what matches "%s" reads "%s" in the copy`, c.Replace, c.With)
	case c.Remove == "mentions" && len(c.Of) > 0:
		return "the copy does not name " + listing(c.Of, 10)
	case c.Remove != "":
		return "the copy has no " + c.Remove
	case c.Distance == "inside":
		return "it stays inside"
	case c.Distance != "":
		return "it goes to partners only"
	case c.Warning != "":
		return fmt.Sprintf("the copy carries the warning %q", c.Warning)
	}
	return "the copy carries the label TLP:" + c.Label
}

// speech puts a condition into words.
type speech struct{ source *celast.SourceInfo }

// binary are the words between two things.
var binary = map[string]string{operators.Equals: "is", operators.NotEquals: "is not", operators.Less: "is less than", operators.LessEquals: "is at most", operators.Greater: "is more than",
	operators.GreaterEquals: "is at least", operators.Add: "plus", operators.Subtract: "minus", operators.Multiply: "times", operators.Divide: "divided by", operators.Modulo: "modulo"}

var member = map[string]string{"contains": "contains", "startsWith": "begins with", "endsWith": "ends with", "matches": "matches the pattern"}

func (s speech) say(e celast.Expr) string {
	switch e.Kind() {
	case celast.IdentKind:
		return s.name(e.AsIdent())
	case celast.LiteralKind:
		return s.literal(e)
	case celast.SelectKind:
		if name, ok := dotted(e); ok {
			return s.name(name)
		}
		return "the " + e.AsSelect().FieldName() + " of " + s.say(e.AsSelect().Operand())
	case celast.ListKind:
		var parts []string
		for _, x := range e.AsList().Elements() {
			parts = append(parts, s.say(x))
		}
		return joinOr(parts)
	case celast.CallKind:
		return s.call(e)
	}
	return s.macro(e)
}

// each are the words of what goes through a list.
var each = map[string]string{"exists": "for at least one of %s (%s), %s", "all": "for each of %s (%s), %s", "exists_one": "for exactly one of %s (%s), %s", "filter": "those of %s (%s) for which %s", "map": "of each of %s (%s), %s"}

// macro says what goes through a list, which the language unfolds.
func (s speech) macro(e celast.Expr) string {
	call, ok := s.source.GetMacroCall(e.ID())
	if !ok || call.Kind() != celast.CallKind {
		return s.asWritten(e)
	}
	of := call.AsCall()
	if each[of.FunctionName()] == "" || !of.IsMemberFunction() || len(of.Args()) != 2 {
		return s.asWritten(e)
	}
	return fmt.Sprintf(each[of.FunctionName()], s.say(of.Target()), s.say(of.Args()[0]), s.say(of.Args()[1]))
}

// name says what a name means.
func (s speech) name(name string) string {
	if list, ok := strings.CutPrefix(name, "words."); ok {
		return "the list " + list
	}
	if said, ok := spoken[name]; ok {
		return said
	}
	return name
}

// spoken are the declared names in plain words.
var spoken = map[string]string{
	"crossing.direction": "the direction", "crossing.door": "the door", "crossing.time": "the time",
	"peer.domain": "the other server", "peer.standing": "the other server's standing", "peer.software": "the other server's software", "peer.since": "the first contact with the other server",
	"peer.agreement.purpose": "the purpose of the agreement", "peer.agreement.communities": "the communities of the agreement", "peer.agreement.kinds": "the kinds of the agreement", "peer.agreement.label": "the label of the agreement", "peer.agreement.ends": "the end of the agreement",
	"actor.handle": "who acts", "actor.domain": "the domain of who acts", "actor.local": "who acts is one of us", "actor.kind": "the kind of who acts", "actor.roles": "the roles of who acts", "actor.communities": "the communities of who acts", "actor.since": "the start of the account",
	"post.kind": "the kind of post", "post.audience": "the audience", "post.distance": "the distance", "post.label": "the label", "post.text": "the text", "post.title": "the title", "post.language": "the language", "post.tags": "the hashtags", "post.links": "the hosts that it links to", "post.mentions": "the people mentioned", "post.attachments": "the attachments", "post.reply": "it is a reply", "post.age": "the age of the post",
	"community.handle": "the community", "community.ceiling": "the community's ceiling", "community.label": "the community's label", "community.steward": "the community's steward", "activity.type": "the activity",
}

func (s speech) literal(e celast.Expr) string {
	v := e.AsLiteral().Value()
	if str, ok := v.(string); ok {
		return fmt.Sprintf("%q", str)
	}
	return fmt.Sprint(v)
}

func (s speech) call(e celast.Expr) string {
	call := e.AsCall()
	args := call.Args()
	name := call.FunctionName()
	switch {
	case name == operators.LogicalAnd && len(args) == 2:
		return s.side(args[0], name) + " and " + s.side(args[1], name)
	case name == operators.LogicalOr && len(args) == 2:
		return s.side(args[0], name) + " or " + s.side(args[1], name)
	case name == operators.LogicalNot && len(args) == 1:
		return s.not(args[0])
	case name == operators.In && len(args) == 2:
		if args[1].Kind() == celast.ListKind || strings.HasPrefix(s.say(args[1]), "the list ") {
			return s.say(args[0]) + " is one of " + s.say(args[1])
		}
		return s.say(args[1]) + " hold " + s.say(args[0])
	case (name == operators.Equals || name == operators.NotEquals) && len(args) == 2 && s.direction(args) != "":
		return map[bool]string{true: s.direction(args), false: "it is not so that " + s.direction(args)}[name == operators.Equals]
	case (name == operators.Equals || name == operators.NotEquals) && len(args) == 2 && isEmptyText(args[1]):
		return map[bool]string{true: "there is no ", false: "there is "}[name == operators.Equals] + strings.TrimPrefix(s.say(args[0]), "the ")
	case binary[name] != "" && len(args) == 2:
		return s.say(args[0]) + " " + binary[name] + " " + s.say(args[1])
	case member[name] != "" && call.IsMemberFunction() && len(args) == 1:
		return s.say(call.Target()) + " " + member[name] + " " + s.say(args[0])
	case name == "size" && len(args) == 1:
		return "the number of " + strings.TrimPrefix(s.say(args[0]), "the ")
	case name == "size" && call.IsMemberFunction():
		return "the number of " + strings.TrimPrefix(s.say(call.Target()), "the ")
	case name == "duration" && len(args) == 1 && args[0].Kind() == celast.LiteralKind:
		return fmt.Sprint(args[0].AsLiteral().Value())
	case strings.HasPrefix(name, "get") && call.IsMemberFunction():
		zone := ""
		if len(args) == 1 {
			zone = " in " + fmt.Sprint(strings.Trim(s.say(args[0]), `"`))
		}
		return "the " + parts[name] + zone
	case name == "anyOf" && len(args) == 2:
		return s.say(args[0]) + " holds a word of " + s.say(args[1])
	case name == "detect" && len(args) == 2:
		return s.say(args[0]) + " holds something that looks like: " + strings.Trim(s.say(args[1]), `"`)
	case name == "inDomain" && len(args) == 2:
		return s.say(args[0]) + " belongs to " + strings.Trim(s.say(args[1]), `"`)
	}
	return s.asWritten(e)
}

var parts = map[string]string{"getHours": "hour", "getMinutes": "minute", "getDayOfWeek": "day of the week (0 is Sunday)", "getDate": "day of the month", "getMonth": "month (0 is January)", "getFullYear": "year", "getDayOfMonth": "day of the month (from 0)", "getDayOfYear": "day of the year (from 0)", "getSeconds": "second", "getMilliseconds": "millisecond"}

// direction says "it leaves" and "it arrives".
func (s speech) direction(args []celast.Expr) string {
	if name, ok := dotted(args[0]); !ok || name != "crossing.direction" || args[1].Kind() != celast.LiteralKind {
		return ""
	}
	return map[any]string{"out": "it leaves", "in": "it arrives"}[args[1].AsLiteral().Value()]
}

// side is one side of and or or, between brackets where it could be misread.
func (s speech) side(e celast.Expr, outer string) string {
	said := s.say(e)
	if e.Kind() == celast.CallKind {
		if inner := e.AsCall().FunctionName(); (inner == operators.LogicalAnd || inner == operators.LogicalOr) && inner != outer {
			return "(" + said + ")"
		}
	}
	return said
}

func (s speech) not(e celast.Expr) string {
	if name, ok := dotted(e); ok {
		switch name {
		case "post.reply":
			return "it is not a reply"
		case "actor.local":
			return "who acts is not one of us"
		}
	}
	return "it is not so that (" + s.say(e) + ")"
}

// asWritten gives a part of a condition in its own language.
func (s speech) asWritten(e celast.Expr) string {
	if text, err := parser.Unparse(e, s.source); err == nil {
		return "\"" + text + "\" holds"
	}
	return "its condition holds"
}

func dotted(e celast.Expr) (string, bool) {
	switch e.Kind() {
	case celast.IdentKind:
		return e.AsIdent(), true
	case celast.SelectKind:
		if e.AsSelect().IsTestOnly() {
			return "", false
		}
		before, ok := dotted(e.AsSelect().Operand())
		name := before + "." + e.AsSelect().FieldName()
		_, known := placeOf[name]
		return name, ok && (known || strings.HasPrefix(name, "words.") || strings.HasPrefix(name, "peer.agreement"))
	}
	return "", false
}

func isEmptyText(e celast.Expr) bool {
	return e.Kind() == celast.LiteralKind && e.AsLiteral().Value() == ""
}

func joinOr(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
