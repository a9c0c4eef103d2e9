package store

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// never is when a lane or job is due that nothing waits for.
const never models.Time = math.MaxInt64

// jobsAtOnce is how many jobs one INSERT takes.
const jobsAtOnce = 100

// AddJobs inserts work in this transaction. A job whose Once is taken is left out, unless
// the one in its place is dead, which then starts over. The lanes hear of it just before the commit, and the runners of
// this process just after.
func (tx *Tx) AddJobs(jobs []models.Job) error {
	const op = "store.AddJobs"
	jobs = eachOnce(jobs)
	if err := tx.behindTheirOwn(jobs); err != nil {
		return err
	}
	for from := 0; from < len(jobs); from += jobsAtOnce {
		some := jobs[from:min(from+jobsAtOnce, len(jobs))]
		values := make([]any, 0, len(some)*10)
		for i := range some {
			j := &some[i]
			j.ID, j.Created = tx.NewID(), tx.now
			values = append(values, j.ID, j.Lane, j.RunAt, j.Kind, j.Payload, j.Once, j.Turn, j.Urgent, j.Ref, j.Created)
			tx.rouse(j.Lane, j.RunAt)
		}
		if _, err := tx.exec(op, `INSERT INTO jobs (id, lane, run_at, kind, payload, attempt, error, dead, once, turn, urgent, ref, created) VALUES `+
			rows(len(some), `(?, ?, ?, ?, ?, 0, '', FALSE, ?, ?, ?, ?, ?)`)+` ON CONFLICT (once) DO UPDATE SET dead = FALSE, attempt = 0, error = '',
			lane = excluded.lane, run_at = excluded.run_at, payload = excluded.payload, urgent = excluded.urgent, ref = excluded.ref, created = excluded.created
			WHERE jobs.dead`, values...); err != nil {
			return err
		}
	}
	return nil
}

// behindTheirOwn lets urgent jobs wait in line whose turn has others before them.
func (tx *Tx) behindTheirOwn(jobs []models.Job) error {
	var turns []string
	for i := range jobs {
		if jobs[i].Urgent && jobs[i].Turn != "" {
			turns = append(turns, jobs[i].Turn)
		}
	}
	return inChunks(turns, func(part []string) error {
		taken, err := readAll[models.Job](tx, "store.AddJobs", "WHERE turn IN ? AND turn <> '' AND NOT urgent AND NOT dead", part)
		for i := range jobs {
			if slices.ContainsFunc(taken, func(j models.Job) bool { return j.Turn == jobs[i].Turn && j.Lane == jobs[i].Lane }) {
				jobs[i].Urgent = false
			}
		}
		return err
	})
}

// eachOnce leaves out a second job with the same Once.
func eachOnce(jobs []models.Job) []models.Job {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(jobs), func(j models.Job) bool {
		if j.Once == nil {
			return false
		}
		again := seen[*j.Once]
		seen[*j.Once] = true
		return again
	})
}

// rouse remembers that a lane has work from a moment on.
func (tx *Tx) rouse(lane string, at models.Time) {
	if tx.roused == nil {
		tx.roused = map[string]models.Time{}
		tx.After(tx.st.wakeUp)
	}
	if due, ok := tx.roused[lane]; !ok || at < due {
		tx.roused[lane] = at
	}
}

// rouseLanes tells the lanes of new work at the very end of a transaction, by name, so that two transactions cannot wait
// for each other. A lane that is blocked is not pulled forward, and one that is leased is left alone: its owner looks
// once more as it lets go. A new lane to a server that is known to fail begins among those that failed.
func (tx *Tx) rouseLanes() error {
	names := make([]string, 0, len(tx.roused))
	for name := range tx.roused {
		names = append(names, name)
	}
	slices.Sort(names)
	for from := 0; from < len(names); from += jobsAtOnce {
		some := names[from:min(from+jobsAtOnce, len(names))]
		values := make([]any, 0, 3*len(some)+2)
		for _, name := range some {
			values = append(values, name, tx.roused[name], strings.TrimPrefix(name, "host:"), failsKnown)
		}
		if _, err := tx.exec("store.AddJobs", `INSERT INTO lanes (name, due, blocked, lease, owner, fails) VALUES `+
			rows(len(some), `(?, ?, 0, 0, '', COALESCE((SELECT 1 FROM peers WHERE host = ? AND fails > ?), 0))`)+` ON CONFLICT (name) DO UPDATE SET due = CASE
			WHEN lanes.due <= excluded.due THEN lanes.due
			WHEN lanes.blocked > excluded.due THEN lanes.blocked ELSE excluded.due END
			WHERE lanes.lease = 0 OR lanes.lease <= ?`, append(values, tx.now)...); err != nil {
			return err
		}
	}
	tx.roused = nil
	return nil
}

