package store

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
)

// Check looks whether the database is whole: a quick look at every page on SQLite, an answer on PostgreSQL.
func (s *Store) Check(ctx context.Context) error {
	const op = "store.Check"
	return s.Read(ctx, func(tx *Tx) error {
		ask := `SELECT 'ok'`
		if !tx.postgres() {
			ask = `PRAGMA quick_check(1)`
		}
		var said string
		if err := tx.db.Raw(ask).Row().Scan(&said); err != nil {
			return failed(op, err)
		}
		if said != "ok" {
			return fault.New(fault.Unavailable, op, "The database file is damaged: "+said+". Stop the server and restore the last backup.")
		}
		return nil
	})
}

// Backlog counts the work that waits.
type Backlog struct {
	Unapplied int64 // activities that were accepted and wait to be applied
	Waiting   int64 // deliveries on their way
	Dead      int64 // given up
	Rests     int64 // lanes whose server failed and that wait
}

// Backlog counts what waits and what was given up.
func (tx *Tx) Backlog() (b Backlog, err error) {
	const op = "store.Backlog"
	err = tx.db.Raw(`SELECT (SELECT count(*) FROM jobs WHERE NOT dead AND kind = 'deliver'), (SELECT count(*) FROM jobs WHERE dead),
		(SELECT count(*) FROM lanes WHERE blocked > ?), (SELECT count(*) FROM inbox WHERE state = 'received')`, tx.now).
		Row().Scan(&b.Waiting, &b.Dead, &b.Rests, &b.Unapplied)
	return b, failed(op, err)
}

// LaneCount is what waits in a lane of inner work, or in all lanes to servers of one kind together.
type LaneCount struct {
	Lane   string // "host" for all that is delivered, "fetch:followers" for what is asked of servers; names no server
	Jobs   int64
	Oldest models.Time // when the first was due
}

// LaneCounts counts the jobs that wait.
func (tx *Tx) LaneCounts() ([]LaneCount, error) {
	var rows []LaneCount
	err := tx.db.Raw(`SELECT CASE WHEN lane LIKE 'host:%' THEN 'host' WHEN lane LIKE 'fetch:followers:%' OR lane LIKE 'work:followers:%' THEN 'fetch:followers'
		ELSE lane END AS lane, count(*) AS jobs, min(run_at) AS oldest FROM jobs WHERE NOT dead GROUP BY 1 ORDER BY 1`).Scan(&rows).Error
	return rows, failed("store.LaneCounts", err)
}

// ServerTime is the clock of the database's own machine; ours where it has none.
func (tx *Tx) ServerTime() (models.Time, error) {
	if !tx.postgres() {
		return tx.now, nil
	}
	var at int64
	err := tx.db.Raw(`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint`).Row().Scan(&at)
	return models.Time(at), failed("store.ServerTime", err)
}
