package main

import (
	"fmt"
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/server"
	"guildhall/store"
)

type jobsCommand struct {
	List  jobsList  `cmd:"" help:"List work that waits, or was given up."`
	Show  jobsShow  `cmd:"" help:"Show one job, with its last error."`
	Retry jobsRetry `cmd:"" help:"Let work that was given up start over; also lets a server that failed be tried now."`
	Drop  jobsDrop  `cmd:"" help:"Remove a job for good."`
}

// jobWords is a job as programs read it.
type jobWords struct {
	ID      string `json:"id"`
	Lane    string `json:"lane"`
	Kind    string `json:"kind"`
	State   string `json:"state"` // waiting or given up
	Tries   int    `json:"tries"`
	Created string `json:"created"`
	Due     string `json:"due,omitempty"`
	Error   string `json:"error,omitempty"`
}

func asJob(j models.Job) jobWords {
	w := jobWords{ID: j.ID.String(), Lane: j.Lane, Kind: j.Kind, State: "waiting", Tries: j.Attempt, Created: moment(j.Created), Error: j.Error}
	if j.Dead {
		w.State = "given up"
	} else {
		w.Due = moment(j.RunAt)
	}
	return w
}

// jobNumbered reads the number of a job.
func jobNumbered(text string) (models.ID, error) {
	id := models.ParseID(text)
	if id == 0 {
		return 0, fault.New(fault.Malformed, "guildhall jobs", text+" is no number of a job. List them with: guildhall jobs list")
	}
	return id, nil
}

type jobsList struct {
	Dead  bool   `help:"Only what was given up."`
	Lane  string `help:"Only one lane, such as host:social.example.org." placeholder:"LANE"`
	Kind  string `help:"Only one kind of work, such as deliver." placeholder:"KIND"`
	Limit int    `default:"100" help:"How many, newest first." placeholder:"N"`
	answer
}

func (jobsList) Help() string {
	return `Deliveries to one server share a lane, "host:" and its domain; inner work has lanes that begin with "work:".

    guildhall jobs list --dead`
}

// Run lists the jobs, newest first.
func (l jobsList) Run(c *call) error {
	list := []jobWords{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		filter := store.JobFilter{Lane: l.Lane, Kind: l.Kind, Dead: l.Dead}
		for len(list) < l.Limit {
			filter.Limit = min(l.Limit-len(list), 200)
			some, err := tx.Jobs(filter)
			if err != nil || len(some) == 0 {
				return err
			}
			for _, j := range some {
				list = append(list, asJob(j))
				filter.Before = j.ID
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, w := range list {
		rows[i] = []string{w.ID, w.Lane, w.Kind, w.State, strconv.Itoa(w.Tries), w.Created, w.Due, w.Error}
	}
	c.table([]string{"ID", "LANE", "KIND", "STATE", "TRIES", "CREATED", "DUE", "LAST ERROR"}, rows)
	return nil
}

type jobsShow struct {
	ID string `arg:"" help:"Number of the job."`
	answer
}

func (jobsShow) Help() string {
	return `Example:

    guildhall jobs show 7345`
}

// Run shows one job and its lane.
func (j jobsShow) Run(c *call) error {
	shown := struct {
		jobWords
		Blocked  string `json:"lane_rests_until,omitempty"`
		Failures int    `json:"lane_failures_in_a_row"`
	}{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		id, err := jobNumbered(j.ID)
		if err != nil {
			return err
		}
		job, err := tx.Job(id)
		if err != nil {
			return err
		}
		shown.jobWords = asJob(job)
		lane, err := tx.Lane(job.Lane)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if lane.Blocked > tx.Now() {
			shown.Blocked = moment(lane.Blocked)
		}
		shown.Failures = lane.Fails
		return err
	})
	if err != nil {
		return err
	}
	if j.JSON {
		return c.json(shown)
	}
	c.table([]string{"Job", shown.ID}, [][]string{{"Lane", shown.Lane}, {"Kind", shown.Kind}, {"State", shown.State}, {"Tries", strconv.Itoa(shown.Tries)},
		{"Created", shown.Created}, {"Due", shown.Due}, {"Last error", shown.Error}, {"The lane rests until", shown.Blocked}, {"Failures of the lane in a row", strconv.Itoa(shown.Failures)}})
	return nil
}

type jobsRetry struct {
	ID   []string `arg:"" optional:"" help:"Numbers of jobs that were given up."`
	Lane string   `help:"Everything that was given up in one lane, and the lane is tried now." placeholder:"LANE"`
	acting
	answer
}

func (jobsRetry) Help() string {
	return `A job starts over with all its tries. A lane whose server is back needs not wait for its turn any more:

    guildhall jobs retry --lane host:social.example.org`
}

// Run revives the jobs.
func (r jobsRetry) Run(c *call) error {
	if len(r.ID) == 0 && r.Lane == "" {
		return fault.New(fault.Malformed, "guildhall jobs retry", "Say which: numbers of jobs, or --lane.")
	}
	n := 0
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		by, err := r.by(tx)
		if err != nil {
			return err
		}
		what := "lane " + r.Lane
		if len(r.ID) > 0 {
			what = strings.TrimSuffix("jobs "+strings.Join(r.ID, ", ")+", "+what, ", lane ")
		}
		if err := ledger.Act(tx, by, models.Act{Verb: "job.retried", What: what, Before: "given up", After: "tried again", Reason: r.Reason}); err != nil {
			return err
		}
		for _, text := range r.ID {
			id, err := jobNumbered(text)
			if err == nil {
				err = tx.ReviveJob(id)
			}
			if err != nil {
				return err
			}
			n++
		}
		if r.Lane == "" {
			return nil
		}
		for {
			some, err := tx.Jobs(store.JobFilter{Lane: r.Lane, Dead: true, Limit: 200})
			if err != nil {
				return err
			}
			for _, j := range some {
				if err := tx.ReviveJob(j.ID); err != nil {
					return err
				}
				n++
			}
			if len(some) == 0 {
				return tx.UnblockLane(r.Lane)
			}
		}
	})
	if err != nil {
		return err
	}
	if r.JSON {
		return c.json(map[string]int{"retried": n})
	}
	c.say(fmt.Sprintf("%d start over.", n))
	return nil
}

type jobsDrop struct {
	ID []string `arg:"" help:"Numbers of the jobs."`
	acting
	answer
}

func (jobsDrop) Help() string {
	return `What a job would have done is not done, and it does not come back. A delivery that is dropped never arrives.

    guildhall jobs drop 7345`
}

// Run removes the jobs.
func (d jobsDrop) Run(c *call) error {
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		by, err := d.by(tx)
		if err != nil {
			return err
		}
		if err := ledger.Act(tx, by, models.Act{Verb: "job.dropped", What: "jobs " + strings.Join(d.ID, ", "), Before: "there", After: "dropped", Reason: d.Reason}); err != nil {
			return err
		}
		for _, text := range d.ID {
			id, err := jobNumbered(text)
			if err != nil {
				return err
			}
			if err := tx.DropJob(id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if d.JSON {
		return c.json(map[string]int{"dropped": len(d.ID)})
	}
	c.say("Dropped: " + strings.Join(d.ID, ", ") + ".")
	return nil
}
