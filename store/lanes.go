package store

import (
	"database/sql"
	"slices"
	"strings"

	"guildhall/models"
)

// Kinds of lanes, each of which has its own share of the workers: inner work, which waits for nobody's server; lanes that
// lead to servers; and those of servers that failed last, so that however many of them are dead, the others do not wait.
const (
	inner  = ` AND name >= 'work:' `
	well   = ` AND fails = 0 AND name < 'work:' `
	ailing = ` AND fails > 0 AND name < 'work:' `
)

// Shares are numbers of lanes: of inner work, of servers, and of servers that failed last.
type Shares struct{ Inner, Well, Ailing int }

// NextDue is when the next lane can be claimed, of those kinds that have room, and whether there is any. It may lie in
// the past.
func (tx *Tx) NextDue(room Shares) (models.Time, bool, error) {
	var parts []string
	for _, k := range []struct {
		n    int
		kind string
	}{{room.Inner, inner}, {room.Well, well}, {room.Ailing, ailing}} {
		if k.n > 0 {
			parts = append(parts, `SELECT min(due) AS due FROM lanes WHERE TRUE`+k.kind)
		}
	}
	if len(parts) == 0 {
		return 0, false, nil
	}
	var due sql.NullInt64
	err := tx.db.Raw(`SELECT min(due) FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS firsts`).Row().Scan(&due)
	return models.Time(due.Int64), due.Valid && models.Time(due.Int64) < never, failed("store.NextDue", err)
}

// ClaimLanes leases lanes that are due to an owner until a moment, of each kind as many as there is room for. While a
// lease holds, nobody else claims the lane; when it runs out, anybody may.
func (tx *Tx) ClaimLanes(owner string, room Shares, until models.Time) ([]models.Lane, error) {
	ready := func(name, kind string) string {
		return name + ` AS MATERIALIZED (SELECT name FROM lanes WHERE due <= ?` + kind + `ORDER BY due LIMIT ?` + tx.skipLocked() + `)`
	}
	var lanes []models.Lane
	err := tx.db.Raw(`WITH `+ready("a", inner)+`, `+ready("b", well)+`, `+ready("c", ailing)+` UPDATE lanes SET lease = ?, owner = ?, due = ?
		WHERE name IN (SELECT name FROM a UNION ALL SELECT name FROM b UNION ALL SELECT name FROM c) RETURNING *`,
		tx.now, atMost(room.Inner, 1000), tx.now, atMost(room.Well, 1000), tx.now, atMost(room.Ailing, 1000), until, owner, until).Scan(&lanes).Error
	slices.SortFunc(lanes, byName)
	return lanes, failed("store.ClaimLanes", err)
}

func atMost(n, most int) int { return max(0, min(n, most)) }

// RenewLanes moves the leases of lanes on that an owner works at, and tells which of them it still holds.
func (tx *Tx) RenewLanes(owner string, names []string, until models.Time) ([]string, error) {
	var held []string
	err := inChunks(names, func(part []string) error {
		var some []string
		err := tx.db.Raw(`WITH held AS MATERIALIZED (SELECT name FROM lanes WHERE name IN ? AND owner = ? AND lease > 0 ORDER BY name`+tx.forUpdate()+`)
			UPDATE lanes SET lease = ?, due = ? WHERE name IN (SELECT name FROM held) RETURNING name`, part, owner, until, until).Scan(&some).Error
		held = append(held, some...)
		return failed("store.RenewLanes", err)
	})
	return held, err
}

// Release says how a lane is let go.
type Release struct {
	Owner   string
	Blocked models.Time // no job of it is looked at until then; 0 for no block
	Fails   int         // failures in a row from now on
}

