package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/services/boundary"
	"guildhall/store"
)

// rowsOfPolicy are the pages on which a policy is read, written, rehearsed, put in force by one person or two, and taken back.
func rowsOfPolicy(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathPolicy, whoReads, func(v *visit) error { return v.policy(http.StatusOK, frontend.Problem{}) }),
		w.duty(get, frontend.PathPolicyDraft, whoDecides, (*visit).beginDraft),
		w.duty(post, frontend.PathPolicyDraft, whoDecides, (*visit).policyDraft),
		w.duty(get, frontend.PathPolicyHistory, whoReads, (*visit).policyHistory),
		w.duty(get, frontend.PathPolicyVersion, whoReads, func(v *visit) error { return v.policyVersion(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathPolicyApprove, whoDecides, (*visit).approvePolicy),
		w.duty(post, frontend.PathPolicyBack, whoDecides, (*visit).policyBack),
	}
}

// policy shows what is in force, in plain sentences, with what each rule did lately.
func (v *visit) policy(status int, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.PolicyPage{Problem: problem}
		rules, version, broken := v.Gate.InForce(tx)
		p.Broken = broken
		var err error
		if p.Waits, err = waitsForSecond(tx); err != nil || version == 0 {
			return p, err
		}
		if p.Version, err = tx.Policy(version); err != nil {
			if fault.Is(err, fault.Missing) {
				p.Version, err = models.Policy{Version: version}, nil
			}
			return p, err
		}
		p.Since = p.Version.At
		if step, err := tx.PolicyStepOf(version, models.PolicyActivated); err == nil {
			p.Since = step.Settled
		} else if !fault.Is(err, fault.Missing) {
			return p, err
		}
		if rules == nil {
			return p, nil
		}
		uses, lists, err := boundary.Uses(tx, rules, version)
		p.Lists = lists
		for _, u := range uses {
			p.Rules = append(p.Rules, frontend.PolicyRule{Name: u.Rule.Name, Says: u.Says, Shadow: u.Rule.Mode == policy.RuleShadow, Stops: u.Rule.Then.Verdict != models.Allow, N: u.N, Last: u.Last, Since: u.Since, Silent: u.Silent})
		}
		return p, err
	})
}

// waitsForSecond is the version that a second person could put in force; nil when there is none.
func waitsForSecond(tx *store.Tx) (*models.PolicyStep, error) {
	step, err := boundary.WaitsForSecond(tx)
	if fault.Is(err, fault.Missing) {
		return nil, nil
	}
	return &step, err
}

// beginDraft opens the editor: with the version that the address names, with the one in force, or with a policy to begin with.
func (v *visit) beginDraft() error {
	p := frontend.PolicyDraft{From: number(v.query("from")), Since: "168h", Persons: v.Settings.PolicyPersons}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var err error
		if p.From == 0 {
			if p.From, err = tx.PolicyInForce(); err != nil {
				return p, err
			}
		}
		if p.Text = boundary.Starter; p.From != 0 {
			row, err := tx.Policy(p.From)
			if err != nil {
				return p, err
			}
			p.Text = row.Text
		}
		return p, nil
	})
}

// longestReplay is how long a page waits for a replay.
const longestReplay = 45 * time.Second

// policyDraft does what the button says with the text in the editor: checks it, rehearses it, or puts it in force.
func (v *visit) policyDraft() error {
	p := frontend.PolicyDraft{Text: strings.ReplaceAll(v.gin.Request.PostFormValue("text"), "\r\n", "\n"), From: number(v.form("from")), Since: v.form("since"),
		Checked: true, Persons: v.Settings.PolicyPersons, Reason: v.form("reason")}
	var checked boundary.Checked
	checked, p.Faults = boundary.Check("policy.yaml", []byte(p.Text))
	span, bad := time.ParseDuration(p.Since)
	if bad != nil || span <= 0 || span > 10*365*24*time.Hour {
		p.Since, span = "168h", week
	}
	if len(p.Faults) > 0 {
		return v.drafted(http.StatusUnprocessableEntity, p, "")
	}
	p.Says = checked.Rules().Sentences()
	for _, r := range checked.Rules().Told() {
		p.Examples += len(r.Examples)
	}
	p.Rules = len(checked.Rules().Told())
	var err error
	switch v.form("do") {
	case "replay":
		err = v.replay(checked, span)
	case "activate":
		var step models.PolicyStep
		err = v.write(func(tx *store.Tx) (err error) {
			step, err = boundary.Activate(tx, v.who.Actor, checked, p.Reason, v.Settings.PolicyPersons)
			return err
		})
		if err == nil && step.Kind == models.PolicyProposed {
			return v.done(frontend.PathPolicy.With(), "flash.policy.proposed")
		}
		if err == nil {
			return v.done(frontend.PathPolicy.With(), "flash.policy.active")
		}
	}
	status := http.StatusOK
	switch {
	case fault.Is(err, fault.Invalid):
		p.Problem = frontend.Problem{Field: "reason", Sentence: fault.Say(err)}
		status = fault.Status(err)
	case again(err):
		p.Problem, status = frontend.ProblemOf(err), fault.Status(err)
	case err != nil:
		return err
	}
	return v.drafted(status, p, checked.Digest())
}

