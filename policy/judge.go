package policy

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"guildhall/models"
)

// Judgement is what the rules say of one crossing.
type Judgement struct {
	Verdict models.Verdict
	Rule    string   // the rule that decided; empty when none stopped it
	Why     string   // its sentence
	Matched []Match  // every rule that matched or erred, in shadow too, in the order of the file
	Changes []Change // of active rules, all of them
	Needs   []Need   // who must release it, where it is held
}

// Match is one rule whose condition held, or could not be judged.
type Match struct {
	Rule    string
	Why     string
	Verdict models.Verdict
	Shadow  bool   // it decides nothing
	Failed  string // why the condition could not be judged; such a rule holds (law 16)
	Saw     string // what the condition looked at
	Changes []Change
	Need    Need

	rule *rule
}

// Need is what a hold asks for.
type Need struct {
	Rule      string `json:"rule"`
	Reviewers int    `json:"reviewers"`
	Role      string `json:"role"`
}

// outcome is what one condition gave.
type outcome struct {
	asked  bool
	holds  bool
	failed string
}

// Judge asks every rule. Deny beats hold beats allow, and changes add up; nothing depends on the order of the rules
// (law 8). It reads no clock: the time is in the input.
func (r *Rules) Judge(in *Input) Judgement { return r.judge(in, nil, false) }

// judge asks with other ways of the same crossing beside it: a rule that names the door or the activity counts if it holds
// in any of them, because what is held at one door is not had through another. Of a bare input only peer, door and activity are known;
// rules that look at more are asked when more is known.
func (r *Rules) judge(in *Input, ways []way, bare bool) Judgement {
	j := Judgement{Verdict: models.Allow}
	if r == nil {
		return j
	}
	in.ready()
	for i, one := range r.list {
		if bare && one.deep {
			continue
		}
		if got := r.outcome(i, one, in, ways); got.holds || got.failed != "" {
			j.count(one.match(got, in))
		}
	}
	return j
}

func (in *Input) ready() {
	if in.facts == nil {
		in.facts = &facts{values: make([]ref.Val, len(variables))}
	}
}

// Beside is the same input for another peer. What does not depend on the peer is worked out once for both.
func (in *Input) Beside(p PeerSeen) *Input {
	in.ready()
	next := *in
	next.Peer = p
	next.facts = &facts{values: make([]ref.Val, len(variables)), shared: in.facts.root()}
	return &next
}

// way is a door with the activity that passes it.
type way struct{ door, activity string }

// by is the same input as it passes another way.
func (in *Input) by(w way) *Input {
	next := *in
	next.Crossing.Door, next.Activity.Type = w.door, w.activity
	next.facts = &facts{values: make([]ref.Val, len(variables)), shared: in.facts.root()}
	return &next
}

func (f *facts) root() *facts {
	if f.shared != nil {
		return f.shared
	}
	return f
}

// outcome asks one rule, or remembers what it said of another peer's copy of this input.
func (r *Rules) outcome(i int, one *rule, in *Input, ways []way) outcome {
	shared := in.facts.shared
	if shared == nil || one.peer {
		return one.asks(r, in, ways)
	}
	if shared.rules != r {
		shared.rules, shared.settled = r, make([]outcome, len(r.list))
	}
	if !shared.settled[i].asked {
		shared.settled[i] = one.asks(r, in, ways)
	}
	return shared.settled[i]
}

// asks evaluates one condition, for each way until it holds.
func (o *rule) asks(r *Rules, in *Input, ways []way) outcome {
	got := o.ask(r, in)
	if !o.door {
		return got
	}
	for _, w := range ways {
		if got.holds || got.failed != "" {
			break
		}
		got = o.ask(r, in.by(w))
	}
	return got
}

// ask evaluates one condition.
func (o *rule) ask(r *Rules, in *Input) outcome {
	for _, g := range o.guards {
		if g.shuts(in) {
			return outcome{asked: true}
		}
	}
	in.facts.bench = bench{in: in, rules: r}
	out, _, err := o.program.Eval(&in.facts.bench)
	if err != nil {
		return outcome{asked: true, failed: short(err.Error())}
	}
	holds, ok := out.(types.Bool)
	if !ok {
		return outcome{asked: true, failed: fmt.Sprintf("the condition gave a value of type %s", out.Type().TypeName())}
	}
	return outcome{asked: true, holds: bool(holds)}
}

func (o *rule) match(got outcome, in *Input) Match {
	m := Match{Rule: o.Name, Why: o.Why, Verdict: o.Then.Verdict, Shadow: o.Mode == RuleShadow, Changes: o.Then.Changes, Failed: got.failed,
		Saw: o.saw(in), Need: Need{o.Name, o.Then.Reviewers, o.Then.Role}, rule: o}
	if got.failed != "" {
		m.Changes = nil
		if m.Verdict != models.Deny {
			m.Verdict = models.Hold
		}
		if m.Need.Reviewers == 0 {
			m.Need = Need{o.Name, 1, "reviewer"}
		}
		m.Verdict = models.Hold
		m.Why = "This could not be judged by a rule of ours (" + o.Name + "), so it waits."
	}
	return m
}

// saw tells what the condition looked at, as names with their values.
func (o *rule) saw(in *Input) string {
	var b strings.Builder
	for _, i := range o.seen {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(variables[i].Name + " " + show(i, in.value(i)))
	}
	return b.String()
}

func (j *Judgement) count(m Match) {
	j.Matched = append(j.Matched, m)
	if m.Shadow {
		return
	}
	if Narrower(m.Verdict, j.Verdict) {
		j.Verdict, j.Rule, j.Why = m.Verdict, m.Rule, m.Why
	}
	if m.Verdict == models.Hold {
		j.Needs = append(j.Needs, m.Need)
	}
	j.Changes = append(j.Changes, m.Changes...)
}