// ReleaseLane lets a lane go. It is due again when its next job is, though not before its block ends, and behind the
// lanes that are due now; a lane with neither job nor block is removed. A lane that somebody else holds by now is a Conflict and left alone.
func (tx *Tx) ReleaseLane(name string, r Release) error {
	const op = "store.ReleaseLane"
	// The lane is locked first and the jobs are looked at after it, in a second statement: whoever adds a job meanwhile
	// either is seen here, or waits for the lock and then finds the lane free.
	held, err := list[models.Lane](op, tx.db.Raw(`SELECT * FROM lanes WHERE name = ? AND owner = ?`+tx.forUpdate(), name, r.Owner))
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return errNotOurs
	}
	next, err := tx.nextJob(op, name)
	if err != nil {
		return err
	}
	if next == never && r.Blocked <= tx.now {
		_, err := tx.exec(op, `DELETE FROM lanes WHERE name = ?`, name)
		return err
	}
	next = max(next, r.Blocked, tx.now) // behind those that have waited meanwhile
	_, err = tx.exec(op, `UPDATE lanes SET lease = 0, owner = '', blocked = ?, fails = ?, due = ? WHERE name = ?`, r.Blocked, r.Fails, next, name)
	return err
}

// nextJob is when the first job of a lane may run; never without one.
func (tx *Tx) nextJob(op, lane string) (models.Time, error) {
	var at sql.NullInt64
	err := tx.db.Raw(`SELECT min(run_at) FROM jobs WHERE lane = ?`, lane).Row().Scan(&at)
	if !at.Valid {
		return never, failed(op, err)
	}
	return models.Time(at.Int64), failed(op, err)
}

// FreeLanes voids all leases: whoever held them is gone. For the start of the only server.
func (tx *Tx) FreeLanes() error {
	_, err := tx.exec("store.FreeLanes", `UPDATE lanes SET lease = 0, owner = '',
		due = CASE WHEN blocked > ? THEN blocked ELSE ? END WHERE lease > 0`, tx.now, tx.now)
	return err
}

// ClockFell mends what a clock left behind that was ahead and was set back: work that was made in what is the future
// now, and lanes that would wait for it.
func (tx *Tx) ClockFell() error {
	const op = "store.ClockFell"
	for _, s := range []struct {
		statement string
		values    []any
	}{
		{`UPDATE jobs SET run_at = run_at - (created - ?), created = ? WHERE created > ? AND NOT dead`, []any{tx.now, tx.now, tx.now}},
		{`UPDATE inbox SET due = CASE WHEN due > at THEN due - (at - ?) ELSE due END, at = ? WHERE state = 'received' AND at > ?`, []any{tx.now, tx.now, tx.now}},
		{`UPDATE lanes SET due = COALESCE((SELECT min(run_at) FROM jobs WHERE jobs.lane = lanes.name), ?) WHERE lease = 0 AND blocked <= ? AND due > ?`,
			[]any{never, tx.now, tx.now}},
	} {
		if _, err := tx.exec(op, s.statement, s.values...); err != nil {
			return err
		}
	}
	tx.After(tx.st.wakeUp)
	return nil
}

// UnblockLane lets the jobs of a lane be tried now, as when an administrator knows that a host is back.
func (tx *Tx) UnblockLane(name string) error {
	const op = "store.UnblockLane"
	_, err := tx.exec(op, `UPDATE lanes SET blocked = 0, due = CASE WHEN lease > 0 THEN due ELSE ? END WHERE name = ?`, tx.now, name)
	tx.After(tx.st.wakeUp)
	return err
}

// Lane finds a lane; one without work has no row, and is Missing.
func (tx *Tx) Lane(name string) (models.Lane, error) {
	return readOne[models.Lane](tx, "store.Lane", "Nothing waits in this lane.", "WHERE name = ?", name)
}

// TidyLanes removes up to limit lanes that nothing waits for and whose block has ended.
func (tx *Tx) TidyLanes(limit int) (int64, error) {
	return tx.exec("store.TidyLanes", `DELETE FROM lanes WHERE name IN
		(SELECT name FROM lanes WHERE due = ? AND lease = 0 AND blocked <= ? ORDER BY name LIMIT ?`+tx.forUpdate()+`)`,
		never, tx.now, most(limit, 10_000))
}

// forUpdate locks what a query reads, where there is more than one writer.
func (tx *Tx) forUpdate() string {
	if tx.postgres() {
		return " FOR UPDATE"
	}
	return ""
}

// OnWork calls fn after each commit that added work, on this node or another; fn must not wait. It lasts as long as the store.
func (s *Store) OnWork(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake = append(s.wake, fn)
}

func (s *Store) wakeUp() {
	s.wakeHere()
	s.tells(true, nil)
}

func (s *Store) wakeHere() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, fn := range s.wake {
		fn()
	}
}