// failsKnown is how many deliveries a server may miss in a row before a new lane to it begins as one that failed.
const failsKnown = 10

// DueJobs gives up to limit jobs of a lane that may run now: first what somebody waits for, which fills three quarters at
// most while there is anything else, and then the rest; each first come first served. A job whose turn is held up by an
// earlier one that is to be tried again later is not among them: it is put off as far as that one.
func (tx *Tx) DueJobs(lane string, limit int) ([]models.Job, error) {
	const op = "store.DueJobs"
	limit = most(limit, 1000)
	urgent, err := readAll[models.Job](tx, op, "WHERE lane = ? AND run_at <= ? AND urgent ORDER BY run_at, id LIMIT "+strconv.Itoa(limit), lane, tx.now)
	if err != nil {
		return nil, err
	}
	rest, err := readAll[models.Job](tx, op, "WHERE lane = ? AND run_at <= ? AND NOT urgent ORDER BY run_at, id LIMIT "+strconv.Itoa(limit), lane, tx.now)
	if err != nil {
		return nil, err
	}
	if over := len(urgent) + min(len(rest), limit/4) - limit; over > 0 {
		urgent = urgent[:len(urgent)-over]
	}
	return append(urgent, rest[:min(len(rest), limit-len(urgent))]...), nil
}

// HeldUp tells, for the turns of a lane that have a job to be tried again later, which that is and when. The last one of
// a turn counts.
func (tx *Tx) HeldUp(lane string) (map[string]models.Job, error) {
	later, err := readAll[models.Job](tx, "store.HeldUp", "WHERE lane = ? AND run_at > ? AND run_at < ? AND turn <> '' ORDER BY run_at, id LIMIT 1000", lane, tx.now, never)
	out := make(map[string]models.Job, len(later))
	for _, j := range later {
		out[j.Turn] = j
	}
	return out, err
}

// Held is a job as a worker took it from a lane that it had leased. Whatever the worker writes down of it afterwards is
// a Conflict, and changes nothing, once somebody else holds the lane or has noted another end of this attempt.
type Held struct {
	models.Job
	Owner string // of the lease
}

// fence is the condition that Held stands for, and its values.
const fence = ` WHERE id = ? AND attempt = ? AND run_at = ? AND NOT dead AND EXISTS (SELECT 1 FROM lanes WHERE lanes.name = jobs.lane AND lanes.owner = ?)`

func (tx *Tx) end(op, statement string, h Held, values ...any) error {
	n, err := tx.exec(op, statement+fence, append(values, h.ID, h.Attempt, h.RunAt, h.Owner)...)
	if err == nil && n == 0 {
		return errLate
	}
	return err
}

// StillHeld is a Conflict when a worker's hold on a job is over. A handler asks at the end of its transaction, so that a
// worker that comes late takes all of it back.
func (tx *Tx) StillHeld(h Held) error {
	ids, err := tx.readIDs(`SELECT id FROM jobs`+fence, h.ID, h.Attempt, h.RunAt, h.Owner)
	if err == nil && len(ids) == 0 {
		return errLate
	}
	return failed("store.StillHeld", err)
}

// FinishJob removes a job that is done.
func (tx *Tx) FinishJob(h Held) error { return tx.end("store.FinishJob", `DELETE FROM jobs`, h) }

// RetryJob notes a failed attempt of a job and when it may run again.
func (tx *Tx) RetryJob(h Held, at models.Time, reason string) error {
	return tx.end("store.RetryJob", `UPDATE jobs SET attempt = attempt + 1, error = ?, run_at = ?`, h, reason, at)
}

// PutOffJob lets a job run again later without counting an attempt.
func (tx *Tx) PutOffJob(h Held, at models.Time) error {
	return tx.end("store.PutOffJob", `UPDATE jobs SET run_at = ?`, h, at)
}

// BuryJob gives a job up and keeps it to be seen.
func (tx *Tx) BuryJob(h Held, reason string) error {
	return tx.end("store.BuryJob", `UPDATE jobs SET dead = TRUE, attempt = attempt + 1, error = ?, run_at = ?`, h, reason, never)
}

// DropJob removes a job, whoever is at it. A job that is not there is Missing.
func (tx *Tx) DropJob(id models.ID) error {
	const op = "store.DropJob"
	n, err := tx.exec(op, `DELETE FROM jobs WHERE id = ?`, id)
	if err == nil && n == 0 {
		return nothing(op, noJob)
	}
	return err
}

// GiveUpJob gives a job up, whoever is at it, and keeps it to be seen.
func (tx *Tx) GiveUpJob(id models.ID, reason string) error {
	_, err := tx.exec("store.GiveUpJob", `UPDATE jobs SET dead = TRUE, attempt = attempt + 1, error = ?, run_at = ? WHERE id = ?`, reason, never, id)
	return err
}

