package policy

import (
	"reflect"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
)

// Function is one function beside those of the language: a row of the reference page.
type Function struct{ Form, Says string }

// Functions lists the functions that conditions have beside those of the language.
func Functions() []Function {
	return []Function{
		{"detect(text, kind)", "whether the text holds something of the kind"},
		{"anyOf(text, list)", "whether one of the words stands in the text, whatever its case, not inside a longer word"},
		{"inDomain(host, suffix)", "whether the host is the domain or lies below it"},
	}
}

// language is what conditions are written in, without the word lists of a policy. It is made once.
var language = sync.OnceValue(func() *cel.Env {
	options := []cel.EnvOption{
		seenTypes,
		cel.EnableMacroCallTracking(), cel.ParserExpressionSizeLimit(longCondition), cel.ParserRecursionLimit(60),
		cel.Function("detect", cel.Overload("detect_text_kind", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, cel.BinaryBinding(detect))),
		cel.Function("anyOf", cel.Overload("any_of_text_list", []*cel.Type{cel.StringType, cel.ListType(cel.StringType)}, cel.BoolType, cel.BinaryBinding(anyOf))),
		cel.Function("inDomain", cel.Overload("in_domain_host_suffix", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, cel.BinaryBinding(inDomain))),
	}
	for _, v := range variables {
		options = append(options, cel.Variable(v.Name, v.kind))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		panic(err) // the declaration above is ours
	}
	return env
})

const longCondition = 4_000 // characters of one condition

// adapter turns our values into those of the language.
var adapter = sync.OnceValue(func() types.Adapter {
	env, err := cel.NewCustomEnv(seenTypes)
	if err != nil {
		panic(err)
	}
	return env.CELTypeAdapter()
})

var seenTypes = ext.NativeTypes(reflect.TypeFor[AttachmentSeen](), ext.ParseStructTags(true))

func detect(text, kind ref.Val) ref.Val {
	s, ok := text.(types.String)
	k, also := kind.(types.String)
	if !ok || !also {
		return types.MaybeNoSuchOverloadErr(text)
	}
	for i := range kinds {
		if kinds[i].name != string(k) {
			continue
		}
		of := knownOf(string(s))
		switch of.found[i].Load() {
		case 1:
			return types.False
		case 2:
			return types.True
		}
		found := kinds[i].in(of.raw)
		of.found[i].Store(map[bool]int32{false: 1, true: 2}[found])
		return types.Bool(found)
	}
	return types.NewErr("detect knows no kind %q", string(k))
}

func anyOf(text, list ref.Val) ref.Val {
	s, ok := text.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(text)
	}
	folded := knownOf(string(s)).folded
	if w, ours := list.(*wordList); ours {
		return types.Bool(w.in(folded))
	}
	l, ok := list.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(list)
	}
	for it := l.Iterator(); it.HasNext() == types.True; {
		if w, ok := it.Next().(types.String); ok && hasWord(folded, fold(string(w))) {
			return types.True
		}
	}
	return types.False
}

func inDomain(host, suffix ref.Val) ref.Val {
	h, ok := host.(types.String)
	d, also := suffix.(types.String)
	if !ok || !also {
		return types.MaybeNoSuchOverloadErr(host)
	}
	return types.Bool(Below(string(h), string(d)))
}

// Below tells whether a host is a domain or lies below it: compared whole, label by label, whatever the case.
func Below(host, domain string) bool {
	host, domain = strings.ToLower(strings.TrimSuffix(host, ".")), strings.ToLower(strings.Trim(domain, "."))
	return domain != "" && (host == domain || strings.HasSuffix(host, "."+domain))
}

// wordList is a list of a policy, with its words folded once, and found by their beginnings.
type wordList struct {
	traits.Lister
	folded []string
}

func newWordList(words []string) *wordList {
	w := &wordList{Lister: adapter().NativeToValue(words).(traits.Lister)}
	for _, word := range words {
		w.folded = append(w.folded, fold(word))
	}
	return w
}

// Value gives the words.
func (w *wordList) Value() any { return w.Lister.(ref.Val).Value() }

func (w *wordList) in(folded string) bool {
	for _, word := range w.folded {
		if hasWord(folded, word) {
			return true
		}
	}
	return false
}
