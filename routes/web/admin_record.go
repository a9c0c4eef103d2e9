package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/store"
)

// whoReadsRecord are the roles that access.ReadRecord takes.
const whoReadsRecord = "admin boundary auditor reviewer"

// rowsOfRecord are the pages of the record: what crossed and what did not, and what administrators did.
func rowsOfRecord(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathDecisions, whoReadsRecord, (*visit).decisions),
		w.duty(get, frontend.PathDecision, whoReadsRecord, (*visit).decision),
		w.duty(get, frontend.PathActs, whoReadsRecord, (*visit).acts),
	}
}

// decisions lists the record as far as the address narrows it. No part of the address is a person, and what is meant for a few people is
// not among it.
func (v *visit) decisions() error {
	p := frontend.Decisions{Day: v.query("day"), Peer: v.query("peer"), Door: v.query("door"), Verdict: v.query("verdict"), Rule: v.query("rule")}
	status := http.StatusOK
	f := store.DecisionFilter{Rule: p.Rule, Door: models.Door(p.Door), Before: v.onPage().MaxID, Wide: true, Limit: pageSize}
	if p.Verdict == "stopped" {
		f.Stopped = true
	} else {
		f.Verdict = models.Verdict(p.Verdict)
	}
	if p.Peer != "" {
		host, err := v.host(p.Peer)
		if err != nil && p.Peer != string(models.Web) {
			status, p.Problem = fault.Status(err), frontend.Problem{Field: "peer", Sentence: fault.Say(err)}
		}
		if f.Peer = host; p.Peer == string(models.Web) {
			f.Peer = models.Web
		}
	}
	if p.Day != "" {
		at, err := time.Parse(time.DateOnly, p.Day)
		if err != nil {
			status, p.Problem = http.StatusUnprocessableEntity, frontend.Problem{Field: "day", Sentence: "Write the day like 2027-03-01."}
		} else {
			f.Since, f.Until = models.At(at), models.At(at.AddDate(0, 0, 1))
		}
	}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		rules, _, _ := v.Gate.InForce(tx)
		if rules != nil {
			for _, r := range rules.Told() {
				p.Rules = append(p.Rules, r.Name)
			}
		}
		if p.Problem.Sentence != "" {
			return p, nil
		}
		list, err := tx.Decisions(f)
		if err != nil {
			return p, err
		}
		for _, d := range list {
			p.Lines = append(p.Lines, frontend.DecisionLine{Decision: d, Shadow: inShadow(d)})
		}
		if n := len(list); n > 0 {
			p.Older = v.older(n, list[n-1].ID)
		}
		sums, err := tx.FewSums(tx.Now()-models.Time(daysShown.Milliseconds()), ledger.Few)
		for _, s := range sums {
			p.Few = append(p.Few, frontend.FewSum(s))
		}
		return p, err
	})
}

// inShadow names the rules in shadow that matched.
func inShadow(d models.Decision) (names []string) {
	if !strings.Contains(d.Steps, `"shadow":true`) {
		return nil
	}
	for _, s := range stepsOf(d) {
		if s.Shadow {
			names = append(names, s.Name)
		}
	}
	return names
}

// stepsOf are the steps of a decision; none where they cannot be read.
func stepsOf(d models.Decision) (steps []policy.Step) {
	_ = json.Unmarshal([]byte(d.Steps), &steps) // what cannot be read is not shown
	return steps
}

// decision shows one answer with every step. One about what is meant for a few people is not there.
func (v *visit) decision() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		d, err := tx.Decision(id)
		if err == nil && ledger.Private(d) {
			err = nothing()
		}
		return frontend.DecisionPage{Decision: d, Peers: strings.Fields(d.Peers), Steps: stepsOf(d)}, err
	})
}

// acts lists what administrators did.
func (v *visit) acts() error {
	p := frontend.Acts{Kind: v.query("kind")}
	f := store.ActFilter{Before: v.onPage().MaxID, Limit: pageSize}
	if slices.Contains(frontend.ActKinds, p.Kind) {
		f.Verb = p.Kind + "."
	} else {
		p.Kind = ""
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (_ frontend.Page, err error) {
		administers, err := access.Can(tx, v.who.Actor, access.Administer)
		if err != nil {
			return p, err
		}
		f.Open = !administers
		p.Items, err = tx.Acts(f)
		if n := len(p.Items); n > 0 {
			p.Older = v.older(n, p.Items[n-1].ID)
		}
		return p, err
	})
}
