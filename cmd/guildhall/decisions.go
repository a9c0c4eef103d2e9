package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/server"
	"guildhall/store"
)

type decisionsCommand struct {
	List   decisionsList   `cmd:"" help:"List what crossed and what was stopped, newest first."`
	Show   decisionsShow   `cmd:"" help:"Show one with every step of its answer."`
	Acts   decisionsActs   `cmd:"" help:"List what administrators did, newest first."`
	Export decisionsExport `cmd:"" help:"Write the record, a line of JSON each."`
	Verify decisionsVerify `cmd:"" help:"Prove that nothing in the record was changed, lost or put in."`
}

// decided is a recorded answer as programs read it.
type decided struct {
	ID       string          `json:"id"`
	At       string          `json:"at"`
	Door     models.Door     `json:"door"`
	Verb     models.Verb     `json:"activity"`
	Peers    []string        `json:"peers"`
	Object   models.IRI      `json:"object,omitempty"`
	Audience string          `json:"audience,omitempty"`
	Distance string          `json:"distance,omitempty"`
	Verdict  models.Verdict  `json:"verdict"`
	Rule     string          `json:"rule"`
	Why      string          `json:"why"`
	Policy   int             `json:"policy"`
	Erased   string          `json:"names_erased,omitempty"`
	Steps    json.RawMessage `json:"steps,omitempty"`
}

func asDecided(d models.Decision, steps bool) decided {
	w := decided{ID: d.ID.String(), At: moment(d.At), Door: d.Door, Verb: d.Verb, Peers: strings.Fields(d.Peers), Object: d.Object, Audience: d.Audience,
		Distance: d.Distance, Verdict: d.Verdict, Rule: d.Rule, Why: d.Why, Policy: d.Policy, Erased: moment(d.Erased)}
	if steps && json.Valid([]byte(d.Steps)) {
		w.Steps = json.RawMessage(d.Steps)
	}
	return w
}

// picks are the flags that choose among decisions. None of them is a person.
type picks struct {
	Peer    string `help:"Only those about one server." placeholder:"DOMAIN"`
	Post    string `help:"Only those about one post: its id." placeholder:"URL"`
	Rule    string `help:"Only those that one rule or step decided." placeholder:"NAME"`
	Verdict string `help:"Only one answer: allow, hold or deny." placeholder:"VERDICT"`
	Door    string `help:"Only one door: out, in, pull, fetch or page." placeholder:"DOOR"`
	Stopped bool   `help:"Only what did not simply pass."`
	Since   string `help:"Only later ones: a date, a moment, or how long ago, such as 168h." placeholder:"WHEN"`
	Until   string `help:"Only earlier ones." placeholder:"WHEN"`
}

func (p picks) filter(s *server.Server, tx *store.Tx) (f store.DecisionFilter, err error) {
	f = store.DecisionFilter{Rule: p.Rule, Verdict: models.Verdict(p.Verdict), Door: models.Door(p.Door), Stopped: p.Stopped, Wide: true}
	if p.Peer != "" {
		if f.Peer, err = domain(s, p.Peer); err != nil {
			return f, err
		}
	}
	if p.Post != "" {
		view, err := tx.PostViewByIRI(models.IRI(p.Post))
		if err != nil {
			return f, err
		}
		f.PostID = view.ID
	}
	if f.Since, err = when(p.Since, tx.Now()); err != nil {
		return f, err
	}
	f.Until, err = when(p.Until, tx.Now())
	return f, err
}

// when reads a moment: a date, a date with its time, or a span before now.
func when(text string, now models.Time) (models.Time, error) {
	if text == "" {
		return 0, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now - models.Time(d.Milliseconds()), nil
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(form, text); err == nil {
			return models.At(at), nil
		}
	}
	return 0, fault.New(fault.Malformed, "guildhall decisions", text+" is no moment: write it like 168h, 2027-01-31 or 2027-01-31T12:00:00Z.")
}

type decisionsList struct {
	picks
	Limit int `default:"50" help:"How many." placeholder:"N"`
	answer
}

func (decisionsList) Help() string {
	return `What is meant for a few people, letters above all, is not listed: of that, only sums by rule are told, where five people or more stand behind them. Nothing here can be asked by person.

    guildhall decisions list --peer social.example.org --stopped --since 168h`
}

