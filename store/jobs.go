package store

import (
	"cmp"
	"math"
	"slices"

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
	for from := 0; from < len(jobs); from += jobsAtOnce {
		some := jobs[from:min(from+jobsAtOnce, len(jobs))]
		values := make([]any, 0, len(some)*9)
		for i := range some {
			j := &some[i]
			j.ID, j.Created = tx.NewID(), tx.now
			values = append(values, j.ID, j.Lane, j.RunAt, j.Kind, j.Payload, j.Once, j.Turn, j.Ref, j.Created)
			tx.rouse(j.Lane, j.RunAt)
		}
		if _, err := tx.exec(op, `INSERT INTO jobs (id, lane, run_at, kind, payload, attempt, error, dead, once, turn, ref, created) VALUES `+
			rows(len(some), `(?, ?, ?, ?, ?, 0, '', FALSE, ?, ?, ?, ?)`)+` ON CONFLICT (once) DO UPDATE SET dead = FALSE, attempt = 0, error = '',
			lane = excluded.lane, run_at = excluded.run_at, payload = excluded.payload, ref = excluded.ref, created = excluded.created
			WHERE jobs.dead`, values...); err != nil {
			return err
		}
	}
	return nil
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
// once more as it lets go.
func (tx *Tx) rouseLanes() error {
	names := make([]string, 0, len(tx.roused))
	for name := range tx.roused {
		names = append(names, name)
	}
	slices.Sort(names)
	for from := 0; from < len(names); from += jobsAtOnce {
		some := names[from:min(from+jobsAtOnce, len(names))]
		values := make([]any, 0, 2*len(some)+1)
		for _, name := range some {
			values = append(values, name, tx.roused[name])
		}
		if _, err := tx.exec("store.AddJobs", `INSERT INTO lanes (name, due, blocked, lease, owner, fails) VALUES `+
			rows(len(some), `(?, ?, 0, 0, '', 0)`)+` ON CONFLICT (name) DO UPDATE SET due = CASE
			WHEN lanes.due <= excluded.due THEN lanes.due
			WHEN lanes.blocked > excluded.due THEN lanes.blocked ELSE excluded.due END
			WHERE lanes.lease = 0 OR lanes.lease <= ?`, append(values, tx.now)...); err != nil {
			return err
		}
	}
	tx.roused = nil
	return nil
}

// DueJobs gives up to limit jobs of a lane that may run now, first come first served.
func (tx *Tx) DueJobs(lane string, limit int) ([]models.Job, error) {
	return list[models.Job]("store.DueJobs", tx.db.Where("lane = ? AND run_at <= ?", lane, tx.now).
		Order("run_at, id").Limit(most(limit, 1000)))
}

// FinishJob removes a job that is done.
func (tx *Tx) FinishJob(id models.ID) error {
	_, err := tx.exec("store.FinishJob", `DELETE FROM jobs WHERE id = ?`, id)
	return err
}

// RetryJob notes a failed attempt of a job and when it may run again. Nothing happens when somebody else has noted this
// attempt already.
func (tx *Tx) RetryJob(j models.Job, at models.Time, reason string) error {
	_, err := tx.exec("store.RetryJob", `UPDATE jobs SET attempt = attempt + 1, error = ?, run_at = ? WHERE id = ? AND attempt = ? AND NOT dead`,
		reason, at, j.ID, j.Attempt)
	return err
}

// PutOffJob lets a job run again later without counting an attempt.
func (tx *Tx) PutOffJob(id models.ID, at models.Time) error {
	_, err := tx.exec("store.PutOffJob", `UPDATE jobs SET run_at = ? WHERE id = ? AND NOT dead`, at, id)
	return err
}

// BuryJob gives a job up and keeps it to be seen.
func (tx *Tx) BuryJob(id models.ID, reason string) error {
	_, err := tx.exec("store.BuryJob", `UPDATE jobs SET dead = TRUE, attempt = attempt + 1, error = ?, run_at = ? WHERE id = ?`, reason, never, id)
	return err
}

// BuryOld gives up the jobs of a lane that were added before a moment, at most limit, and tells how many.
func (tx *Tx) BuryOld(lane string, before models.Time, reason string, limit int) (int64, error) {
	return tx.exec("store.BuryOld", `UPDATE jobs SET dead = TRUE, error = ?, run_at = ? WHERE id IN
		(SELECT id FROM jobs WHERE lane = ? AND run_at < ? AND created < ? AND NOT dead ORDER BY run_at, id LIMIT ?)`,
		reason, never, lane, never, before, most(limit, 10_000))
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
	return take[models.Job]("store.Job", "There is no such job. Work that is done leaves none.", tx.db.Where("id = ?", id))
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

// TidyJobs removes up to limit given-up jobs that are older than a moment.
func (tx *Tx) TidyJobs(before models.Time, limit int) (int64, error) {
	return tx.exec("store.TidyJobs", `DELETE FROM jobs WHERE id IN
		(SELECT id FROM jobs WHERE dead AND created < ? ORDER BY id LIMIT ?)`, before, most(limit, 10_000))
}

// byName puts lanes in the order of their names.
func byName(a, b models.Lane) int { return cmp.Compare(a.Name, b.Name) }

var errNotOurs = fault.New(fault.Conflict, "store.ReleaseLane", "Another worker holds this lane now.")