// BuryOld gives up the jobs of a lane that were added before a moment, at most limit, and tells how many.
func (tx *Tx) BuryOld(lane string, before models.Time, reason string, limit int) (int64, error) {
	return tx.exec("store.BuryOld", `UPDATE jobs SET dead = TRUE, error = ?, run_at = ? WHERE id IN
		(SELECT id FROM jobs WHERE lane = ? AND run_at < ? AND created < ? AND NOT dead ORDER BY run_at, id LIMIT ?)`,
		reason, never, lane, never, before, most(limit, 10_000))
}

// Queued is a job that was taken out of its queue.
type Queued struct {
	models.Job
	Leased bool // somebody may be at it
}

// DropTurn takes all that waits with a turn out of its lane, also what was given up.
func (tx *Tx) DropTurn(turn string) ([]Queued, error) {
	return tx.dropQueued("store.DropTurn", "WHERE turn = ? AND turn <> '' ORDER BY id", turn)
}

// DropOnce takes the job with a key out of its lane, if there is one.
func (tx *Tx) DropOnce(key string) ([]Queued, error) {
	return tx.dropQueued("store.DropOnce", "WHERE once = ?", key)
}

func (tx *Tx) dropQueued(op, which, value string) (out []Queued, err error) {
	found, err := readAll[models.Job](tx, op, which, value)
	for i := 0; i < len(found) && err == nil; i++ {
		var leased []models.ID
		if leased, err = tx.readIDs(`SELECT lease FROM lanes WHERE name = ? AND lease > 0`, found[i].Lane); err == nil {
			out = append(out, Queued{Job: found[i], Leased: len(leased) > 0})
			_, err = tx.exec(op, `DELETE FROM jobs WHERE id = ?`, found[i].ID)
		}
	}
	return out, failed(op, err)
}

// QueuedIn lists what waits in a lane of one kind, oldest first, after a number.
func (tx *Tx) QueuedIn(lane, kind string, after models.ID, limit int) ([]models.Job, error) {
	return list[models.Job]("store.QueuedIn", tx.db.Where("lane = ? AND kind = ? AND id > ? AND NOT dead", lane, kind, after).Order("id").Limit(most(limit, 1000)))
}

// JobFilter picks jobs for an administrator's list; empty fields pick all.
type JobFilter struct {
	Lane   string
	Kind   string
	Dead   bool      // only those that were given up
	Before models.ID // only older ones; 0 starts at the newest
	Limit  int       // at most 200
}

// Jobs lists work that waits, or was given up, newest first.
func (tx *Tx) Jobs(f JobFilter) ([]models.Job, error) {
	q := tx.db.Order("id DESC").Limit(most(f.Limit, 200))
	if f.Dead {
		q = q.Where("dead")
	}
	if f.Lane != "" {
		q = q.Where("lane = ?", f.Lane)
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	return list[models.Job]("store.Jobs", q)
}

// Job finds a job by its number; one that is done is Missing.
func (tx *Tx) Job(id models.ID) (models.Job, error) {
	return take[models.Job]("store.Job", noJob, tx.db.Where("id = ?", id))
}

// ReviveJob lets a job that was given up start over now.
func (tx *Tx) ReviveJob(id models.ID) error {
	const op = "store.ReviveJob"
	j, err := take[models.Job](op, "There is no such job that was given up.", tx.db.Where("id = ? AND dead", id))
	if err != nil {
		return err
	}
	tx.rouse(j.Lane, tx.now)
	_, err = tx.exec(op, `UPDATE jobs SET dead = FALSE, attempt = 0, error = '', run_at = ?, created = ? WHERE id = ? AND dead`, tx.now, tx.now, id)
	return err
}

// oldJobs are given-up jobs that are older than a moment, and that no legal hold keeps.
const oldJobs = `FROM jobs WHERE jobs.dead AND jobs.created < ? AND NOT ` + heldJob

// OldJobs counts given-up jobs that are older than a moment.
func (tx *Tx) OldJobs(before models.Time) (int64, error) {
	n, err := tx.count("store.OldJobs", "SELECT count(*) "+oldJobs, before)
	return int64(n), err
}

// TidyJobs removes up to limit of them, and tells how many.
func (tx *Tx) TidyJobs(before models.Time, limit int) (int64, error) {
	return tx.exec("store.TidyJobs", `DELETE FROM jobs WHERE id IN (SELECT jobs.id `+oldJobs+` LIMIT ?)`, before, most(limit, 10_000))
}

// byName puts lanes in the order of their names.
func byName(a, b models.Lane) int { return cmp.Compare(a.Name, b.Name) }

const noJob = "There is no such job. Work that is done leaves none."

var errLate = fault.New(fault.Conflict, "store.StillHeld", "Another worker has this job now, or has ended it.")

var errNotOurs = fault.New(fault.Conflict, "store.ReleaseLane", "Another worker holds this lane now.")
