package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type policyShow struct {
	Version int  `arg:"" optional:"" help:"A version; without, the one in force."`
	Text    bool `help:"The file itself, as it was written."`
	answer
}

func (policyShow) Help() string {
	return `Prints the policy as plain sentences made from the rules themselves; with --text the file, to change and bring back. It ends with 3 when there is none.

    guildhall policy show --text > policy.yaml`
}

// versionWords is a version as programs read it.
type versionWords struct {
	Version   int      `json:"version"`
	InForce   bool     `json:"in_force"`
	Author    string   `json:"author"`
	Reason    string   `json:"reason"`
	At        string   `json:"at"`
	Sentences []string `json:"sentences"`
	Text      string   `json:"text"`
}

// Run shows one version.
func (p policyShow) Run(c *call) error {
	var w versionWords
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		now, err := tx.PolicyInForce()
		if err != nil {
			return err
		}
		if p.Version == 0 {
			p.Version = now
		}
		if p.Version == 0 {
			return fault.New(fault.Missing, "guildhall policy show", "No policy is in force: what reach and standing allow crosses.")
		}
		row, err := tx.Policy(p.Version)
		w = versionWords{Version: row.Version, InForce: row.Version == now, Author: "@" + row.Author, Reason: row.Reason, At: moment(row.At), Text: row.Text, Sentences: []string{}}
		return err
	})
	if err != nil {
		return err
	}
	if ready, faults := boundary.Check(fmt.Sprintf("version %d", w.Version), []byte(w.Text)); len(faults) == 0 {
		w.Sentences = ready.Rules().Sentences()
	} else {
		w.Sentences = append(w.Sentences, faults[0].Error())
	}
	switch {
	case p.JSON:
		return c.json(w)
	case p.Text:
		_, err := c.out.WriteString(w.Text)
		return err
	}
	state := "kept"
	if w.InForce {
		state = "in force"
	}
	c.say(fmt.Sprintf("Version %d, %s, by %s on %s: %s", w.Version, state, w.Author, w.At, w.Reason), "")
	c.say(w.Sentences...)
	return nil
}

// ready reads a policy file that must be right.
func ready(name string) (boundary.Checked, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return boundary.Checked{}, fault.New(fault.Invalid, "guildhall policy", name+" cannot be read.").Because(err)
	}
	checked, faults := boundary.Check(name, text)
	return checked, faulty(faults)
}

func faulty(faults []policy.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.Error()
	}
	return fault.New(fault.Invalid, "guildhall policy", strings.Join(lines, "\n"))
}

type policyReplay struct {
	File  string `arg:"" help:"The policy file." type:"existingfile"`
	Since string `default:"168h" help:"From when on: how long ago, a date or a moment." placeholder:"WHEN"`
	answer
}

func (policyReplay) Help() string {
	return `Decides again what crossed since then, by the rules of the file, and tells what would newly pass, stop, wait or change, by rule and peer. Nothing is sent. It is what activate asks for: of this very file, and after the last change of the policy.

    guildhall policy replay policy.yaml --since 168h`
}

// Run rehearses.
func (p policyReplay) Run(c *call) error {
	file, err := ready(p.File)
	if err != nil {
		return err
	}
	var r boundary.Rehearsal
	err = c.open(func(s *server.Server) error {
		var since models.Time
		err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
			since, err = when(p.Since, tx.Now())
			return err
		})
		if err == nil {
			r, err = boundary.Rehearse(c.ctx, s.Store, s.Ledger, file, since)
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(r)
	}
	c.say(fmt.Sprintf("%s decided again since %s: %d the same, %d otherwise. %s the laws stopped, whatever the rules.",
		numbered(r.Judged, "crossing"), moment(r.Since), r.Same, r.Judged-r.Same, numbered(r.ByLaw, "decision")))
	if r.Silent > 0 {
		c.say(numbered(r.Silent, "crossing") + " were decided without their text, which is forgotten.")
	}
	if len(r.Changed) > 0 {
		rows := make([][]string, len(r.Changed))
		for i, d := range r.Changed {
			rows[i] = []string{strconv.Itoa(d.N), string(d.Was), string(d.Will), d.Rule, string(d.Peer), strings.Join(d.Like, " ")}
		}
		c.say("")
		c.table([]string{"TIMES", "DID", "WOULD", "RULE", "PEER", "SUCH AS"}, rows)
	}
	for _, s := range r.Shadow {
		c.say(fmt.Sprintf("In shadow: %s would %s %s.", s.Rule, s.Will, numbered(s.N, "time")))
	}
	if len(r.Unasked) > 0 {
		c.say("Rules that would have decided nothing: " + strings.Join(r.Unasked, ", ") + ".")
	}
	return nil
}

