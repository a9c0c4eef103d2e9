package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

const mostJobs = 50

// rowsOfJobs are the administrators' page of work that was given up.
func rowsOfJobs(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathJobs, whoAdministers, func(v *visit) error { return v.jobs(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathJob, whoAdministers, (*visit).job),
	}
}

func (v *visit) jobs(status int, problem frontend.Problem) error {
	p := frontend.Jobs{Problem: problem}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		b, err := tx.Backlog()
		if err != nil {
			return p, err
		}
		p.Waiting, p.Rests = b.Waiting, b.Rests
		p.Dead, err = tx.Jobs(store.JobFilter{Dead: true, Before: v.onPage().MaxID, Limit: mostJobs})
		if n := len(p.Dead); n > 0 {
			p.Older = v.older(n, p.Dead[n-1].ID)
		}
		return p, err
	})
}

// job lets work that was given up start over, or removes it for good.
func (v *visit) job() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	said := "flash.job.retry"
	err = v.write(func(tx *store.Tx) error {
		switch v.form("do") {
		case "retry":
			j, err := tx.Job(id)
			if err != nil {
				return err
			}
			if err := tx.ReviveJob(id); err != nil {
				return err
			}
			if err := ledger.Act(tx, v.who.Actor, models.Act{Verb: "job.retried", What: j.Kind + " in lane " + j.Lane + " (" + id.String() + ")", Before: "given up", After: "tried again", Reason: v.form("why")}); err != nil {
				return err
			}
			return tx.UnblockLane(j.Lane)
		case "drop":
			said = "flash.job.drop"
			j, err := tx.Job(id)
			if err == nil && !j.Dead {
				err = fault.New(fault.Conflict, "web.job", "This is being tried again. Wait until it was given up, or has arrived.")
			}
			if err != nil {
				return err
			}
			if err := ledger.Act(tx, v.who.Actor, models.Act{Verb: "job.dropped", What: j.Kind + " in lane " + j.Lane + " (" + id.String() + ")", Before: "given up", After: "dropped", Reason: v.form("why")}); err != nil {
				return err
			}
			return tx.DropJob(id)
		}
		return fault.New(fault.Invalid, "web.job", "Choose what to do.")
	})
	if again(err) {
		return v.jobs(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathJobs.With(), said)
}