// Run lists decisions and sums.
func (l decisionsList) Run(c *call) error {
	shown := struct {
		Decisions []decided       `json:"decisions"`
		Few       []store.RuleSum `json:"for_a_few"`
	}{[]decided{}, []store.RuleSum{}}
	err := c.read(func(s *server.Server, tx *store.Tx) error {
		f, err := l.filter(s, tx)
		if err != nil {
			return err
		}
		for len(shown.Decisions) < l.Limit {
			f.Limit = min(l.Limit-len(shown.Decisions), 200)
			some, err := tx.Decisions(f)
			if err != nil {
				return err
			}
			for _, d := range some {
				shown.Decisions = append(shown.Decisions, asDecided(d, false))
				f.Before = d.ID
			}
			if len(some) < f.Limit {
				break
			}
		}
		sums, err := tx.FewSums(f.Since, ledger.Few)
		shown.Few = append(shown.Few, sums...)
		return err
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(shown)
	}
	rows := make([][]string, len(shown.Decisions))
	for i, d := range shown.Decisions {
		peers := strings.Join(d.Peers, ", ")
		if len(d.Peers) > 3 {
			peers = strings.Join(d.Peers[:3], ", ") + " and " + strconv.Itoa(len(d.Peers)-3) + " more"
		}
		rows[i] = []string{d.ID, d.At, string(d.Door), string(d.Verb), peers, string(d.Verdict), d.Rule, d.Why}
	}
	c.table([]string{"ID", "AT", "DOOR", "WHAT", "PEERS", "VERDICT", "RULE", "WHY"}, rows)
	if len(shown.Few) > 0 {
		rows := make([][]string, len(shown.Few))
		for i, s := range shown.Few {
			rows[i] = []string{s.Rule, string(s.Verdict), strconv.FormatInt(s.N, 10)}
		}
		c.say("", "Of what is meant for a few people:")
		c.table([]string{"RULE", "VERDICT", "TIMES"}, rows)
	}
	return nil
}

type decisionsShow struct {
	ID string `arg:"" help:"Its number."`
	answer
}

func (decisionsShow) Help() string {
	return `Example:

    guildhall decisions show 116480324526571520`
}

// Run shows one decision.
func (d decisionsShow) Run(c *call) error {
	var row models.Decision
	err := c.read(func(_ *server.Server, tx *store.Tx) (err error) {
		row, err = tx.Decision(models.ParseID(d.ID))
		if err == nil && ledger.Private(row) {
			err = fault.New(fault.Missing, "guildhall decisions show", "There is no such decision that may be shown.")
		}
		return err
	})
	if err != nil {
		return err
	}
	w := asDecided(row, true)
	if d.JSON {
		return c.json(w)
	}
	c.table([]string{w.ID, string(w.Verdict)}, [][]string{{"At", w.At}, {"Door", string(w.Door)}, {"What", string(w.Verb)}, {"Peers", strings.Join(w.Peers, ", ")},
		{"Object", string(w.Object)}, {"Reach", strings.Trim(w.Audience+", "+w.Distance, ", ")}, {"Rule", w.Rule}, {"Why", w.Why}, {"Policy", strconv.Itoa(w.Policy)}, {"Names erased", w.Erased}})
	var steps []struct{ Step, Saw, Verdict, Why string }
	if json.Unmarshal(w.Steps, &steps) == nil && len(steps) > 0 {
		c.say("")
		rows := make([][]string, len(steps))
		for i, s := range steps {
			rows[i] = []string{s.Step, s.Saw, s.Verdict, s.Why}
		}
		c.table([]string{"STEP", "SAW", "VERDICT", "WHY"}, rows)
	}
	return nil
}

// acted is an act as programs read it.
type acted struct {
	ID     string `json:"id"`
	At     string `json:"at"`
	Verb   string `json:"act"`
	By     string `json:"by"`
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
	Reason string `json:"reason"`
	Erased string `json:"names_erased,omitempty"`
}

func asActed(a models.Act) acted {
	return acted{a.ID.String(), moment(a.At), a.Verb, a.ByName, a.What, a.Before, a.After, a.Reason, moment(a.Erased)}
}

type decisionsActs struct {
	Verb  string `help:"Only one kind, such as peer.allowed, or all that begin alike, such as peer. with its dot." placeholder:"KIND"`
	Limit int    `default:"50" help:"How many." placeholder:"N"`
	answer
}

func (decisionsActs) Help() string {
	return `Example:

    guildhall decisions acts --verb policy.`
}

// Run lists acts.
func (a decisionsActs) Run(c *call) error {
	list := []acted{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		f := store.ActFilter{Verb: a.Verb}
		for len(list) < a.Limit {
			f.Limit = min(a.Limit-len(list), 200)
			some, err := tx.Acts(f)
			if err != nil {
				return err
			}
			for _, one := range some {
				list = append(list, asActed(one))
				f.Before = one.ID
			}
			if len(some) < f.Limit {
				break
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if a.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, w := range list {
		rows[i] = []string{w.At, w.Verb, w.By, w.What, w.Before, w.After, w.Reason}
	}
	c.table([]string{"AT", "ACT", "BY", "WHAT", "BEFORE", "AFTER", "REASON"}, rows)
	return nil
}

type decisionsExport struct {
	Since string `help:"Only later ones: a date, a moment, or how long ago." placeholder:"WHEN"`
	answer
}

func (decisionsExport) Help() string {
	return `Decisions first, then acts, oldest first, each with every step; it is JSON with and without --json. What is meant for a few people is left out.

    guildhall decisions export --since 720h > record.jsonl`
}

// Run writes the record.
func (e decisionsExport) Run(c *call) error {
	return c.read(func(_ *server.Server, tx *store.Tx) error {
		since, err := when(e.Since, tx.Now())
		if err != nil {
			return err
		}
		line := func(v any) error {
			text, err := json.Marshal(v)
			if err == nil {
				_, err = c.out.Write(append(text, '\n'))
			}
			return err
		}
		for id := models.IDAt(since); ; {
			rows, err := tx.DecisionsAfter(id, 1<<62)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			for _, d := range rows {
				if id = d.ID; !ledger.Private(d) {
					if err := line(asDecided(d, true)); err != nil {
						return err
					}
				}
			}
		}
		for id := models.IDAt(since); ; {
			rows, err := tx.ActsAfter(id, 1<<62)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, a := range rows {
				id = a.ID
				if err := line(asActed(a)); err != nil {
					return err
				}
			}
		}
	})
}

type decisionsVerify struct {
	Heads []string `arg:"" optional:"" help:"Heads that an earlier run printed and that you kept elsewhere."`
	answer
}

func (decisionsVerify) Help() string {
	return `Goes through every chain of the record and tells each record that was changed, is missing, was moved or was put in. It ends with 1 when it finds one. Keep the heads that it prints where this server cannot write, and give them the next time: then nobody can write the record anew.

    guildhall decisions verify
    guildhall decisions verify $(cat heads.txt)`
}

// Run verifies the record.
func (v decisionsVerify) Run(c *call) error {
	var r ledger.Report
	err := c.open(func(s *server.Server) (err error) {
		r, err = s.Ledger.Verify(c.ctx, v.Heads...)
		return err
	})
	if err != nil {
		return err
	}
	if v.JSON {
		if err := c.json(r); err != nil {
			return err
		}
	} else {
		n := strconv.Itoa
		c.table([]string{"RECORD", ""}, [][]string{{"Decisions", n(r.Decisions)}, {"Acts", n(r.Acts)}, {"Chains", n(r.Chains)}, {"Links", n(r.Links)},
			{"Names erased, place holds", n(r.Erased)}, {"Wait for their link", n(r.Unlinked)}, {"Older than the chain", n(r.Before)}, {"Joins of lost keys", n(r.Unsealed)}})
		c.say("")
		c.say(r.Faults...)
		if r.More > 0 {
			c.say("and " + n(r.More) + " more")
		}
		for _, h := range r.Heads {
			c.say("head " + h)
		}
	}
	if !r.Sound() {
		return fault.New(fault.Conflict, "guildhall decisions verify", "The record does not hold: "+strconv.Itoa(len(r.Faults)+r.More)+" faults. Compare with a backup.")
	}
	if !v.JSON {
		c.say("The record holds.")
	}
	return nil
}