type policyActivate struct {
	File   string `arg:"" help:"The policy file." type:"existingfile"`
	Reason string `required:"" help:"Why, for the history." placeholder:"TEXT"`
	As     string `required:"" help:"Who does it: somebody with the role boundary." placeholder:"NAME"`
	answer
}

func (policyActivate) Help() string {
	return `Keeps the file as the next version and has it decide from now on, once it was replayed as it is. With GUILDHALL_POLICY_PERSONS=2 it waits for a second person: policy approve.

    guildhall policy activate policy.yaml --reason "Falcon is announced" --as ruth`
}

// Run activates.
func (p policyActivate) Run(c *call) error {
	file, err := ready(p.File)
	if err != nil {
		return err
	}
	return c.moves(p.As, p.JSON, func(s *server.Server, tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Activate(tx, by, file, p.Reason, s.Settings.PolicyPersons)
	})
}

type policyApprove struct {
	Version int    `arg:"" help:"The version that waits."`
	As      string `required:"" help:"Who approves: another person with the role boundary." placeholder:"NAME"`
	answer
}

func (policyApprove) Help() string {
	return `Example:

    guildhall policy approve 4 --as sam`
}

// Run approves.
func (p policyApprove) Run(c *call) error {
	return c.moves(p.As, p.JSON, func(_ *server.Server, tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Approve(tx, by, p.Version)
	})
}

type policyRollback struct {
	Reason string `help:"Why, for the history." placeholder:"TEXT"`
	As     string `required:"" help:"Who does it: somebody with the role boundary." placeholder:"NAME"`
	answer
}

func (policyRollback) Help() string {
	return `What was in force before decides again, at once. One person is enough.

    guildhall policy rollback --as ruth --reason "It stopped everybody"`
}

// Run goes one step back.
func (p policyRollback) Run(c *call) error {
	return c.moves(p.As, p.JSON, func(_ *server.Server, tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Rollback(tx, by, p.Reason)
	})
}

// stepWords is a step of the policy as programs read it.
type stepWords struct {
	Kind    models.PolicyMove `json:"step"`
	Version int               `json:"version"`
	Before  int               `json:"before"`
	By      string            `json:"by"`
	Second  string            `json:"approved_by,omitempty"`
	Reason  string            `json:"reason"`
	At      string            `json:"at"`
	Settled string            `json:"in_force_since,omitempty"`
}

func asStep(s models.PolicyStep) stepWords {
	return stepWords{s.Kind, s.Version, s.Before, s.ByName, s.Second, s.Reason, moment(s.At), moment(s.Settled)}
}

// moves does something to the policy as somebody, and says what is in force.
func (c *call) moves(as string, asJSON bool, do func(*server.Server, *store.Tx, models.Actor) (models.PolicyStep, error)) error {
	var step models.PolicyStep
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		by, err := acting{As: as}.by(tx)
		if err == nil {
			step, err = do(s, tx, by)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case asJSON:
		return c.json(asStep(step))
	case step.Kind == models.PolicyProposed:
		c.say(fmt.Sprintf("Version %d waits for a second person: guildhall policy approve %d --as NAME", step.Version, step.Version))
	case step.Version == 0:
		c.say("No policy is in force now: what reach and standing allow crosses.")
	default:
		c.say(fmt.Sprintf("Version %d is in force.", step.Version))
	}
	return nil
}

type policyHistory struct{ answer }

func (policyHistory) Help() string {
	return `Example:

    guildhall policy history`
}

// Run lists what was asked of the policy.
func (p policyHistory) Run(c *call) error {
	list := []stepWords{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		for before := models.ID(0); ; {
			steps, err := tx.PolicySteps(before)
			if err != nil || len(steps) == 0 {
				return err
			}
			for _, s := range steps {
				before = s.ID
				list = append(list, asStep(s))
			}
		}
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, s := range list {
		rows[i] = []string{s.At, string(s.Kind), strconv.Itoa(s.Before) + " to " + strconv.Itoa(s.Version), s.By, s.Second, s.Reason}
	}
	c.table([]string{"AT", "STEP", "VERSION", "BY", "APPROVED BY", "REASON"}, rows)
	return nil
}

type policyDiff struct {
	From int `arg:"" help:"One version."`
	To   int `arg:"" help:"The other."`
	answer
}

func (policyDiff) Help() string {
	return `Tells what one version has that another has not, line by line.

    guildhall policy diff 3 4`
}

// Run compares two versions.
func (p policyDiff) Run(c *call) error {
	var lines []boundary.Line
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		from, err := tx.Policy(p.From)
		if err != nil {
			return err
		}
		to, err := tx.Policy(p.To)
		lines = boundary.Diff(from.Text, to.Text)
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(lines)
	}
	for _, l := range lines {
		c.say(string(l.Mark) + " " + l.Text)
	}
	return nil
}