// replay rehearses, one at a time: it reads much.
func (v *visit) replay(checked boundary.Checked, span time.Duration) error {
	select {
	case v.rehearsing <- struct{}{}:
		defer func() { <-v.rehearsing }()
	default:
		return fault.New(fault.Conflict, "web.replay", "Somebody rehearses a policy just now. Try again in a minute.")
	}
	ctx, cancel := context.WithTimeout(v.ctx(), longestReplay)
	defer cancel()
	var since models.Time
	if err := v.read(func(tx *store.Tx) error { since = tx.Now() - models.Time(span.Milliseconds()); return nil }); err != nil {
		return err
	}
	_, err := boundary.Rehearse(ctx, v.Store, v.Ledger, checked, since)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.New(fault.Conflict, "web.replay", "So much crossed in that time that a page cannot wait for it. Choose a shorter time, or use: guildhall policy replay.")
	}
	return err
}

// drafted shows the editor with what was found. A rehearsal counts while the policy that was in force then is the one that is.
func (v *visit) drafted(status int, p frontend.PolicyDraft, digest string) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		if digest == "" {
			return p, nil
		}
		found, err := tx.ReplayOf(digest)
		if fault.Is(err, fault.Missing) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		now, err := tx.PolicyInForce()
		if err != nil || found.Base != now {
			return p, err
		}
		var r boundary.Rehearsal
		if err := json.Unmarshal([]byte(found.Found), &r); err != nil {
			return p, fault.New(fault.Internal, "web.drafted", "What the rehearsal found cannot be read. Rehearse it again.").Because(err)
		}
		p.Replay = asReplay(found.At, r)
		return p, nil
	})
}

func asReplay(at models.Time, r boundary.Rehearsal) *frontend.Replay {
	out := &frontend.Replay{At: at, Since: r.Since, Judged: r.Judged, Same: r.Same, ByLaw: r.ByLaw, Silent: r.Silent, Unasked: r.Unasked, Longer: r.Longer}
	for _, d := range r.Changed {
		out.Changed = append(out.Changed, frontend.ReplayLine{Rule: d.Rule, Peer: d.Peer, Was: string(d.Was), Will: string(d.Will), N: d.N, Why: d.Why, Like: d.Like})
	}
	for _, s := range r.Shadow {
		out.Shadow = append(out.Shadow, frontend.ReplayLine{Rule: s.Rule, Will: string(s.Will), N: s.N})
	}
	return out
}

func (v *visit) policyHistory() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.PolicyHistory
		var err error
		if p.Now, err = tx.PolicyInForce(); err != nil {
			return p, err
		}
		p.Steps, err = tx.PolicySteps(v.onPage().MaxID)
		if len(p.Steps) > pageSize {
			p.Steps = p.Steps[:pageSize]
		}
		if n := len(p.Steps); n > 0 {
			p.Older = v.older(n, p.Steps[n-1].ID)
		}
		return p, err
	})
}

// policyVersion shows one version beside another: the one that the address names, or the one that was in force before it.
func (v *visit) policyVersion(status int, problem frontend.Problem) error {
	n := number(v.gin.Param("id"))
	if n == 0 {
		return nothing()
	}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.PolicyVersion{Problem: problem, Against: n - 1}
		var err error
		if p.Version, err = tx.Policy(n); err != nil {
			return nil, err
		}
		if p.Now, err = tx.PolicyInForce(); err != nil {
			return nil, err
		}
		if p.Waits, err = waitsForSecond(tx); err != nil {
			return nil, err
		}
		if p.Waits != nil && p.Waits.Version != n {
			p.Waits = nil
		}
		if came, err := tx.PolicyStepOf(n, models.PolicyActivated); err == nil {
			p.Against = came.Before
		} else if p.Waits != nil {
			p.Against = p.Waits.Before
		} else if !fault.Is(err, fault.Missing) {
			return nil, err
		}
		if asked := v.query("against"); asked != "" {
			p.Against = number(asked)
		}
		before := models.Policy{}
		if p.Against != 0 {
			if before, err = tx.Policy(p.Against); err != nil {
				return nil, err
			}
		}
		for _, l := range boundary.Diff(before.Text, p.Version.Text) {
			p.Lines = append(p.Lines, frontend.PolicyLine(l))
		}
		if ready, faults := boundary.Check("policy.yaml", []byte(p.Version.Text)); len(faults) == 0 {
			p.Says = ready.Rules().Sentences()
		} else {
			p.Broken = faults[0].Error()
		}
		versions, err := tx.Policies(0)
		for _, o := range versions {
			if o.Version != n {
				p.Others = append(p.Others, o.Version)
			}
		}
		if len(p.Others) > 0 && !slices.Contains(p.Others, p.Against) {
			p.Others = append([]int{0}, p.Others...)
		}
		return p, err
	})
}

// approvePolicy is the second person's yes.
func (v *visit) approvePolicy() error {
	n := number(v.gin.Param("id"))
	if n == 0 {
		return nothing()
	}
	err := v.write(func(tx *store.Tx) error {
		_, err := boundary.Approve(tx, v.who.Actor, n)
		return err
	})
	if again(err) {
		return v.policyVersion(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPolicy.With(), "flash.policy.active")
}

// policyBack goes one step back.
func (v *visit) policyBack() error {
	why := v.form("reason")
	err := error(nil)
	if why == "" {
		err = fault.New(fault.Invalid, "web.policyBack", "Say why, in a few words: the history tells it.")
	}
	if err == nil {
		err = v.write(func(tx *store.Tx) error {
			_, err := boundary.Rollback(tx, v.who.Actor, why)
			return err
		})
	}
	if again(err) {
		return v.policy(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPolicy.With(), "flash.policy.back")
}

// number reads the number of a version; 0 for what is none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}
