package policy

import (
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// facts are the values of an input as conditions read them, each worked out when a condition first asks. Copies of the
// input for other peers share those that have nothing to do with the peer. They belong to one goroutine.
type facts struct {
	values []ref.Val
	shared *facts // of the input that this one is a copy of; nil for the first

	rules   *Rules    // that settled was worked out by
	settled []outcome // of the rules that look at no peer

	bench bench // what the condition that is being asked reads from
}

// bench is what a condition reads its names from.
type bench struct {
	in    *Input
	rules *Rules
}

// ResolveName gives the value of a declared name.
func (b *bench) ResolveName(name string) (any, bool) {
	i, known := placeOf[name]
	if !known {
		list, listed := b.rules.words[name]
		if !listed {
			return nil, false
		}
		return list, true
	}
	return b.in.value(i), true
}

// Parent is nil: there are no other names.
func (b *bench) Parent() cel.Activation { return nil }

func (in *Input) value(i int) ref.Val {
	from := in.facts
	if from.shared != nil && !varies[i] {
		from = from.shared
	}
	if from.values[i] == nil {
		from.values[i] = bounded(i, variables[i].get(in))
	}
	return from.values[i]
}

// varies tells of each variable whether it differs between the copies of an input; ofPeer whether the peer makes the
// difference, ofWay whether the door or the activity does.
var varies, ofPeer, ofWay = func() (either, peer, way []bool) {
	either, peer, way = make([]bool, len(variables)), make([]bool, len(variables)), make([]bool, len(variables))
	for i, v := range variables {
		peer[i] = strings.HasPrefix(v.Name, "peer.")
		way[i] = v.Name == "crossing.door" || v.Name == "activity.type"
		either[i] = peer[i] || way[i]
	}
	return either, peer, way
}()

// bounded turns a value that is larger than conditions were weighed for into an error, which makes the rule hold.
func bounded(i int, v ref.Val) ref.Val {
	var n uint64
	switch x := v.(type) {
	case types.String:
		n = uint64(len(x))
	case traits.Lister:
		n = uint64(x.Size().(types.Int))
		for it := x.Iterator(); it.HasNext() == types.True && n <= longList; {
			if s, ok := it.Next().(types.String); ok && len(s) > longName {
				n = longName + 1
			}
		}
	}
	if n > variables[i].size {
		return types.NewErr("%s is too large to be judged", variables[i].Name)
	}
	return v
}

// show puts a value into few words, for explanations. Of texts it tells the length only.
func show(i int, v ref.Val) string {
	switch x := v.(type) {
	case types.String:
		if variables[i].size == longText {
			return fmt.Sprintf("%d characters", len([]rune(string(x))))
		}
		return fmt.Sprintf("%q", cut(string(x), 80))
	case types.Timestamp:
		return x.Format(time.RFC3339)
	case types.Duration:
		return x.Duration.String()
	case traits.Lister:
		if n := x.Size().(types.Int); n != 0 {
			return fmt.Sprintf("%d entries", n)
		}
		return "none"
	case *types.Err:
		return "not to be judged"
	}
	return fmt.Sprint(v.Value())
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
